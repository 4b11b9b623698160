#include <stdlib.h>

#include "base/mem.h"
#include "notes/collect.h"
#include "notes/entity.h"
#include "notes/markdown.h"
#include "notes/tags.h"

/* What a link's text is cut to while it is gathered. */
#define MARKDOWN_LABEL 4096
/* Links nest once in real notes (a picture in a link). */
#define MARKDOWN_DEPTH 8

struct reader {
	struct collect *c;
	size_t from;		/* the walk's offset 0 in the text */
	struct buf labels[MARKDOWN_DEPTH];	/* of the open links */
	size_t depth;
	struct buf heading, html;
	bool in_heading, in_html_link;
	size_t first_of_heading;	/* refs from here lie in the heading */
	struct collect_ref html_ref;	/* <a href>: url points into html_url */
	struct buf html_url;
};

static void
gather_into(struct buf *b, struct str s)
{
	buf_s(b, str_sub(s, 0, b->max - b->len));
}

static void
gather(struct reader *r, struct str s)
{
	for (size_t i = 0; i < r->depth && i < MARKDOWN_DEPTH; i++)
		gather_into(&r->labels[i], s);
	if (r->in_heading)
		gather_into(&r->heading, s);
	if (r->in_html_link)
		gather_into(&r->html, s);
}

static int
add(struct reader *r, struct collect_ref ref)
{
	ref.at += r->from;
	ref.start += r->from;
	ref.end += r->from;
	ref.heading = r->in_heading ? STR("") : buf_view(&r->heading);
	return collect_add(r->c, &ref);
}

static void
enter_heading(struct reader *r)
{
	r->in_heading = true;
	r->first_of_heading = r->c->note->n_refs;
	buf_reset(&r->heading);
}

/* References inside a heading are told that heading itself. */
static void
leave_heading(struct reader *r)
{
	struct note *note = r->c->note;

	if (!r->in_heading)
		return;
	r->in_heading = false;
	for (size_t i = r->first_of_heading; i < note->n_refs; i++) {
		free(note->refs[i].heading);
		note->refs[i].heading = collect_line(buf_view(&r->heading),
		    MARKDOWN_LABEL);
	}
	if (note->title == NULL && str_trim(buf_view(&r->heading)).n > 0)
		note->title = collect_line(buf_view(&r->heading),
		    MARKDOWN_LABEL);
}

static int
end_html_link(struct reader *r)
{
	if (!r->in_html_link)
		return 0;
	r->in_html_link = false;
	r->html_ref.url = buf_view(&r->html_url);
	r->html_ref.text = buf_view(&r->html);
	return add(r, r->html_ref);
}

static int
on_block(void *ctx, MD_BLOCKTYPE type, const void *detail, bool enter)
{
	struct reader *r = ctx;

	(void)detail;
	if (type == MD_BLOCK_H && enter)
		enter_heading(r);
	else if (type == MD_BLOCK_H)
		leave_heading(r);
	return type == MD_BLOCK_DOC && !enter ? end_html_link(r) : 0;
}

static int
on_span(void *ctx, MD_SPANTYPE type, bool enter)
{
	(void)ctx;
	(void)type;
	(void)enter;
	return 0;
}

static int
on_link(void *ctx, const struct markdown_link *l, bool enter)
{
	struct reader *r = ctx;
	struct collect_ref ref = { .kind = l->kind, .url = l->url,
	    .at = l->at, .start = l->start, .end = l->end,
	    .is_lenient = l->is_lenient };

	if (enter) {
		if (r->depth < MARKDOWN_DEPTH)
			buf_reset(&r->labels[r->depth]);
		r->depth++;
		return 0;
	}
	r->depth--;
	ref.text = r->depth < MARKDOWN_DEPTH ?
	    buf_view(&r->labels[r->depth]) : STR("");
	return add(r, ref);
}

/* Which attribute of which element leads to a reference of which kind. */
static const struct {
	const char *tag, *attr;
	enum ref_kind kind;
} carriers[] = {
	{ "a", "href", REF_LINK }, { "area", "href", REF_LINK },
	{ "img", "src", REF_IMAGE }, { "video", "poster", REF_IMAGE },
	{ "video", "src", REF_LINK }, { "audio", "src", REF_LINK },
	{ "source", "src", REF_LINK }, { "iframe", "src", REF_LINK },
};

/* A page is one text: its bytes are where they are. */
static size_t
origin(const struct markdown_text *text, size_t i)
{
	return text->at != NULL ? text->at[i] : i;
}

