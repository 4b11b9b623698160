#include "site/leaf.h"

#include <string.h>

#include "base/text.h"
#include "html/write.h"
#include "site/asset.h"
#include "site/joined.h"
#include "site/memo.h"
#include "site/page.h"
#include "site/picture.h"
#include "site/route.h"
#include "site/state.h"
#include "web/charset.h"
#include "web/url.h"

/* Places that cite one resource, shown on its page; more are counted. */
#define LEAF_CITED 100

/* Bytes of a text document shown on its page; the rest is in the file. */
#define LEAF_TEXT ((size_t)2 << 20)

struct leaf {
	struct build *b;
	const struct resource *r;
	struct buf path, html;
	size_t n_cited;
};

void
leaf_title(const struct resource *r, struct buf *out)
{
	size_t before = out->len;

	if (r->title[0] != '\0')
		buf_str(out, r->title);
	else
		url_display(str_of(r->url), out);
	if (out->len == before)
		buf_str(out, r->url[0] != '\0' ? r->url : "(no address)");
}

static int
put_citing(void *ctx, const struct ref_row *ref, struct err *err)
{
	struct leaf *f = ctx;
	AUTO(note_row_release) struct note_row note = { 0 };
	AUTO(buf_release) struct buf path = BUF_INIT(1 << 16);
	char anchor[64];
	bool found;

	if (f->n_cited++ >= LEAF_CITED)
		return 0;
	if (catalog_get_note(f->b->catalog, ref->note, &note, &found,
	    err) < 0)
		return -1;
	if (f->n_cited == 1)
		buf_str(&f->html, "<dt>Cited by</dt><dd><ul>\n");
	route_note(ref->note, &path);
	(void)snprintf(anchor, sizeof(anchor), "kb-ref-%lld",
	    (long long)ref->position);
	buf_str(&f->html, "<li><a href=\"");
	route_link(f->path.p, path.p, anchor, &f->html);
	buf_str(&f->html, "\">");
	page_text(&f->html, found && note.title[0] != '\0' ? note.title :
	    ref->note);
	buf_fmt(&f->html, "</a> <small>line %lld", (long long)ref->line);
	if (ref->heading[0] != '\0') {
		buf_str(&f->html, ", ");
		page_text(&f->html, ref->heading);
	}
	buf_str(&f->html, "</small></li>\n");
	return 0;
}

static int
put_cited_by(struct leaf *f, struct err *err)
{
	if (catalog_each_ref_to(f->b->catalog, f->r->url, put_citing, f,
	    err) < 0)
		return -1;
	if (f->n_cited > LEAF_CITED)
		buf_fmt(&f->html, "<li>and %zu more</li>\n",
		    f->n_cited - LEAF_CITED);
	if (f->n_cited > 0)
		buf_str(&f->html, "</ul></dd>\n");
	return 0;
}

/* Who wrote it, when, where: what is known of it. */
static void
put_byline(struct leaf *f)
{
	const struct resource *r = f->r;
	AUTO(buf_release) struct buf line = BUF_INIT(1 << 16);

	if (r->byline[0] != '\0') {
		buf_str(&line, "<span>");
		page_text(&line, r->byline);
		buf_str(&line, "</span>");
	}
	if (r->site[0] != '\0' && strcmp(r->site, r->byline) != 0) {
		buf_str(&line, "<span>");
		page_text(&line, r->site);
		buf_str(&line, "</span>");
	}
	if (strlen(r->published) >= 10) {
		buf_str(&line, "<span><time datetime=\"");
		page_text(&line, r->published);
		buf_fmt(&line, "\">%.10s</time></span>", r->published);
	}
	if (line.len > 0) {
		buf_str(&f->html, "<p class=\"kb-by\">");
		buf_s(&f->html, buf_view(&line));
		buf_str(&f->html, "</p>\n");
	}
}

