#include "mirror/owner.h"

#include <string.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/log.h"
#include "mirror/keep.h"
#include "mirror/needs.h"
#include "mirror/probe.h"
#include "mirror/resume.h"
#include "mirror/rules.h"
#include "web/http.h"

/* A capture counts as saved once its batch is on disk: at most this late. */
#define SYNC_MS 1000
/* The crawl's figures cost a look at each host. */
#define VIEW_MS 100
/* As much as a body may be after its content-coding is removed; a page that
 * is larger than the parser takes is refused there. */
#define DECODED_MAX (64 << 20)

/* A further page of an article is asked for in the name of the one before. */
static int
refer_to_previous(struct run *run, const char *url, struct buf *referer,
    struct err *err)
{
	AUTO(resource_release) struct resource before = { 0 };
	bool found;

	if (catalog_find_previous(run->catalog, url, &before, &found,
	    err) < 0)
		return -1;
	if (found)
		buf_str(referer, before.final_url);
	return 0;
}

/* An answer that came whole was no good if the run that brought it has ended
 * and nothing is kept of it; but one that could not be read was not judged. */
static int
find_refused(struct run *run, const struct resource *r, char digest[HASH_HEX],
    struct err *err)
{
	AUTO(capture_release) struct capture orphan = { 0 };
	AUTO(capture_release) struct capture c = { 0 };
	bool found;

	if (outcome_is_kept(r->outcome) || r->outcome == OUTCOME_UNTRIED ||
	    r->outcome == OUTCOME_TRUNCATED || r->outcome == OUTCOME_TOO_LARGE)
		return 0;
	if (catalog_find_orphan(run->catalog, r->url, &orphan, &found,
	    err) < 0)
		return -1;
	if (found)
		return 0;
	if (catalog_find_answer(run->catalog, r->url, &c, &found, err) < 0)
		return -1;
	if (found && c.status == 200)
		memcpy(digest, c.digest, HASH_HEX);
	return 0;
}

/* A page that moved for good costs one request, not two. */
static int
find_ahead(struct run *run, const struct resource *r, struct buf *ahead,
    struct err *err)
{
	bool leads = false;

	if (r->final_url[0] != '\0' && strcmp(r->final_url, r->url) != 0 &&
	    resume_leads(run, r->url, r->final_url, &leads, err) < 0)
		return -1;
	if (leads)
		buf_str(ahead, r->final_url);
	return 0;
}

static int
prepare(void *ctx, int64_t id, struct crawl_request *req, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct run *run = ctx;

	if (probe_is(id)) {
		probe_prepare(run, id, req);
		return 0;
	}
	if (catalog_get_resource_id(run->catalog, id, &r, err) < 0)
		return -1;
	buf_str(&req->url, r.url);
	req->kind = needs_kind(&r);
	if (outcome_is_kept(r.outcome)) {
		buf_str(&req->etag, r.etag);
		buf_str(&req->last_modified, r.last_modified);
		if (req->kind == NET_PAGE &&
		    find_ahead(run, &r, &req->ahead, err) < 0)
			return -1;
	}
	if (req->kind != NET_PAGE && needs_refer(run, id, &req->referer,
	    &req->page, err) < 0)
		return -1;
	req->was_gone = r.last == OUTCOME_GONE;
	if (req->kind == NET_IMAGE &&
	    find_refused(run, &r, req->refused, err) < 0)
		return -1;
	/* Needed by nobody that is known: no page lends it its rights. */
	req->is_cited = r.is_cited || req->kind == NET_PAGE ||
	    req->referer.len > 0;
	if (req->kind == NET_PAGE && !r.is_cited &&
	    refer_to_previous(run, r.url, &req->referer, err) < 0)
		return -1;
	logins_find(&run->sources.logins, r.url, &req->login);
	return 0;
}

