#include "mirror/reextract.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/version.h"
#include "mirror/commit.h"
#include "mirror/match.h"
#include "mirror/redo.h"
#include "site/site.h"
#include "store/parts.h"
#include "web/url.h"

/* A capture counts as extracted once its batch is on disk: at most this late. */
#define SYNC_MS 1000

struct reextract {
	struct redo redo;
	struct run run;
	struct mirror_opts m;
	const struct reextract_opts *opts;
	struct reextract_report *report;
	bool *has_match;	/* for each of opts->which */
	bool is_counting;
};

/* Was it a page, and looked at by an older version? */
static bool
is_candidate(const struct reextract *x, const struct resource *r)
{
	if (r->alias_of[0] != '\0' || r->is_image ||
	    (r->role != ROLE_NONE && !r->is_cited) || r->capture.segment == 0)
		return false;
	if (x->opts->lost)
		return outcome_is_page(r->outcome) &&
		    r->article.segment == 0 && r->extractor < ARTICLE_VERSION;
	if (!outcome_is_page(r->outcome) && (outcome_is_kept(r->outcome) ||
	    strstr(r->media, "html") == NULL))
		return false;
	return x->opts->all || r->extractor < ARTICLE_VERSION;
}

/* Is the operand this address, its host or a domain above it, or a pattern
 * that fits? */
static bool
fits(const char *which, const char *url)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(url_release) struct url w = URL_INIT;
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	struct str host, given = str_of(which);

	if (strpbrk(which, "*?") != NULL && match_url(which, url))
		return true;
	if (url_parse(&w, given, NULL, NULL) == 0 && url_is_http(&w)) {
		url_key(&w, &key);
		return strcmp(key.p, url) == 0;
	}
	if (url_parse(&u, str_of(url), NULL, NULL) < 0 || u.host == NULL)
		return false;
	host = str_of(u.host);
	return str_ends_nocase(host, given) && (host.n == given.n ||
	    host.p[host.n - given.n - 1] == '.');
}

/* Further pages go with the first one. */
static int
is_chosen(struct reextract *x, const struct resource *r, bool *yes,
    struct err *err)
{
	AUTO(resource_release) struct resource head = { 0 };
	int64_t number;

	*yes = x->opts->n_which == 0;
	if (*yes)
		return 0;
	if (parts_find_head(x->run.catalog, r->url, x->m.max_pages, &head,
	    &number, err) < 0)
		return -1;
	for (size_t i = 0; i < x->opts->n_which; i++) {
		if (!fits(x->opts->which[i], r->url) &&
		    !fits(x->opts->which[i], head.url))
			continue;
		*yes = x->has_match[i] = true;
	}
	return 0;
}

static int
tick(struct reextract *x, struct err *err)
{
	struct run *run = &x->run;
	struct mirror_progress *p = &run->progress;
	const struct mirror_view *v = x->opts->view;
	int64_t now = clock_mono();

	if (run->has_failed) {
		*err = run->failure;
		return -1;
	}
	if (run->writer != NULL && now - run->synced >= SYNC_MS &&
	    run_sync(run, err) < 0)
		return -1;
	p->crawl.eta_ms = p->finished == 0 ? -1 :
	    (now - p->started) * (p->due - p->finished) / p->finished;
	if (v != NULL && v->turn != NULL && v->turn(v->ctx, p))
		run->is_stopped = true;
	return 0;
}

static int
one(void *ctx, const struct resource *r, struct err *err)
{
	struct reextract *x = ctx;
	struct run *run = &x->run;
	bool yes;

	if (is_chosen(x, r, &yes, err) < 0)
		return -1;
	if (!yes || !is_candidate(x, r))
		return 0;
	if (x->is_counting) {
		run->progress.due++;
		return 0;
	}
	if (redo_start(&x->redo, r, err) < 0)
		return -1;
	while (run->jobs >= run_max_jobs(run)) {
		if (workers_wait(run->workers, err) < 0 || tick(x, err) < 0)
			return -1;
	}
	if (tick(x, err) < 0)
		return -1;
	return run->is_stopped ? 1 : 0;
}

static int
check_matches(const struct reextract *x, struct err *err)
{
	AUTO(buf_release) struct buf safe = BUF_INIT(1 << 20);
	size_t i = 0;

	while (i < x->opts->n_which && x->has_match[i])
		i++;
	if (i == x->opts->n_which)
		return 0;
	url_hide_login(str_of(x->opts->which[i]), &safe);
	return err_set(err, ERR_ABSENT, "the archive has no page that fits "
	    "'%s'", safe.p);
}

static int
extract_all(struct reextract *x, struct err *err)
{
	struct run *run = &x->run;

	run->progress.started = run->synced = clock_mono();
	if (catalog_each_resource(run->catalog, RESOURCES_ALL, one, x,
	    err) < 0)
		return -1;
	while (workers_busy(run->workers) > 0)
		if (workers_wait(run->workers, err) < 0 || tick(x, err) < 0)
			return -1;
	return tick(x, err);
}

static void
stage(const struct reextract *x, const char *what)
{
	const struct mirror_view *v = x->opts->view;

	if (v != NULL && v->stage != NULL)
		v->stage(v->ctx, what);
}

static int
extract_and_commit(struct reextract *x, struct err *err)
{
	struct archive *a = x->run.archive;
	struct snapshot *s = &x->report->snapshot;
	const struct site_opts site = { .workers = x->run.workers,
		.snapshot = s };
	const struct warc_info info = { .software = VERSION_NAME };

	if (commit_begin(&x->run, &info, err) < 0 || extract_all(x, err) < 0)
		return -1;
	stage(x, "writing the snapshot");
	s->is_complete = !x->run.is_stopped;
	if (commit_run(&x->run, "", s, NULL, err) < 0)
		return -1;
	stage(x, "writing the offline copy");
	return site_build(a, a->catalog, &site, err);
}

static int
run_it(struct reextract *x, struct err *err)
{
	x->is_counting = true;
	if (catalog_each_resource(x->run.catalog, RESOURCES_ALL, one, x,
	    err) < 0 || check_matches(x, err) < 0)
		return -1;
	x->is_counting = false;
	if (x->run.progress.due == 0)
		return x->opts->dry_run ? 0 : mirror_mend_site(x->run.archive,
		    x->run.workers, err);
	return x->opts->dry_run ? extract_all(x, err) :
	    extract_and_commit(x, err);
}

int
reextract_run(struct archive *a, struct workers *w,
    const struct reextract_opts *opts, struct reextract_report *report,
    struct err *err)
{
	struct reextract x = {
		.run = { .archive = a, .catalog = a->catalog, .workers = w,
		    .is_offline = true },
		.m = { .max_pages = opts->max_pages, .view = opts->view,
		    .dry_run = opts->dry_run },
		.opts = opts, .report = report,
		.has_match = mem_array(opts->n_which + 1, sizeof(bool)),
	};
	int rc;

	*report = (struct reextract_report){ 0 };
	x.run.opts = &x.m;
	x.redo = (struct redo){ .run = &x.run, .opts = opts,
		.report = report };
	rc = run_it(&x, err);
	report->missing = x.run.missing;
	report->was_interrupted = x.run.is_stopped;
	run_end(&x.run);
	free(x.has_match);
	return rc;
}

void
reextract_release(struct reextract_report *r)
{
	snapshot_release(&r->snapshot);
}

int
reextract_count(struct archive *a, int64_t *n, struct err *err)
{
	return catalog_count_older(a->catalog, ARTICLE_VERSION, n, err);
}
