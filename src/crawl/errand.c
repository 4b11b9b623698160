#include "crawl/errand.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crawl/answer.h"
#include "crawl/gate.h"
#include "crawl/schedule.h"
#include "web/url.h"

/* Longer URLs are no links of people; servers refuse 8 KB and more. */
#define MAX_URL (64 << 10)

struct errand *
errand_new(struct crawl *c, int64_t id, enum lane lane)
{
	struct errand *e = mem_alloc(sizeof(*e));

	e->crawl = c;
	e->id = id;
	e->lane = lane;
	e->node.owner = e;
	e->req.kind = lane == LANE_IMAGES ? NET_IMAGE : NET_PAGE;
	buf_init(&e->req.url, MAX_URL);
	buf_init(&e->req.referer, MAX_URL);
	buf_init(&e->req.ahead, MAX_URL);
	buf_init(&e->req.page, MAX_URL);
	buf_init(&e->req.etag, MAX_URL);
	buf_init(&e->req.last_modified, MAX_URL);
	buf_init(&e->req.login, MAX_URL);
	e->next = c->errands;
	if (e->next != NULL)
		e->next->prev = e;
	c->errands = e;
	return e;
}

void
errand_free(struct errand *e)
{
	if (e == NULL)
		return;
	agenda_drop(&e->node);
	if (e->prev != NULL)
		e->prev->next = e->next;
	else
		e->crawl->errands = e->next;
	if (e->next != NULL)
		e->next->prev = e->prev;
	for (size_t i = 0; i < e->n_seen; i++)
		free(e->seen[i]);
	free(e->seen);
	free(e->url);
	buf_release(&e->req.url);
	buf_release(&e->req.referer);
	buf_release(&e->req.ahead);
	buf_release(&e->req.page);
	buf_release(&e->req.etag);
	buf_release(&e->req.last_modified);
	buf_release(&e->req.login);
	free(e);
}

void
errand_set_url(struct errand *e, struct str url)
{
	AUTO(buf_release) struct buf clean = BUF_INIT(url.n);

	host_public_url(url, &clean);
	url = str_sub(url, 0, str_chr(url, '#'));
	free(e->url);
	e->url = clean.len > 0 ? mem_dupn(clean.p, clean.len) :
	    mem_dupn(url.p, url.n);
}

void
errand_requeue(struct errand *e)
{
	struct crawl *c = e->crawl;
	struct host *h = schedule_host(c, str_of(e->url));

	queue_push_front(&h->queues[e->lane],
	    (struct queue_item){ e->id, e });
	c->queued++;
	schedule_settle(c, h);
}

void
errand_delay(struct errand *e, int64_t wait_ms)
{
	struct crawl *c = e->crawl;

	if (c->opts.no_retry_wait)
		wait_ms = 0;
	agenda_add(&c->delayed, &e->node, clock_mono() + wait_ms);
	c->queued++;
}

void
errand_restart(struct errand *e, enum step step)
{
	for (size_t i = 0; i < e->n_seen; i++)
		free(e->seen[i]);
	e->n_seen = 0;
	e->tries = 0;
	e->is_ahead = false;
	e->step = step;
	errand_set_url(e, buf_view(&e->req.url));
	errand_requeue(e);
}

static const char substitute_reason[] = "the server gives one substitute for "
    "its pictures, whatever Referer is sent";

static int
report(struct errand *e, const struct crawl_result *r, struct err *err)
{
	struct crawl *c = e->crawl;
	int rc = c->ops.done(c->ops.ctx, e->id, r, err);

	c->finished++;
	errand_free(e);
	return rc;
}

int
errand_finish(struct errand *e, enum outcome outcome, const char *reason,
    struct net_exchange *x, struct err *err)
{
	struct crawl_result r = {
		.outcome = e->is_second ? OUTCOME_PLACEHOLDER : outcome,
		.reason = e->is_second ? substitute_reason : reason,
		.final = x,
		.final_url = e->url != NULL ? e->url : e->req.url.p,
		.n_hops = (int)e->n_seen,
		.robots_overridden = e->robots_overridden,
	};

	if (e->is_ahead) {
		errand_restart(e, e->step);
		return 0;
	}
	return report(e, &r, err);
}

