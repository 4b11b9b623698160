/*
 * list.c: "kbmirror list": the resources and their state.
 */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/causes.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "mirror/due.h"
#include "mirror/match.h"
#include "store/archive.h"
#include "store/parts.h"

struct listing {
	const struct cmd_ctx *ctx;
	struct archive *archive;
	struct opt_list patterns;
	struct causes lost;	/* with failed, for people */
	bool failed, all, colored;
	size_t width;
	int64_t n, max_age_ms;
};

static int
add_citation(void *ctx, const struct ref_row *row, struct err *err)
{
	AUTO(mem_freep) char *place = mem_fmt("%s:%lld", row->note,
	    (long long)row->line);

	(void)err;
	json_str(ctx, place);
	return 0;
}

/* When it is asked for again, and who cites it. */
static int
add_plan(const struct listing *l, const struct resource *r, struct buf *b,
    struct err *err)
{
	AUTO(buf_release) struct buf why = BUF_INIT(1000);
	struct due d;

	if (due_of(l->archive->catalog, r, l->max_age_ms, &d, err) < 0)
		return -1;
	due_say(&d, &why);
	print_time(b, "due", d.at);
	json_pair(b, "due_why", why.p);
	if (!l->failed)
		return 0;
	json_pair(b, "advice", causes_advice(r->last));
	json_key(b, "cited_by");
	json_begin(b, '[');
	if (catalog_each_ref_to(l->archive->catalog, r->url, add_citation, b,
	    err) < 0)
		return -1;
	json_end(b, ']');
	return 0;
}

static int
print_json(const struct listing *l, const struct resource *r, int64_t words,
    struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4 << 20);
	char date[CLOCK_TEXT] = "";

	if (r->captured != 0)
		clock_text(r->captured, date);
	json_begin(&b, '{');
	json_pair(&b, "url", r->url);
	json_pair(&b, "alias_of", r->alias_of);
	json_pair(&b, "outcome", outcome_name(r->outcome));
	json_pair(&b, "reason", r->reason);
	json_pair(&b, "last", outcome_name(r->last));
	json_pair(&b, "last_reason", r->last_reason);
	print_time(&b, "last_since", r->last_since);
	json_pair(&b, "captured", date);
	json_pair(&b, "final_url", r->final_url);
	json_pair(&b, "media", r->media);
	json_pair(&b, "title", r->title);
	json_pair(&b, "byline", r->byline);
	json_pair(&b, "published", r->published);
	json_pair(&b, "site", r->site);
	json_pair(&b, "lang", r->lang);
	json_pair_int(&b, "words", words);
	json_pair_int(&b, "bytes", r->length);
	json_key(&b, "cited");
	json_bool(&b, r->is_cited);
	if (add_plan(l, r, &b, err) < 0)
		return -1;
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
	return 0;
}

/* For who wants to know more; nothing where there is no next look. */
static int
put_next_look(const struct listing *l, const struct resource *r,
    struct buf *b, struct err *err)
{
	struct due d;

	if (due_of(l->archive->catalog, r, l->max_age_ms, &d, err) < 0)
		return -1;
	if (d.rule == DUE_NEVER)
		return 0;
	buf_str(b, "next look ");
	if (d.at == 0)
		buf_str(b, "now");
	else
		print_due(b, d.at, d.interval_ms);
	buf_str(b, ": ");
	due_say(&d, b);
	return 0;
}

static int
print_next_look(const struct listing *l, const struct resource *r,
    struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	if (put_next_look(l, r, &b, err) < 0)
		return -1;
	if (b.len > 0)
		(void)printf("%-15s%s\n", "", b.p);
	return 0;
}

static int
add_failed(struct listing *l, const struct resource *r, struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	if (l->ctx->verbose && put_next_look(l, r, &b, err) < 0)
		return -1;
	causes_add(&l->lost, r, r->last, r->last_reason, b.p);
	return 0;
}

