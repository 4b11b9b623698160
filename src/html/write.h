/*
 * write.h: a tree as canonical HTML, the only form of HTML that kbmirror keeps.
 *
 * Canonical HTML is a strict subset that needs no HTML5 parser to read:
 * lower-case names; every attribute as name="value" with & < > " and U+00A0
 * escaped as &amp; &lt; &gt; &quot; &nbsp;; every element closed except the
 * void ones; text with & < > escaped; no CR; no comments, no raw-text elements
 * (they are left out with their content); a newline after <pre> doubled when
 * the text starts with one.  canon.h reads it back.
 * 1. An HTML5 parser builds the same tree from it, if the tree nests as
 *    html_sanitise() leaves it.
 */
#ifndef HTML_WRITE_H
#define HTML_WRITE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends the node itself, or only its children. */
void html_write(const xmlNode *, struct buf *);
void html_write_children(const xmlNode *, struct buf *);

/* Appends text as it stands in an attribute value; fit for text too. */
void html_escape(struct buf *, struct str);
/* Appends text as it stands between tags. */
void html_escape_text(struct buf *, struct str);

/* Is it an element without content and end tag? */
bool html_is_void(struct str name);

#endif
