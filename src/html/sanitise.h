/*
 * sanitise.h: what may stay in an archived page: an allow-list over the tree.
 *
 * 1. After html_sanitise() only the elements and attributes of the list are
 *    left; no script, style, form, frame, event handler, or raw-text element.
 * 2. Every URL left is absolute http(s), mailto: (links only), a fragment
 *    "#id", a data: picture (png, jpeg, gif, webp up to 64 KB; pictures only),
 *    or, where relative URLs are allowed, a relative path.
 * 3. Running it again changes nothing.
 * 4. The result nests as an HTML5 parser would nest it: html_write()'s output
 *    parses to the same tree.  Where it did not: a <p> around blocks becomes a
 *    <div>; links in links, headings in headings and stray <rt> are unwrapped;
 *    an <li>, <dt>, <td> … outside its list or table becomes a <div>; what
 *    stands astray in a table moves before it.
 */
#ifndef HTML_SANITISE_H
#define HTML_SANITISE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/str.h"
#include "web/url.h"

/* Longer data: pictures are dropped: they belong into files. */
#define SANITISE_DATA_MAX ((size_t)64 << 10)

struct sanitise_opts {
	const struct url *base;	/* relative URLs are resolved against it; NULL:
				 * relative paths are kept (notes) */
	const struct url *here;	/* the page's own address: links to places on
				 * it become fragments; NULL: unknown */
};

/* Sanitises the children of root in place. */
void html_sanitise(xmlNode *root, const struct sanitise_opts *);

/* May this element name / attribute stay? Used by canon.h too. */
bool sanitise_allows_element(struct str name);
bool sanitise_allows_attr(struct str element, struct str attr);
/* May an allowed attribute have this value? */
bool sanitise_allows_value(struct str element, struct str attr,
    struct str value);
/* Is this URL value one of those in invariant 2 (relative ones included)? */
bool sanitise_allows_url(struct str value);
/* Is it an element of MathML? */
bool sanitise_is_math(struct str name);
/* May an allowed element be another's child (parent.n == 0: the root's)?
 * MathML holds MathML only and stands in <math>, its leaves hold only text:
 * HTML inside would be read differently by different parsers. */
bool sanitise_allows_child(struct str parent, struct str child);

#endif
