/*
 * offer.h: what a page offers for a field: the first that will do is taken,
 * what differs from it is remembered.
 *
 * Called in the order of trust. source is a name for provenance.h; v may be
 * anything, p == NULL: nothing.
 */
#ifndef ARTICLE_OFFER_H
#define ARTICLE_OFFER_H

#include "article/article.h"
#include "web/url.h"

/* A name longer than this is a paragraph that was taken for one. */
#define OFFER_NAME 300
#define OFFER_PARAGRAPH 4096

/* Text of at most max bytes, white space squeezed; markup that was escaped
 * twice becomes the text that it stands for. */
void offer_text(struct article *, enum article_field, const char *source,
    struct str v, size_t max);

/* The first date in v, in the language of the page. */
void offer_date(struct article *, enum article_field, const char *source,
    struct str v);

/* An http(s) URL, made absolute. base may be NULL. */
void offer_url(struct article *, enum article_field, const char *source,
    struct str v, const struct url *base);

/* Appends v as offer_text() takes it. */
void offer_plain(struct str v, struct buf *);

/* A value that is fit already. */
void offer_value(struct article *, enum article_field, const char *source,
    struct str v);

#endif
