#include "site/row.h"

#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "site/asset.h"
#include "site/leaf.h"
#include "site/page.h"
#include "site/route.h"
#include "site/state.h"
#include "site/target.h"
#include "web/url.h"

/* Columns of a title: three lines on a phone. */
#define ROW_TITLE 120

/* Columns of a link's own text in a row; more is in the note. */
#define ROW_TEXT 120

struct each {
	struct build *b;
	row_fn *fn;
	void *ctx;
	struct map seen;
};

static int
each_ref(void *ctx, const struct ref_row *ref, struct err *err)
{
	struct each *e = ctx;
	AUTO(target_release) struct target t = { .is_found = false };

	if (ref->target != REF_TO_RESOURCE)
		return 0;
	if (target_of_key(e->b, ref->key, &t, err) < 0)
		return -1;
	if (!t.is_found || !map_add(&e->seen, str_of(t.r.url)))
		return 0;
	return e->fn(e->ctx, ref, &t.r, err);
}

int
row_each(struct build *b, const char *note, row_fn *fn, void *ctx,
    struct err *err)
{
	struct each e = { .b = b, .fn = fn, .ctx = ctx, .seen = MAP_INIT };
	int result = catalog_each_ref(b->catalog, note, each_ref, &e, err);

	map_release(&e.seen);
	return result;
}

static int
count(void *ctx, const struct ref_row *ref, const struct resource *r,
    struct err *err)
{
	struct row_count *c = ctx;

	(void)ref;
	(void)err;
	c->n++;
	c->n_kept += outcome_is_kept(r->outcome);
	return 0;
}

int
row_count(struct build *b, const char *note, struct row_count *c,
    struct err *err)
{
	*c = (struct row_count){ 0, 0 };
	return row_each(b, note, count, c, err);
}

struct thumb {
	struct build *b;
	char path[ASSET_PATH];
};

static int
try_thumb(struct thumb *t, const char *url, struct err *err)
{
	AUTO(target_release) struct target to = { .is_found = false };
	struct asset a;

	if (target_find(t->b, str_of(url), &to, err) < 0)
		return -1;
	if (!to.is_found || !outcome_is_kept(to.r.outcome) ||
	    !asset_is_picture(to.r.media))
		return 0;
	if (asset_of(t->b, &to.r, &a, err) < 0)
		return -1;
	memcpy(t->path, a.path, ASSET_PATH);
	return 0;
}

static int
try_image(void *ctx, const struct image_row *image, struct err *err)
{
	struct thumb *t = ctx;

	return t->path[0] != '\0' ? 0 : try_thumb(t, image->url, err);
}

/* The lead picture, else the first one that is there. */
static int
find_thumb(struct thumb *t, const struct resource *r, struct err *err)
{
	t->path[0] = '\0';
	if (!outcome_is_kept(r->outcome))
		return 0;
	if (asset_is_picture(r->media))
		return try_thumb(t, r->url, err);
	if (!outcome_is_page(r->outcome))
		return 0;
	if (r->lead_image[0] != '\0' && try_thumb(t, r->lead_image, err) < 0)
		return -1;
	if (t->path[0] != '\0')
		return 0;
	return catalog_each_image(t->b->catalog, r->url, try_image, t, err);
}

/* Host and port as people write them. */
static void
put_host(const struct resource *r, struct buf *out)
{
	AUTO(buf_release) struct buf shown = BUF_INIT(1 << 20);
	struct str s;
	size_t i;

	url_display(str_of(r->url), &shown);
	s = buf_view(&shown);
	i = str_find(s, STR("://"));
	if (i == (size_t)-1 || i + 3 == s.n)
		return;
	s = str_from(s, i + 3);
	buf_cut(&shown, (size_t)(s.p - shown.p) + strcspn(s.p, "/?#"));
	buf_str(out, "<span>");
	page_text(out, s.p);
	buf_str(out, "</span>");
}

/* The title; without one the address, which needs no scheme in a list. */
static void
put_name(const struct resource *r, struct buf *out)
{
	AUTO(buf_release) struct buf title = BUF_INIT(1 << 20);
	struct str s, fit;

	leaf_title(r, &title);
	s = buf_view(&title);
	if (r->title[0] == '\0' && str_starts(s, STR("https://")) && s.n > 8)
		s = str_from(s, 8);
	else if (r->title[0] == '\0' && str_starts(s, STR("http://")) &&
	    s.n > 7)
		s = str_from(s, 7);
	fit = text_fit(s, ROW_TITLE);
	buf_s(out, fit);
	if (fit.n < s.n)
		buf_str(out, "\xe2\x80\xa6");
}

/* How the note calls it, when that says more than the title. */
static void
put_called(const struct row *row, const char *title, struct buf *out)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 12);
	struct str called = str_trim(str_of(row->ref->text)), fit;

	if (called.n == 0 || str_eq(called, str_of(row->ref->url)) ||
	    str_find_nocase(called, str_of(title)) != (size_t)-1 ||
	    str_find_nocase(str_of(title), called) != (size_t)-1)
		return;
	fit = text_fit(called, ROW_TEXT);
	buf_s(&text, fit);
	if (fit.n < called.n)
		buf_str(&text, "\xe2\x80\xa6");
	buf_str(out, "<span>\xe2\x80\x9c");
	page_text(out, text.p);
	buf_str(out, "\xe2\x80\x9d</span>");
}

int
row_put(const struct row *row, struct buf *out, struct err *err)
{
	const struct resource *r = row->r;
	AUTO(buf_release) struct buf title = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf path = BUF_INIT(4096);
	struct thumb thumb = { .b = row->b };
	bool is_kept = outcome_is_kept(r->outcome);

	if (find_thumb(&thumb, r, err) < 0)
		return -1;
	put_name(r, &title);
	route_page(r->url, &path);
	buf_fmt(out, "<li class=\"kb-row%s\">", is_kept ? " kb-has" : "");
	state_put(r->outcome, out);
	buf_str(out, "<a class=\"kb-title\" href=\"");
	route_link(row->path, path.p, NULL, out);
	buf_str(out, "\" lang=\"");
	page_text(out, r->lang);
	buf_str(out, "\">");
	page_text(out, title.p);
	buf_str(out, "</a><span class=\"kb-meta\">");
	put_host(r, out);
	put_called(row, title.p, out);
	state_put_day(is_kept ? r->captured : r->tried, out);
	buf_str(out, "</span>");
	if (thumb.path[0] != '\0') {
		buf_str(out, "<img class=\"kb-thumb\" alt=\"\" width=\"72\" "
		    "height=\"48\" loading=\"lazy\" "
		    "src=\"");
		route_link(row->path, thumb.path, NULL, out);
		buf_str(out, "\">");
	}
	buf_str(out, "</li>\n");
	return 0;
}
