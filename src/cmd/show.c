/*
 * show.c: "kbmirror show URL": one article, and all that is known of it.
 */
#include <string.h>

#include "article/article.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/lookup.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "mirror/due.h"
#include "site/site.h"
#include "store/archive.h"
#include "store/parts.h"
#include "store/warc.h"

#define ARTICLE_MAX (64 << 20)

static int
add_citation(void *ctx, const struct ref_row *row, struct err *err)
{
	struct buf *b = ctx;

	(void)err;
	json_begin(b, '{');
	json_pair(b, "note", row->note);
	json_pair_int(b, "line", row->line);
	json_pair_int(b, "column", row->column);
	json_pair(b, "text", row->text);
	json_pair(b, "heading", row->heading);
	json_pair(b, "url", row->url);
	print_time(b, "date", row->date);
	if (row->dated != REF_UNDATED)
		json_pair(b, "dated", ref_dated_name(row->dated));
	json_end(b, '}');
	return 0;
}

static int
add_capture(void *ctx, const struct capture *cap, struct err *err)
{
	static const char *const kinds[] = { "response", "revisit",
	    "resource", "conversion" };
	struct buf *b = ctx;
	char date[CLOCK_TEXT];

	(void)err;
	clock_text(cap->date, date);
	json_begin(b, '{');
	json_pair(b, "date", date);
	json_pair(b, "kind", kinds[cap->kind]);
	json_pair_int(b, "status", cap->status);
	json_pair(b, "media", cap->media);
	json_pair_int(b, "bytes", cap->length);
	json_pair(b, "sha256", cap->digest);
	json_end(b, '}');
	return 0;
}

static int
add_image(void *ctx, const struct image_row *row, struct err *err)
{
	struct buf *b = ctx;

	(void)err;
	json_str(b, row->url);
	return 0;
}

/* The further pages of an article. */
struct pages {
	struct archive *archive;
	struct buf *json;
};

static int
add_page_images(void *ctx, const struct part *p, struct err *err)
{
	const struct pages *x = ctx;

	return catalog_each_image(x->archive->catalog, p->url, add_image,
	    x->json, err);
}

static int
load_article(struct archive *a, const struct resource *r, struct buf *json,
    struct err *err)
{
	return r->article.segment != 0 ?
	    warc_payload(a, &r->article, json, err) : 0;
}

static int
add_page(void *ctx, const struct part *p, struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(ARTICLE_MAX);
	const struct pages *x = ctx;
	struct buf *b = x->json;

	json_begin(b, '{');
	json_pair_int(b, "number", p->number);
	json_pair(b, "url", p->url);
	json_pair(b, "outcome", outcome_name(p->r != NULL ? p->r->outcome :
	    OUTCOME_UNTRIED));
	if (p->r != NULL) {
		json_pair(b, "reason", p->r->reason);
		if (load_article(x->archive, p->r, &json, err) < 0)
			return -1;
	}
	if (json.len > 0) {
		json_key(b, "article");
		buf_s(b, buf_view(&json));
	}
	json_end(b, '}');
	return 0;
}

static int
add_pages(struct archive *a, const struct resource *r, struct buf *b,
    struct err *err)
{
	struct pages x = { a, b };
	int64_t words;

	if (parts_words(a->catalog, r, &words, err) < 0)
		return -1;
	json_pair_int(b, "words", words);
	if (r->next[0] == '\0')
		return 0;
	json_key(b, "pages");
	json_begin(b, '[');
	if (parts_each(a->catalog, r, add_page, &x, err) < 0)
		return -1;
	json_end(b, ']');
	return 0;
}

static int
add_due(struct archive *a, const struct resource *r, struct buf *b,
    struct err *err)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1000);
	struct due d;

	if (due_of(a->catalog, r, options_max_age(a->root), &d, err) < 0)
		return -1;
	due_say(&d, &why);
	print_time(b, "due", d.at);
	json_pair(b, "due_why", why.p);
	return 0;
}

/* Where a browser reads it; NULL: only cited addresses have pages. */
static char *
find_offline(const struct archive *a, const char *url)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 16);
	char *path;

	site_page_path(url, &page);
	path = path_join(a->site, page.p);
	if (file_exists(path))
		return path;
	free(path);
	return NULL;
}

static int
print_json(struct archive *a, const struct resource *r, struct str article,
    struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(256 << 20);
	AUTO(mem_freep) char *offline = find_offline(a, r->url);
	struct pages pages = { a, &b };

	json_begin(&b, '{');
	json_pair(&b, "url", r->url);
	if (offline != NULL)
		json_pair(&b, "offline", offline);
	json_pair(&b, "outcome", outcome_name(r->outcome));
	json_pair(&b, "reason", r->reason);
	json_pair(&b, "last", outcome_name(r->last));
	json_pair(&b, "last_reason", r->last_reason);
	print_time(&b, "last_since", r->last_since);
	json_pair(&b, "final_url", r->final_url);
	json_pair(&b, "media", r->media);
	if (add_due(a, r, &b, err) < 0)
		return -1;
	json_key(&b, "cited_by");
	json_begin(&b, '[');
	if (catalog_each_ref_to(a->catalog, r->url, add_citation, &b, err) < 0)
		return -1;
	json_end(&b, ']');
	json_key(&b, "captures");
	json_begin(&b, '[');
	if (catalog_each_capture(a->catalog, r->url, add_capture, &b, err) < 0)
		return -1;
	json_end(&b, ']');
	json_key(&b, "images");
	json_begin(&b, '[');
	if (catalog_each_image(a->catalog, r->url, add_image, &b, err) < 0 ||
	    parts_each(a->catalog, r, add_page_images, &pages, err) < 0)
		return -1;
	json_end(&b, ']');
	if (article.n > 0) {
		json_key(&b, "article");
		buf_s(&b, article);
		if (add_pages(a, r, &b, err) < 0)
			return -1;
	}
	json_end(&b, '}');
	buf_char(&b, '\n');
	if (buf_check(&b, err) < 0)
		return -1;
	print_buf(stdout, &b);
	return 0;
}

