#include "notes/markdown.h"

#include <stdlib.h>

#include "base/mem.h"
#include "notes/entity.h"
#include "notes/walker.h"

#define MARKDOWN_FLAGS (MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | \
	MD_FLAG_TASKLISTS | MD_FLAG_WIKILINKS)

/* Is md4c's pointer one into its input? Then at is the offset. */
static bool
offset_of(const struct walker *w, const char *p, size_t *at)
{
	if ((uintptr_t)p < (uintptr_t)w->mask.text ||
	    (uintptr_t)p >= (uintptr_t)w->mask.text + w->src.n)
		return false;
	*at = (size_t)(p - w->mask.text);
	return true;
}

static void
join(struct walker *w, MD_TEXTTYPE type, struct str s, size_t at)
{
	w->run_type = type;
	run_add(&w->run, s, at);
}

static void
join_entity(struct walker *w, struct str s, size_t at)
{
	AUTO(buf_release) struct buf b = BUF_INIT(64);

	w->run_type = MD_TEXT_NORMAL;
	if (entity_decode(s, &b) == s.n)
		run_add_decoded(&w->run, buf_view(&b), at);
	else
		run_add(&w->run, s, at);
}

static void
attribute_text(const MD_ATTRIBUTE *a, struct buf *out)
{
	if (a->text == NULL)
		return;
	for (size_t i = 0; a->substr_offsets[i] < a->size; i++) {
		size_t from = a->substr_offsets[i];
		struct str s = str_make(a->text + from,
		    a->substr_offsets[i + 1] - from);

		switch (a->substr_types[i]) {
		case MD_TEXT_ENTITY:
			if (entity_decode(s, out) != s.n)
				buf_s(out, s);
			break;
		case MD_TEXT_NULLCHAR:
			buf_utf8(out, 0xfffd);
			break;
		default:
			for (size_t j = 0; j < s.n; j++)
				buf_char(out, s.p[j] == MASK_SPACE ? ' ' :
				    s.p[j]);
		}
	}
}

/* An owned copy of an attribute; n says how long it is. */
static struct str
attribute_take(const MD_ATTRIBUTE *a)
{
	struct buf b;
	struct str s;

	buf_init(&b, (size_t)a->size * 4 + 16);
	attribute_text(a, &b);
	s.p = buf_take(&b, &s.n);
	if (s.p == NULL)
		s = str_make(mem_dup(""), 0);
	return s;
}

/* md4c takes "<<https://x>" for an autolink to "<https://x". */
static void
cut_angle(struct walker_link *l)
{
	char *p = (char *)(uintptr_t)l->link.url.p;

	if (!l->in_source || l->span != MD_SPAN_A || l->link.start == 0 ||
	    p[0] != '<')
		return;
	memmove(p, p + 1, l->link.url.n);
	l->link.url.n--;
	l->link.start++;
}

/* In a table the bar of a wikilink is escaped: md4c takes it for a part of the
 * page's name. */
static void
cut_bar(struct walker_link *l)
{
	size_t i = str_chr(l->link.url, '|');

	if (l->span == MD_SPAN_WIKILINK && i != (size_t)-1)
		l->link.url.n = i;
}

/* How many bytes of a wikilink's text at at are the page's name and the bar. */
static size_t
skip_bar(struct walker *w, size_t at, size_t size)
{
	struct walker_link *l = w->n_links > 0 ? &w->links[w->n_links - 1] :
	    NULL;
	size_t i = str_chr(str_sub(w->src, at, at + size), '|');

	if (l == NULL || l->span != MD_SPAN_WIKILINK || l->in_source ||
	    l->has_bar || i == (size_t)-1)
		return 0;
	l->has_bar = true;
	l->link.end = at + i - (i > 0 && w->src.p[at + i - 1] == '\\');
	run_reset(&w->run);
	return i + 1;
}

static void
free_link(struct walker_link *l)
{
	free((char *)(uintptr_t)l->link.url.p);
	free((char *)(uintptr_t)l->link.title.p);
}

