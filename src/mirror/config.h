/*
 * config.h: the settings of configuration files: which file says what for all
 * hosts, and for single ones.
 *
 *	delay = 2s			the long options of fetch, in [fetch] or
 *	[host wiki.example]		before any section
 *	user-agent = …			a host and its subdomains
 *
 * 1. Files are read in order; a later file that names a key replaces what
 *    earlier ones said of it. Keys that may be given again (header) add up
 *    within one file.
 * 2. A host has one section, the longest that matches, alone.
 * 3. Every value keeps its origin; every error begins with "file:line: ".
 * 4. Names of files within a value are relative to the file they stand in.
 */
#ifndef MIRROR_CONFIG_H
#define MIRROR_CONFIG_H

#include <stdbool.h>

#include "base/ini.h"
#include "base/opts.h"
#include "crawl/crawl.h"
#include "mirror/mirror.h"
#include "net/net.h"

struct config_entry {
	char *key, *value;
	char *file;
	int line;
};

struct config_list {
	struct config_entry *items;
	size_t n, cap;
};

struct config_host {
	char *name;		/* finished ASCII, lower case */
	struct config_list list;
	struct opt_list headers;	/* borrowed from list */
};

struct config_file {
	char *path;
	bool is_there;
};

struct config {
	const struct opt *table;	/* the keys for all hosts */
	struct config_list list;
	struct config_host *hosts;
	size_t n_hosts, cap_hosts;
	struct config_host *at;		/* while reading; NULL: all hosts */
	/* Made by config_finish(), in the order of hosts. */
	struct net_host_opts *net_hosts;
	struct crawl_host_opts *crawl_hosts;
	struct mirror_host_opts *mirror_hosts;
	struct config_file files[3];	/* where config_load() looked */
	size_t n_files;
};

/* Takes the table's names as keys; it must live as long as the config. */
void config_init(struct config *, const struct opt *table);
void config_release(struct config *);

/* An ini_fn; ctx is the struct config. ERR_USAGE names the nearest key. */
int config_take(void *ctx, const struct ini_event *, struct err *);

/* Makes net_hosts, crawl_hosts and mirror_hosts of all that was taken. */
void config_finish(struct config *);

/*
 * Reads /etc/kbmirror/config.ini, $XDG_CONFIG_HOME/kbmirror/config.ini
 * (~/.config) and archive/config.ini, as far as they are there, and finishes.
 * Warns where a file with credentials may be read by others.
 */
int config_load(struct config *, const char *archive, struct err *) MUST_CHECK;

/* Sets what was said for all hosts in a table with the same names. */
int config_apply(const struct config *, const struct opt *table, struct err *)
    MUST_CHECK;

/*
 * Can a key, or the option of that name, have this value? As the parts that use
 * it would say only later; any other key is left to opts_set(). ERR_USAGE begins
 * with the key.
 */
int config_check(const char *key, const char *value, struct err *) MUST_CHECK;

/* "cited", "obey" or "ignore"; false: none of them. */
bool config_robots(const char *word, enum crawl_robots *);

/* Is a value of this key not for other eyes? Cookies, fields that carry
 * credentials, a proxy with a password. */
bool config_is_secret(const char *key, const char *value);

#endif
