/*
 * md_inline.h: what stands inside a Markdown block.  Only for markdown.c.
 */
#ifndef HTML_MD_INLINE_H
#define HTML_MD_INLINE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum md_place {
	MD_PARAGRAPH,	/* lines may break */
	MD_HEADING,	/* one line */
	MD_CELL,	/* one line, '|' escaped */
};

/* Appends the nodes from first up to, without, end (NULL: the last sibling)
 * as one line, or lines that end in a hard break. */
void md_inline_put(const xmlNode *first, const xmlNode *end,
    enum md_place, struct buf *out);

/* Appends text, Markdown already, as a link to where a leads. */
void md_inline_put_link(const xmlNode *a, struct str text, struct buf *out);

/* Is it a formula that stands on lines of its own? */
bool md_inline_is_display(const xmlNode *);
/* Does the element start a block of its own? */
bool md_inline_is_block(const xmlNode *);
/* Has it a block among its descendants? */
bool md_inline_has_block(const xmlNode *);

#endif
