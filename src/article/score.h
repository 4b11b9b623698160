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

enum score_mode {
	SCORE_ARTICLE,
	SCORE_ANSWERS,	/* posts are content, comments on them are not */
	SCORE_THREAD,	/* comments are content */
};

/* Marks navigation, adverts, sharing and the like as is_out; comments too,
 * unless they are what the page is about. */
void score_mark(struct stats *, enum score_mode);

/* By which rule a marked element is out, when it is not inside of another. */
const char *score_why_out(const struct stat_node *);

/* The mode that fits, seeing how much is written in comments: where nearly
 * all is, they are the content whatever the page declares. */
enum score_mode score_settle(const struct stats *, enum score_mode);

/* The index of the element that holds the article, or -1. */
int score_choose(struct stats *);

/* The same for a thread: the element that holds most of the posts. */
int score_choose_thread(const struct stats *);

/* The same for a page of links: most of what is not clutter. */
int score_choose_list(const struct stats *);

#endif
