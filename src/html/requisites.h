/*
 * requisites.h: what a browser would load to show a document, one step deep.
 *
 * A page's tree or a sheet's text in, addresses with their roles out.  Trees of
 * the web are looked at in a worker; its answer travels as lines.  Pure.
 * 1. Addresses are absolute, http or https, without fragment, each once, in
 *    the order of the document.
 * 2. Of alternatives (srcset, media, formats, lazy attributes) all are listed:
 *    which one is shown depends on the reader's screen.
 * 3. What is loaded only when a script says so is not found.
 */
#ifndef HTML_REQUISITES_H
#define HTML_REQUISITES_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/map.h"
#include "web/role.h"
#include "web/url.h"

/* Of one document or sheet; galleries have some hundred pictures, each in a
 * handful of sizes. What is beyond is left out. */
#define REQUISITES_MAX 4000
/* All addresses together, in bytes; as lines they have a few more. */
#define REQUISITES_TEXT ((size_t)2 << 20)
/* What looks; raised when it finds more than before. */
#define REQUISITES_VERSION 1

struct requisite {
	enum role role;
	const char *url;	/* borrowed from seen */
};

struct requisites {
	struct requisite *items;
	size_t n, cap;
	size_t text;	/* bytes of all addresses */
	struct map seen;
};

#define REQUISITES_INIT { NULL, 0, 0, 0, MAP_INIT }

void requisites_release(struct requisites *);

/* Adds what a document names; base: its URL, or what <base href> makes of it.
 */
void requisites_of_page(struct requisites *, const xmlNode *root,
    const struct url *base);

/* Adds what a sheet names; text is UTF-8, base the sheet's URL. */
void requisites_of_sheet(struct requisites *, struct str text,
    const struct url *base);

/* Appends lines "role URL". */
void requisites_write(const struct requisites *, struct buf *);

/* Adds what such lines say; false: something else stands there, too. */
bool requisites_read(struct requisites *, struct str lines);

#endif
