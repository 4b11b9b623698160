#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "notes/entity.h"
#include "notes/footnotes.h"
#include "notes/format.h"
#include "notes/front.h"
#include "notes/markdown.h"
#include "notes/render.h"
#include "notes/slug.h"
#include "notes/source.h"
#include "notes/urls.h"

/* What a heading's text or a picture's alt is cut to. */
#define RENDER_LABEL 4096

/* An open list or list item: where its HTML begins. */
struct open {
	size_t at;
	struct str footnote;	/* the item is this footnote's body */
};

struct render {
	struct buf *out;
	struct buf toc;		/* list items of all headings so far */
	size_t toc_at;		/* where "[toc]" stood; 0: nowhere, else + 1 */
	struct open *open;
	size_t n_open, cap_open;
	size_t start;		/* of the open heading or paragraph */
	struct buf label;	/* text of the open heading */
	bool in_heading;
	size_t n_images;	/* open pictures: their text is the alt */
	struct buf alt;
	struct map slugs;
	struct footnotes footnotes;
};

void
render_text(struct buf *b, struct str s)
{
	AUTO(buf_release) struct buf clean = BUF_INIT(s.n * 3 + 1);

	if (text_is_utf8(s)) {
		entity_escape(s, b);
		return;
	}
	text_repair(&clean, s);
	entity_escape(buf_view(&clean), b);
}

void
render_attr(struct buf *b, const char *name, struct str value)
{
	buf_fmt(b, " %s=\"", name);
	render_text(b, value);
	buf_char(b, '"');
}

static void
open_push(struct render *r)
{
	*VEC_PUSH(&r->open, &r->n_open, &r->cap_open) =
	    (struct open){ r->out->len, STR("") };
}

static void
enter_item(struct render *r, const MD_BLOCK_LI_DETAIL *li)
{
	open_push(r);
	buf_str(r->out, !li->is_task ? "<li>" : li->task_mark == ' ' ?
	    "<li class=\"task\">\xe2\x98\x90 " :
	    "<li class=\"task\">\xe2\x98\x91 ");
}

static void
leave_item(struct render *r)
{
	const struct open *o = &r->open[--r->n_open];
	size_t from = o->at + strlen("<li>");

	if (o->footnote.n == 0 || r->out->len < from) {
		buf_str(r->out, "</li>\n");
		return;
	}
	footnotes_give(&r->footnotes, o->footnote,
	    str_from(buf_view(r->out), from));
	buf_cut(r->out, o->at);
}

static void
enter_list(struct render *r, const MD_BLOCK_OL_DETAIL *ol)
{
	open_push(r);
	if (ol == NULL)
		buf_str(r->out, "<ul>\n");
	else if (ol->start == 1)
		buf_str(r->out, "<ol>\n");
	else
		buf_fmt(r->out, "<ol start=\"%u\">\n", ol->start);
}

/* A list of footnotes alone is empty by now: it goes too. */
static void
leave_list(struct render *r, const char *end)
{
	const struct open *o = &r->open[--r->n_open];

	if (str_eq(str_from(buf_view(r->out), o->at), STR("<ul>\n")))
		buf_cut(r->out, o->at);
	else
		buf_str(r->out, end);
}

static void
leave_heading(struct render *r, unsigned int level)
{
	AUTO(buf_release) struct buf id = BUF_INIT(RENDER_LABEL);
	AUTO(buf_release) struct buf inner = BUF_INIT(r->out->max);

	r->in_heading = false;
	slug_make(buf_view(&r->label), &r->slugs, &id);
	buf_s(&inner, str_from(buf_view(r->out), r->start));
	buf_cut(r->out, r->start);
	buf_fmt(r->out, "<h%u", level);
	render_attr(r->out, "id", buf_view(&id));
	buf_char(r->out, '>');
	buf_s(r->out, buf_view(&inner));
	buf_fmt(r->out, "</h%u>\n", level);
	buf_fmt(&r->toc, "<li class=\"toc-%u\"><a href=\"#", level);
	render_text(&r->toc, buf_view(&id));
	buf_str(&r->toc, "\">");
	render_text(&r->toc, str_trim(buf_view(&r->label)));
	buf_str(&r->toc, "</a></li>\n");
}

static void
leave_paragraph(struct render *r)
{
	struct str all = buf_view(r->out);

	if (r->toc_at == 0 && r->start < all.n &&
	    str_eq_nocase(str_from(all, r->start), STR("<p>[toc]"))) {
		buf_cut(r->out, r->start);
		r->toc_at = r->start + 1;
		return;
	}
	buf_str(r->out, "</p>\n");
}

static void
enter_code(struct buf *b, const MD_BLOCK_CODE_DETAIL *code)
{
	buf_str(b, "<pre><code");
	if (code->lang.size > 0) {
		buf_str(b, " class=\"language-");
		render_text(b, str_make(code->lang.text, code->lang.size));
		buf_char(b, '"');
	}
	buf_char(b, '>');
}

