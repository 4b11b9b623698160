#include "base/map.h"
#include "base/mem.h"
#include "notes/render.h"
#include "notes/slug.h"

/* An id is cut far below this. */
#define PROSE_ID 4096

struct render {
	struct buf *out;
	const struct prose_syntax *syntax;
	struct prose_terms *terms;
	struct map slugs;
	enum prose_type open;	/* PROSE_CODE, PROSE_ITEM, or neither */
};

static void
write_link(struct buf *out, const struct prose_link *l)
{
	AUTO(buf_release) struct buf url = BUF_INIT(l->url.n + 16);

	if (!l->has_scheme)
		buf_str(&url, "http://");
	buf_s(&url, l->url);
	if (l->kind == REF_IMAGE) {
		buf_str(out, "<img");
		render_attr(out, "src", buf_view(&url));
		render_attr(out, "alt", l->text);
		buf_char(out, '>');
		return;
	}
	buf_str(out, "<a");
	render_attr(out, "href", buf_view(&url));
	buf_char(out, '>');
	render_text(out, l->text.n > 0 ? l->text : l->url);
	buf_str(out, "</a>");
}

/* Text with its links; true when it has one. */
static bool
write_inline(const struct render *r, struct str s)
{
	struct prose_links links = PROSE_LINKS(s, r->terms);
	struct prose_link l;
	size_t from = 0;

	while (r->syntax->link(&links, &l)) {
		render_text(r->out, str_sub(s, from, l.at));
		write_link(r->out, &l);
		from = l.after;
	}
	render_text(r->out, str_from(s, from));
	return from > 0;
}

static void
write_heading(struct render *r, const struct prose_block *b)
{
	AUTO(buf_release) struct buf id = BUF_INIT(PROSE_ID);
	unsigned int level = b->level < 6 ? b->level : 6;

	slug_make(b->s, &r->slugs, &id);
	buf_fmt(r->out, "<h%u", level);
	render_attr(r->out, "id", buf_view(&id));
	buf_char(r->out, '>');
	(void)write_inline(r, b->s);
	buf_fmt(r->out, "</h%u>\n", level);
}

/* Lines of code and items stand in one element each. */
static void
open_element(struct render *r, enum prose_type type)
{
	if (r->open == type)
		return;
	if (r->open == PROSE_CODE)
		buf_str(r->out, "</code></pre>\n");
	else if (r->open == PROSE_ITEM)
		buf_str(r->out, "</ul>\n");
	r->open = type;
	if (type == PROSE_CODE)
		buf_str(r->out, "<pre><code>");
	else if (type == PROSE_ITEM)
		buf_str(r->out, "<ul>\n");
}

/* Properties are for programs, but what they cite is for people too. */
static void
write_field(struct render *r, const struct prose_block *b)
{
	size_t before = r->out->len;

	if (str_eq_nocase(b->key, STR("title"))) {
		buf_str(r->out, "<h1>");
		render_text(r->out, b->s);
		buf_str(r->out, "</h1>\n");
		return;
	}
	buf_str(r->out, "<p>");
	render_text(r->out, b->key);
	buf_str(r->out, ": ");
	if (write_inline(r, b->s))
		buf_str(r->out, "</p>\n");
	else
		buf_cut(r->out, before);
}

static void
write_address(struct render *r, const struct prose_block *b)
{
	const struct prose_link l = { .url = b->url, .text = b->key,
	    .has_scheme = true, .kind = b->type == PROSE_PICTURE ?
	    REF_IMAGE : REF_LINK };

	buf_str(r->out, "<p>");
	write_link(r->out, &l);
	buf_str(r->out, "</p>\n");
}

static void
write_block(struct render *r, const struct prose_block *b)
{
	switch (b->type) {
	case PROSE_HEADING:
		write_heading(r, b);
		break;
	case PROSE_TEXT: case PROSE_ITEM:
		buf_str(r->out, b->type == PROSE_TEXT ? "<p>" : "<li>");
		(void)write_inline(r, b->s);
		buf_str(r->out, b->type == PROSE_TEXT ? "</p>\n" : "</li>\n");
		break;
	case PROSE_CODE:
		render_text(r->out, b->s);
		buf_char(r->out, '\n');
		break;
	case PROSE_FIELD:
		write_field(r, b);
		break;
	case PROSE_TARGET: case PROSE_PICTURE:
		write_address(r, b);
		break;
	case PROSE_RULE:
		buf_str(r->out, "<hr>\n");
		break;
	}
}

void
render_prose(struct buf *out, struct str text,
    const struct prose_syntax *syntax)
{
	AUTO(prose_release) struct prose_terms terms;
	struct prose p = PROSE_INIT(text, &terms);
	struct render r = { .out = out, .syntax = syntax, .terms = &terms,
	    .open = PROSE_TEXT };
	struct prose_block b;

	syntax->begin(&terms, text);
	while (syntax->block(&p, &b)) {
		open_element(&r, b.type);
		write_block(&r, &b);
	}
	open_element(&r, PROSE_TEXT);
	map_release(&r.slugs);
}
