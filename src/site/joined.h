/*
 * joined.h: the text of an article, that of its further pages behind the first.
 *
 * 1. Each page's ids have a prefix of their own, so that footnotes of two pages
 *    do not mix.
 * 2. A page that could not be had says so in its place, and why.
 */
#ifndef SITE_JOINED_H
#define SITE_JOINED_H

#include "site/build.h"

/* Appends an <article> for the page at path, or what stands for it when the
 * record cannot be read. */
int joined_put(struct build *, const char *path, const struct resource *,
    struct buf *, struct err *) MUST_CHECK;

/* Appends the id of a further page ("kb-page-2"). */
void joined_id(int64_t number, struct buf *);

#endif
