/*
 * math.h: formulas once, as <code class="math">TeX</code>, with the class
 * "math display" on lines of their own, or as MathML where that is all there
 * is.
 *
 * MathJax, KaTeX and picture services keep the TeX beside what they drew; of
 * TeX that was to be drawn the delimiters go.
 */
#ifndef ARTICLE_MATH_H
#define ARTICLE_MATH_H

#include <libxml/tree.h>

/* Rewrites all formulas under root. Scripts must still be there. */
void math_normalise(xmlNode *root);

#endif
