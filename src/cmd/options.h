/*
 * options.h: the options of fetch, as the command line and the configuration
 * files fill them.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include "cmd/cmd.h"
#include "mirror/config.h"
#include "mirror/mirror.h"

#define OPTIONS_MAX 48		/* entries of a table, its end included */

struct options {
	struct mirror_opts m;
	const char *robots, *fail_on;
	const char *rules;	/* "off", a path, or NULL */
	long max_per_host, jobs, max_pages;
	bool no_sandbox;
	int64_t delay, image_delay, network_wait, budget;
	struct opt table[OPTIONS_MAX];		/* of the command line */
	struct opt settings[OPTIONS_MAX];	/* what files may set of it */
	struct config config;
};

/* The defaults; the tables point into o, which must stay where it is. */
void options_init(struct options *o);
void options_release(struct options *);

/*
 * Reads the configuration files, then the command line over them: a list that
 * the command line gives replaces that of the files. As cmd_parse().
 */
int options_parse(struct options *, struct cmd_ctx *, int *argc, char **argv,
    struct err *) MUST_CHECK;

/* Reads the files of an archive into config, and checks what they set. */
int options_load(struct options *, const char *archive, struct err *)
    MUST_CHECK;

/* --max-age as the files of the archive set it; the default where they cannot
 * be read, which is told. */
int64_t options_max_age(const char *archive);

/*
 * Appends the site rules that hold, as a bundle for workers_opts: of --rules,
 * of rules/ beside each configuration file, the last one first, then those of
 * the program. Call it after one of the two above.
 */
int options_rules(const struct options *, struct buf *bundle, struct err *)
    MUST_CHECK;

#endif
