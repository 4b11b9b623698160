#include <stdlib.h>

#include "base/mem.h"
#include "notes/collect.h"
#include "notes/folders.h"
#include "notes/prose.h"
#include "notes/when.h"

/* What a heading is cut to. */
#define PROSE_LABEL 4096

struct reader {
	struct collect *c;
	const struct prose_syntax *syntax;
	struct prose_terms terms;
	struct folders folders;
	unsigned int levels[FOLDERS_DEPTH];	/* of the open headings */
	int64_t date;		/* of the entry: Org's CREATED */
	char *first;		/* heading */
};

static int
add(struct reader *r, const struct prose_link *l, size_t at)
{
	AUTO(mem_freep) char *url = mem_fmt("%s%.*s", l->has_scheme ? "" :
	    "http://", (int)l->url.n, l->url.p);
	struct collect_ref ref = { .kind = l->kind, .url = str_of(url),
	    .text = l->text.n > 0 ? l->text : l->url, .at = at,
	    .heading = folders_path(&r->folders), .date = r->date };

	ref.start = (size_t)(l->raw.p - r->c->text.p);
	ref.end = ref.start + l->raw.n;
	return collect_add(r->c, &ref);
}

static int
add_links(struct reader *r, struct str s)
{
	struct prose_links links = PROSE_LINKS(s, &r->terms);
	struct prose_link l;

	while (r->syntax->link(&links, &l))
		if (add(r, &l, (size_t)(s.p - r->c->text.p) + l.at) < 0)
			return -1;
	return 0;
}

static int
add_block(struct reader *r, const struct prose_block *b)
{
	struct prose_link l = { .url = b->url, .raw = b->s, .text = b->key,
	    .has_scheme = true, .kind = b->type == PROSE_PICTURE ?
	    REF_IMAGE : REF_LINK };

	return add(r, &l, b->at);
}

/* A heading's words, its links by theirs. */
static void
read_words(struct reader *r, struct str s, struct buf *out)
{
	struct prose_links links = PROSE_LINKS(s, &r->terms);
	struct prose_link l;
	size_t from = 0;

	while (r->syntax->link(&links, &l)) {
		buf_s(out, str_sub(s, from, l.at));
		buf_s(out, l.text.n > 0 ? l.text : l.url);
		from = l.after;
	}
	buf_s(out, str_from(s, from));
}

/* Depth in folders is the number of open headings, whatever their levels. */
static void
enter_heading(struct reader *r, const struct prose_block *b)
{
	AUTO(buf_release) struct buf words = BUF_INIT(b->s.n + PROSE_URL);
	size_t depth = r->folders.depth;

	read_words(r, b->s, &words);
	if (r->first == NULL && words.len > 0)
		r->first = collect_line(buf_view(&words), PROSE_LABEL);

	while (depth > 0 && r->levels[depth - 1] >= b->level)
		depth--;
	folders_cut(&r->folders, depth);
	if (depth < FOLDERS_DEPTH) {
		r->levels[depth] = b->level;
		folders_push(&r->folders, buf_view(&words));
	}
	r->date = 0;
}

static void
read_field(struct reader *r, const struct prose_block *b)
{
	struct note *note = r->c->note;

	if (str_eq_nocase(b->key, STR("title")))
		collect_title(r->c, b->s);
	else if (str_eq_nocase(b->key, STR("date")) && note->date == 0)
		note->date = when_read(b->s);
	else if (str_eq_nocase(b->key, STR("created")))
		r->date = when_read(b->s);
}

static int
read_block(struct reader *r, const struct prose_block *b)
{
	switch (b->type) {
	case PROSE_CODE: case PROSE_RULE:
		return 0;
	case PROSE_TARGET: case PROSE_PICTURE:
		return add_block(r, b);
	case PROSE_HEADING:
		enter_heading(r, b);
		break;
	case PROSE_FIELD:
		read_field(r, b);
		break;
	case PROSE_TEXT: case PROSE_ITEM:
		break;
	}
	return add_links(r, b->s);
}

static int
read_prose(struct collect *c, const struct prose_syntax *syntax)
{
	struct reader r = { .c = c, .syntax = syntax };
	struct prose p = PROSE_INIT(c->text, &r.terms);
	struct prose_block b;
	int rc = 0;

	syntax->begin(&r.terms, c->text);
	folders_init(&r.folders);
	while (rc == 0 && syntax->block(&p, &b)) {
		rc = read_block(&r, &b);
	}
	if (r.first != NULL)
		collect_title(c, str_of(r.first));
	free(r.first);
	folders_release(&r.folders);
	prose_release(&r.terms);
	return rc;
}

int
collect_org(struct collect *c)
{
	return read_prose(c, &prose_org);
}

int
collect_rst(struct collect *c)
{
	return read_prose(c, &prose_rst);
}
