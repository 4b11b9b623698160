/*
 * stats.h: the figures of every element under a root, from one walk.
 *
 * Elements are numbered in document order, so that a subtree is the range
 * [i, end).  Valid until the tree changes.
 */
#ifndef ARTICLE_STATS_H
#define ARTICLE_STATS_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stat_node {
	xmlNode *node;
	int parent;		/* -1: the root */
	int end;
	int block;		/* the block element that its text flows in */
	uint32_t text, link;	/* weight of all text, of that in links */
	uint32_t own, own_link, own_commas;	/* of the text that flows in
						 * this block itself */
	uint32_t good;		/* text in paragraphs that look written */
	uint32_t net;		/* of that, what is not out (score_mark) */
	uint32_t bulk;		/* of all text, what is not out */
	uint32_t commas, images, paragraphs, items, inputs, pres, headings,
	    linked;	/* headings that are links */
				/* all in the subtree */
	unsigned int names;	/* NAME_ flags */
	bool is_block, has_block, in_link;
	bool is_out;		/* clutter, or inside of it */
	double score;
};

struct stats {
	struct stat_node *v;
	size_t n, cap;
};

#define STATS_INIT { NULL, 0, 0 }

/* with_names: fill names too, which takes half of the time. */
void stats_build(struct stats *, xmlNode *root, bool with_names);
void stats_release(struct stats *);

/* Is this an element that starts a line of its own? */
bool stats_is_block(const xmlNode *);

/* Does the text that flows in this block itself look written? */
bool stats_is_good(const struct stat_node *);

/* <h1> to <h6>? */
bool stats_is_heading(const struct stat_node *);

/* text in links / text, 0 when there is none */
double stats_link_density(const struct stat_node *);

#endif
