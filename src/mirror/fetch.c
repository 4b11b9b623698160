#include "mirror/mirror.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/version.h"
#include "mirror/commit.h"
#include "mirror/keep.h"
#include "mirror/plan.h"
#include "mirror/revise.h"
#include "mirror/run.h"
#include "mirror/scan.h"
#include "site/site.h"
#include "store/manifest.h"
#include "web/http.h"

/* A capture counts as saved once its batch is on disk: at most this late. */
#define SYNC_MS 1000
/* The crawl's figures cost a look at each host. */
#define VIEW_MS 100
/* Pages that wait for a worker are in memory: enough to keep it busy, few
 * enough not to grow with a server that is faster. */
#define JOBS_PER_WORKER 8
/* So many hosts do not die on one day: when none answers, the network is down. */
#define OFFLINE 3
/* As much as a body may be after its content-coding is removed; a page that
 * is larger than the parser takes is refused there. */
#define DECODED_MAX (64 << 20)

static int
tell_endings(struct run *run, struct err *err)
{
	struct mirror_view *v = run->opts->view;

	for (size_t i = 0; i < run->n_endings; i++) {
		AUTO(resource_release) struct resource r = { 0 };

		if (v == NULL || v->ended == NULL)
			break;
		if (catalog_get_resource_id(run->catalog, run->endings[i].id,
		    &r, err) < 0)
			return -1;
		v->ended(v->ctx, &r, run->endings[i].is_kept);
	}
	run->n_endings = 0;
	return 0;
}

int
run_sync(struct run *run, struct err *err)
{
	run->synced = clock_mono();
	if (warc_writer_sync(run->writer, err) < 0 ||
	    catalog_commit(run->catalog, err) < 0)
		return -1;
	return tell_endings(run, err);
}

size_t
run_max_jobs(const struct run *run)
{
	return JOBS_PER_WORKER * workers_count(run->workers);
}

/* --- what the crawl asks of its owner --- */

/* A picture is asked for in the name of a page that shows it. */
static int
find_referer(void *ctx, const struct image_row *row, struct err *err)
{
	void **pair = ctx;
	AUTO(resource_release) struct resource page = { 0 };
	struct run *run = pair[0];
	struct buf *referer = pair[1];
	bool found;

	if (referer->len > 0)
		return 0;
	if (catalog_get_resource(run->catalog, row->page, &page, &found,
	    err) < 0)
		return -1;
	if (found)
		buf_str(referer, page.final_url[0] != '\0' ? page.final_url :
		    page.url);
	return 0;
}

static int
prepare(void *ctx, int64_t id, struct crawl_request *req, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct run *run = ctx;
	void *pair[] = { run, &req->referer };

	if (catalog_get_resource_id(run->catalog, id, &r, err) < 0)
		return -1;
	buf_str(&req->url, r.url);
	req->kind = r.is_image ? NET_IMAGE : NET_PAGE;
	req->is_cited = true;
	if (outcome_is_kept(r.outcome)) {
		buf_str(&req->etag, r.etag);
		buf_str(&req->last_modified, r.last_modified);
	}
	if (!r.is_image)
		return 0;
	return catalog_each_image_user(run->catalog, r.url, find_referer, pair,
	    err);
}

static int
exchange(void *ctx, int64_t id, struct net_exchange *e, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct run *run = ctx;
	const struct locator *known = NULL;
	struct warc_exchange w = {
		.url = e->url, .date = e->date, .ip = e->ip,
		.protocol = e->protocol,
		.request_head = buf_view(&e->request_head),
		.response_head = buf_view(&e->response_head),
		.body = &e->body, .had_credentials = e->had_credentials,
	};

	run->asked++;
	if (e->failure != OUTCOME_UNTRIED)
		w.truncated = e->is_cut_by_limit ? "length" :
		    e->failure == OUTCOME_TIMEOUT ? "time" : "disconnect";
	if (e->status == 304 && id != 0) {
		if (catalog_get_resource_id(run->catalog, id, &r, err) < 0)
			return -1;
		known = &r.capture;
	}
	capture_release(&run->last_capture);
	run->last = e;
	return warc_write_exchange(run->writer, &w, known, &run->last_capture,
	    err);
}

