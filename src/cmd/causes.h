/*
 * causes.h: what was not kept, grouped by cause, with the places that cite it
 * and what a person can do about it.
 */
#ifndef CMD_CAUSES_H
#define CMD_CAUSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/outcome.h"
#include "base/err.h"
#include "store/catalog.h"

/* One sentence each, without a full stop: what it means, what to do. "" for
 * what is kept. */
const char *causes_what(enum outcome);
const char *causes_advice(enum outcome);

/* One resource that could not be had. */
struct lost {
	char *url, *reason;
	enum outcome outcome;
	int64_t captured;	/* of the good copy that stays, or 0 */
	char *more;		/* a line of its own below, or "" */
};

struct causes {
	struct lost *items;
	size_t n, cap;
	int64_t counts[OUTCOME_COUNT];
	size_t max_each;	/* as many of a cause are remembered; the rest
				 * is counted */
};

void causes_release(struct causes *);
void causes_add(struct causes *, const struct resource *, enum outcome,
    const char *reason, const char *more);

/* How it is printed. */
struct causes_style {
	bool is_colored;
	size_t width;
	const char *more;	/* where the rest is listed: a command */
};

/* Prints all to standard output, one cause after the other, those that a
 * person can do something about first. */
int causes_print(const struct causes *, struct catalog *,
    const struct causes_style *, struct err *) MUST_CHECK;

/* The first place that cites the resource, "" none, and how many there are:
 * "notes/a.md:12". */
int causes_place(struct catalog *, const char *url, struct buf *place,
    int64_t *n, struct err *) MUST_CHECK;

#endif
