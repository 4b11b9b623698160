/*
 * math.h: formulas once, as <code class="math">TeX</code>, or as MathML where
 * that is all there is.
 *
 * MathJax, KaTeX and picture services keep the TeX beside what they drew.
 */
#ifndef ARTICLE_MATH_H
#define ARTICLE_MATH_H

#include <libxml/tree.h>

/* Rewrites all formulas under root. Scripts must still be there. */
void math_normalise(xmlNode *root);

#endif
