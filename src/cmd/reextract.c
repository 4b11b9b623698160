/*
 * reextract.c: "kbmirror reextract": the present extractor over old captures.
 */
#include <string.h>

#include "article/rules.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "cmd/progress.h"
#include "mirror/reextract.h"

struct talk {
	const struct cmd_ctx *ctx;
	struct progress *progress;
};

static const char *const ends[] = {
	[REEXTRACT_SAME] = "same", [REEXTRACT_CHANGED] = "changed",
	[REEXTRACT_FOUND] = "found", [REEXTRACT_KEPT] = "kept",
	[REEXTRACT_NONE] = "none",
};

static void
print_page_json(const struct reextract_page *p)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	json_begin(&b, '{');
	json_pair(&b, "event", "page");
	json_pair(&b, "url", p->url);
	json_pair(&b, "result", ends[p->end]);
	json_pair(&b, "reason", p->reason);
	json_pair_int(&b, "words_before", p->words_before);
	json_pair_int(&b, "words", p->words);
	json_pair_int(&b, "missing", p->missing);
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
put_page(struct buf *b, const struct reextract_page *p)
{
	buf_fmt(b, "%-8s ", ends[p->end]);
	print_url(b, p->url, 1000);
	switch (p->end) {
	case REEXTRACT_SAME:
		break;
	case REEXTRACT_CHANGED:
		buf_fmt(b, ": %lld words, before %lld", (long long)p->words,
		    (long long)p->words_before);
		break;
	case REEXTRACT_FOUND:
		buf_fmt(b, ": %lld words", (long long)p->words);
		break;
	case REEXTRACT_KEPT:
	case REEXTRACT_NONE:
		buf_str(b, p->end == REEXTRACT_KEPT ?
		    ": the old article stays: " : ": ");
		print_cut(b, p->reason, 1000);
		break;
	}
	if (p->missing > 0) {
		buf_str(b, "; ");
		print_count(b, p->missing, "picture or page is",
		    "pictures or pages are");
		buf_str(b, " missing");
	}
	buf_char(b, '\n');
}

/* What stays as it was is only told to who asks. */
static void
told(void *ctx, const struct reextract_page *p)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	const struct talk *t = ctx;
	bool is_news = p->end != REEXTRACT_SAME && p->end != REEXTRACT_NONE;

	if (t->ctx->json) {
		print_page_json(p);
		return;
	}
	if (t->ctx->quiet || (!t->ctx->verbose && (!is_news ||
	    (p->end != REEXTRACT_KEPT && !t->ctx->dry_run))))
		return;
	put_page(&b, p);
	progress_erase(t->progress);
	print_buf(stdout, &b);
}

static void
print_report_json(const struct reextract_report *rep)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);
	char date[CLOCK_TEXT];

	json_begin(&b, '{');
	json_pair(&b, "event", "summary");
	if (rep->snapshot.date != 0) {
		clock_text(rep->snapshot.date, date);
		json_pair(&b, "date", date);
		json_key(&b, "complete");
		json_bool(&b, rep->snapshot.is_complete);
	}
	json_pair_int(&b, "pages", rep->pages);
	for (int i = 0; i <= REEXTRACT_NONE; i++)
		json_pair_int(&b, ends[i], rep->ended[i]);
	json_pair_int(&b, "missing", rep->missing);
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
print_snapshot(const struct archive *a, const struct reextract_report *rep)
{
	char date[CLOCK_TEXT];

	if (rep->snapshot.date == 0)
		return;
	clock_text(rep->snapshot.date, date);
	(void)printf("snapshot %s (%s) · read it: %s/index.html\n", date,
	    rep->snapshot.is_complete ? "complete" :
	    "interrupted; the next run goes on", a->site);
}

static void
print_report(const struct cmd_ctx *ctx, const struct archive *a,
    const struct reextract_report *rep)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);

	if (ctx->json) {
		print_report_json(rep);
		return;
	}
	if (ctx->quiet)
		return;
	if (rep->pages == 0) {
		(void)printf("nothing to do: this version looked at every "
		    "page already (--all does it again)\n");
		return;
	}
	print_count(&b, rep->pages, "page", "pages");
	buf_str(&b, ctx->dry_run ? " would be extracted anew: " :
	    " extracted anew: ");
	buf_fmt(&b, "%lld changed, %lld found, %lld the same, %lld keep the "
	    "old article, %lld without one",
	    (long long)rep->ended[REEXTRACT_CHANGED],
	    (long long)rep->ended[REEXTRACT_FOUND],
	    (long long)rep->ended[REEXTRACT_SAME],
	    (long long)rep->ended[REEXTRACT_KEPT],
	    (long long)rep->ended[REEXTRACT_NONE]);
	if (rep->missing > 0) {
		buf_str(&b, " · ");
		print_count(&b, rep->missing, "picture or page",
		    "pictures or pages");
		buf_str(&b, " for the next fetch");
	}
	buf_char(&b, '\n');
	print_buf(stdout, &b);
	print_snapshot(a, rep);
}

static int
reextract(struct cmd_ctx *ctx, const struct reextract_opts *wanted,
    const struct workers_opts *wo, struct err *err)
{
	struct reextract_opts opts = *wanted;
	struct reextract_report rep = { 0 };
	struct progress progress;
	struct talk talk = { ctx, &progress };
	struct archive *a = NULL;
	struct workers *w = NULL;
	int rc;

	/* Workers come first: they must not inherit anything. */
	rc = workers_new(&w, wo, err);
	if (rc == 0)
		rc = print_open_archive(ctx, !ctx->dry_run, &a, err);
	if (rc == 0) {
		progress_init(&progress, ctx, "extracting");
		progress_catch_signals();
		opts.view = &progress.view;
		opts.told = told;
		opts.ctx = &talk;
		rc = reextract_run(a, w, &opts, &rep, err);
		progress_end(&progress);
	}
	if (rc == 0) {
		print_report(ctx, a, &rep);
		if (rep.was_interrupted)
			ctx->exit_code = 130;
	}
	reextract_release(&rep);
	workers_free(w);
	archive_close(a);
	return rc;
}

int
cmd_reextract(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	AUTO(buf_release) struct buf rules = BUF_INIT(RULES_MAX_BUNDLE);
	struct reextract_opts opts = { 0 };
	const char *named = NULL;
	const struct opt table[] = {
		{ "all", 0, OPT_FLAG, &opts.all, NULL,
		    "also what this version looked at already" },
		{ "rules", 0, OPT_STRING, &named, "off|PATH",
		    "no site rules, or those of this folder first" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	struct workers_opts wo = { 0 };
	struct options o;
	int rc = cmd_parse(ctx, "reextract", &argc, argv, table, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	options_init(&o);
	rc = options_load(&o, ctx->archive, err);
	if (named != NULL)
		o.rules = named;
	if (rc == 0)
		rc = options_rules(&o, &rules, err);
	opts.which = (const char *const *)argv + 1;
	opts.n_which = (size_t)argc - 1;
	opts.dry_run = ctx->dry_run;
	opts.max_pages = o.max_pages < 1 ? 1 : o.max_pages;
	wo.rules = buf_view(&rules);
	if (rc == 0)
		rc = reextract(ctx, &opts, &wo, err);
	options_release(&o);
	return rc;
}
