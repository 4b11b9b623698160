/*
 * source.h: a note's bytes as UTF-8 text, and the way back to the bytes.
 *
 * 1. UTF-8 is not copied and not repaired: an offset in the text is an offset
 *    in the file, less the BOM.
 * 2. UTF-16 with a BOM is converted, HTML and XML in any encoding of the web;
 *    source_raw() leads back: exactly wherever a tag, an attribute's value or a
 *    line begins or ends.
 */
#ifndef NOTES_SOURCE_H
#define NOTES_SOURCE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct source {
	struct str raw;		/* the file, borrowed */
	struct str text;	/* UTF-8 without BOM, borrowed or in utf8 */
	struct buf utf8;
	size_t bom;		/* bytes before the text */
	int step;		/* 1: bytes; 2: UTF-16LE; -2: UTF-16BE */
	size_t *marks;		/* UTF-16: raw offset at each SOURCE_MARK */
	size_t n_marks, cap_marks;
	const char *encoding;	/* of the web; NULL: UTF-8 or UTF-16 */
	struct source_piece *pieces;	/* what of it is not ASCII */
	size_t n_pieces, cap_pieces;
};

/* Text [text, text_end) was made of the bytes [raw, raw_end). */
struct source_piece {
	size_t text, text_end, raw, raw_end;
};

/* A place that only moves forward, so that all lines are counted once. */
struct source_place {
	size_t text, raw;
	size_t line_raw;	/* raw offset of the line's first byte */
	unsigned int line;	/* from 1 */
};

/* ERR_ITEM when the bytes are no text or too many. raw must outlive it. */
int source_init(struct source *, struct str raw, struct err *) MUST_CHECK;
/* The same by the format that the file's name tells: the encoding of HTML is
 * found as that of a page, of XML as its declaration says. */
int source_init_note(struct source *, const char *path, struct str raw,
    struct err *) MUST_CHECK;
void source_release(struct source *);

/* Offset in the file of an offset in the text. */
size_t source_raw(const struct source *, size_t at);

/* Starts at the first line; then goes forward to text offset at. Lines end
 * with LF, CRLF or CR. */
void source_begin(const struct source *, struct source_place *);
void source_go(const struct source *, struct source_place *, size_t at);

#endif