static void
enter_cell(struct buf *b, const char *name, const MD_BLOCK_TD_DETAIL *td)
{
	static const char *const align[] = {
		[MD_ALIGN_DEFAULT] = "", [MD_ALIGN_LEFT] = " align=\"left\"",
		[MD_ALIGN_CENTER] = " align=\"center\"",
		[MD_ALIGN_RIGHT] = " align=\"right\"",
	};

	buf_fmt(b, "<%s%s>", name, align[td->align]);
}

static void
enter_block(struct render *r, MD_BLOCKTYPE type, const void *detail)
{
	switch (type) {
	case MD_BLOCK_DOC: case MD_BLOCK_HTML: break;
	case MD_BLOCK_QUOTE: buf_str(r->out, "<blockquote>\n"); break;
	case MD_BLOCK_UL: enter_list(r, NULL); break;
	case MD_BLOCK_OL: enter_list(r, detail); break;
	case MD_BLOCK_LI: enter_item(r, detail); break;
	case MD_BLOCK_HR: buf_str(r->out, "<hr>\n"); break;
	case MD_BLOCK_H:
		r->in_heading = true;
		r->start = r->out->len;
		buf_reset(&r->label);
		break;
	case MD_BLOCK_CODE: enter_code(r->out, detail); break;
	case MD_BLOCK_P:
		r->start = r->out->len;
		buf_str(r->out, "<p>");
		break;
	case MD_BLOCK_TABLE: buf_str(r->out, "<table>\n"); break;
	case MD_BLOCK_THEAD: buf_str(r->out, "<thead>\n"); break;
	case MD_BLOCK_TBODY: buf_str(r->out, "<tbody>\n"); break;
	case MD_BLOCK_TR: buf_str(r->out, "<tr>\n"); break;
	case MD_BLOCK_TH: enter_cell(r->out, "th", detail); break;
	case MD_BLOCK_TD: enter_cell(r->out, "td", detail); break;
	}
}

static void
leave_block(struct render *r, MD_BLOCKTYPE type, const void *detail)
{
	const MD_BLOCK_H_DETAIL *h = detail;

	switch (type) {
	case MD_BLOCK_DOC: case MD_BLOCK_HR: break;
	case MD_BLOCK_HTML: buf_char(r->out, '\n'); break;
	case MD_BLOCK_QUOTE: buf_str(r->out, "</blockquote>\n"); break;
	case MD_BLOCK_UL: leave_list(r, "</ul>\n"); break;
	case MD_BLOCK_OL: leave_list(r, "</ol>\n"); break;
	case MD_BLOCK_LI: leave_item(r); break;
	case MD_BLOCK_H: leave_heading(r, h->level); break;
	case MD_BLOCK_CODE: buf_str(r->out, "</code></pre>\n"); break;
	case MD_BLOCK_P: leave_paragraph(r); break;
	case MD_BLOCK_TABLE: buf_str(r->out, "</table>\n"); break;
	case MD_BLOCK_THEAD: buf_str(r->out, "</thead>\n"); break;
	case MD_BLOCK_TBODY: buf_str(r->out, "</tbody>\n"); break;
	case MD_BLOCK_TR: buf_str(r->out, "</tr>\n"); break;
	case MD_BLOCK_TH: buf_str(r->out, "</th>\n"); break;
	case MD_BLOCK_TD: buf_str(r->out, "</td>\n"); break;
	}
}

static int
on_block(void *ctx, MD_BLOCKTYPE type, const void *detail, bool enter)
{
	struct render *r = ctx;

	if (enter)
		enter_block(r, type, detail);
	else
		leave_block(r, type, detail);
	return 0;
}

static int
on_span(void *ctx, MD_SPANTYPE type, bool enter)
{
	static const char *const tags[][2] = {
		[MD_SPAN_EM] = { "<em>", "</em>" },
		[MD_SPAN_STRONG] = { "<strong>", "</strong>" },
		[MD_SPAN_CODE] = { "<code>", "</code>" },
		[MD_SPAN_DEL] = { "<del>", "</del>" },
		[MD_SPAN_LATEXMATH] = { "<code class=\"math\">", "</code>" },
		[MD_SPAN_LATEXMATH_DISPLAY] =
		    { "<code class=\"math display\">", "</code>" },
		[MD_SPAN_U] = { "<u>", "</u>" },
	};
	struct render *r = ctx;

	if (r->n_images == 0 && tags[type][0] != NULL)
		buf_str(r->out, tags[type][enter ? 0 : 1]);
	return 0;
}

static void
write_image(struct render *r, const struct markdown_link *l)
{
	buf_str(r->out, "<img");
	render_attr(r->out, "src", l->url);
	render_attr(r->out, "alt", buf_view(&r->alt));
	if (l->title.n > 0)
		render_attr(r->out, "title", l->title);
	buf_char(r->out, '>');
	buf_reset(&r->alt);
}

