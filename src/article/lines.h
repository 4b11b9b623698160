/*
 * lines.h: authors and dates in the lines around the title.
 *
 * Old pages, many Chinese ones among them, mark nothing: who wrote it and when
 * stands in a line such as "2005年03月21日 11:21 作者：某某".
 */
#ifndef ARTICLE_LINES_H
#define ARTICLE_LINES_H

#include "article/metadata.h"

/* Offers what is still unknown: from the lines next to out->title, and where a
 * line says what it tells, from all the first ones. The last resort. */
void lines_offer(const struct metadata *, struct article *out);

#endif
