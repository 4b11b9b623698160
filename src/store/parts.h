/*
 * parts.h: the pages of one article, in order.
 *
 * Each page of an article names the next one (resource.next); only the first
 * one is cited, as a rule.
 */
#ifndef STORE_PARTS_H
#define STORE_PARTS_H

#include "base/err.h"
#include "store/catalog.h"

struct part {
	int64_t number;		/* of the page: from 2 */
	const char *url;
	const struct resource *r;	/* NULL: it was never asked for */
};

/* Calls fn with each page after the first one, until there is no next, one was
 * met before, or fn returns other than 0; below 0 is an error. */
int parts_each(struct catalog *, const struct resource *head,
    int (*fn)(void *ctx, const struct part *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

/* The words of all pages that are kept. */
int parts_words(struct catalog *, const struct resource *head,
    int64_t *words, struct err *) MUST_CHECK;

/*
 * The cited page whose article this page is a part of, and which part: the
 * first page has number 1, and is its own head. *number 0: more than max pages
 * lie before it. head is the caller's to release.
 */
int parts_find_head(struct catalog *, const char *url, int64_t max,
    struct resource *head, int64_t *number, struct err *) MUST_CHECK;

#endif