static int
put_facts(struct leaf *f, struct err *err)
{
	const struct resource *r = f->r;
	struct buf *out = &f->html;

	buf_str(out, "<dl class=\"kb-facts\">\n<dt>Original</dt><dd>");
	page_external(out, r->url);
	buf_str(out, "</dd>\n");
	if (r->final_url[0] != '\0' && strcmp(r->final_url, r->url) != 0) {
		buf_str(out, "<dt>Found at</dt><dd>");
		page_external(out, r->final_url);
		buf_str(out, "</dd>\n");
	}
	if (outcome_is_kept(r->outcome) && r->captured != 0) {
		buf_str(out, "<dt>Saved</dt><dd>");
		state_put_time(r->captured, out);
		buf_str(out, "</dd>\n");
	}
	if (!outcome_is_kept(r->outcome) && r->tried != 0) {
		buf_str(out, "<dt>Last tried</dt><dd>");
		state_put_time(r->tried, out);
		if (r->failures > 1)
			buf_fmt(out, ", %lld tries", (long long)r->failures);
		buf_str(out, "</dd>\n");
	}
	if (put_cited_by(f, err) < 0)
		return -1;
	buf_str(out, "</dl>\n");
	return 0;
}

/* What the address shows now is not this page: since when, and why. */
static void
put_suspect(const struct resource *r, struct buf *out)
{
	buf_str(out, "<div class=\"kb-notice\">\n<p>Since ");
	state_put_day(r->last_since != 0 ? r->last_since : r->tried, out);
	buf_str(out, " the address shows something worse: ");
	page_text(out, r->last_reason);
	buf_str(out, ". This is the good copy of ");
	state_put_day(r->captured, out);
	buf_str(out, ".</p>\n</div>\n");
}

/* Why there is nothing, or that the copy is older than the last try. */
static void
put_notice(struct leaf *f)
{
	const struct resource *r = f->r;
	struct buf *out = &f->html;

	if (outcome_is_kept(r->outcome) &&
	    (outcome_is_kept(r->last) || (r->last == OUTCOME_UNTRIED &&
	    r->last_reason[0] == '\0')))
		return;
	if (!outcome_is_kept(r->outcome)) {
		buf_str(out, "<div class=\"kb-notice kb-gone\">\n<p><b>Not "
		    "saved.</b> ");
		state_reason(r, out);
		buf_str(out, "</p>\n<p>The original address may still work: ");
		page_external(out, r->url);
		buf_str(out, "</p>\n</div>\n");
		return;
	}
	if (r->last == OUTCOME_UNTRIED) {
		buf_str(out, "<div class=\"kb-notice\">\n<p>A newer copy is "
		    "lost, and will be fetched again (");
		page_text(out, r->last_reason);
		buf_str(out, "). This is the copy from before.</p>\n</div>\n");
		return;
	}
	if (outcome_is_hollow(r->last)) {
		put_suspect(r, out);
		return;
	}
	buf_str(out, "<div class=\"kb-notice\">\n<p>The last try");
	if (r->tried != 0) {
		buf_str(out, ", on ");
		state_put_day(r->tried, out);
		buf_char(out, ',');
	}
	buf_str(out, " did not bring a good copy: ");
	page_text(out, state_sentence(r->last));
	if (r->last_reason[0] != '\0') {
		buf_str(out, " (");
		page_text(out, r->last_reason);
		buf_char(out, ')');
	}
	buf_str(out, " This is the copy from before.</p>\n</div>\n");
}

static void
put_unreadable(struct leaf *f)
{
	buf_str(&f->html, "<div class=\"kb-notice kb-gone\"><p>The saved copy "
	    "could not be read from the archive.</p></div>\n");
}

/* A text file as it is. */
static int
put_text(struct leaf *f, struct err *err)
{
	AUTO(buf_release) struct buf bytes = BUF_INIT(BUILD_PAYLOAD_MAX);
	AUTO(buf_release) struct buf text = BUF_INIT(BUILD_PAYLOAD_MAX);
	struct str part;

	if (build_load(f->b, &f->r->capture, &bytes, err) < 0) {
		if (err->kind == ERR_SYSTEM)
			return -1;
		err_clear(err);
		memo_spoil(f->b);
		put_unreadable(f);
		return 0;
	}
	if (bytes.len > LEAF_TEXT)
		buf_cut(&bytes, LEAF_TEXT);
	if (charset_decode(charset_detect(buf_view(&bytes), STR(""),
	    STR("")), buf_view(&bytes), &text, err) < 0) {
		err_clear(err);
		buf_reset(&text);
		text_repair(&text, buf_view(&bytes));
	}
	part = buf_view(&text);
	buf_str(&f->html, "<div class=\"kb-body\"><pre class=\"kb-wrap\">");
	if (part.n > 0 && part.p[0] == '\n')
		buf_char(&f->html, '\n');
	page_text(&f->html, part.p);
	buf_str(&f->html, "</pre></div>\n");
	return 0;
}

