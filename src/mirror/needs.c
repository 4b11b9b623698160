#include "mirror/needs.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "html/requisites.h"
#include "mirror/images.h"
#include "mirror/order.h"
#include "mirror/plan.h"
#include "store/warc_head.h"
#include "web/charset.h"
#include "web/css.h"
#include "web/media.h"
#include "web/url.h"

/* As much text as a sheet may have. */
#define SHEET_MAX ((size_t)16 << 20)

bool
needs_is_wanted(const struct run *run, const char *url)
{
	const struct mirror_opts *o = run->opts;
	const struct net_opts *net = &o->crawl.net;
	const struct net_host_opts *h;

	if (run->is_offline)
		return false;
	h = o->hosts != NULL ? net_find_host(net, order_host(url)) : NULL;
	if (h != NULL && o->hosts[h - net->hosts].has_requisites)
		return o->hosts[h - net->hosts].requisites;
	return o->requisites;
}

enum net_kind
needs_kind(const struct resource *r)
{
	static const enum net_kind kinds[] = {
		[ROLE_NONE] = NET_PAGE, [ROLE_STYLE] = NET_STYLE,
		[ROLE_SCRIPT] = NET_SCRIPT, [ROLE_IMAGE] = NET_IMAGE,
		[ROLE_FONT] = NET_FONT, [ROLE_MEDIA] = NET_MEDIA,
		[ROLE_FRAME] = NET_FRAME, [ROLE_OTHER] = NET_OTHER,
	};

	return r->is_image ? NET_IMAGE : r->is_cited ? NET_PAGE :
	    kinds[r->role];
}

/* --- for which page --- */

static struct need *
need_of(struct run *run, int64_t id)
{
	return VEC_AT(&run->needs, &run->n_needs, (size_t)id);
}

/* A page is needed for itself. */
static struct need
begin_page(struct run *run, int64_t id)
{
	struct need *n = need_of(run, id);

	if (n->page != id)
		*n = (struct need){ .page = id };
	return *n;
}

/* Notes for which page id is needed. False: that page has had its share. */
static bool
note_need(struct run *run, int64_t id, const struct need *by)
{
	struct need *n = need_of(run, id);

	if (n->page != 0)
		return true;
	if (need_of(run, by->page)->n >= NEEDS_MAX)
		return false;
	need_of(run, by->page)->n++;
	*need_of(run, id) = (struct need){ .page = by->page,
		.depth = by->depth + 1 };
	return true;
}

void
needs_release(struct run *run)
{
	free(run->needs);
	run->needs = NULL;
	run->n_needs = 0;
	id_set_release(&run->walked);
}

/* --- queueing --- */

static bool
has_needs(const struct resource *r)
{
	return r->role == ROLE_STYLE || r->role == ROLE_FRAME;
}

static int
queue_one(struct run *run, const struct resource *r, const struct need *by,
    struct err *err)
{
	int64_t id;
	bool is_due;

	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0)
		return -1;
	if (!note_need(run, id, by))
		return 0;
	if (plan_is_due(run, r, &is_due, err) < 0)
		return -1;
	if (is_due && plan_add_due(run, r, run->is_crawling, err) < 0)
		return -1;
	return has_needs(r) && outcome_is_kept(r->outcome) ?
	    needs_walk(run, r, !is_due, err) : 0;
}

struct walk {
	struct run *run;
	struct need by;
};

static int
walk_row(void *ctx, const struct image_row *row, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct walk *w = ctx;
	bool found;

	if (catalog_get_resource(w->run->catalog, row->url, &r, &found,
	    err) < 0)
		return -1;
	return found ? queue_one(w->run, &r, &w->by, err) : 0;
}

/* --- taking in --- */

static bool
is_followed(const struct need *by, enum role role)
{
	if (role == ROLE_FRAME)
		return by->depth == 0;
	return by->depth < NEEDS_DEPTH || role != ROLE_STYLE;
}

struct rows {
	struct image_row *items;
	size_t n;
};

static int
add_rows(struct run *run, const struct need *by, const struct requisites *list,
    struct rows *rows, struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);

	for (size_t i = 0; i < list->n; i++) {
		AUTO(resource_release) struct resource r = { 0 };
		const struct requisite *q = &list->items[i];

		if (!is_followed(by, q->role) || !images_key(q->url, &key))
			continue;
		if (images_add(run, key.p, q->role, &r, err) < 0)
			return -1;
		rows->items[rows->n] = (struct image_row){
			.position = IMAGE_REQUISITES + (int64_t)rows->n,
			.src = mem_dup(""), .url = mem_dup(key.p) };
		rows->n++;
	}
	return 0;
}

