/*
 * markdown.h: a Markdown text as a stream of events.
 *
 * md4c parses; what it does not know or say is added here: the place of each
 * destination, bare URLs, embeds, footnotes, destinations with raw spaces.
 * 1. Text comes in the order of the source; a link's events nest.
 * 2. Texts beyond MARKDOWN_MAX, and those that md4c would need quadratic time
 *    for (tens of thousands of lines with brackets and no blank one), are
 *    walked line by line in linear time and small memory: links, bare URLs,
 *    headings and fences only.
 */
#ifndef NOTES_MARKDOWN_H
#define NOTES_MARKDOWN_H

#include <md4c.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "notes/notes.h"

/* md4c may take 60 bytes for each byte of hostile text: half a gigabyte. */
#define MARKDOWN_MAX ((size_t)8 << 20)

struct markdown_link {
	enum ref_kind kind;
	struct str url;		/* decoded */
	struct str title;
	size_t at;		/* where the link begins: its '[', '!' or '<' */
	size_t start, end;	/* the destination in the text */
	bool is_lenient;
};

struct markdown_text {
	struct str s;		/* may be invalid UTF-8 */
	const uint32_t *at;	/* where each byte comes from */
};

/*
 * Each returns 0, or -1 to stop. A link's at, start, end, kind and is_lenient
 * are certain only when it is left. text gets NORMAL (entities decoded, soft
 * breaks as "\n"), CODE, HTML, LATEXMATH and BR. footnote: a marker in the
 * text, or (is_body) the beginning of the list item that is its body.
 */
struct markdown_sink {
	int (*block)(void *, MD_BLOCKTYPE, const void *detail, bool enter);
	int (*span)(void *, MD_SPANTYPE, bool enter);
	int (*link)(void *, const struct markdown_link *, bool enter);
	int (*text)(void *, MD_TEXTTYPE, const struct markdown_text *);
	int (*footnote)(void *, struct str id, bool is_body);
};

/* ERR_SYSTEM: no memory. When the sink stopped, err is what the sink set. */
int markdown_walk(struct str text, const struct markdown_sink *, void *ctx,
    struct err *) MUST_CHECK;

#endif
