/*
 * prep.h: a page made ready for reading its figures: what never is content is
 * gone, listings and formulas are plain, lazy pictures are known.
 */
#ifndef ARTICLE_PREP_H
#define ARTICLE_PREP_H

#include <libxml/tree.h>

/* Works on the children of body in place. */
void prep_body(xmlNode *body);

#endif
