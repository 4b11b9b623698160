/*
 * metadata.h: what a page says about itself.
 *
 * JSON-LD, then OpenGraph, then the older vocabularies, then what is seen.
 * What was not taken stays in the article's provenance.
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
	const xmlNode **links;	/* <link>s, and <a>s that say what they are */
	size_t n_links, cap_links;
};

/* Reads the scripts' JSON-LD; call before the tree is changed. */
void metadata_init(struct metadata *, xmlNode *root, const struct url *base);
void metadata_release(struct metadata *);

/* Fills title, authors, dates, site … of out; also before changes. */
void metadata_fill(const struct metadata *, struct article *out);

/* What only the article itself tells, its language; out->text is filled. */
void metadata_settle(struct article *out);

/* Offers what the answer, not the page, says of its last change; the weakest
 * source, so call it after metadata_fill(). */
void metadata_offer_change(struct str date, struct article *out);

/* The content of <meta name or property = name>, p == NULL: none. */
struct str metadata_meta(const struct metadata *, const char *name);

/* The content of <meta itemprop = name>, p == NULL: none. */
struct str metadata_prop(const struct metadata *, const char *name);

/* The first JSON-LD object of which a type is in the list, or NULL. */
const json_t *metadata_typed(const struct metadata *,
    const char *const *types, size_t n);

/* The JSON-LD object of the article, or NULL. */
const json_t *metadata_article(const struct metadata *);

/* A JSON-LD value as text: a string, an object's member or "@value", or the
 * first of an array of these. p == NULL: none. */
struct str metadata_ld_text(const json_t *v, const char *member);

#endif
