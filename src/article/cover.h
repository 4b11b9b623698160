/*
 * cover.h: the picture that stands for the article.
 */
#ifndef ARTICLE_COVER_H
#define ARTICLE_COVER_H

#include "article/metadata.h"

/* Offers the declared pictures; a logo or a placeholder that a site declares
 * for all its pages is remembered, never taken. */
void cover_offer(const struct metadata *, const json_t *ld,
    struct article *out);

#endif
