/*
 * md_text.h: strings as Markdown spells them.  Only for md_inline.c.
 */
#ifndef HTML_MD_TEXT_H
#define HTML_MD_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "html/md_inline.h"

/* Appends a word without white space so that none of it becomes markup;
 * begins: a line of the text. */
void md_text_put_word(struct str word, enum md_place, bool begins,
    struct buf *out);

/* Appends text between backticks; it is not empty and has no white space at
 * its edges. */
void md_text_put_code(struct str text, struct buf *out);

/* Appends "](url "title")"; title may be empty. */
void md_text_put_target(struct str url, struct str title, struct buf *out);

/* What a text begins and ends with decides where emphasis around it is read
 * as such (CommonMark 6.2). */
enum md_edges {
	MD_EDGES_NONE,	/* nowhere */
	MD_EDGES_SIGNS,	/* between white space */
	MD_EDGES_WORDS,	/* anywhere */
};

enum md_edges md_text_edges(struct str);

#endif
