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
	const char *encoding;	/* of a page; NULL: UTF-8 */
	int64_t day;		/* that the file is named after; 0: none */
	size_t bytes;		/* held by all references together */
};

/* One reference; url is copied, white space around it left out, text
 * squeezed; line and column come at the end. heading may be NULL. */
struct collect_ref {
	enum ref_kind kind;
	struct str url, text, heading;
	size_t at, start, end;
	int64_t date;
	bool is_lenient;
};
int collect_add(struct collect *, const struct collect_ref *) MUST_CHECK;

/* What is only known behind a reference: gives those from index first on this
 * text (unless they have one of their own) and date. */
void collect_tell(struct collect *, size_t first, struct str text,
    int64_t date);

/* The note's title, unless it has one or the text is blank. */
void collect_title(struct collect *, struct str text);

/* Repairs, squeezes and cuts s to at most max bytes; owned by the caller. */
char *collect_line(struct str s, size_t max);

/* collect_markdown.c: adds a Markdown text's references, and its title when
 * the note has none. */
int collect_markdown(struct collect *, size_t from) MUST_CHECK;

/* The same for a whole page of HTML. */
int collect_page(struct collect *) MUST_CHECK;

/* collect_html.c: a page with its head, and a tree of bookmarks. */
int collect_html(struct collect *) MUST_CHECK;
int collect_bookmarks(struct collect *) MUST_CHECK;

/* collect_xml.c, collect_feed.c: outlines, feeds and sitemaps. */
int collect_opml(struct collect *) MUST_CHECK;
int collect_feed(struct collect *) MUST_CHECK;
int collect_sitemap(struct collect *) MUST_CHECK;

/* collect_export.c: what reference managers and reading lists export. */
int collect_json(struct collect *) MUST_CHECK;
int collect_csv(struct collect *) MUST_CHECK;

/* collect_shortcut.c: ".url" and ".webloc". */
int collect_shortcut(struct collect *) MUST_CHECK;

int collect_org(struct collect *) MUST_CHECK;
int collect_rst(struct collect *) MUST_CHECK;

/* One whose destination is written at url (a part of c->text) and spelled
 * with references of HTML; the other members are the caller's. A text of NULL
 * is the destination. */
int collect_escaped(struct collect *, struct collect_ref, struct str url)
    MUST_CHECK;

/* Sorts by place. */
void collect_sort(struct collect *);

/* Sorts by place and turns offsets in the text into the file's. */
void collect_finish(struct collect *, const struct source *);

#endif
