/*
 * build.h: gumbo's tree as a libxml2 tree, and nodes of such trees.
 *
 * Only for tree.c, whose invariants hold.
 */
#ifndef HTML_BUILD_H
#define HTML_BUILD_H

#include <gumbo.h>
#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#include "html/heap.h"
#include "html/skeleton.h"

struct build {
	struct skeleton *skeleton;	/* what gumbo read, or NULL: the page */
	size_t room;		/* bytes that may be put back: gumbo copies an
				 * element's attributes for each paragraph that
				 * it runs on in */
	bool is_full;		/* there were more; texts are missing */
	struct heap *drained;	/* gives back gumbo's nodes one by one, or
				 * NULL: not worth it */
};

/* With drained set, the parsed tree is gone afterwards. */
xmlDoc *build_tree(struct build *, const GumboOutput *);

/* Without control characters. The caller owns it. */
xmlNode *build_text(xmlDoc *, const char *s, size_t n);

/* Adds an attribute without a value; name is in the document's dictionary. */
xmlAttr *build_attr(xmlNode *, const xmlChar *name);
void build_value(xmlAttr *, const char *value, size_t n);

#endif