static int
add_html(struct reader *r, const struct tag *t, size_t which,
    const struct markdown_text *text)
{
	struct str value = tags_attr(t, carriers[which].attr), alt;
	struct collect_ref ref = { .kind = carriers[which].kind };
	AUTO(buf_release) struct buf url = BUF_INIT(value.n * 4 + 16);
	AUTO(buf_release) struct buf label = BUF_INIT(MARKDOWN_LABEL);

	if (value.p == NULL || value.n == 0)
		return 0;
	entity_decode_all(value, &url);
	ref.url = buf_view(&url);
	ref.at = origin(text, t->start);
	ref.start = origin(text, (size_t)(value.p - text->s.p));
	ref.end = origin(text, (size_t)(value.p - text->s.p) + value.n - 1) +
	    1;
	if (which == 0) {
		if (end_html_link(r) < 0)
			return -1;
		r->html_ref = ref;
		buf_release(&r->html_url);
		r->html_url = url;
		buf_init(&url, 0);
		buf_reset(&r->html);
		r->in_html_link = true;
		return 0;
	}
	alt = tags_attr(t, "alt");
	if (alt.p != NULL)
		entity_decode_all(str_sub(alt, 0, MARKDOWN_LABEL / 4), &label);
	gather(r, buf_view(&label));
	ref.text = buf_view(&label);
	return add(r, ref);
}

static bool
is_heading(const struct tag *t)
{
	return t->name.n == 2 && ch_lower(t->name.p[0]) == 'h' &&
	    t->name.p[1] >= '1' && t->name.p[1] <= '6';
}

static int
read_tag(struct reader *r, const struct tag *t,
    const struct markdown_text *text)
{
	if (is_heading(t)) {
		if (t->is_end)
			leave_heading(r);
		else
			enter_heading(r);
	}
	if (t->is_end)
		return tags_is(t, "a") ? end_html_link(r) : 0;
	if (tags_is(t, "br"))
		gather(r, STR(" "));
	for (size_t i = 0; i < sizeof(carriers) / sizeof(carriers[0]); i++)
		if (tags_is(t, carriers[i].tag) &&
		    add_html(r, t, i, text) < 0)
			return -1;
	return 0;
}

/* Text between the tags of an HTML block. */
static void
gather_html(struct reader *r, struct str s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MARKDOWN_LABEL);

	if (r->in_heading || r->in_html_link || r->depth > 0) {
		entity_decode_all(str_sub(s, 0, MARKDOWN_LABEL / 4), &b);
		gather(r, buf_view(&b));
	}
}

static int
read_html(struct reader *r, const struct markdown_text *text)
{
	size_t from = 0;
	struct tag t;

	while (tags_next(text->s, from, &t)) {
		gather_html(r, str_sub(text->s, from, t.start));
		if (read_tag(r, &t, text) < 0)
			return -1;
		from = t.end;
	}
	gather_html(r, str_from(text->s, from));
	return 0;
}

static int
on_text(void *ctx, MD_TEXTTYPE type, const struct markdown_text *text)
{
	struct reader *r = ctx;

	if (type == MD_TEXT_HTML)
		return read_html(r, text);
	gather(r, text->s);
	return 0;
}

static int
on_footnote(void *ctx, struct str id, bool is_body)
{
	(void)ctx;
	(void)id;
	(void)is_body;
	return 0;
}

static void
init(struct reader *r)
{
	buf_init(&r->heading, MARKDOWN_LABEL);
	buf_init(&r->html, MARKDOWN_LABEL);
	buf_init(&r->html_url, 0);
	for (size_t i = 0; i < MARKDOWN_DEPTH; i++)
		buf_init(&r->labels[i], MARKDOWN_LABEL);
}

static void
release(struct reader *r)
{
	for (size_t i = 0; i < MARKDOWN_DEPTH; i++)
		buf_release(&r->labels[i]);
	buf_release(&r->html_url);
	buf_release(&r->html);
	buf_release(&r->heading);
}

int
collect_markdown(struct collect *c, size_t from)
{
	static const struct markdown_sink sink = { on_block, on_span, on_link,
	    on_text, on_footnote };
	struct reader r = { .c = c, .from = from };
	int rc;

	init(&r);
	rc = markdown_walk(str_from(c->text, from), &sink, &r, c->err);
	release(&r);
	return rc;
}

int
collect_page(struct collect *c)
{
	const struct markdown_text text = { c->text, NULL };
	struct reader r = { .c = c };
	int rc;

	init(&r);
	rc = read_html(&r, &text);
	if (rc == 0)
		rc = end_html_link(&r);
	release(&r);
	return rc;
}
