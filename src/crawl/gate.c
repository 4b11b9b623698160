#include "crawl/gate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crawl/answer.h"
#include "crawl/schedule.h"
#include "crawl/verdict.h"

#define PRODUCT_TOKEN "kbmirror"
/* RFC 9309 2.3.1.2: at least five. */
#define MAX_REDIRECTS 5
/* As errands have it. */
#define MAX_LOCATION (64 << 10)
/* In a run, while the answer is to come again later. */
#define MAX_ASKED 3

struct gate_errand {
	struct crawl *crawl;
	struct host *host;
	char *url;		/* of this hop */
	int n_redirects;
	struct recall kept;	/* what an earlier run got there */
};

static net_fn receive;

void
gate_free(struct gate_errand *g)
{
	if (g == NULL)
		return;
	recall_release(&g->kept);
	free(g->url);
	free(g);
}

static int
ask(struct gate_errand *g, struct err *err)
{
	AUTO(buf_release) struct buf etag = BUF_INIT(NET_MAX_HEAD);
	AUTO(buf_release) struct buf modified = BUF_INIT(NET_MAX_HEAD);
	struct net_request r = { .url = g->url, .kind = NET_ROBOTS };

	recall_validators(&g->kept, &etag, &modified);
	r.etag = etag.len > 0 ? etag.p : NULL;
	r.last_modified = modified.len > 0 ? modified.p : NULL;
	schedule_note_start(g->crawl, g->host);
	host_note_small(g->host, &g->host->pace, clock_mono());
	return net_start(g->crawl->net, &r, receive, g, err);
}

static int
recall(struct gate_errand *g, struct err *err)
{
	const struct crawl_ops *ops = &g->crawl->ops;

	recall_release(&g->kept);
	recall_init(&g->kept);
	return ops->recall == NULL ? 0 :
	    ops->recall(ops->ctx, g->url, &g->kept, err);
}

static void
read_rules(struct host *h, struct str text)
{
	h->gate = GATE_KNOWN;
	h->robots = robots_parse(text, PRODUCT_TOKEN);
	if (h->pace.is_adaptive)
		h->crawl_delay_ms = robots_delay(h->robots);
}

static bool
has_kept_rules(const struct gate_errand *g)
{
	return g->kept.date != 0 && g->kept.status >= 200 &&
	    g->kept.status <= 299;
}

static void
conclude_kept(struct gate_errand *g)
{
	if (has_kept_rules(g))
		read_rules(g->host, buf_view(&g->kept.body));
	else
		g->host->gate = GATE_KNOWN;
}

static void
read_answer(struct gate_errand *g, const struct net_exchange *x)
{
	AUTO(buf_release) struct buf text = BUF_INIT(NET_MAX_ROBOTS);

	answer_body_start(x, NET_MAX_ROBOTS, &text);
	if (text.failed)
		g->host->gate = GATE_SHUT;
	else
		read_rules(g->host, buf_view(&text));
}

static void
note_silence(struct gate_errand *g, const struct net_exchange *x)
{
	struct host *h = g->host;

	h->gate = GATE_SILENT;
	h->silent[str_starts(str_of(g->url), STR("https:"))]++;
	h->gate_failure = x->failure;
	h->gate_reason = mem_dup(x->reason);
}

static void
conclude(struct gate_errand *g, struct net_exchange *x)
{
	struct host *h = g->host;

	if (x->failure != OUTCOME_UNTRIED) {
		note_silence(g, x);
		return;
	}
	if (x->status == 429 || x->status == 503)
		answer_punish(g->crawl, h, x);
	h->n_gates++;
	if (x->status >= 200 && x->status <= 299)
		read_answer(g, x);
	else if (x->status == 304)
		conclude_kept(g);
	else if (x->status < 500 && x->status != 429)
		h->gate = GATE_KNOWN;
	else if (has_kept_rules(g))
		conclude_kept(g);
	else if ((x->status == 429 || x->status == 503) &&
	    h->parked == NULL && h->n_gates < MAX_ASKED)
		h->gate = GATE_UNKNOWN;
	else
		h->gate = GATE_SHUT;
}

static void
finish(struct gate_errand *g)
{
	g->host->gate_errand = NULL;
	schedule_settle(g->crawl, g->host);
	gate_free(g);
}

/* Sets the next hop; false: it ends here. */
static bool
follow(struct gate_errand *g, struct buf *to, bool has_location)
{
	if (g->n_redirects++ >= MAX_REDIRECTS || !has_location ||
	    host_name_in(buf_view(to)).n == 0)
		return false;
	free(g->url);
	g->url = mem_dup(to->p);
	return true;
}

