/*
 * list.c: "kbmirror list": the resources and their state.
 */
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "cmd/print.h"
#include "mirror/match.h"
#include "store/archive.h"
#include "store/parts.h"

struct listing {
	const struct cmd_ctx *ctx;
	struct archive *archive;
	struct opt_list patterns;
	bool failed, all, colored;
	size_t width;
	int64_t n;
};

static void
print_json(const struct resource *r, int64_t words)
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
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
print_line(const struct listing *l, const struct resource *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	const char *note = r->alias_of[0] != '\0' ? r->alias_of :
	    outcome_is_kept(r->outcome) ? r->title : r->reason;
	size_t room = l->width > 60 ? (l->width - 16) / 2 : 30;

	if (r->alias_of[0] != '\0')
		buf_fmt(&b, "%-13s  ", "same as");
	else
		print_outcome(&b, l->colored, r->outcome);
	print_url(&b, r->url, room > 200 ? 200 : room);
	if (note[0] != '\0') {
		buf_str(&b, "  ");
		print_cut(&b, note, room > 200 ? 200 : room);
	}
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
	if (r->is_cited &&
	    parts_words(l->archive->catalog, r, &words, err) < 0)
		return -1;
	if (l->ctx->json)
		print_json(r, words);
	else
		print_line(l, r);
	return 0;
}

int
cmd_list(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	struct listing l = { .ctx = ctx, .width = print_width(stdout) };
	const struct opt table[] = {
		{ "failed", 0, OPT_FLAG, &l.failed, NULL,
		    "only what could not be had at the last try" },
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
	rc = catalog_each_resource(a->catalog, l.all ? RESOURCES_ALL :
	    RESOURCES_CITED, list_one, &l, err);
	archive_close(a);
	if (rc == 0 && l.n == 0 && !ctx->json && !ctx->quiet)
		(void)fprintf(stderr, "nothing matches\n");
	return rc;
}
