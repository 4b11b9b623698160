#include <stdlib.h>

#include "base/mem.h"
#include "notes/collect.h"
#include "notes/entity.h"
#include "notes/folders.h"
#include "notes/tags.h"
#include "notes/when.h"
#include "web/url.h"

/* A page's head is short. */
#define HTML_HEAD 65536
/* Titles are for people. */
#define HTML_LABEL 4096
/* As much as a server takes of an address, tripled by escapes. */
#define HTML_URL (192 << 10)

/* Appends the text up to the next tag. */
static void
take_text(struct str html, size_t from, struct buf *out)
{
	size_t n = str_chr(str_from(html, from), '<');

	entity_decode_all(str_sub(html, from, n == (size_t)-1 ? html.n :
	    from + n), out);
}

/* The first <base href> counts; one that is relative means the note's folder,
 * and so do relative addresses without it. */
static void
read_base(const struct tag *t, struct url *base)
{
	AUTO(buf_release) struct buf b = BUF_INIT(HTML_HEAD * 4);
	struct str href = tags_attr(t, "href");
	AUTO(url_release) struct url u = URL_INIT;

	if (base->scheme != NULL || href.p == NULL)
		return;
	entity_decode_all(href, &b);
	if (url_parse(&u, buf_view(&b), NULL, NULL) == 0 && url_is_http(&u))
		url_dup(base, &u);
}

static void
read_head(struct collect *c, struct url *base)
{
	struct str head = str_sub(c->text, 0, HTML_HEAD), name;
	size_t from = 0;
	struct tag t;

	while (tags_next(head, from, &t) && !tags_is(&t, "body")) {
		from = t.end;
		if (tags_is(&t, "title") && !t.is_end) {
			AUTO(buf_release) struct buf b = BUF_INIT(HTML_HEAD);

			take_text(head, t.end, &b);
			collect_title(c, buf_view(&b));
		}
		if (tags_is(&t, "base"))
			read_base(&t, base);
		name = tags_attr(&t, "name");
		if (tags_is(&t, "meta") && name.p != NULL &&
		    str_eq_nocase(name, STR("date")) && c->note->date == 0)
			c->note->date = when_read(tags_attr(&t, "content"));
	}
}

static bool
has_wide_query(const char *url)
{
	const char *p = strchr(url, '?');

	while (p != NULL && *p != '\0' && (*p & 0x80) == 0)
		p++;
	return p != NULL && *p != '\0';
}

/* What base and encoding make of an address; what stands for itself stays as
 * it is written. */
static void
settle(struct ref *r, const struct url *base)
{
	AUTO(buf_release) struct buf href = BUF_INIT(HTML_URL);
	AUTO(url_release) struct url u = URL_INIT;
	bool is_whole = url_parse(&u, str_of(r->url), NULL, NULL) == 0;

	if (is_whole && (base->encoding == NULL || !url_is_http(&u) ||
	    !has_wide_query(r->url)))
		return;
	url_release(&u);
	if ((!is_whole && base->has_opaque_path) ||
	    url_parse(&u, str_of(r->url), base, NULL) < 0)
		return;
	url_href(&u, &href);
	if (href.failed)
		return;
	free(r->url);
	r->url = buf_take(&href, NULL);
}

static void
settle_all(struct collect *c, struct url *base)
{
	struct err ignore = ERR_INIT;

	if (base->scheme == NULL && c->encoding == NULL)
		return;
	/* Nothing is relative to it, but it can carry the encoding. */
	if (base->scheme == NULL &&
	    url_parse(base, STR("about:blank"), NULL, &ignore) < 0)
		return;
	base->encoding = c->encoding;
	for (size_t i = 0; i < c->note->n_refs; i++)
		settle(&c->note->refs[i], base);
}

int
collect_html(struct collect *c)
{
	AUTO(url_release) struct url base = URL_INIT;

	read_head(c, &base);
	if (collect_page(c) < 0)
		return -1;
	settle_all(c, &base);
	return 0;
}

