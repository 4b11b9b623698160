/*
 * title.h: a page's title without its site's name.
 */
#ifndef ARTICLE_TITLE_H
#define ARTICLE_TITLE_H

#include "article/metadata.h"

/* Sets out->title; out->site may help and may be set. */
void title_fill(const struct metadata *, struct article *out);

/* Is this a heading's link to itself: "#", "¶"? */
bool title_is_anchor(const xmlNode *a);

#endif
