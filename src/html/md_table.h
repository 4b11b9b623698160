/*
 * md_table.h: a table as the grid that Markdown can write: no spans.
 * Only for markdown.c.
 */
#ifndef HTML_MD_TABLE_H
#define HTML_MD_TABLE_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

/* More columns than this are no table that Markdown could show. */
#define MD_COLUMNS 100

/* Cells of rows above reach down. Zeroed at the table's start. */
struct md_grid {
	unsigned long below[MD_COLUMNS];
};

/* The next row of the table after n; begin with the table. */
const xmlNode *md_table_next(const xmlNode *n, const xmlNode *table);

/* The cells of the next row, each where it begins, NULL where one of the left
 * or from above is; returns how many columns the row takes. */
size_t md_table_fill(struct md_grid *, const xmlNode *row,
    const xmlNode *cells[MD_COLUMNS]);

/* Does it name the columns? */
bool md_table_is_head(const xmlNode *row);

/* Does a cell hold more than lines? */
bool md_table_has_blocks(const xmlNode *table);

#endif