static int
open_link(struct walker *w, MD_SPANTYPE span, const void *detail)
{
	static const MD_ATTRIBUTE none;
	const MD_SPAN_A_DETAIL *a = detail;
	const MD_SPAN_IMG_DETAIL *img = detail;
	const MD_SPAN_WIKILINK_DETAIL *wiki = detail;
	const MD_ATTRIBUTE *url = span == MD_SPAN_A ? &a->href :
	    span == MD_SPAN_IMG ? &img->src : &wiki->target;
	const MD_ATTRIBUTE *title = span == MD_SPAN_A ? &a->title :
	    span == MD_SPAN_IMG ? &img->title : &none;
	struct walker_link *l;

	l = VEC_PUSH(&w->links, &w->n_links, &w->cap_links);
	memset(l, 0, sizeof(*l));
	l->span = span;
	l->link.kind = span == MD_SPAN_A ? REF_LINK :
	    span == MD_SPAN_IMG ? REF_IMAGE : REF_WIKI;
	l->link.url = attribute_take(url);
	l->link.title = attribute_take(title);
	l->in_source = url->size > 0 && offset_of(w, url->text, &l->link.start);
	l->link.end = l->link.start + url->size;
	cut_angle(l);
	cut_bar(l);
	return w->sink->link(w->ctx, &l->link, true);
}

static int
close_link(struct walker *w)
{
	struct walker_link *l = &w->links[w->n_links - 1];
	int rc;

	place_finish(w, l);
	rc = w->sink->link(w->ctx, &l->link, false);
	free_link(l);
	w->n_links--;
	return rc;
}

static bool
is_link(MD_SPANTYPE span)
{
	return span == MD_SPAN_A || span == MD_SPAN_IMG ||
	    span == MD_SPAN_WIKILINK;
}

/* md4c sometimes leaves a wikilink that it never entered, or the other way
 * round: what the sink gets is nested properly all the same. */
static int
close_span(struct walker *w, MD_SPANTYPE span)
{
	size_t n = w->n_links;

	while (n > 0 && w->links[n - 1].span != span)
		n--;
	while (n > 0 && w->n_links >= n)
		if (close_link(w) < 0)
			return -1;
	return 0;
}

static int
close_all(struct walker *w)
{
	while (w->n_links > 0)
		if (close_link(w) < 0)
			return -1;
	return 0;
}

static int
on_enter_span(MD_SPANTYPE span, void *detail, void *ctx)
{
	struct walker *w = ctx;

	if (inline_flush(w) < 0)
		return -1;
	return is_link(span) ? open_link(w, span, detail) :
	    w->sink->span(w->ctx, span, true);
}

static int
on_leave_span(MD_SPANTYPE span, void *detail, void *ctx)
{
	struct walker *w = ctx;

	(void)detail;
	if (inline_flush(w) < 0)
		return -1;
	return is_link(span) ? close_span(w, span) :
	    w->sink->span(w->ctx, span, false);
}

static int
on_enter_block(MD_BLOCKTYPE block, void *detail, void *ctx)
{
	struct walker *w = ctx;

	return inline_flush(w) < 0 ? -1 :
	    w->sink->block(w->ctx, block, detail, true);
}

static int
on_leave_block(MD_BLOCKTYPE block, void *detail, void *ctx)
{
	struct walker *w = ctx;

	return inline_flush(w) < 0 || close_all(w) < 0 ? -1 :
	    w->sink->block(w->ctx, block, detail, false);
}

/* Offset at is a footnote's mask: tells the sink, returns how many bytes of
 * the text it takes. */
static int
begin_footnote(struct walker *w, size_t at, size_t *n)
{
	struct str id;

	*n = 0;
	if (at < 2 || !mask_footnote(str_from(w->src, at - 2), &id, n))
		return 0;
	*n -= 1;
	return inline_flush(w) < 0 ? -1 : w->sink->footnote(w->ctx, id, true);
}