/* Removes the content-codings, the last applied first. */
static int
decode_body(struct net_exchange *e, struct buf *out, struct err *err)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(DECODED_MAX);
	struct http_head head;
	struct str codings;
	enum codec codec;
	int rc = 0;

	if (spool_load(&e->body, out, err) < 0 ||
	    http_head_parse(&head, buf_view(&e->response_head), err) < 0)
		return -1;
	codings = http_get(&head, "content-encoding");
	while (rc == 0 && codings.p != NULL && str_trim(codings).n > 0 &&
	    out->len > 0) {
		size_t comma = codings.n;

		while (comma > 0 && codings.p[comma - 1] != ',')
			comma--;
		if (codec_named(str_trim(str_from(codings, comma)), &codec)) {
			struct buf coded = *out;

			*out = raw;
			raw = coded;
			buf_reset(out);
			rc = codec_decode(codec, buf_view(&raw), out, err);
		}
		codings = str_sub(codings, 0, comma > 0 ? comma - 1 : 0);
	}
	http_head_release(&head);
	return rc;
}

static int
had(struct run *run, int64_t id, const struct crawl_result *res,
    struct err *err)
{
	AUTO(buf_release) struct buf payload = BUF_INIT(DECODED_MAX);
	struct answer a = {
		.final_url = res->final_url, .capture = &run->last_capture,
		.head = buf_view(&res->final->response_head),
	};

	if (decode_body(res->final, &payload, err) < 0) {
		struct err why = *err;

		if (why.kind != ERR_ITEM)
			return -1;
		err_clear(err);
		return keep_failure(run, id, payload.failed ?
		    OUTCOME_TOO_LARGE : OUTCOME_TRUNCATED, why.msg, err);
	}
	a.payload = buf_view(&payload);
	return keep_answer(run, id, &a, err);
}

static int
done(void *ctx, int64_t id, const struct crawl_result *res, struct err *err)
{
	struct run *run = ctx;

	if (res->outcome != OUTCOME_UNTRIED)
		return keep_failure(run, id, res->outcome, res->reason, err);
	if (res->is_not_modified)
		return keep_unchanged(run, id, err);
	if (res->final != run->last)
		return err_set(err, ERR_SYSTEM, "an answer of '%s' was lost",
		    res->final_url);
	return had(run, id, res, err);
}

static void
check_disk(struct run *run)
{
	int64_t free_bytes = file_free_space(run->archive->root);

	if (free_bytes >= 0 && free_bytes < run->opts->min_free &&
	    !run->disk_is_low) {
		run->disk_is_low = true;
		log_warn("only %lld MB are free on the disk of '%s'; the run "
		    "ends here (--min-free sets the floor)",
		    (long long)(free_bytes >> 20), run->archive->root);
	}
}

static int
turn(void *ctx, struct err *err)
{
	struct run *run = ctx;
	const struct mirror_view *v = run->opts->view;

	if (workers_step(run->workers, err) < 0)
		return -1;
	if (run->has_failed) {
		*err = run->failure;
		return -1;
	}
	if (clock_mono() - run->synced >= SYNC_MS) {
		check_disk(run);
		if (run_sync(run, err) < 0)
			return -1;
	}
	if (clock_mono() - run->viewed >= VIEW_MS) {
		run->viewed = clock_mono();
		crawl_get_state(run->crawl, &run->progress.crawl);
	}
	if (v != NULL && v->turn != NULL && v->turn(v->ctx, &run->progress))
		run->is_stopped = true;
	return run->is_stopped || run->disk_is_low;
}

static size_t
poll_workers(void *ctx, struct pollfd *fds, size_t max, int *timeout_ms)
{
	struct run *run = ctx;

	return workers_poll(run->workers, fds, max, timeout_ms);
}

static bool
is_busy(void *ctx)
{
	struct run *run = ctx;

	return run->jobs > 0;
}

static bool
is_full(void *ctx)
{
	struct run *run = ctx;

	return run->jobs >= run_max_jobs(run);
}

/* --- the run --- */

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

static int
start_crawl(struct run *run, struct err *err)
{
	const struct crawl_ops ops = {
		.prepare = prepare, .exchange = exchange, .done = done,
		.turn = turn, .poll = poll_workers, .is_busy = is_busy,
		.is_full = is_full, .ctx = run,
	};
	struct crawl_opts opts = run->opts->crawl;

	opts.net.tmp_dir = run->archive != NULL ? run->archive->tmp : "/tmp";
	return crawl_new(&run->crawl, &opts, &ops, err);
}

