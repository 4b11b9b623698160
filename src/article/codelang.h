/*
 * codelang.h: in which language a listing is written, by what the page's
 * highlighter left on it, in it or around it.
 */
#ifndef ARTICLE_CODELANG_H
#define ARTICLE_CODELANG_H

#include <libxml/tree.h>
#include <stdbool.h>

/* Longer names are none of languages. */
#define CODELANG_SIZE 25

/* The name in lower case, as highlighters write it; false: none is told, and
 * out is undefined.  Pure. */
bool codelang_find(const xmlNode *pre, char out[CODELANG_SIZE]);

#endif
