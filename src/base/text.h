/*
 * text.h: UTF-8, and what may be shown on a terminal.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * Decodes the scalar value at s.p into *cp. Returns its length in bytes, or 0
 * when the bytes are not UTF-8 (overlong, surrogate, cut short) or s is empty.
 */
unsigned int text_decode(struct str s, unsigned int *cp);

bool text_is_utf8(struct str);

/* Appends s with one U+FFFD for each maximal subpart that is not UTF-8, as the
 * Encoding Standard's decoder does (4.1; Unicode 3.9, table 3-8). */
void text_repair(struct buf *, struct str);

/*
 * Appends s as one line fit for a terminal or a log: C0, DEL, C1, bidi
 * controls and invalid bytes become \xNN or \u{NNNN}; so do newlines and tabs.
 */
void text_escape(struct buf *, struct str);

/* Appends s with runs of white space (ASCII and U+00A0, U+3000) as one space,
 * trimmed. */
void text_squeeze(struct buf *, struct str);

/* Columns on a terminal: wide CJK counts 2, combining marks 0. */
size_t text_width(struct str);

/* The longest prefix of at most n columns, cut between characters. */
struct str text_fit(struct str, size_t n);

/* Han, kana, bopomofo or hangul. */
bool text_is_cjk(unsigned int cp);

/* Words as people count them: a CJK character is one, a run of other letters
 * and digits is one. */
size_t text_words(struct str);

#endif
