/*
 * names_table.h: the words of class names and what they tell.
 */
#ifndef ARTICLE_NAMES_TABLE_H
#define ARTICLE_NAMES_TABLE_H

#include "base/str.h"

/* The NAME_ flags of one to three words joined by '-', 0: not in the table. */
unsigned int names_table_find(struct str words);

#endif
