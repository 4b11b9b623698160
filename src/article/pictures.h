/*
 * pictures.h: posts that are pictures and nothing else.
 *
 * WeChat's "picture messages" keep their pictures in a list of a script, in
 * JavaScript's own notation.
 */
#ifndef ARTICLE_PICTURES_H
#define ARTICLE_PICTURES_H

#include <libxml/tree.h>

/* A <div> with the pictures that a script of the page lists, in order; NULL:
 * none does. The caller owns it. Call before scripts are removed. */
xmlNode *pictures_build(const xmlNode *root);

#endif
