/*
 * document.h: a page's bytes as a tree, and what its addresses are resolved
 * against.
 *
 * bytes -> charset (web/charset.h) -> tree (html/tree.h) -> <base>
 */
#ifndef ARTICLE_DOCUMENT_H
#define ARTICLE_DOCUMENT_H

#include "base/err.h"
#include "base/str.h"
#include "html/tree.h"
#include "web/url.h"

struct document {
	const char *charset;	/* as charset_detect() names it */
	xmlDoc *tree;
	xmlNode *root, *body;
	struct url address;	/* the page's own, or that of its <base> */
	const struct url *base;	/* address; NULL: neither is one */
};

#define DOCUMENT_INIT { .address = URL_INIT }

/* A page of frames gets a body that links to them. The document must not be
 * moved afterwards. ERR_ITEM: it cannot be parsed within bounds. */
int document_read(struct document *, struct str bytes, struct str url,
    struct str content_type, struct err *) MUST_CHECK;

void document_release(struct document *);

#endif
