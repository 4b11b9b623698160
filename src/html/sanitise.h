/*
 * sanitise.h: what may stay in an archived page: an allow-list over the tree.
 *
 * 1. After html_sanitise() only the elements and attributes of the list are
 *    left; no script, style, form, frame, event handler, or raw-text element.
 * 2. Every URL left is absolute http(s), mailto:, a fragment "#id", a data:
 *    picture (png, jpeg, gif, webp up to 64 KB), or, where relative URLs are
 *    allowed, a relative path.
 * 3. Running it again changes nothing.
 */
#ifndef HTML_SANITISE_H
#define HTML_SANITISE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/str.h"
#include "web/url.h"

struct sanitise_opts {
	const struct url *base;	/* relative URLs are resolved against it; NULL:
				 * relative paths are kept (notes) */
};

/* Sanitises the children of root in place. */
void html_sanitise(xmlNode *root, const struct sanitise_opts *);

/* May this element name / attribute stay? Used by canon.h too. */
bool sanitise_allows_element(struct str name);
bool sanitise_allows_attr(struct str element, struct str attr);
/* Is this URL value one of those in invariant 2 (relative ones included)? */
bool sanitise_allows_url(struct str value);

#endif
