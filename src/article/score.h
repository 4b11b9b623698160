/*
 * score.h: which element of a page holds its article.
 *
 * The family of Arc90's Readability: paragraphs give points to what holds
 * them, names and links correct the sum.  Here points are script-aware and
 * clutter is marked, not removed, so that a second look can be more generous.
 */
#ifndef ARTICLE_SCORE_H
#define ARTICLE_SCORE_H

#include <stdbool.h>

#include "article/stats.h"

/* Marks navigation, adverts, sharing and the like as is_out; comments too,
 * unless they are what the page is about. */
void score_mark(struct stats *, bool comments_too);

/* The index of the element that holds the article, or -1. */
int score_choose(struct stats *);

#endif
