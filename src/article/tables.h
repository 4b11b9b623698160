/*
 * tables.h: tables of data stay tables, tables that only place things on the
 * page become blocks.
 */
#ifndef ARTICLE_TABLES_H
#define ARTICLE_TABLES_H

#include <libxml/tree.h>

/* Unwraps all layout tables under root, each cell a <div>. */
void tables_unwrap(xmlNode *root);

#endif
