/*
 * bare.h: is the page a bare document, with nothing around its text?
 *
 * What tells clutter by figures and names (boxes of links, headings with
 * nothing under them) is right about pages that are furnished.  On a page of
 * nothing but one <article> in plain markup it only harms: its author said
 * what belongs to it.  Phrases ("Share this") mean the same everywhere.
 */
#ifndef ARTICLE_BARE_H
#define ARTICLE_BARE_H

#include <libxml/tree.h>
#include <stdbool.h>

/*
 * Is one <article> all that the body holds, and are inside of it only elements
 * and attributes that an archived page may have (sanitise.h)?  Then there is
 * no navigation, header, form, frame or script, and no class name but those of
 * listings and formulas.  Pure; the body as it was parsed.
 */
bool bare_is(const xmlNode *body);

#endif
