/*
 * parts.h: the further pages of an article: each is a resource of its own,
 * asked for as the pictures are, in the name of the page before it.
 */
#ifndef MIRROR_PARTS_H
#define MIRROR_PARTS_H

#include "article/article.h"
#include "base/err.h"
#include "mirror/run.h"

/* Notes in found the key of the page on which the article goes on. */
void parts_note(struct resource *found, const struct article *);

/*
 * What was found for r, perhaps a part of an article, before it becomes
 * current. *why (static) gets the reason when it is another page than the one
 * that was asked for; NULL else. A page that repeats one before it is the
 * last, and adds no words: found says so.
 */
int parts_check(struct run *, const struct resource *r,
    struct resource *found, const struct article *, const char **why,
    struct err *) MUST_CHECK;

/* Registers the page that follows this one and queues it when it is due,
 * unless the article has --max-pages already. */
int parts_want(struct run *, const struct resource *page, struct err *)
    MUST_CHECK;

/* Calls fn with each further page of a cited one that may be asked for; one
 * that is not known yet is registered first. */
int parts_each_wanted(struct run *, const struct resource *page,
    int (*fn)(void *ctx, const struct resource *part, struct err *),
    void *ctx, struct err *) MUST_CHECK;

#endif
