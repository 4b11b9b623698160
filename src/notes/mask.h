/*
 * mask.h: a copy of a note's text, of the same length, in which what md4c does
 * not know is spelled as what it knows.
 *
 * The parser reads the copy; whoever wants bytes takes them from the original
 * at the same offset.
 * 1. Raw spaces in a destination that looks like one become MASK_SPACE, which
 *    no UTF-8 text holds: the destination is then CommonMark.
 * 2. "[^id]:" at the start of a line becomes "+ " and MASK_NOTE bytes: the
 *    footnote's body is then a list item that begins with these bytes.
 * 3. The tab before a list item that cites a page, right under a heading,
 *    becomes a space: it is then no code.
 */
#ifndef NOTES_MASK_H
#define NOTES_MASK_H

#include "base/map.h"
#include "base/str.h"

#define MASK_SPACE '\xfe'
#define MASK_NOTE '\x02'

struct mask {
	char *text;		/* as long as the original */
	struct map footnotes;	/* ids that have a body */
};

void mask_init(struct mask *, struct str text);
void mask_release(struct mask *);

/* The id of the footnote marker ("[^id]") that s begins with, n bytes in all.
 * False when it is none. */
bool mask_footnote(struct str s, struct str *id, size_t *n);

#endif
