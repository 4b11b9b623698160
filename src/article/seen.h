/*
 * seen.h: authors and dates that stand on the page itself, in elements that
 * are marked as such: microdata, rel, <time>, class names.
 */
#ifndef ARTICLE_SEEN_H
#define ARTICLE_SEEN_H

#include "article/metadata.h"

/* Offers them; after what the head says. */
void seen_offer(const struct metadata *, struct article *out);

/* Offers each date of a line for the field that the words before it name
 * ("Updated", "发布于"). Returns whether there was any. */
bool seen_offer_dates(struct article *out, const char *source,
    struct str line);

#endif
