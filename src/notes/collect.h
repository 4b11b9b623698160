/*
 * collect.h: the references of one note, while it is read.
 */
#ifndef NOTES_COLLECT_H
#define NOTES_COLLECT_H

#include "base/buf.h"
#include "notes/notes.h"
#include "notes/source.h"

struct collect {
	struct note *note;
	struct err *err;
	struct str text;	/* what spans refer to */
	size_t bytes;		/* held by all references together */
};

/* One reference; url is copied, white space around it left out, text
 * squeezed; line and column come at the end. heading may be NULL. */
struct collect_ref {
	enum ref_kind kind;
	struct str url, text, heading;
	size_t at, start, end;
	bool is_lenient;
};
int collect_add(struct collect *, const struct collect_ref *) MUST_CHECK;

/* Repairs, squeezes and cuts s to at most max bytes; owned by the caller. */
char *collect_line(struct str s, size_t max);

/* collect_markdown.c: adds a Markdown text's references, and its title when
 * the note has none. */
int collect_markdown(struct collect *, size_t from) MUST_CHECK;

/* Sorts by place and turns offsets in the text into the file's. */
void collect_finish(struct collect *, const struct source *);

#endif