/* Asks for the next hop, unless what is kept of it will do. */
static int
go_on(struct gate_errand *g, struct err *err)
{
	for (;;) {
		AUTO(buf_release) struct buf to = BUF_INIT(MAX_LOCATION);

		if (recall(g, err) < 0)
			return -1;
		if (g->crawl->opts.revalidates ||
		    !recall_is_fresh(&g->kept, clock_now()))
			return ask(g, err);
		if (!verdict_is_redirect(g->kept.status) || !follow(g, &to,
		    recall_location(&g->kept, g->url, &to)))
			break;
	}
	conclude_kept(g);
	finish(g);
	return 0;
}

int
gate_open(struct crawl *c, struct host *h, struct err *err)
{
	struct gate_errand *g = mem_alloc(sizeof(*g));

	g->crawl = c;
	g->host = h;
	g->url = mem_fmt("%s/robots.txt", h->origin);
	recall_init(&g->kept);
	h->gate = GATE_ASKED;
	h->gate_errand = g;
	return go_on(g, err);
}

int
gate_foresee(struct crawl *c, struct host *h, struct err *err)
{
	struct gate_errand g = { .crawl = c, .host = h };
	struct robots *rules = NULL;
	int rc;

	if (h->gate != GATE_UNKNOWN || h->pace.robots == ROBOTS_IGNORE ||
	    !h->pace.is_adaptive)
		return 0;
	g.url = mem_fmt("%s/robots.txt", h->origin);
	recall_init(&g.kept);
	for (;;) {
		AUTO(buf_release) struct buf to = BUF_INIT(MAX_LOCATION);

		rc = recall(&g, err);
		if (rc < 0 || !verdict_is_redirect(g.kept.status) ||
		    !follow(&g, &to, recall_location(&g.kept, g.url, &to)))
			break;
	}
	if (rc == 0 && has_kept_rules(&g)) {
		rules = robots_parse(buf_view(&g.kept.body), PRODUCT_TOKEN);
		h->crawl_delay_ms = robots_delay(rules);
		robots_free(rules);
	}
	recall_release(&g.kept);
	free(g.url);
	return rc;
}

static int
receive(void *ctx, struct net_exchange *x, struct err *err)
{
	AUTO(buf_release) struct buf to = BUF_INIT(MAX_LOCATION);
	struct gate_errand *g = ctx;
	struct crawl *c = g->crawl;
	struct host *h = g->host;

	bool is_silent = outage_note(c, h, x);

	schedule_note_end(c, h, x->status != 0);
	if (g->n_redirects == 0 && x->ip[0] != '\0')
		h->address = schedule_address(c, x->ip);
	c->answered += x->status != 0;
	hsts_learn(&c->hsts, x);
	if (x->status != 0 && c->ops.exchange(c->ops.ctx, 0, x, err) < 0)
		return -1;
	if (x->failure == OUTCOME_UNTRIED && verdict_is_redirect(x->status) &&
	    follow(g, &to, answer_location(x, &to)))
		return go_on(g, err);
	if (is_silent) {
		outage_hold(c, NULL, g, x);
		return 0;
	}
	conclude(g, x);
	finish(g);
	return 0;
}

struct host *
gate_host(const struct gate_errand *g)
{
	return g->host;
}

void
gate_fail(struct gate_errand *g, const struct net_exchange *x)
{
	note_silence(g, x);
	finish(g);
}

void
gate_reset(struct gate_errand *g)
{
	g->host->gate = GATE_UNKNOWN;
	finish(g);
}

enum outcome
gate_judge(struct errand *e, struct host *h, char *why, size_t n)
{
	bool overrides = h->pace.robots == ROBOTS_CITED &&
	    e->req.is_cited;

	switch (h->gate) {
	case GATE_UNKNOWN:
	case GATE_ASKED:
		return OUTCOME_UNTRIED;
	case GATE_KNOWN:
		if (h->robots == NULL || robots_allows(h->robots,
		    host_target_in(str_of(e->url))))
			return OUTCOME_UNTRIED;
		(void)snprintf(why, n, "robots.txt of %s does not allow it",
		    h->name);
		break;
	case GATE_SHUT:
		(void)snprintf(why, n, "robots.txt of %s cannot be had: the "
		    "server failed", h->name);
		/* That forbids all (RFC 9309 2.3.1.4), for now. */
		if (!overrides)
			return OUTCOME_SERVER;
		h->n_unknown += !e->robots_overridden;
		e->robots_overridden = true;
		return OUTCOME_UNTRIED;
	case GATE_SILENT:
		if (overrides)
			return OUTCOME_UNTRIED;
		(void)snprintf(why, n, "robots.txt of %s cannot be had: %s",
		    h->name, h->gate_reason);
		return h->gate_failure;
	}
	if (!overrides) {
		h->n_refused++;
		return OUTCOME_ROBOTS;
	}
	h->n_overridden += !e->robots_overridden;
	e->robots_overridden = true;
	return OUTCOME_UNTRIED;
}
