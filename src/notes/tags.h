/*
 * tags.h: the tags of raw HTML inside a note, one after the other.
 *
 * Only as much of HTML's tokenizer as finds tags and attributes: comments,
 * declarations and the content of script and style are passed over.  Linear.
 */
#ifndef NOTES_TAGS_H
#define NOTES_TAGS_H

#include <stdbool.h>

#include "base/str.h"

struct tag {
	struct str name;
	struct str attrs;	/* all between the name and '>' */
	size_t start, end;	/* bytes of the whole tag */
	bool is_end;
};

/* The first tag at or after from. */
bool tags_next(struct str html, size_t from, struct tag *);

/* The tag whose '<' stands at at; script and style are like any other. False
 * when there is none (end is then at), or it is never closed ((size_t)-1). */
bool tags_read(struct str, size_t at, struct tag *);

/* The raw value of an attribute, pointing into the text; p is NULL when the
 * tag has none. */
struct str tags_attr(const struct tag *, const char *name);

/* Is the tag so named? */
bool tags_is(const struct tag *, const char *name);

#endif
