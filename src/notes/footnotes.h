/*
 * footnotes.h: the footnotes of one rendered note: numbered in the order of
 * their first citation, their bodies at the end.
 */
#ifndef NOTES_FOOTNOTES_H
#define NOTES_FOOTNOTES_H

#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"

struct footnotes {
	struct map all;		/* id -> struct footnote * */
	size_t n_cited;
};

void footnotes_release(struct footnotes *);

/* Appends the superscript link for one citation. */
void footnotes_cite(struct footnotes *, struct str id, struct buf *);

/* The body's HTML; a second body of the same id is left out. */
void footnotes_give(struct footnotes *, struct str id, struct str html);

/* Appends the section with all the bodies; nothing when there are none. */
void footnotes_write(const struct footnotes *, struct buf *);

#endif
