/*
 * apart.h: what belongs to an article and stands apart from its body.
 *
 * Themes set the first paragraph and the picture of an article above the
 * element that holds its text, and footnotes below.  They are found before
 * the body is taken out of the page, and put around it again.
 */
#ifndef ARTICLE_APART_H
#define ARTICLE_APART_H

#include "article/stats.h"
#include "base/str.h"

struct apart {
	xmlNode *before[2];	/* the lead and the picture, as they stood */
	xmlNode *notes;
};

/*
 * Takes them out of the tree; a member is NULL where there is none.
 * description, cover: as the page declares them, may be empty.  Whoever calls
 * gives them to apart_put() before the tree is freed.
 */
void apart_take(struct apart *, const struct stats *, int top,
    struct str description, struct str cover);

/* Appends body to root, what stands before it first, then its notes. */
void apart_put(struct apart *, xmlNode *root, xmlNode *body);

#endif