static int
exchange(void *ctx, int64_t id, struct net_exchange *e, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct run *run = ctx;
	struct locator robots = { 0 };
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
	if (e->status == 304 && id != 0 && !probe_is(id)) {
		if (catalog_get_resource_id(run->catalog, id, &r, err) < 0)
			return -1;
		known = &r.capture;
	}
	if (e->status == 304 && id == 0) {
		if (rules_locate(run, e->url, &robots, err) < 0)
			return -1;
		known = robots.segment != 0 ? &robots : NULL;
	}
	capture_release(&run->last_capture);
	run->last = e;
	return warc_write_exchange(run->writer, &w, known, &run->last_capture,
	    err);
}

/* The body with its content-codings removed: where it lies, or in *made. */
static int
decode_body(struct net_exchange *e, struct buf *made, struct str *body,
    struct err *err)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(DECODED_MAX);
	AUTO(buf_release) struct buf codings = BUF_INIT(NET_MAX_HEAD);
	AUTO(http_head_release) struct http_head head = { 0 };

	if (!spool_view(&e->body, body)) {
		if (spool_load(&e->body, &raw, err) < 0) {
			made->failed = raw.failed;
			return -1;
		}
		*body = buf_view(&raw);
	}
	if (http_head_parse(&head, buf_view(&e->response_head), err) < 0)
		return -1;
	http_join(&head, "content-encoding", &codings);
	if (codings.len == 0 && raw.len == 0)
		return 0;
	if (codec_decode_stack(buf_view(&codings), *body, made, err) < 0)
		return -1;
	*body = buf_view(made);
	return 0;
}

static int
had(struct run *run, int64_t id, const struct crawl_result *res,
    struct err *err)
{
	AUTO(buf_release) struct buf made = BUF_INIT(DECODED_MAX);
	struct answer a = {
		.final_url = res->final_url, .capture = &run->last_capture,
		.head = buf_view(&res->final->response_head),
	};
	struct err why;

	if (decode_body(res->final, &made, &a.payload, err) == 0)
		return probe_is(id) ? probe_done(run, id, res, &a.payload,
		    err) : keep_answer(run, id, &a, err);
	if (err->kind != ERR_ITEM)
		return -1;
	why = *err;
	err_clear(err);
	return probe_is(id) ? probe_done(run, id, res, NULL, err) :
	    keep_failure(run, id, made.failed ? OUTCOME_TOO_LARGE :
	    OUTCOME_TRUNCATED, why.msg, err);
}

static int
done(void *ctx, int64_t id, const struct crawl_result *res, struct err *err)
{
	struct run *run = ctx;

	if (probe_is(id) && (res->outcome != OUTCOME_UNTRIED ||
	    res->is_not_modified))
		return probe_done(run, id, res, NULL, err);
	if (res->is_put_off) {
		run->put_off++;
		return 0;
	}
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
	if (run->opts->budget_ms > 0 &&
	    clock_mono() - run->began >= run->opts->budget_ms)
		run->is_spent = true;
	if (run->is_stopped || run->disk_is_low)
		return 1;
	return run->is_spent ? 2 : 0;
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

static int
recall(void *ctx, const char *url, struct recall *r, struct err *err)
{
	return rules_recall(ctx, url, r, err);
}

static bool
is_full(void *ctx)
{
	struct run *run = ctx;

	return run->jobs >= run_max_jobs(run);
}

int
owner_start(struct run *run, struct err *err)
{
	const struct crawl_ops ops = {
		.prepare = prepare, .exchange = exchange, .done = done,
		.turn = turn, .poll = poll_workers, .is_busy = is_busy,
		.is_full = is_full, .recall = recall, .ctx = run,
	};
	struct crawl_opts opts = run->opts->crawl;

	opts.in_order = run->opts->budget_ms > 0;
	opts.revalidates = run->opts->refresh;
	opts.net.tmp_dir = run->archive != NULL ? run->archive->tmp : "/tmp";
	return crawl_new(&run->crawl, &opts, &ops, err);
}

int
owner_crawl(struct run *run, struct err *err)
{
	run->is_crawling = true;
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
	return 0;
}
