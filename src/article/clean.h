/*
 * clean.h: what is left in a chosen element but is not the article.
 */
#ifndef ARTICLE_CLEAN_H
#define ARTICLE_CLEAN_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/str.h"

struct clean_opts {
	struct str title;	/* a heading that repeats it goes */
	struct str address;	/* the page's: a line that says it goes */
	bool keep_links;	/* lists of links are the content */
	bool is_thread;		/* posts are content, who wrote is not */
	bool keep_comments;
	bool keep_all;		/* but what is empty or says the title again */
	bool is_bare;		/* nothing stood around it: only phrases tell of
				 * clutter, no figures and no names */
	bool is_manual;		/* cards of links lead to its chapters */
	bool is_dated;		/* an article, so boxes of links are not it */
};

/* Cleans the children of root in place. */
void clean_root(xmlNode *root, const struct clean_opts *);

#endif
