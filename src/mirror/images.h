/*
 * images.h: the pictures that an article shows.
 */
#ifndef MIRROR_IMAGES_H
#define MIRROR_IMAGES_H

#include "article/article.h"
#include "base/err.h"
#include "mirror/run.h"

/* The key of a picture's address; false when it is none that can be asked. */
bool images_key(const char *url, struct buf *key);

/* The resource of a picture, or of something else that a page needs; added when
 * it is new. */
int images_add(struct run *, const char *key, enum role, struct resource *,
    struct err *) MUST_CHECK;

/* Registers an article's pictures and its lead picture and queues those that
 * are due, before other things of their host. */
int images_want(struct run *, const struct resource *page,
    const struct article *, struct err *) MUST_CHECK;

/* A picture could not be had: each page that shows it turns to its next
 * alternative, if it has one. */
int images_fall_back(struct run *, const char *url, struct err *) MUST_CHECK;

#endif