/* The outcome's column, and the gap between address and note. */
#define TAKEN 17
/* Of what has no width, a file or a pipe, longer cells say nothing more. */
#define MAX_CELL 200

static void
print_line(const struct listing *l, const struct resource *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	const char *note = r->alias_of[0] != '\0' ? r->alias_of :
	    outcome_is_kept(r->outcome) ? r->title : r->reason;
	size_t room = l->width >= 60 ? l->width - TAKEN : 60, most = room / 2;
	AUTO(buf_release) struct buf url = BUF_INIT(1 << 20);

	print_url(&url, r->url, most > MAX_CELL ? MAX_CELL : most);
	room -= text_width(buf_view(&url));
	if (r->alias_of[0] != '\0')
		buf_fmt(&b, "%-13s  ", "same as");
	else
		print_outcome(&b, l->colored, r->outcome);
	buf_s(&b, buf_view(&url));
	if (note[0] != '\0') {
		buf_str(&b, "  ");
		print_cut(&b, note, room > MAX_CELL ? MAX_CELL : room);
	}
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

/* A second line for a good copy that the address no longer shows. */
static void
print_suspect(const struct resource *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	buf_fmt(&b, "%-15s%s since ", "", outcome_name(r->last));
	print_day(&b, r->last_since != 0 ? r->last_since : r->tried);
	buf_str(&b, ": ");
	print_cut(&b, r->last_reason, 1000);
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static int
list_one(void *ctx, const struct resource *r, struct err *err)
{
	struct listing *l = ctx;
	int64_t words = r->words;

	if (l->patterns.n > 0 && !match_any(&l->patterns, r->url))
		return 0;
	if (l->failed && (outcome_is_kept(r->last) || r->alias_of[0] != '\0'))
		return 0;
	l->n++;
	if (l->failed && !l->ctx->json)
		return add_failed(l, r, err);
	if (r->is_cited &&
	    parts_words(l->archive->catalog, r, &words, err) < 0)
		return -1;
	if (l->ctx->json)
		return print_json(l, r, words, err);
	print_line(l, r);
	if (outcome_is_hollow(r->last) && outcome_is_kept(r->outcome) &&
	    r->alias_of[0] == '\0')
		print_suspect(r);
	return l->ctx->verbose ? print_next_look(l, r, err) : 0;
}

static int
list(struct listing *l, struct err *err)
{
	const struct causes_style style = { l->colored, l->width, "" };

	if (catalog_each_resource(l->archive->catalog, l->all ? RESOURCES_ALL :
	    RESOURCES_CITED, list_one, l, err) < 0)
		return -1;
	return causes_print(&l->lost, l->archive->catalog, &style, err);
}

int
cmd_list(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	struct listing l = { .ctx = ctx, .width = print_width(stdout),
		.lost = { .max_each = SIZE_MAX } };
	const struct opt table[] = {
		{ "failed", 0, OPT_FLAG, &l.failed, NULL,
		    "only what could not be had at the last try, by cause, with "
		    "who cites it" },
		{ "all", 0, OPT_FLAG, &l.all, NULL,
		    "also the pictures and further pages of articles, and what "
		    "is cited no more" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	struct archive *a = NULL;
	int rc = cmd_parse(ctx, "list", &argc, argv, table, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	l.colored = print_has_color(ctx, stdout);
	l.patterns.items = (const char **)(uintptr_t)(argv + 1);
	l.patterns.n = (size_t)argc - 1;
	if (print_open_archive(ctx, false, &a, err) < 0)
		return -1;
	l.archive = a;
	if (ctx->json || ctx->verbose)
		l.max_age_ms = options_max_age(ctx->archive);
	rc = list(&l, err);
	causes_release(&l.lost);
	archive_close(a);
	if (rc == 0 && l.n == 0 && !ctx->json && !ctx->quiet)
		(void)fprintf(stderr, "nothing matches\n");
	return rc;
}