static int
queue_rows(struct run *run, const struct need *by, const struct rows *rows,
    struct err *err)
{
	struct walk w = { run, *by };

	/* Queued in front, so the last one first: what names others comes to
	 * be asked before what it stands before. */
	for (size_t i = rows->n; i-- > 0; )
		if (walk_row(&w, &rows->items[i], err) < 0)
			return -1;
	return 0;
}

/* What the owner needs is this, from now on. */
static int
take(struct run *run, struct resource *owner, const struct need *by,
    const struct requisites *list, struct err *err)
{
	struct rows rows = { mem_array(list->n + 1, sizeof(*rows.items)), 0 };
	int rc;

	rc = add_rows(run, by, list, &rows, err);
	if (rc == 0)
		rc = catalog_set_requisites(run->catalog, owner->url,
		    rows.items, rows.n, err);
	owner->requisites = REQUISITES_VERSION;
	if (rc == 0)
		rc = catalog_put_resource(run->catalog, owner, err);
	if (rc == 0)
		rc = queue_rows(run, by, &rows, err);
	for (size_t i = 0; i < rows.n; i++) {
		free(rows.items[i].src);
		free(rows.items[i].url);
	}
	free(rows.items);
	return rc;
}

/* Did this capture become the current one? Fills r. */
static int
get_current(struct run *run, int64_t id, const struct locator *capture,
    struct resource *r, bool *is_current, struct err *err)
{
	if (catalog_get_resource_id(run->catalog, id, r, err) < 0)
		return -1;
	*is_current = outcome_is_kept(r->outcome) &&
	    locator_is_same(&r->capture, capture);
	return 0;
}

int
needs_take(struct run *run, int64_t id, const struct locator *capture,
    struct str lines, struct err *err)
{
	AUTO(requisites_release) struct requisites list = REQUISITES_INIT;
	AUTO(resource_release) struct resource r = { 0 };
	struct need by;
	bool is_current;

	if (get_current(run, id, capture, &r, &is_current, err) < 0)
		return -1;
	if (!is_current)
		return 0;
	by = outcome_is_page(r.outcome) ? begin_page(run, id) :
	    *need_of(run, id);
	if (by.page == 0)
		return 0;
	if (!requisites_read(&list, lines))
		log_info("a worker told nonsense of what '%s' needs", r.url);
	return take(run, &r, &by, &list, err);
}

/* --- looking --- */

static int
look_into_sheet(struct run *run, struct resource *r,
    const struct needs_answer *a, struct err *err)
{
	AUTO(requisites_release) struct requisites list = REQUISITES_INIT;
	AUTO(buf_release) struct buf text = BUF_INIT(SHEET_MAX);
	AUTO(url_release) struct url base = URL_INIT;
	struct str essence, charset;
	struct need by;
	int64_t id;

	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0)
		return -1;
	by = *need_of(run, id);
	media_parse(a->content_type, &essence, &charset);
	if (url_parse(&base, str_of(r->final_url), NULL, err) < 0 ||
	    charset_decode(css_charset(a->payload, charset, NULL), a->payload,
	    &text, err) < 0) {
		log_info("%s", err->msg);
		err_clear(err);
	} else {
		requisites_of_sheet(&list, buf_view(&text), &base);
	}
	return take(run, r, &by, &list, err);
}

struct look_job {
	struct run *run;
	int64_t id;
	struct locator capture;
};

static void
look_done(void *ctx, const struct job_answer *answer)
{
	struct look_job *job = ctx;
	struct run *run = job->run;

	run->jobs--;
	if (!answer->ok)
		log_info("what a page needs is not known: %s", answer->error);
	if (!run->has_failed && needs_take(run, job->id, &job->capture,
	    answer->ok ? answer->bytes : STR(""), &run->failure) < 0)
		run->has_failed = true;
	free(job);
}

static int
look_into_page(struct run *run, const struct resource *r,
    const struct needs_answer *a, struct err *err)
{
	const struct job job = { .kind = JOB_REQUISITES,
		.url = str_of(r->final_url), .content_type = a->content_type,
		.status = (int)r->status, .body = a->payload };
	struct look_job *lj = mem_alloc(sizeof(*lj));

	lj->run = run;
	lj->capture = r->capture;
	run->jobs++;
	if (catalog_resource_id(run->catalog, r->url, &lj->id, err) == 0 &&
	    workers_submit(run->workers, &job, look_done, lj, err) == 0)
		return 0;
	run->jobs--;
	free(lj);
	if (err->kind != ERR_ITEM)
		return -1;
	log_info("%s", err->msg);
	err_clear(err);
	return 0;
}

