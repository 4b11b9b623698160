/*
 * write.h: a tree as canonical HTML, the only form of HTML that kbmirror keeps.
 *
 * Canonical HTML is a strict subset that needs no HTML5 parser to read:
 * lower-case names; every attribute as name="value" with & < > " and U+00A0
 * escaped; every element closed except the void ones; text with & < >
 * escaped; no comments, no raw-text elements; a newline after <pre> doubled
 * when the text starts with one.  An HTML5 parser builds the same tree from
 * it.  canon.h reads it back.
 */
#ifndef HTML_WRITE_H
#define HTML_WRITE_H

#include <libxml/tree.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends the node itself, or only its children. */
void html_write(const xmlNode *, struct buf *);
void html_write_children(const xmlNode *, struct buf *);

/* Appends text with & < > " escaped, for templates. */
void html_escape(struct buf *, struct str);

#endif