/* Text for a terminal: every line escaped by itself. */
static void
print_text(const char *text)
{
	AUTO(buf_release) struct buf b = BUF_INIT(256 << 20);
	struct str rest = str_of(text), line;

	while (str_cut(&rest, '\n', &line)) {
		for (size_t tab; (tab = str_chr(line, '\t')) != (size_t)-1;
		    line = str_from(line, tab + 1)) {
			text_escape(&b, str_sub(line, 0, tab));
			buf_str(&b, "    ");
		}
		text_escape(&b, line);
		buf_char(&b, '\n');
	}
	print_buf(stdout, &b);
}

static void
print_field(const char *name, const char *value)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	if (value[0] == '\0')
		return;
	buf_fmt(&b, "%-10s ", name);
	print_cut(&b, value, 1000);
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static int
print_next_look(struct archive *a, const struct resource *r, struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);
	struct due d;

	if (due_of(a->catalog, r, options_max_age(a->root), &d, err) < 0)
		return -1;
	if (d.at != 0) {
		print_due(&b, d.at, d.interval_ms);
		buf_str(&b, ": ");
	}
	due_say(&d, &b);
	print_field("next look", b.p);
	return 0;
}

static void
print_head(const struct resource *r)
{
	char date[CLOCK_TEXT] = "";

	if (r->captured != 0)
		clock_text(r->captured, date);
	print_field("title", r->title);
	print_field("author", r->byline);
	print_field("published", r->published);
	print_field("site", r->site);
	print_field("address", r->url);
	if (strcmp(r->final_url, r->url) != 0)
		print_field("moved to", r->final_url);
	print_field("captured", date);
	print_field("outcome", outcome_name(r->outcome));
	print_field("reason", r->reason);
	if (r->last != r->outcome) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);

		buf_str(&b, outcome_name(r->last));
		if (r->last_since != 0) {
			buf_str(&b, ", since ");
			print_day(&b, r->last_since);
		}
		print_field("last try", b.p);
		print_field("", r->last_reason);
	}
}

static int
print_page(void *ctx, const struct part *p, struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(ARTICLE_MAX);
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(article_release) struct article art = { 0 };
	struct archive *a = ctx;
	bool is_kept = p->r != NULL && outcome_is_page(p->r->outcome);

	buf_fmt(&b, "\n--- page %lld: ", (long long)p->number);
	print_url(&b, p->url, 1000);
	if (!is_kept)
		buf_fmt(&b, " is missing: %s", outcome_name(p->r != NULL ?
		    p->r->outcome : OUTCOME_UNTRIED));
	if (!is_kept && p->r != NULL && p->r->reason[0] != '\0') {
		buf_str(&b, ", ");
		print_cut(&b, p->r->reason, 1000);
	}
	buf_str(&b, "\n\n");
	print_buf(stdout, &b);
	if (!is_kept)
		return 0;
	if (load_article(a, p->r, &json, err) < 0 ||
	    article_from_json(&art, buf_view(&json), err) < 0)
		return -1;
	print_text(art.text);
	return 0;
}

/* What was chosen, where it came from, and what else the page offered. */
static void
print_origins(struct article *art)
{
	for (int f = 0; f < ARTICLE_N_FIELDS; f++) {
		const struct provenance *p = &art->provenance[f];
		const char *value = *article_field(art,
		    (enum article_field)f);

		print_field(article_field_name((enum article_field)f), value);
		if (p->source != NULL && value[0] != '\0')
			print_field("  from", p->source);
		for (size_t i = 0; i < p->n_others; i++) {
			AUTO(mem_freep) char *line = mem_fmt("%s: %s",
			    p->others[i].source, p->others[i].value);

			print_field("  not", line);
		}
	}
}

static int
show(const struct cmd_ctx *ctx, struct archive *a, const char *given,
    struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(ARTICLE_MAX);
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(mem_freep) char *offline = NULL;
	struct article art;
	int rc = 0;

	if (lookup_resource(a, given, &r, NULL, err) < 0)
		return -1;
	if (load_article(a, &r, &json, err) < 0)
		return -1;
	if (ctx->json)
		return print_json(a, &r, buf_view(&json), err);
	print_head(&r);
	offline = find_offline(a, r.url);
	print_field("offline", offline != NULL ? offline : "");
	if (print_next_look(a, &r, err) < 0)
		return -1;
	if (json.len == 0)
		return 0;
	rc = article_from_json(&art, buf_view(&json), err);
	if (rc == 0) {
		if (ctx->verbose) {
			(void)putchar('\n');
			print_origins(&art);
		}
		(void)putchar('\n');
		print_text(art.text);
	}
	article_release(&art);
	return rc == 0 ? parts_each(a->catalog, &r, print_page, a, err) : -1;
}

int
cmd_show(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	return lookup_command(ctx, "show", argc, argv, show, err);
}