static int
add_text(struct walker *w, MD_TEXTTYPE type, size_t at, size_t size)
{
	size_t n;

	place_settle(w, at);
	w->cursor = at + size;
	n = skip_bar(w, at, size);
	if (n == 0 && type == MD_TEXT_NORMAL && w->mask.text[at] == MASK_NOTE &&
	    w->src.p[at] != MASK_NOTE && begin_footnote(w, at, &n) < 0)
		return -1;
	if (n > size)
		n = size;
	if (type == MD_TEXT_ENTITY)
		join_entity(w, str_sub(w->src, at, at + size), at);
	else
		join(w, type, str_sub(w->src, at + n, at + size), at + n);
	return 0;
}

static int
on_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE size, void *ctx)
{
	struct walker *w = ctx;
	MD_TEXTTYPE joined = type;
	size_t at = w->cursor;

	if (type == MD_TEXT_ENTITY || type == MD_TEXT_NULLCHAR ||
	    type == MD_TEXT_SOFTBR)
		joined = MD_TEXT_NORMAL;
	if ((w->run_type != joined || type == MD_TEXT_BR) &&
	    inline_flush(w) < 0)
		return -1;
	if (type == MD_TEXT_NULLCHAR) {
		join(w, joined, STR("\xef\xbf\xbd"), at);
		return 0;
	}
	if (type == MD_TEXT_SOFTBR || type == MD_TEXT_BR) {
		join(w, type == MD_TEXT_BR ? type : joined, STR("\n"), at);
		return type == MD_TEXT_BR ? inline_flush(w) : 0;
	}
	if (size > 0 && offset_of(w, p, &at))
		return add_text(w, type, at, size);
	join(w, joined, str_make(p, size), at);
	return 0;
}

static int
ignore_block(MD_BLOCKTYPE block, void *detail, void *ctx)
{
	(void)block;
	(void)detail;
	(void)ctx;
	return 0;
}

static int
ignore_span(MD_SPANTYPE span, void *detail, void *ctx)
{
	(void)span;
	(void)detail;
	(void)ctx;
	return 0;
}

/* Stops at a formula that would swallow a link: those are prices. */
static int
probe_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE size, void *ctx)
{
	static const char *const signs[] = { "](", "][", "://", "www." };
	struct str s = str_make(p, size);

	(void)ctx;
	if (type != MD_TEXT_LATEXMATH)
		return 0;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (str_find(s, str_of(signs[i])) != (size_t)-1)
			return -1;
	return 0;
}

static unsigned int
choose_flags(const struct walker *w)
{
	MD_PARSER probe = { .flags = MARKDOWN_FLAGS | MD_FLAG_LATEXMATHSPANS,
	    .enter_block = ignore_block, .leave_block = ignore_block,
	    .enter_span = ignore_span, .leave_span = ignore_span,
	    .text = probe_text };

	if (str_chr(w->src, '$') == (size_t)-1 ||
	    md_parse(w->mask.text, (MD_SIZE)w->src.n, &probe, NULL) != 0)
		return MARKDOWN_FLAGS;
	return MARKDOWN_FLAGS | MD_FLAG_LATEXMATHSPANS;
}

static void
release(struct walker *w)
{
	while (w->n_links > 0)
		free_link(&w->links[--w->n_links]);
	free(w->links);
	run_release(&w->run);
	mask_release(&w->mask);
	place_release(w);
}

static int
parse(struct walker *w, struct err *err)
{
	MD_PARSER parser = { .enter_block = on_enter_block,
	    .leave_block = on_leave_block, .enter_span = on_enter_span,
	    .leave_span = on_leave_span, .text = on_text };

	mask_init(&w->mask, w->src);
	parser.flags = choose_flags(w);
	if (md_parse(w->mask.text, (MD_SIZE)w->src.n, &parser, w) == 0)
		return 0;
	return err != NULL && err->kind != ERR_NONE ? -1 :
	    err_set(err, ERR_SYSTEM, "no memory to parse the note");
}

int
markdown_walk(struct str text, const struct markdown_sink *sink, void *ctx,
    struct err *err)
{
	AUTO(release) struct walker w = { .src = text, .sink = sink,
	    .ctx = ctx };

	return text.n > MARKDOWN_MAX || work_is_much(text) ?
	    linear_walk(&w) : parse(&w, err);
}