/* Its host asked others to wait for longer than a run. */
static int
put_off(struct errand *e, const char *why, struct err *err)
{
	struct crawl_result r = { .outcome = OUTCOME_BUSY, .reason = why,
		.final_url = e->url, .is_put_off = true };

	return report(e, &r, err);
}

int
errand_finish_substitute(struct errand *e, struct net_exchange *x,
    struct err *err)
{
	return errand_finish(e, OUTCOME_PLACEHOLDER, substitute_reason, x,
	    err);
}

int
errand_finish_had(struct errand *e, struct net_exchange *x,
    bool is_not_modified, struct err *err)
{
	struct crawl_result r = {
		.outcome = OUTCOME_UNTRIED, .reason = "", .final = x,
		.final_url = e->url, .n_hops = (int)e->n_seen,
		.is_not_modified = is_not_modified,
		.robots_overridden = e->robots_overridden,
	};

	return report(e, &r, err);
}

static bool
is_same_site(struct str a, struct str b)
{
	AUTO(buf_release) struct buf x = BUF_INIT(512);
	AUTO(buf_release) struct buf y = BUF_INIT(512);
	struct str host_a = host_name_in(a), host_b = host_name_in(b);

	/* A port is no part of a site. */
	if (host_a.n > 0 && host_a.p[0] != '[')
		host_a = str_sub(host_a, 0, str_chr(host_a, ':'));
	if (host_b.n > 0 && host_b.p[0] != '[')
		host_b = str_sub(host_b, 0, str_chr(host_b, ':'));
	if (str_eq(host_a, host_b))
		return true;
	url_site(host_a, &x);
	url_site(host_b, &y);
	return str_eq(buf_view(&x), buf_view(&y));
}

struct ladder_view
errand_ladder_view(const struct errand *e)
{
	return (struct ladder_view){
		.is_same_site = e->req.referer.len > 0 && is_same_site(
		    buf_view(&e->req.url), buf_view(&e->req.referer)),
		.has_page = e->req.referer.len > 0,
		.tried = e->tried,
	};
}

/* What the notes cite: the page, for what it shows and needs. */
static const struct buf *
first_url(const struct errand *e)
{
	if (e->req.page.len > 0)
		return &e->req.page;
	return e->req.kind != NET_PAGE && e->req.referer.len > 0 ?
	    &e->req.referer : &e->req.url;
}

static bool
is_https(struct str url)
{
	return str_starts(url, STR("https:"));
}

/* What the user gave for the cited URL goes to its origin alone, and to
 * pictures that lie beside their page; it may go there over TLS instead. */
static bool
may_have_credentials(const struct errand *e)
{
	struct str own = str_of(e->url), first = buf_view(first_url(e));
	struct str host = host_name_in(own);

	return e->req.is_cited && host.n > 0 &&
	    str_eq(host, host_name_in(first)) &&
	    (is_https(own) || !is_https(first));
}

/* What was given for a host goes wherever the user said, by way of redirects
 * too, but not to what a page elsewhere brings with it. */
static bool
may_have_host_credentials(const struct errand *e)
{
	const struct net_opts *o = &e->crawl->opts.net;
	struct str own = str_of(e->url), first = buf_view(first_url(e));
	const struct net_host_opts *h = net_find_host(o, host_name_in(own));

	return e->req.is_cited && h != NULL &&
	    h == net_find_host(o, host_name_in(first)) &&
	    (is_https(own) || !is_https(first));
}

static void
find_referer(const struct errand *e, struct buf *out)
{
	struct str own = buf_view(&e->req.url);

	if (e->req.kind != NET_IMAGE || e->step == STEP_PAGE) {
		host_public_url(buf_view(&e->req.referer), out);
	} else if (e->step == STEP_ORIGIN) {
		host_public_url(host_origin_in(own), out);
		buf_char(out, '/');
	}
}

static const char *
or_null(const struct buf *b)
{
	return b->len > 0 ? b->p : NULL;
}

