/*
 * fetch.c: "kbmirror fetch": the main job.
 */
#include <stdlib.h>
#include <string.h>

#include "article/rules.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "cmd/causes.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "cmd/progress.h"
#include "cmd/ruled.h"
#include "mirror/mirror.h"

/* --- the end report --- */

struct outcome_words {
	enum outcome outcome;
	const char *one, *many;
};

static const struct outcome_words kept_words[] = {
	{ OUTCOME_ARTICLE, "article", "articles" },
	{ OUTCOME_LIST, "list", "lists" },
	{ OUTCOME_THREAD, "thread", "threads" },
	{ OUTCOME_VIDEO, "video", "videos" },
	{ OUTCOME_DOCUMENT, "document", "documents" },
	{ OUTCOME_IMAGE, "image", "images" },
	{ OUTCOME_ARCHIVE, "archive", "archives" },
};

/* mailto: and the like are no loss. */
static int64_t
sum_not_kept(const struct catalog_counts *c)
{
	int64_t n = 0;

	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (!outcome_is_kept((enum outcome)i) && i != OUTCOME_SCHEME)
			n += c->by_outcome[i];
	return n;
}

static void
print_kept(struct buf *b, const struct catalog_counts *c)
{
	const char *sep = ": ";

	buf_fmt(b, "%lld kept", (long long)c->kept);
	for (size_t i = 0; i < sizeof(kept_words) / sizeof(kept_words[0]);
	    i++) {
		const struct outcome_words *w = &kept_words[i];

		if (c->by_outcome[w->outcome] == 0)
			continue;
		buf_str(b, sep);
		print_count(b, c->by_outcome[w->outcome], w->one, w->many);
		sep = ", ";
	}
	if (c->suspect > 0)
		buf_fmt(b, " · %lld of them suspect", (long long)c->suspect);
	buf_fmt(b, " · %lld not kept", (long long)sum_not_kept(c));
	if (c->by_outcome[OUTCOME_SCHEME] > 0)
		buf_fmt(b, " · %lld not on the web",
		    (long long)c->by_outcome[OUTCOME_SCHEME]);
	buf_char(b, '\n');
}

static int
collect_lost(void *ctx, const struct resource *r, struct err *err)
{
	(void)err;
	if (r->alias_of[0] != '\0' || r->outcome == OUTCOME_SCHEME)
		return 0;
	if (!outcome_is_kept(r->outcome))
		causes_add(ctx, r, r->outcome, r->reason, "");
	else if (outcome_is_hollow(r->last))
		causes_add(ctx, r, r->last, r->last_reason, "");
	return 0;
}

static void
print_report_json(const struct mirror_report *rep)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);
	char date[CLOCK_TEXT];

	clock_text(rep->snapshot.date, date);
	json_begin(&b, '{');
	json_pair(&b, "event", "snapshot");
	json_pair(&b, "date", date);
	json_key(&b, "complete");
	json_bool(&b, rep->snapshot.is_complete);
	json_pair_int(&b, "notes", rep->counts.notes);
	json_pair_int(&b, "references", rep->counts.refs);
	json_pair_int(&b, "kept", rep->counts.kept);
	json_pair_int(&b, "not_kept", sum_not_kept(&rep->counts));
	json_pair_int(&b, "suspect", rep->counts.suspect);
	json_key(&b, "outcomes");
	json_begin(&b, '{');
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (rep->counts.by_outcome[i] > 0)
			json_pair_int(&b, outcome_name((enum outcome)i),
			    rep->counts.by_outcome[i]);
	json_end(&b, '}');
	json_pair_int(&b, "older_extractor", rep->older);
	json_pair_int(&b, "left", rep->left);
	json_key(&b, "budget_spent");
	json_bool(&b, rep->is_spent);
	json_pair_int(&b, "put_off", rep->put_off);
	json_pair_int(&b, "requests", rep->asked);
	json_pair_int(&b, "bytes", rep->bytes);
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

/* A long list belongs into "kbmirror list --failed". */
#define LOST_EACH 10

static int
print_lost(const struct cmd_ctx *ctx, struct archive *a, struct err *err)
{
	AUTO(causes_release) struct causes lost = { .max_each = LOST_EACH };
	const struct causes_style style = {
		.is_colored = print_has_color(ctx, stdout),
		.width = print_width(stdout),
		.more = "kbmirror list --failed",
	};

	if (catalog_each_resource(a->catalog, RESOURCES_CITED, collect_lost,
	    &lost, err) < 0)
		return -1;
	return causes_print(&lost, a->catalog, &style, err);
}

