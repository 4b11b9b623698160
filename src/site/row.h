/*
 * row.h: what a note cites, as rows of a list.
 */
#ifndef SITE_ROW_H
#define SITE_ROW_H

#include "site/build.h"

typedef int row_fn(void *ctx, const struct ref_row *, const struct resource *,
    struct err *);

/* Each resource that a note cites, once, in order; the leader of its group. */
int row_each(struct build *, const char *note, row_fn *, void *ctx,
    struct err *) MUST_CHECK;

struct row_count {
	size_t n, n_kept;
};
int row_count(struct build *, const char *note, struct row_count *,
    struct err *) MUST_CHECK;

struct row {
	struct build *b;
	const char *path;		/* of the page that the row is for */
	const struct ref_row *ref;
	const struct resource *r;
};

/* Appends one row. */
int row_put(const struct row *, struct buf *, struct err *) MUST_CHECK;

#endif
