/*
 * tail.h: what follows an article in the element that holds it.
 *
 * A heading says what comes: other articles, or who wrote this one.
 */
#ifndef ARTICLE_TAIL_H
#define ARTICLE_TAIL_H

#include <libxml/tree.h>

/* Drops headed boxes of other articles, and what is said of the author or the
 * company at the end. Most of root stays. */
void tail_drop(xmlNode *root);

#endif
