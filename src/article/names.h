/*
 * names.h: what the class, id and role of an element say about its content.
 *
 * Names are split into words (entry-content, entryContent, entry_content are
 * the same two words); words and pairs of words are looked up in one table.
 * Pure.
 */
#ifndef ARTICLE_NAMES_H
#define ARTICLE_NAMES_H

#include <libxml/tree.h>

#include "base/str.h"

enum {
	NAME_CLUTTER = 1,	/* navigation, adverts, sharing, related … */
	NAME_WEAK = 2,		/* often clutter */
	NAME_CONTENT = 4,	/* the body of an article */
	NAME_COMMENT = 8,	/* comments, replies */
	NAME_META = 16,		/* date, author, tags of the article */
	NAME_POST = 32,		/* one post of a thread */
	NAME_USER = 64,		/* who wrote a post: avatar, rank … */
	NAME_NOTE = 128,	/* footnotes, hints: content in an <aside> */
	NAME_TOC = 256,		/* a table of contents */
};

/* The flags of values seen before, for pages repeat a few class names. Points
 * into the tree: valid until that changes. */
struct names_cache {
	struct str value[256];
	unsigned int flags[256];
};

/* The NAME_ flags of an element's class, id and role. */
unsigned int names_of(const xmlNode *, struct names_cache *);

/* The flags of one class or id attribute's value. */
unsigned int names_of_value(struct str);

#endif
