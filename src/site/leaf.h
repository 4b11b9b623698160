/*
 * leaf.h: the page of one resource: the article, the picture, the document, or
 * what is known of a link that could not be saved.
 */
#ifndef SITE_LEAF_H
#define SITE_LEAF_H

#include "site/build.h"

/* Writes the page of a group's leader. */
int leaf_write(struct build *, const struct resource *, struct err *)
    MUST_CHECK;

/* Appends the title that people see: never empty. */
void leaf_title(const struct resource *, struct buf *);

#endif
