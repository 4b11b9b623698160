/*
 * csv.h: tables of an export (RFC 4180; also with ';' or tab).
 *
 * Cells point into the text; quotes may hold line ends.  Linear.
 */
#ifndef NOTES_CSV_H
#define NOTES_CSV_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

struct csv {
	struct str s;
	size_t pos;
	char separator;
};

struct csv_cell {
	size_t start, end;	/* without the quotes */
	bool is_quoted;
	bool is_last;		/* of its row */
};

/* The columns that matter; npos: there is none. The text's first is 0. */
enum { CSV_URL, CSV_TITLE, CSV_DATE, CSV_ADDED, CSV_FOLDER, CSV_TAGS,
	CSV_ROLES };
struct csv_columns {
	size_t of[CSV_ROLES];
	char separator;
	size_t end;		/* the second row begins here */
};

/* Reads the first row. False when it names no column of addresses, or
 * neither a title nor a date: such a table is no export. */
bool csv_find_columns(struct str text, struct csv_columns *);

/* The next cell; false at the end. A row without a cell is passed over. */
bool csv_next(struct csv *, struct csv_cell *);

/* Appends the cell's text: doubled quotes as one. */
void csv_decode(const struct csv *, const struct csv_cell *, struct buf *);

#endif
