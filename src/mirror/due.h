/*
 * due.h: when a resource is asked for again, and why then: from what the
 * archive says of it alone.
 *
 * 1. The same archive gives the same answer, whenever it is asked.
 * 2. Every page begins with an interval of max-age. A look at it that found
 *    the same bytes, or the same article in other bytes, doubles the interval,
 *    up to DUE_SPREAD times max-age; one that found something else halves it,
 *    down to the DUE_SPREADth part. Looks within half an interval after one
 *    that counted say nothing, unless they found a change; nor do those that
 *    found no article where there was one.
 * 3. What failed and may pass is due after 1, 2, 4 … hours, at most a week;
 *    what is dead after 1, 2, 4, 8 weeks, and every 8 weeks from then on.
 */
#ifndef MIRROR_DUE_H
#define MIRROR_DUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/catalog.h"

/* 30 days become 4 to 240: what never changes is still looked after, and what
 * changes daily is no reason to ask daily. */
#define DUE_SPREAD 8

enum due_rule {
	DUE_NEVER,	/* it has a leader, or nothing can be fetched there */
	DUE_NOW,	/* it was never tried */
	DUE_LOST,	/* its copy was damaged on disk */
	DUE_TRANSIENT,	/* the last try failed in a way that passes */
	DUE_DEAD,	/* … that seldom passes */
	DUE_WORSE,	/* as seldom: something that is no page came */
	DUE_AGE,	/* a good copy: by how often it has changed */
};

struct due {
	enum due_rule rule;
	int64_t at;		/* ms; DUE_NEVER, DUE_NOW and DUE_LOST: 0 */
	int64_t interval_ms;	/* at is so much after the last try or look */
	int64_t looks, changes;	/* DUE_AGE: that counted, and found a change */
};

/* Reads the captures of what is kept; of nothing else. */
int due_of(struct catalog *, const struct resource *, int64_t max_age_ms,
    struct due *, struct err *) MUST_CHECK;

/* Can it be due at that time? False: not, whatever its captures say. Reads
 * nothing. */
bool due_may_be(const struct resource *, int64_t max_age_ms, int64_t now);

/* Appends why, as people say it: "unchanged in 3 looks: every 120 days". */
void due_say(const struct due *, struct buf *);

/* Appends "240 days", "4 hours": the largest unit of which there are two. */
void due_say_span(int64_t ms, struct buf *);

#endif