static int
send_request(struct errand *e, struct host *h, struct err *err)
{
	AUTO(buf_release) struct buf referer = BUF_INIT(MAX_URL + 1);
	struct crawl *c = e->crawl;
	struct net_request r = {
		.url = e->url, .kind = e->req.kind,
		.etag = or_null(&e->req.etag),
		.last_modified = or_null(&e->req.last_modified),
		.may_have_credentials = may_have_credentials(e),
		.may_have_host_credentials = may_have_host_credentials(e),
	};

	r.login = r.may_have_credentials ? or_null(&e->req.login) : NULL;
	find_referer(e, &referer);
	r.referer = or_null(&referer);
	e->host = h;
	if (e->home == NULL)
		e->home = h;
	if (net_start(c->net, &r, answer_receive, e, err) < 0)
		return -1;
	schedule_note_start(c, h);
	host_note_start(h, &h->pace, e->lane, clock_mono());
	return 0;
}

static int
prepare(struct errand *e, struct err *err)
{
	struct crawl *c = e->crawl;
	int rc = c->ops.prepare(c->ops.ctx, e->id, &e->req, err);
	struct ladder_view v;

	if (rc != 0)
		return rc;
	e->is_prepared = true;
	/* The validators belong to the first answer, which was no good. */
	if (e->is_second || e->is_follow) {
		buf_reset(&e->req.etag);
		buf_reset(&e->req.last_modified);
	}
	e->is_ahead = !e->is_follow && e->req.ahead.len > 0;
	if (!e->is_follow)
		errand_set_url(e, buf_view(e->is_ahead ? &e->req.ahead :
		    &e->req.url));
	if (e->req.kind == NET_IMAGE) {
		struct host *h = schedule_host(c, str_of(e->url));
		int step;

		v = errand_ladder_view(e);
		step = ladder_next(h->ladder, &v);
		e->is_hopeless = step < 0;
		if (step >= 0)
			e->step = (enum step)step;
	}
	return 0;
}

static bool
was_asked(const struct errand *e)
{
	return e->tries > 0 || e->n_seen > 0 || e->is_second;
}

/* Without a request: the host does not answer, or robots.txt forbids it. */
static int
refuse(struct errand *e, struct host *h, bool *is_refused, struct err *err)
{
	bool over_tls = is_https(str_of(e->url));
	enum outcome outcome;
	char why[512];

	*is_refused = true;
	if (e->is_hopeless)
		return errand_finish_substitute(e, NULL, err);
	if (e->req.url.failed)
		return errand_finish(e, OUTCOME_INVALID,
		    "the URL is longer than 64 KB", NULL, err);
	if (h->name[0] == '\0')
		return errand_finish(e, OUTCOME_SCHEME,
		    "only http and https are fetched", NULL, err);
	if (h->parked != NULL)
		return was_asked(e) ? errand_finish(e, OUTCOME_BUSY,
		    h->parked, NULL, err) : put_off(e, h->parked, err);
	if (h->dead[over_tls] != OUTCOME_UNTRIED)
		return errand_finish(e, h->dead[over_tls],
		    h->dead_reason[over_tls], NULL, err);
	outcome = gate_judge(e, h, why, sizeof(why));
	if (outcome != OUTCOME_UNTRIED)
		return errand_finish(e, outcome, why, NULL, err);
	*is_refused = false;
	return 0;
}

/* The host may have said since that it wants TLS. */
static void
upgrade(struct errand *e)
{
	AUTO(buf_release) struct buf url = BUF_INIT(MAX_URL + 2);

	if (is_https(str_of(e->url)))
		return;
	buf_str(&url, e->url);
	hsts_upgrade(&e->crawl->hsts, &url);
	if (!url.failed && is_https(buf_view(&url)))
		errand_set_url(e, buf_view(&url));
}

int
errand_begin(struct crawl *c, struct host *h, enum lane lane,
    struct err *err)
{
	struct queue_item item = queue_pop(&h->queues[lane]);
	struct errand *e = item.errand;
	bool is_refused;
	int rc;

	c->queued--;
	if (e == NULL)
		e = errand_new(c, item.id, lane);
	rc = e->is_prepared ? 0 : prepare(e, err);
	if (rc != 0) {
		errand_free(e);
		return rc < 0 ? -1 : 0;
	}
	if (schedule_host(c, str_of(e->url)) != h) {
		/* The owner knows a better URL than the one queued. */
		errand_requeue(e);
		return 0;
	}
	upgrade(e);
	rc = refuse(e, h, &is_refused, err);
	if (rc < 0 || is_refused)
		return rc;
	return send_request(e, h, err);
}