static void
print_end(const struct archive *a, const struct mirror_report *rep)
{
	char date[CLOCK_TEXT];

	if (rep->older > 0)
		(void)printf("%lld %s extracted by an older version: kbmirror "
		    "reextract\n", (long long)rep->older, rep->older == 1 ?
		    "page was" : "pages were");
	if (rep->is_spent)
		(void)printf("the time budget is spent: %lld %s left, the "
		    "next run goes on there\n",
		    (long long)(rep->left - rep->put_off),
		    rep->left - rep->put_off == 1 ? "is" : "are");
	if (rep->put_off > 0)
		(void)printf("%lld %s not asked for, as their hosts asked to "
		    "wait for longer than a run; the next one goes on there\n",
		    (long long)rep->put_off, rep->put_off == 1 ? "was" :
		    "were");
	clock_text(rep->snapshot.date, date);
	(void)printf("snapshot %s (%s) · read it: %s/index.html\n", date,
	    rep->snapshot.is_complete ? "complete" :
	    rep->was_interrupted ? "interrupted; the next run goes on" :
	    rep->is_offline ? "no network; the next run goes on" :
	    "incomplete", a->site);
}

static int
print_report(struct cmd_ctx *ctx, struct archive *a,
    const struct mirror_report *rep, struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);

	if (ctx->json) {
		print_report_json(rep);
		ruled_print(ctx, rep);
		return 0;
	}
	if (!ctx->quiet) {
		print_kept(&b, &rep->counts);
		print_buf(stdout, &b);
	}
	if (sum_not_kept(&rep->counts) + rep->counts.suspect > 0 &&
	    print_lost(ctx, a, err) < 0)
		return -1;
	ruled_print(ctx, rep);
	if (!ctx->quiet)
		print_end(a, rep);
	return 0;
}

static void
set_exit_code(struct cmd_ctx *ctx, const struct options *o,
    const struct mirror_report *rep)
{
	if (rep->is_offline)
		log_warn("the network is down: %lld %s not asked for, the "
		    "next run goes on there (--network-wait is how long to "
		    "wait)", (long long)rep->left, rep->left == 1 ? "was" :
		    "were");
	if (rep->was_interrupted)
		ctx->exit_code = 130;
	else if (rep->disk_is_low)
		ctx->exit_code = 4;
	else if (rep->is_offline)
		ctx->exit_code = 6;
	else if (o->fail_on != NULL && sum_not_kept(&rep->counts) > 0)
		ctx->exit_code = 1;
}

static int
fetch(struct cmd_ctx *ctx, struct options *o, struct archive *a,
    struct workers *w, struct err *err)
{
	struct mirror_report rep;
	struct progress progress;
	int rc;

	progress_init(&progress, ctx, "fetching");
	progress_catch_signals();
	o->m.view = &progress.view;
	rc = mirror_fetch(a, w, &o->m, &rep, err);
	progress_end(&progress);
	if (rc == 0 && !o->m.dry_run) {
		rc = print_report(ctx, a, &rep, err);
		set_exit_code(ctx, o, &rep);
	}
	if (rep.left_out > 0 && ctx->exit_code == 0)
		ctx->exit_code = 1;
	mirror_report_release(&rep);
	return rc;
}

/* A dry run changes nothing: it reads the archive, if there is one. */
static int
open_archive(const struct cmd_ctx *ctx, struct archive **a, struct err *err)
{
	if (ctx->dry_run && file_is_missing(ctx->archive))
		return 0;
	return archive_open(a, ctx->archive,
	    ctx->dry_run ? ARCHIVE_READ : ARCHIVE_WRITE, err);
}

int
cmd_fetch(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	struct options o;
	AUTO(buf_release) struct buf rules = BUF_INIT(RULES_MAX_BUNDLE);
	struct workers_opts wo = { 0 };
	struct archive *a = NULL;
	struct workers *w = NULL;
	int rc;

	options_init(&o);
	rc = options_parse(&o, ctx, &argc, argv, err);
	if (rc != 0) {
		options_release(&o);
		return rc < 0 ? -1 : 0;
	}
	o.m.sources = (const char *const *)argv + 1;
	o.m.n_sources = (size_t)argc - 1;
	o.m.dry_run = ctx->dry_run;
	/* Workers come first: they must not inherit anything. */
	rc = options_rules(&o, &rules, err);
	wo.rules = buf_view(&rules);
	if (rc == 0)
		rc = workers_new(&w, &wo, err);
	if (rc == 0)
		rc = open_archive(ctx, &a, err);
	if (rc == 0)
		rc = fetch(ctx, &o, a, w, err);
	workers_free(w);
	archive_close(a);
	options_release(&o);
	return rc;
}