struct tree {
	struct collect *c;
	struct folders folders;
	struct buf name;	/* of the last heading */
	struct buf label;	/* of the open link */
	struct buf *gathering;	/* one of these, or NULL */
	struct collect_ref ref;
	struct str url, tags;	/* of the open link */
	bool is_open, is_top;	/* the heading names the whole file */
};

static int
end_link(struct tree *t)
{
	AUTO(buf_release) struct buf heading = BUF_INIT(HTML_LABEL * 2);
	struct str tags = t->tags, tag;

	if (!t->is_open)
		return 0;
	t->is_open = false;
	t->gathering = NULL;
	buf_s(&heading, folders_path(&t->folders));
	while (tags.n > 0 && str_cut(&tags, ',', &tag)) {
		buf_str(&heading, heading.len > 0 ? " #" : "#");
		entity_decode_all(str_sub(str_trim(tag), 0, HTML_LABEL / 8),
		    &heading);
	}
	t->ref.text = buf_view(&t->label);
	t->ref.heading = buf_view(&heading);
	return collect_escaped(t->c, t->ref, t->url);
}

static void
begin_link(struct tree *t, const struct tag *tag)
{
	struct str added = tags_attr(tag, "add_date");

	if (added.p == NULL)
		added = tags_attr(tag, "time_added");
	t->url = tags_attr(tag, "href");
	t->tags = tags_attr(tag, "tags");
	t->ref = (struct collect_ref){ .kind = REF_LINK, .at = tag->start,
	    .date = added.p != NULL ? when_read(added) : 0 };
	t->is_open = t->url.p != NULL;
	buf_reset(&t->label);
	t->gathering = &t->label;
}

static void
read_heading(struct tree *t, const struct tag *tag)
{
	if (tag->is_end) {
		t->gathering = NULL;
		collect_title(t->c, buf_view(&t->name));
		return;
	}
	buf_reset(&t->name);
	t->is_top = tags_is(tag, "h1");
	t->gathering = &t->name;
}

static void
enter_list(struct tree *t, bool is_dl)
{
	folders_push(&t->folders, is_dl && t->is_top ? STR("") :
	    buf_view(&t->name));
	buf_reset(&t->name);
}

static int
read_tag(struct tree *t, const struct tag *tag)
{
	bool is_dl = tags_is(tag, "dl");

	if (end_link(t) < 0)
		return -1;
	if (tags_is(tag, "a") && !tag->is_end) {
		begin_link(t, tag);
	} else if (is_dl || tags_is(tag, "ul")) {
		if (tag->is_end)
			folders_pop(&t->folders);
		else
			enter_list(t, is_dl);
	} else if (tag->name.n == 2 && ch_lower(tag->name.p[0]) == 'h' &&
	    ch_is_digit(tag->name.p[1])) {
		read_heading(t, tag);
	}
	return 0;
}

static int
read_tree(struct tree *t)
{
	struct str s = t->c->text;
	size_t from = 0;
	struct tag tag;

	while (tags_next(s, from, &tag)) {
		if (t->gathering != NULL)
			entity_decode_all(str_sub(str_sub(s, from, tag.start),
			    0, t->gathering->max - t->gathering->len),
			    t->gathering);
		from = tag.end;
		if (read_tag(t, &tag) < 0)
			return -1;
	}
	return end_link(t);
}

int
collect_bookmarks(struct collect *c)
{
	AUTO(url_release) struct url base = URL_INIT;
	struct tree t = { .c = c };
	int rc;

	folders_init(&t.folders);
	buf_init(&t.name, HTML_LABEL);
	buf_init(&t.label, HTML_LABEL);
	read_head(c, &base);
	rc = read_tree(&t);
	settle_all(c, &base);
	buf_release(&t.label);
	buf_release(&t.name);
	folders_release(&t.folders);
	return rc;
}
