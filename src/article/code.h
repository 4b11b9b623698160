/*
 * code.h: listings as <pre><code class="language-x">, byte for byte.
 *
 * Highlighters wrap every word, put lines into rows, list items or blocks and
 * numbers into gutters; here they become plain text with newlines again.
 */
#ifndef ARTICLE_CODE_H
#define ARTICLE_CODE_H

#include <libxml/tree.h>

/* Rewrites all listings under root. */
void code_normalise(xmlNode *root);

#endif