static int
on_link(void *ctx, const struct markdown_link *l, bool enter)
{
	struct render *r = ctx;
	bool is_image = l->kind == REF_IMAGE;

	if (is_image) {
		r->n_images += enter ? 1u : (size_t)-1;
		if (!enter && r->n_images == 0)
			write_image(r, l);
		return 0;
	}
	if (r->n_images > 0)
		return 0;
	if (!enter) {
		buf_str(r->out, "</a>");
		return 0;
	}
	buf_str(r->out, "<a");
	render_attr(r->out, l->kind == REF_WIKI ? "data-wiki" :
	    l->kind == REF_EMBED ? "data-embed" : "href", str_trim(l->url));
	if (l->title.n > 0)
		render_attr(r->out, "title", str_trim(l->title));
	buf_char(r->out, '>');
	return 0;
}

static int
on_text(void *ctx, MD_TEXTTYPE type, const struct markdown_text *text)
{
	struct render *r = ctx;

	if (r->in_heading && type != MD_TEXT_HTML)
		buf_s(&r->label, str_sub(text->s, 0,
		    r->label.max - r->label.len));
	if (r->n_images > 0)
		buf_s(&r->alt, str_sub(text->s, 0, r->alt.max - r->alt.len));
	else if (type == MD_TEXT_HTML)
		text_repair(r->out, text->s);
	else if (type == MD_TEXT_BR)
		buf_str(r->out, "<br>\n");
	else
		render_text(r->out, text->s);
	return 0;
}

static int
on_footnote(void *ctx, struct str id, bool is_body)
{
	struct render *r = ctx;

	if (is_body && r->n_open > 0)
		r->open[r->n_open - 1].footnote = id;
	else if (!is_body && r->n_images == 0)
		footnotes_cite(&r->footnotes, id, r->out);
	return 0;
}

static void
release(struct render *r)
{
	free(r->open);
	buf_release(&r->toc);
	buf_release(&r->label);
	buf_release(&r->alt);
	map_release(&r->slugs);
	footnotes_release(&r->footnotes);
}

static int
render_markdown(struct str text, struct buf *out, struct err *err)
{
	static const struct markdown_sink sink = { on_block, on_span, on_link,
	    on_text, on_footnote };
	AUTO(buf_release) struct buf body = BUF_INIT(out->max);
	AUTO(release) struct render r = { .out = &body };
	struct front front;
	struct str html;

	buf_init(&r.toc, out->max);
	buf_init(&r.label, RENDER_LABEL);
	buf_init(&r.alt, RENDER_LABEL);
	front_find(text, &front);
	if (markdown_walk(str_from(text, front.end), &sink, &r, err) < 0 ||
	    buf_check(&body, err) < 0)
		return -1;
	html = buf_view(&body);
	if (r.toc_at > 0) {
		buf_s(out, str_sub(html, 0, r.toc_at - 1));
		buf_str(out, "<nav class=\"toc\">\n<ul>\n");
		buf_s(out, buf_view(&r.toc));
		buf_str(out, "</ul>\n</nav>\n");
		html = str_from(html, r.toc_at - 1);
	}
	buf_s(out, html);
	footnotes_write(&r.footnotes, out);
	return 0;
}

static void
render_urls(struct str text, struct buf *out)
{
	struct urls_walk walk = URLS_WALK(text);
	struct urls_item u;

	buf_str(out, "<ul>\n");
	while (urls_next(&walk, &u)) {
		struct str url = str_sub(text, u.start, u.end);

		buf_fmt(out, "<li><a href=\"%s", u.has_scheme ? "" :
		    "http://");
		render_text(out, url);
		buf_str(out, "\">");
		render_text(out, u.title.n > 0 ? u.title : url);
		buf_str(out, "</a></li>\n");
	}
	buf_str(out, "</ul>\n");
}

static int
render_refs(struct str text, const char *path, struct buf *out,
    struct err *err)
{
	struct note note = { 0 };

	if (note_parse(&note, text, path, err) < 0)
		return -1;
	render_list(out, &note);
	note_release(&note);
	return 0;
}

int
note_render(struct str text, const char *path, struct buf *out,
    struct err *err)
{
	AUTO(source_release) struct source source;
	int rc = 0;

	if (source_init_note(&source, path, text, err) < 0)
		return err_in(err, "'%s'", path);
	switch (format_find(path, source.text)) {
	case NOTE_URLS: render_urls(source.text, out); break;
	case NOTE_HTML: rc = render_page(out, &source, err); break;
	case NOTE_OPML: render_opml(out, source.text); break;
	case NOTE_FEED: render_feed(out, source.text); break;
	case NOTE_ORG:
		render_prose(out, source.text, &prose_org);
		break;
	case NOTE_RST:
		render_prose(out, source.text, &prose_rst);
		break;
	case NOTE_BOOKMARKS: case NOTE_SITEMAP: case NOTE_SHORTCUT:
	case NOTE_JSON: case NOTE_CSV:
		if (render_refs(text, path, out, err) < 0)
			return -1;
		break;
	case NOTE_MARKDOWN: case NOTE_OTHER:
		rc = render_markdown(source.text, out, err);
		break;
	}
	if (rc < 0)
		return err_in(err, "'%s'", path);
	return buf_check(out, err) < 0 ? err_in(err, "'%s'", path) : 0;
}
