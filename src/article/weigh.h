/*
 * weigh.h: how much text is there, in any script.
 *
 * A Han, kana or hangul character says as much as two or three Latin letters,
 * so it weighs two.  White space weighs nothing.
 */
#ifndef ARTICLE_WEIGH_H
#define ARTICLE_WEIGH_H

#include <libxml/tree.h>
#include <stdint.h>

#include "base/str.h"

struct weight {
	uint32_t text;		/* characters, CJK twice */
	uint32_t commas;	/* of all scripts, and CJK full stops */
};

/* Adds the weight of s. */
void weigh_add(struct weight *, struct str);

/* The text weight of a subtree. */
uint32_t weigh_node(const xmlNode *);

/* The share of a subtree's text that is in links, 0..1. */
double weigh_links(const xmlNode *);

#endif
