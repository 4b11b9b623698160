/*
 * markdown.h: a sanitised tree as GitHub Flavored Markdown.
 *
 * For reading and reuse outside of kbmirror.
 * 1. A reader of GitHub's flavour builds the same headings, lists, tables,
 *    code, quotes, links, pictures, breaks and emphasis from it, in the same
 *    order and nesting.  What Markdown has no sign for stays as inline HTML
 *    (sub, sup, kbd, mark, u, ins, and emphasis where the signs would not be
 *    read as such) or loses its markup: ids, wrappers (div, figure, dl,
 *    details …), abbr, cite, q, time, headers of rows.  Spans of cells become
 *    empty cells; a table whose cells hold blocks becomes these; a link around
 *    blocks goes into each of them; TeX stands in $`…`$, readings of ruby in
 *    parentheses.
 * 2. Text is escaped so that none of it becomes markup, footnotes, bare
 *    addresses and tasks included.
 */
#ifndef HTML_MARKDOWN_H
#define HTML_MARKDOWN_H

#include <libxml/tree.h>

#include "base/buf.h"

/* Appends the children of root, ending with a newline unless there are
 * none. */
void html_to_markdown(const xmlNode *root, struct buf *out);

#endif
