/*
 * opts.h: command-line options from one table, which the help is printed from.
 *
 * GNU habits: options anywhere, "--name value" and "--name=value", "-n", "-o
 * value" and "-ovalue", "--" ends them.  A unique prefix is NOT accepted: a
 * script must not change its meaning when an option is added.
 */
#ifndef BASE_OPTS_H
#define BASE_OPTS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

enum opt_kind {
	OPT_FLAG,	/* to: bool *, set to true */
	OPT_STRING,	/* to: const char **, borrowed from argv */
	OPT_LIST,	/* to: struct opt_list *, may be given again */
	OPT_NUMBER,	/* to: long *, not negative */
	OPT_SIZE,	/* to: int64_t *, bytes: 10k, 5M, 1G */
	OPT_TIME,	/* to: int64_t *, ms: 500ms, 30s, 10m, 6h, 30d */
};

struct opt {
	const char *name;	/* without "--"; NULL ends the table */
	char letter;		/* 0: none */
	enum opt_kind kind;
	void *to;
	const char *arg;	/* the value's name in the help, NULL: flag */
	const char *help;	/* one sentence, without a full stop */
};

struct opt_list {
	const char **items;	/* borrowed from argv */
	size_t n, cap;
};

void opt_list_release(struct opt_list *);

/*
 * Parses argv[1..]; *argc and argv are left with the operands only (argv[0]
 * stays). Several tables may be given, NULL-terminated. ERR_USAGE says what is
 * wrong and names the nearest option.
 */
int opts_parse(int *argc, char **argv, const struct opt *const *tables,
    struct err *) MUST_CHECK;

/*
 * Sets the option of that name, NULL-name terminated table, as the command
 * line would; a flag wants yes or no. value must live as long as what it is
 * set in. ERR_USAGE names the option without "--", or the nearest one.
 */
int opts_set(const struct opt *table, const char *name, const char *value,
    struct err *) MUST_CHECK;

/* Prints one table for --help, at most 80 columns. */
void opts_print(FILE *, const struct opt *table);

/* The candidate nearest to word (at most 3 edits), or NULL. */
const char *opts_nearest(const char *word, const char *const *names);

#endif
