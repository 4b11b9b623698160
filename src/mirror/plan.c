#include "mirror/plan.h"

#include "base/mem.h"
#include "mirror/due.h"
#include "mirror/match.h"
#include "mirror/needs.h"
#include "mirror/parts.h"
#include "mirror/resume.h"
#include "mirror/scan.h"

/* What a page with its pictures usually weighs, and a picture alone. */
#define GUESS_PAGE 800000
#define GUESS_IMAGE 100000

static bool
is_chosen(const struct run *run, const struct resource *r)
{
	const struct mirror_opts *o = run->opts;

	return (o->include.n == 0 || match_any(&o->include, r->url)) &&
	    !match_any(&o->exclude, r->url);
}

/* By the due date alone. */
static int
has_come(const struct run *run, const struct resource *r, bool *is_due,
    struct err *err)
{
	int64_t max_age = run->opts->max_age_ms;
	struct due d;

	*is_due = due_may_be(r, max_age, run->date);
	if (!*is_due)
		return 0;
	if (due_of(run->catalog, r, max_age, &d, err) < 0)
		return -1;
	*is_due = d.rule != DUE_NEVER && d.at <= run->date;
	return 0;
}

int
plan_is_due(const struct run *run, const struct resource *r, bool *is_due,
    struct err *err)
{
	const struct mirror_opts *o = run->opts;

	*is_due = false;
	if (r->alias_of[0] != '\0' || r->outcome == OUTCOME_SCHEME ||
	    r->outcome == OUTCOME_INVALID)
		return 0;
	if (run->is_offline) {
		*is_due = r->last == OUTCOME_UNTRIED;
		return 0;
	}
	if (r->is_cited ? !is_chosen(run, r) : match_any(&o->exclude, r->url))
		return 0;
	/* The pictures of a page that came back have not failed either. */
	if (r->last == OUTCOME_UNTRIED)
		*is_due = !o->retry_failed || !r->is_cited;
	else if (o->retry_failed)
		*is_due = !outcome_is_kept(r->last);
	else if (o->refresh)
		*is_due = true;
	else
		return has_come(run, r, is_due, err);
	return 0;
}

static void
count(struct run *run, enum net_kind kind)
{
	struct mirror_progress *p = &run->progress;

	p->due++;
	run->plan.due++;
	if (kind == NET_PAGE) {
		p->pages++;
		return;
	}
	p->images++;
	p->images_found += run->is_crawling;
}

/* Without a network: what the archive has, or nothing. */
static int
add_offline(struct run *run, int64_t id, const char *url, struct err *err)
{
	bool is_resumed;

	if (resume_from_archive(run, id, url, &is_resumed, err) < 0)
		return -1;
	if (is_resumed)
		run->progress.due++;
	else
		run->missing++;
	return 0;
}

int
plan_add(struct run *run, const char *url, enum net_kind kind, bool first,
    struct err *err)
{
	bool is_resumed;
	int64_t id;

	if (catalog_resource_id(run->catalog, url, &id, err) < 0)
		return -1;
	if (!id_set_add(&run->queued, id))
		return 0;
	if (run->is_offline)
		return add_offline(run, id, url, err);
	count(run, kind);
	run->plan.bytes_guess += kind == NET_PAGE ? GUESS_PAGE : GUESS_IMAGE;
	if (run->opts->dry_run)
		return crawl_add(run->crawl, id, url, kind, first, err);
	if (resume_from_orphan(run, id, url, &is_resumed, err) < 0)
		return -1;
	return is_resumed ? 0 :
	    crawl_add(run->crawl, id, url, kind, first, err);
}

/* It had its turn, and its host had enough: asked first once more, it would keep
 * the others of its host waiting run after run. */
static bool
was_busy(const struct resource *r)
{
	return r->last == OUTCOME_BUSY;
}

int
plan_add_due(struct run *run, const struct resource *r, bool first,
    struct err *err)
{
	bool is_due, comes_last;
	int64_t id;

	if (plan_is_due(run, r, &is_due, err) < 0)
		return -1;
	if (!is_due)
		return 0;
	comes_last = was_busy(r) && !run->is_crawling;
	if (run->order == NULL && !comes_last)
		return plan_add(run, r->url, needs_kind(r), first, err);
	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0)
		return -1;
	if (comes_last)
		*VEC_PUSH(&run->busy, &run->n_busy, &run->cap_busy) = id;
	else
		(void)order_add(run->order, id, run->cited);
	return 0;
}

