/*
 * images.h: which picture an <img> means.
 *
 * Lazy loaders, responsive sources and noscript twins hide the address;
 * trackers and placeholders are none.
 */
#ifndef ARTICLE_IMAGES_H
#define ARTICLE_IMAGES_H

#include <libxml/tree.h>

#include "article/article.h"
#include "web/url.h"

/* Gives every <img> under root its best absolute src (alternatives wait in an
 * attribute of ours) and drops those that show nothing. <picture> goes. */
void images_resolve(xmlNode *root, const struct url *base);

/* Lists the pictures under root in out->images, in order, each once. */
void images_collect(const xmlNode *root, struct article *out);

/* Lists all pictures under root in out->images_other, each once: before
 * anything is dropped. */
void images_collect_all(const xmlNode *root, const struct url *base,
    struct article *out);

/* Takes those out of out->images_other that out->images has. */
void images_settle_others(struct article *out);

#endif
