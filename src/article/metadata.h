/*
 * metadata.h: what a page says about itself.
 *
 * JSON-LD, then OpenGraph, then the older vocabularies, then what is seen.
 */
#ifndef ARTICLE_METADATA_H
#define ARTICLE_METADATA_H

#include "base/json.h"
#include <libxml/tree.h>

#include "article/article.h"
#include "web/url.h"

struct metadata {
	xmlNode *root;		/* <html> */
	const struct url *base;
	json_t *ld;		/* array of the JSON-LD objects, flattened */
	const xmlNode **metas;	/* all <meta> with content */
	size_t n_metas, cap_metas;
};

/* Reads the scripts' JSON-LD; call before the tree is changed. */
void metadata_init(struct metadata *, xmlNode *root, const struct url *base);
void metadata_release(struct metadata *);

/* Fills title, byline, dates, site … of out; also before changes. */
void metadata_fill(const struct metadata *, struct article *out);

/* The content of <meta name or property = name>, p == NULL: none. */
struct str metadata_meta(const struct metadata *, const char *name);

/* The first JSON-LD object of which a type is in the list, or NULL. */
const json_t *metadata_typed(const struct metadata *,
    const char *const *types, size_t n);

#endif
