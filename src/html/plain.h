/*
 * plain.h: the words of a tree as readable plain text.
 *
 * For search, dates of change and comparisons.  No markers: what stands here
 * stands in the page, but for parentheses around the readings of ruby.
 * 1. A block starts on a line of its own; a blank line stands between
 *    paragraphs, none between list items, table rows and lines of <br>.
 * 2. The cells of a row are separated by a tab.
 * 3. <pre> keeps its bytes; elsewhere white space is one space.
 * 4. No space at the end of a line, none at the beginning outside <pre>.
 */
#ifndef HTML_PLAIN_H
#define HTML_PLAIN_H

#include <libxml/tree.h>

#include "base/buf.h"

/* Appends the text of root, ending with a newline unless it is empty. */
void html_to_text(const xmlNode *root, struct buf *out);

#endif
