/*
 * lead.h: what is written between the title and the body of an article.
 *
 * Many pages set the first paragraph apart: in another column, in a box of its
 * own, above the picture.  It is part of the article all the same.
 */
#ifndef ARTICLE_LEAD_H
#define ARTICLE_LEAD_H

#include "article/stats.h"
#include "base/str.h"

/*
 * The index of the block before top that is the article's lead, or -1.
 * Pure. description: as the page declares it, may be empty; what begins alike
 * is the lead wherever it stands before top.
 */
int lead_find(const struct stats *, int top, struct str description);

#endif
