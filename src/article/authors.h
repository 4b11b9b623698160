/*
 * authors.h: who wrote it, from names as pages write them.
 *
 * 1. An author is a name: never an address, a number, a role or a sentence.
 * 2. What only names the site counts when nothing else names anybody.
 */
#ifndef ARTICLE_AUTHORS_H
#define ARTICLE_AUTHORS_H

#include "article/article.h"

/* Offers the names of a byline: "By A and B", "作者：甲 乙", "A, Ph.D., Editor".
 * Returns whether it has any. */
bool authors_offer(struct article *, const char *source, struct str byline);

/* The same for several bylines together, such as repeated <meta>s. */
bool authors_offer_all(struct article *, const char *source,
    const struct str *bylines, size_t n);

/* Does the line begin as bylines do ("By ", "作者：")? */
bool authors_is_byline(struct str line);

/* At the end: with no author, the site's name that was put aside. */
void authors_settle(struct article *);

#endif
