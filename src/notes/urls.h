/*
 * urls.h: plain lists of URLs: one a line, with an optional title behind it;
 * "#" begins a comment line; URLs inside other text are found too.
 */
#ifndef NOTES_URLS_H
#define NOTES_URLS_H

#include <stdbool.h>

#include "base/str.h"

struct urls_item {
	size_t start, end;	/* the URL's bytes */
	bool has_scheme;	/* false: "www." */
	struct str title;	/* text behind the URL, may be empty */
};

struct urls_walk {
	struct str text;
	size_t pos, line_end;
};

#define URLS_WALK(text) { (text), 0, 0 }

/* The next URL. */
bool urls_next(struct urls_walk *, struct urls_item *);

#endif
