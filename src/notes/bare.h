/*
 * bare.h: URLs that stand in plain text without any mark-up.
 *
 * As GFM's extended autolinks (http, https, ftp, www.), but an URL also ends
 * before CJK punctuation, which Chinese writers put right behind it.  CJK
 * letters belong to it.
 */
#ifndef NOTES_BARE_H
#define NOTES_BARE_H

#include "base/str.h"

struct bare {
	size_t start, end;	/* bytes in the text */
	bool has_scheme;	/* false: "www.", to be read as http:// */
};

/* The first URL at or after from. False when there is none. */
bool bare_find(struct str text, size_t from, struct bare *);

#endif
