/*
 * link.h: Link fields (RFC 8288) and link-format documents, which are the same
 * (RFC 6690, Memento's TimeMaps in RFC 7089).  Pure.
 *
 * Parsing is lenient as RFC 8288's appendix B.2 is, and never fails: what is
 * no link is passed over.
 */
#ifndef WEB_LINK_H
#define WEB_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct link {
	char *target;		/* as written, without <>; not resolved */
	char *rel;		/* in lower case, types apart by one space */
	char *anchor;		/* the context, as written; NULL: the document
				 * that the field came with */
	char *type, *title;	/* NULL: none; title* before title, in UTF-8 */
	char *datetime;		/* Memento's; NULL: none */
};

struct links {
	struct link *items;
	size_t n, cap;
};

#define LINKS_INIT { NULL, 0, 0 }

/* Adds the links of a field's value; a link without rel has rel "". At most
 * 10000 links are taken: a TimeMap's page has 1000. */
void link_parse(struct links *, struct str value);
void link_release(struct links *);

/* Is rel (in lower case) one of its relation types? */
bool link_has_rel(const struct link *, const char *rel);

#endif
