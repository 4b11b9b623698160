/*
 * notepage.h: the page of one note.
 *
 * A note is rendered here, made safe by a worker, and written when its turn
 * comes: several are under way at once.
 */
#ifndef SITE_NOTEPAGE_H
#define SITE_NOTEPAGE_H

#include "site/build.h"

/* Writes the pages of all notes. */
int notepage_write_all(struct build *, struct err *) MUST_CHECK;

/* Appends the title that people see: never empty. */
void notepage_title(const struct note_row *, struct buf *);

#endif
