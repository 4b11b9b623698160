/*
 * licence.h: under which terms the page may be used.
 */
#ifndef ARTICLE_LICENCE_H
#define ARTICLE_LICENCE_H

#include "article/metadata.h"

/* Offers rel=license, JSON-LD, dc.rights and links to Creative Commons; those
 * of a single picture or of a part are none of the page's. */
void licence_offer(const struct metadata *, const json_t *ld,
    struct article *out);

#endif
