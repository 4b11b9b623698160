/*
 * markdown.h: a sanitised tree as GitHub Flavored Markdown.
 *
 * For reading and reuse outside of kbmirror.
 * 1. A CommonMark reader with tables and strikethrough builds the same
 *    headings, lists, tables, code, quotes, links, pictures and emphasis from
 *    it.  What Markdown has no sign for stays as inline HTML (sub, sup, kbd,
 *    mark, u, ins, and emphasis where the signs would not be read as such) or
 *    loses its markup (div, dl, abbr …).
 * 2. Text is escaped so that none of it becomes markup, footnotes included.
 */
#ifndef HTML_MARKDOWN_H
#define HTML_MARKDOWN_H

#include <libxml/tree.h>

#include "base/buf.h"

/* Appends the children of root, ending with a newline unless there are
 * none. */
void html_to_markdown(const xmlNode *root, struct buf *out);

#endif
