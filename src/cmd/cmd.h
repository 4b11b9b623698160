/*
 * cmd.h: the command layer: one file a sub-command, one table of all.
 *
 * Each command parses its options, calls the library, prints.  Results go to
 * standard output, talk to standard error.  What a command returns becomes the
 * exit code through its err (cmd_exit_code()).
 */
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include <stdbool.h>

#include "base/err.h"
#include "base/opts.h"

/* Options that mean the same everywhere. */
struct cmd_ctx {
	const char *archive;	/* --archive, KBMIRROR_ARCHIVE, "archive" */
	bool quiet, verbose, json, dry_run, help;
	bool describe;		/* --describe: tell the options, do nothing */
	const char *color;	/* auto, always, never */
	int exit_code;		/* a command may set it and return 0 */
};

struct cmd {
	const char *name;
	const char *operands;	/* "[NOTES or URLs…]" */
	const char *summary;	/* one line */
	const char *text;	/* a paragraph or more for --help */
	int (*run)(struct cmd_ctx *, int argc, char **argv, struct err *);
};

/* NULL-name terminated. */
extern const struct cmd cmd_table[];

/*
 * Parses argv with the common options and the command's own table; leaves the
 * operands. Returns 1 when --help or --describe was asked for and printed: the
 * command then returns 0 at once.
 */
int cmd_parse(struct cmd_ctx *, const char *name, int *argc, char **argv,
    const struct opt *own, struct err *);

/* 0 done, 1 references not kept, 2 usage, 3 damaged, 4 system, 5 locked, 6 no
 * network. */
int cmd_exit_code(const struct err *);

int cmd_main(int argc, char **argv);

int cmd_config(struct cmd_ctx *, int, char **, struct err *);
int cmd_extract(struct cmd_ctx *, int, char **, struct err *);
int cmd_fetch(struct cmd_ctx *, int, char **, struct err *);
int cmd_accept(struct cmd_ctx *, int, char **, struct err *);
int cmd_forget(struct cmd_ctx *, int, char **, struct err *);
int cmd_list(struct cmd_ctx *, int, char **, struct err *);
int cmd_log(struct cmd_ctx *, int, char **, struct err *);
int cmd_pack(struct cmd_ctx *, int, char **, struct err *);
int cmd_reextract(struct cmd_ctx *, int, char **, struct err *);
int cmd_refs(struct cmd_ctx *, int, char **, struct err *);
int cmd_show(struct cmd_ctx *, int, char **, struct err *);
int cmd_why(struct cmd_ctx *, int, char **, struct err *);
int cmd_verify(struct cmd_ctx *, int, char **, struct err *);

#endif
