/*
 * jscan.h: JSON (RFC 8259) as tokens that know their place; for exports,
 * which may be large and are read for a few members only.
 *
 * Nothing is matched or checked: what is no JSON gives some tokens, or none.
 * Linear, without memory.
 */
#ifndef NOTES_JSCAN_H
#define NOTES_JSCAN_H

#include "base/buf.h"
#include "base/str.h"

enum jscan_type { JSCAN_END, JSCAN_OPEN, JSCAN_CLOSE, JSCAN_KEY,
	JSCAN_STRING, JSCAN_SCALAR };

struct jscan {
	struct str s;
	size_t pos;
	/* Of the token: the bracket, the bytes between the quotes, or those of
	 * a number or word. */
	struct str token;
};

#define JSCAN_INIT(text) { .s = (text) }

enum jscan_type jscan_next(struct jscan *);

/* Appends a string's text with its escapes decoded. */
void jscan_decode(struct str raw, struct buf *);

#endif
