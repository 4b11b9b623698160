/*
 * tree.h: HTML5 text to a libxml2 tree.
 *
 * gumbo parses by the HTML Standard; the tree is handed over as xmlDoc, the
 * common tree of html, notes, article and site.  Pure.  Only in a worker for
 * what comes from the web: gumbo fails badly on hostile input.
 * 1. Element and attribute names are lower-case local names without
 *    namespaces (SVG and MathML keep their case); a node's ns is NULL.
 * 2. <template> content is dropped; comments are dropped.
 * 3. Text is valid UTF-8 without CR and without control characters other than
 *    tab and newline or noncharacters; no two text nodes stand side by side.
 * 4. Depth is at most HTML_DEPTH: deeper elements are flattened.
 * 5. A short text lies in its node: properties, nsDef and psvi mean nothing
 *    there.
 */
#ifndef HTML_TREE_H
#define HTML_TREE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Browsers stop at 512; real pages stay under 100. */
#define HTML_DEPTH 400

/* Parses UTF-8 text. The caller frees *out with xmlFreeDoc(). ERR_ITEM when
 * the text is too large or too deep to parse in bounded time. */
int html_parse(struct str text, xmlDoc **out, struct err *) MUST_CHECK;

/* For AUTO(html_doc_freep) xmlDoc *doc. */
void html_doc_freep(xmlDoc **);

bool html_is(const xmlNode *, const char *name);	/* an element so named */
/* Attribute value, borrowed; p == NULL when absent. */
struct str html_attr(const xmlNode *, const char *name);
void html_attr_set(xmlNode *, const char *name, struct str value);
void html_attr_del(xmlNode *, const char *name);
/* Does the class attribute contain the token? */
bool html_has_class(const xmlNode *, const char *token);

/* Next node in document order inside root; skip_children leaves node's out. */
xmlNode *html_next(const xmlNode *node, const xmlNode *root,
    bool skip_children);
xmlNode *html_find(const xmlNode *root, const char *name); /* first, or NULL */

/* Appends the text of a subtree as it stands. */
void html_text(const xmlNode *, struct buf *);

/* Unlinks and frees. */
void html_drop(xmlNode *);
/* Replaces the node by its children. */
void html_unwrap(xmlNode *);

#endif