/* Failures count for their host, whether they are due or not. */
static int
note_failure(struct run *run, const struct resource *r, struct err *err)
{
	int64_t id;

	if (run->order == NULL || r->last == OUTCOME_UNTRIED ||
	    outcome_is_kept(r->last))
		return 0;
	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0)
		return -1;
	if (id_set_add(&run->failures, id))
		order_note_failure(run->order, r->url);
	return 0;
}

static int
queue_image(void *ctx, const struct image_row *row, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct run *run = ctx;
	bool found;

	if (catalog_get_resource(run->catalog, row->url, &r, &found, err) < 0)
		return -1;
	return found ? plan_add_due(run, &r, false, err) : 0;
}

/* Pages that were resumed wait in memory for a worker: not too many. Never in
 * a worker's callback, which must not wait for workers. */
static int
wait_for_workers(struct run *run, struct err *err)
{
	while (run->jobs >= run_max_jobs(run))
		if (workers_wait(run->workers, err) < 0)
			return -1;
	return 0;
}

/* What a kept page shows and needs. */
static int
queue_rows(struct run *run, const struct resource *r, struct err *err)
{
	const char *url = resource_found_at(r);
	bool is_due;

	if (catalog_each_image(run->catalog, r->url, queue_image, run,
	    err) < 0)
		return -1;
	if (!outcome_is_page(r->outcome) || !needs_is_wanted(run, url))
		return 0;
	return plan_is_due(run, r, &is_due, err) < 0 ||
	    needs_walk(run, r, !is_due, err) < 0 ? -1 :
	    wait_for_workers(run, err);
}

static int
queue_part(void *ctx, const struct resource *r, struct err *err)
{
	struct run *run = ctx;

	if (plan_add_due(run, r, false, err) < 0)
		return -1;
	if (wait_for_workers(run, err) < 0)
		return -1;
	return queue_rows(run, r, err);
}

static int
queue_ref(void *ctx, const struct ref_row *row, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct run *run = ctx;
	bool found;

	if (row->target != REF_TO_RESOURCE)
		return 0;
	if (catalog_get_resource(run->catalog, row->key, &r, &found, err) < 0)
		return -1;
	if (found && r.alias_of[0] != '\0') {
		AUTO(mem_freep) char *leader = mem_dup(r.alias_of);

		resource_release(&r);
		if (catalog_get_resource(run->catalog, leader, &r, &found,
		    err) < 0)
			return -1;
	}
	/* The pictures of a page, and the pages that follow it, go with it. */
	if (!found || !is_chosen(run, &r))
		return 0;
	run->cited = row->date;
	if (note_failure(run, &r, err) < 0 ||
	    plan_add_due(run, &r, false, err) < 0)
		return -1;
	if (wait_for_workers(run, err) < 0)
		return -1;
	if (!outcome_is_page(r.outcome))
		return 0;
	if (queue_rows(run, &r, err) < 0)
		return -1;
	return parts_each_wanted(run, &r, queue_part, run, err);
}

static int
queue_id(struct run *run, int64_t id, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };

	if (catalog_get_resource_id(run->catalog, id, &r, err) < 0 ||
	    plan_add(run, r.url, needs_kind(&r), false, err) < 0)
		return -1;
	return wait_for_workers(run, err);
}

static int
queue_in_order(struct run *run, struct order *o, struct err *err)
{
	for (size_t i = 0; i < o->n; i++) {
		AUTO(resource_release) struct resource r = { 0 };
		struct order_item *item = &o->items[i];
		struct order_facts f = { .citations = item->citations,
			.first_cited = item->first_cited };

		if (catalog_get_resource_id(run->catalog, item->id, &r,
		    err) < 0)
			return -1;
		f.host_failures = order_failures(o, r.url);
		item->points = order_points(&r, &f, run->date).sum;
	}
	order_sort(o);
	for (size_t i = 0; i < o->n; i++)
		if (queue_id(run, o->items[i].id, err) < 0)
			return -1;
	return 0;
}

static int
queue_busy(struct run *run, struct err *err)
{
	for (size_t i = 0; i < run->n_busy; i++)
		if (queue_id(run, run->busy[i], err) < 0)
			return -1;
	return 0;
}

int
plan_queue(struct run *run, struct err *err)
{
	struct order order = { 0 };
	int rc;

	if (run->opts->budget_ms > 0 && !run->is_offline)
		run->order = &order;
	rc = scan_each_wanted(run, queue_ref, run, err);
	run->order = NULL;
	if (rc == 0)
		rc = queue_in_order(run, &order, err);
	if (rc == 0)
		rc = queue_busy(run, err);
	order_release(&order);
	return rc;
}