static void
put_size(int64_t bytes, struct buf *out)
{
	if (bytes >= 1000000)
		buf_fmt(out, "%lld.%lld MB", (long long)(bytes / 1000000),
		    (long long)(bytes / 100000 % 10));
	else
		buf_fmt(out, "%lld KB", (long long)((bytes + 999) / 1000));
}

static int
put_file(struct leaf *f, struct err *err)
{
	const struct resource *r = f->r;
	struct asset a;

	if (asset_of(f->b, r, &a, err) < 0)
		return -1;
	if (a.path[0] == '\0') {
		AUTO(buf_release) struct buf why = BUF_INIT(1024);

		page_text(&why, a.why);
		buf_str(&f->html, "<p>");
		picture_missing(&f->html, STR(""), str_of(r->url), why.p);
		buf_str(&f->html, "</p>\n");
		return 0;
	}
	buf_str(&f->html, "<div class=\"kb-body\">");
	if (asset_is_picture(r->media)) {
		buf_str(&f->html, "<figure><img alt=\"\" src=\"");
		route_link(f->path.p, a.path, NULL, &f->html);
		buf_str(&f->html, "\"></figure>");
	} else {
		buf_str(&f->html, "<p><a class=\"kb-file\" href=\"");
		route_link(f->path.p, a.path, NULL, &f->html);
		buf_str(&f->html, "\">Open the saved file</a> <small>");
		page_text(&f->html, r->media);
		buf_str(&f->html, ", ");
		put_size(r->length, &f->html);
		buf_str(&f->html, "</small></p>");
	}
	buf_str(&f->html, "</div>\n");
	if (asset_is_text(r->media) && !asset_is_picture(r->media))
		return put_text(f, err);
	return 0;
}

static void
put_head(struct leaf *f, const char *title)
{
	const struct page page = { .path = f->path.p, .title = title,
		.kind = "kb-article" };

	page_open(&page, &f->html);
	buf_str(&f->html, "<nav class=\"kb-top\"><a href=\"");
	route_link(f->path.p, "index.html", NULL, &f->html);
	buf_str(&f->html, "\">\xe2\x86\x90 Index</a>");
	state_put(f->r->outcome, &f->html);
	buf_str(&f->html, "</nav>\n<main>\n<header class=\"kb-head\">\n");
	buf_str(&f->html, f->r->title[0] != '\0' ? "<h1 lang=\"" :
	    "<h1 class=\"kb-address\" lang=\"");
	page_text(&f->html, f->r->lang);
	buf_str(&f->html, "\">");
	page_text(&f->html, title);
	buf_str(&f->html, "</h1>\n");
	put_byline(f);
}

static int
put_content(struct leaf *f, struct err *err)
{
	if (!outcome_is_kept(f->r->outcome))
		return 0;
	if (outcome_is_page(f->r->outcome))
		return joined_put(f->b, f->path.p, f->r, &f->html, err);
	return put_file(f, err);
}

int
leaf_write(struct build *b, const struct resource *r, struct err *err)
{
	AUTO(buf_release) struct buf title = BUF_INIT(1 << 20);
	struct leaf f = { .b = b, .r = r, .path = BUF_INIT(4096),
		.html = BUF_INIT(BUILD_PAGE_MAX) };
	int result = -1;

	route_page(r->url, &f.path);
	leaf_title(r, &title);
	put_head(&f, title.p);
	if (put_facts(&f, err) == 0) {
		buf_str(&f.html, "</header>\n");
		put_notice(&f);
		result = put_content(&f, err);
	}
	if (result == 0) {
		buf_str(&f.html, "</main>\n");
		page_close(&f.html);
		result = build_write_page(b, f.path.p, &f.html, err);
	}
	buf_release(&f.path);
	buf_release(&f.html);
	return result;
}
