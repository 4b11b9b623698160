#include "mirror/mirror.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/version.h"
#include "mirror/commit.h"
#include "mirror/confined.h"
#include "mirror/identity.h"
#include "mirror/owner.h"
#include "mirror/plan.h"
#include "mirror/reextract.h"
#include "mirror/rules.h"
#include "mirror/run.h"
#include "mirror/scan.h"
#include "site/site.h"

/* Hosts that are told of before a run: those that make it long. */
#define PLAN_HOSTS 8
/* Whose kept rules the forecast looks at: a fraction of a millisecond each. */
#define FORESEEN_HOSTS 1000
/* Policies of some thousand hosts. */
#define ROBOTS_TEXT (256 << 10)

static void
catalog_freep(struct catalog **c)
{
	catalog_close(*c);
}

static const char *
robots_name(enum crawl_robots r)
{
	switch (r) {
	case ROBOTS_CITED:
		return "cited";
	case ROBOTS_OBEY:
		return "obey";
	case ROBOTS_IGNORE:
		return "ignore";
	}
	return "";
}

/* "cited; wiki.example: ignore": the policy, and what hosts have of their own. */
static void
put_robots(const struct crawl_opts *o, struct buf *b)
{
	buf_str(b, robots_name(o->robots));
	for (size_t i = 0; i < o->n_hosts; i++)
		if (o->hosts[i].has_robots)
			buf_fmt(b, "; %s: %s", o->hosts[i].host,
			    robots_name(o->hosts[i].robots));
}

static void
stage(const struct run *run, const char *what)
{
	const struct mirror_view *v = run->opts->view;

	if (v != NULL && v->stage != NULL)
		v->stage(v->ctx, what);
}

static int
want_sources(struct run *run, struct err *err)
{
	const struct mirror_opts *o = run->opts;

	if (run->archive != NULL && sources_load(&run->sources,
	    run->archive->root, err) < 0)
		return -1;
	for (size_t i = 0; i < o->n_sources; i++)
		if (sources_want(&run->sources, o->sources[i], err) < 0)
			return -1;
	if (o->n_sources > 0)
		return 0;
	if (run->sources.n == 0 && run->sources.urls.n == 0)
		return err_set(err, ERR_USAGE, "the archive has no sources "
		    "yet; name your notes: kbmirror fetch NOTES");
	sources_want_all(&run->sources);
	return 0;
}

static void
show_plan(struct run *run)
{
	const struct mirror_view *v = run->opts->view;
	AUTO(mem_freep) struct estimate *slow = NULL;
	size_t max = PLAN_HOSTS;

	if (v == NULL || v->plan == NULL)
		return;
	estimate_all(run->crawl, &run->plan.ask);
	if (run->opts->dry_run)
		max = (size_t)run->plan.ask.hosts;
	slow = mem_array(max, sizeof(*slow));
	run->plan.n_slow = estimate_slowest(run->crawl, slow, max);
	run->plan.slow = slow;
	v->plan(v->ctx, &run->plan);
	run->plan.slow = NULL;
	run->plan.n_slow = 0;
}

static int
fetch_all(struct run *run, struct err *err)
{
	if (scan_sources(run, err) < 0 || owner_start(run, err) < 0 ||
	    catalog_begin_bulk(run->catalog, err) < 0 ||
	    plan_queue(run, err) < 0 ||
	    catalog_end_bulk(run->catalog, err) < 0 ||
	    crawl_foresee(run->crawl, FORESEEN_HOSTS, err) < 0)
		return -1;
	show_plan(run);
	if (run->opts->dry_run)
		return 0;
	if (run->opts->confine && confined_enter(run, err) < 0)
		return -1;
	if (owner_crawl(run, err) < 0)
		return -1;
	/* What comes now has the memory of what is over. */
	rules_collect(run);
	crawl_free(run->crawl);
	run->crawl = NULL;
	(void)malloc_trim(0);
	return 0;
}