static int
fetch_all(struct run *run, struct err *err)
{
	const struct mirror_view *v = run->opts->view;

	if (scan_sources(run, err) < 0 || start_crawl(run, err) < 0 ||
	    plan_queue(run, err) < 0)
		return -1;
	if (v != NULL && v->plan != NULL)
		v->plan(v->ctx, &run->plan);
	if (run->opts->dry_run)
		return 0;
	run->progress.started = clock_mono();
	run->synced = clock_mono();
	check_disk(run);
	if (crawl_run(run->crawl, err) < 0)
		return -1;
	/* Pages that were got before an interruption are still extracted. */
	if (workers_drain(run->workers, err) < 0)
		return -1;
	if (run->has_failed) {
		*err = run->failure;
		return -1;
	}
	crawl_get_state(run->crawl, &run->progress.crawl);
	/* What comes now has the memory of what is over. */
	crawl_free(run->crawl);
	run->crawl = NULL;
	(void)malloc_trim(0);
	return 0;
}

static int
commit(struct run *run, struct mirror_report *report, struct err *err)
{
	struct snapshot *s = &report->snapshot;

	s->date = run->date;
	s->is_complete = !run->is_stopped && !run->disk_is_low;
	report->asked = run->asked;
	report->bytes = run->progress.crawl.bytes;
	report->was_interrupted = run->is_stopped;
	report->disk_is_low = run->disk_is_low;
	report->is_offline = run->asked == 0 && run->plan.hosts >= OFFLINE &&
	    run->silent >= OFFLINE;
	if (run_sync(run, err) < 0 || warc_writer_close(run->writer, err) < 0)
		return -1;
	return commit_snapshot(run->archive,
	    robots_name(run->opts->crawl.robots), s, &report->counts, err);
}

static int
keep_date(void *ctx, const struct snapshot *s, struct err *err)
{
	(void)err;
	*(int64_t *)ctx = s->date;
	return 0;
}

/* A dry run works on a private copy of the newest snapshot's state. */
static int
try_it(struct run *run, struct err *err)
{
	AUTO(catalog_freep) struct catalog *scratch = NULL;
	int64_t date = 0;

	if (catalog_open(&scratch, NULL, true, err) < 0 ||
	    catalog_begin(scratch, err) < 0)
		return -1;
	if (run->archive != NULL && catalog_each_snapshot(run->catalog,
	    keep_date, &date, err) < 0)
		return -1;
	if (date != 0) {
		AUTO(mem_freep) char *path =
		    archive_manifest_path(run->archive, date);

		if (manifest_load(path, scratch, err) < 0)
			return -1;
	}
	run->catalog = scratch;
	run->date = clock_now();
	return fetch_all(run, err);
}

static int
fetch_and_commit(struct run *run, struct mirror_report *report,
    struct err *err)
{
	const struct site_opts site = {
		.workers = run->workers, .snapshot = &report->snapshot,
	};
	const struct warc_info info = {
		.software = VERSION_NAME,
		.robots = robots_name(run->opts->crawl.robots),
		.user_agent = run->opts->crawl.net.user_agent,
	};

	if (manifest_next_date(run->archive, clock_now(), &run->date,
	    err) < 0 || catalog_begin(run->catalog, err) < 0 ||
	    warc_writer_new(&run->writer, run->archive, &info, err) < 0)
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
	return site_build(run->archive, run->catalog, &site, err);
}

int
mirror_fetch(struct archive *a, struct workers *w,
    const struct mirror_opts *opts, struct mirror_report *report,
    struct err *err)
{
	struct run run = {
		.archive = a, .catalog = a != NULL ? a->catalog : NULL,
		.workers = w, .opts = opts,
	};
	int rc;

	*report = (struct mirror_report){ 0 };
	rc = want_sources(&run, err);
	if (rc == 0)
		rc = opts->dry_run ? try_it(&run, err) :
		    fetch_and_commit(&run, report, err);
	crawl_free(run.crawl);
	warc_writer_free(run.writer);
	capture_release(&run.last_capture);
	sources_release(&run.sources);
	id_set_release(&run.queued);
	revise_release(&run);
	free(run.endings);
	return rc;
}

void
mirror_report_release(struct mirror_report *r)
{
	snapshot_release(&r->snapshot);
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

int
mirror_build_site(struct archive *a, struct workers *w, struct err *err)
{
	AUTO(snapshot_release) struct snapshot newest = { 0 };
	const struct site_opts opts = { .workers = w, .snapshot = &newest };

	if (catalog_each_snapshot(a->catalog, keep_newest, &newest, err) < 0)
		return -1;
	if (newest.date == 0)
		return 0;
	return site_build(a, a->catalog, &opts, err);
}
