/*
 * walker.h: the state of one walk over a Markdown text; shared by markdown.c,
 * place.c, inline.c, work.c and linear.c alone.
 */
#ifndef NOTES_WALKER_H
#define NOTES_WALKER_H

#include "base/map.h"
#include "notes/markdown.h"
#include "notes/mask.h"
#include "notes/run.h"

struct walker_link {
	struct markdown_link link;	/* url and title are owned */
	MD_SPANTYPE span;
	bool has_at;
	bool in_source;		/* link.start is md4c's own pointer */
	bool has_bar;		/* "[[page\|text]]": its text has begun */
};

struct walker {
	struct str src;
	struct mask mask;
	const struct markdown_sink *sink;
	void *ctx;
	struct run run;		/* joined text of run_type, not yet sent */
	MD_TEXTTYPE run_type;
	size_t cursor;		/* behind the last text that md4c sent */
	struct walker_link *links;	/* open ones, the innermost last */
	size_t n_links, cap_links;
	struct map definitions;	/* url -> struct walker_span * */
	bool has_definitions;
};

struct walker_span {
	size_t start, end;
};

/* place.c: md4c reports no positions, so they are derived. */

/* A text event at offset at: the links opened just before it begin there. */
void place_settle(struct walker *, size_t at);
/* The innermost link is complete: finds its destination, moves the cursor. */
void place_finish(struct walker *, struct walker_link *);
void place_release(struct walker *);
/* End of the destination at i (in "<>" or not), by CommonMark 6.3. */
size_t place_destination_end(struct str s, size_t i);

/* inline.c: sends the run to the sink, with what is hidden in its text. */
int inline_flush(struct walker *) MUST_CHECK;

/* work.c: md4c searches the lines of a paragraph or table for each bracket in
 * it, and all open quotes and lists for each line. True when that takes long. */
bool work_is_much(struct str text);

/* linear.c: the linear walk. */
int linear_walk(struct walker *) MUST_CHECK;

#endif