static int
commit(struct run *run, struct mirror_report *report, struct err *err)
{
	AUTO(buf_release) struct buf robots = BUF_INIT(ROBOTS_TEXT);
	struct snapshot *s = &report->snapshot;

	report->is_offline = run->progress.crawl.is_offline;
	s->is_complete = !run->is_stopped && !run->disk_is_low &&
	    !report->is_offline;
	report->left = run->progress.due - run->progress.finished;
	report->put_off = run->put_off;
	report->is_spent = run->is_spent && report->left > run->put_off;
	report->asked = run->asked;
	report->ruled = run->ruled;
	report->n_ruled = run->n_ruled;
	run->ruled = NULL;
	run->n_ruled = 0;
	report->bytes = run->progress.crawl.bytes;
	report->was_interrupted = run->is_stopped;
	report->disk_is_low = run->disk_is_low;
	if (run->has_news && identity_group(run, err) < 0)
		return -1;
	if (reextract_count(run->archive, &report->older, err) < 0)
		return -1;
	put_robots(&run->opts->crawl, &robots);
	return commit_run(run, robots.p, s, &report->counts, err);
}

/* A dry run works on a private copy of the newest snapshot's state. */
static int
try_it(struct run *run, struct err *err)
{
	AUTO(catalog_freep) struct catalog *scratch = NULL;

	if (run->archive != NULL ?
	    catalog_copy(&scratch, run->catalog, err) < 0 :
	    catalog_open(&scratch, NULL, true, err) < 0)
		return -1;
	run->catalog = scratch;
	run->date = clock_now();
	return fetch_all(run, err);
}

static int
fetch_and_commit(struct run *run, struct mirror_report *report,
    struct err *err)
{
	struct site_opts site = {
		.workers = run->workers, .snapshot = &report->snapshot,
	};
	AUTO(mem_freep) char *ahead = path_join(run->archive->tmp, "ahead");
	AUTO(buf_release) struct buf robots = BUF_INIT(ROBOTS_TEXT);
	struct warc_info info = {
		.software = VERSION_NAME,
		.user_agent = run->opts->crawl.net.user_agent,
	};

	put_robots(&run->opts->crawl, &robots);
	info.robots = robots.p;
	if (commit_begin(run, &info, err) < 0 ||
	    ahead_new(&run->ahead, ahead, err) < 0)
		return -1;
	if (run->sources.is_changed &&
	    sources_save(&run->sources, run->archive->root, err) < 0)
		return -1;
	if (fetch_all(run, err) < 0)
		return -1;
	stage(run, "writing the snapshot");
	if (commit(run, report, err) < 0)
		return -1;
	stage(run, "writing the offline copy");
	site.ahead = run->ahead;
	return site_build(run->archive, run->catalog, &site, err);
}

int
mirror_fetch(struct archive *a, struct workers *w,
    const struct mirror_opts *opts, struct mirror_report *report,
    struct err *err)
{
	struct run run = {
		.archive = a, .catalog = a != NULL ? a->catalog : NULL,
		.workers = w, .opts = opts, .began = clock_mono(),
	};
	int rc;

	*report = (struct mirror_report){ 0 };
	rc = want_sources(&run, err);
	if (rc == 0)
		rc = opts->dry_run ? try_it(&run, err) :
		    fetch_and_commit(&run, report, err);
	report->left_out = run.plan.left_out;
	run_end(&run);
	return rc;
}

void
mirror_report_release(struct mirror_report *r)
{
	snapshot_release(&r->snapshot);
	rules_free(r->ruled, r->n_ruled);
	r->ruled = NULL;
	r->n_ruled = 0;
}

static int
keep_newest(void *ctx, const struct snapshot *s, struct err *err)
{
	struct snapshot *newest = ctx;

	(void)err;
	snapshot_release(newest);
	*newest = *s;
	newest->program = mem_dup(s->program);
	newest->robots = mem_dup(s->robots);
	return 0;
}

static int
build_site(struct archive *a, struct workers *w, bool is_mending,
    struct err *err)
{
	AUTO(snapshot_release) struct snapshot newest = { 0 };
	const struct site_opts opts = { .workers = w, .snapshot = &newest };

	if (catalog_each_snapshot(a->catalog, keep_newest, &newest, err) < 0)
		return -1;
	if (newest.date == 0 ||
	    (is_mending && site_date(a) == newest.date))
		return 0;
	return site_build(a, a->catalog, &opts, err);
}

int
mirror_build_site(struct archive *a, struct workers *w, struct err *err)
{
	return build_site(a, w, false, err);
}

int
mirror_mend_site(struct archive *a, struct workers *w, struct err *err)
{
	return build_site(a, w, true, err);
}