static int
look(struct run *run, struct resource *r, const struct needs_answer *a,
    struct err *err)
{
	if (r->role == ROLE_STYLE && !outcome_is_page(r->outcome))
		return look_into_sheet(run, r, a, err);
	if (outcome_is_page(r->outcome) || strstr(r->media, "html") != NULL)
		return look_into_page(run, r, a, err);
	return 0;
}

int
needs_look(struct run *run, int64_t id, const struct needs_answer *a,
    struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	bool is_current;

	if (need_of(run, id)->page == 0)
		return 0;
	if (get_current(run, id, a->capture, &r, &is_current, err) < 0)
		return -1;
	return is_current && has_needs(&r) ? look(run, &r, a, err) : 0;
}

/* Reads its capture. What is damaged is passed over, and told by verify. */
static int
look_in_archive(struct run *run, const char *url, struct err *err)
{
	AUTO(buf_release) struct buf payload = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(warc_record_release) struct warc_record rec;
	AUTO(resource_release) struct resource r = { 0 };
	struct needs_answer a = { .content_type = STR("") };
	struct str type;
	bool found;

	warc_record_init(&rec, RUN_PAYLOAD_MAX);
	if (run->opts->dry_run)
		return 0;
	if (catalog_get_resource(run->catalog, url, &r, &found, err) < 0)
		return -1;
	if (warc_payload(run->archive, &r.capture, &payload, err) < 0 ||
	    warc_read(run->archive, &r.capture, &rec, err) < 0) {
		if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
			return -1;
		log_info("%s", err->msg);
		err_clear(err);
		return 0;
	}
	type = warc_head_type(buf_view(&rec.http_head));
	if (type.p != NULL)
		a.content_type = type;
	a.capture = &r.capture;
	a.payload = buf_view(&payload);
	return look(run, &r, &a, err);
}

int
needs_find(struct run *run, const struct resource *r, struct err *err)
{
	return outcome_is_page(r->outcome) && needs_is_wanted(run,
	    resource_found_at(r)) ? look_in_archive(run, r->url, err) : 0;
}

int
needs_walk(struct run *run, const struct resource *r, bool may_look,
    struct err *err)
{
	struct walk w = { .run = run };
	int64_t id;

	if (r->requisites < REQUISITES_VERSION && !may_look)
		return 0;
	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0)
		return -1;
	if (!id_set_add(&run->walked, id))
		return 0;
	w.by = outcome_is_page(r->outcome) ? begin_page(run, id) :
	    *need_of(run, id);
	if (r->requisites < REQUISITES_VERSION) {
		run->plan.looks += outcome_is_page(r->outcome);
		return look_in_archive(run, r->url, err);
	}
	return catalog_each_requisite(run->catalog, r->url, walk_row, &w,
	    err);
}

int
needs_confirm(struct run *run, const struct resource *r, struct err *err)
{
	int64_t id;

	if (outcome_is_page(r->outcome) && needs_is_wanted(run,
	    resource_found_at(r)))
		return needs_walk(run, r, true, err);
	if (!has_needs(r) || !outcome_is_kept(r->outcome))
		return 0;
	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0)
		return -1;
	return need_of(run, id)->page != 0 ? needs_walk(run, r, true, err) :
	    0;
}

/* --- asking --- */

struct users {
	struct run *run;
	struct buf *page, *other;
};

/* Pages come before sheets and frames: what they show goes beside them. */
static int
note_user(void *ctx, const struct image_row *row, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct users *u = ctx;
	struct buf *to;
	bool found;

	if (u->page->len > 0)
		return 0;
	if (catalog_get_resource(u->run->catalog, row->page, &r, &found,
	    err) < 0)
		return -1;
	to = found && (r.is_cited || r.role == ROLE_NONE) ? u->page : u->other;
	if (found && to->len == 0)
		buf_str(to, resource_found_at(&r));
	return 0;
}

int
needs_refer(struct run *run, int64_t id, struct buf *referer,
    struct buf *page, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(resource_release) struct resource p = { 0 };
	AUTO(buf_release) struct buf sheet = BUF_INIT(1 << 20);
	struct users u = { run, referer, &sheet };
	int64_t page_id = need_of(run, id)->page;

	if (catalog_get_resource_id(run->catalog, id, &r, err) < 0 ||
	    catalog_each_image_user(run->catalog, r.url, note_user, &u,
	    err) < 0)
		return -1;
	if (referer->len > 0 || sheet.len == 0 || page_id == 0)
		return 0;
	if (catalog_get_resource_id(run->catalog, page_id, &p, err) < 0)
		return -1;
	buf_s(referer, buf_view(&sheet));
	buf_str(page, resource_found_at(&p));
	return 0;
}
