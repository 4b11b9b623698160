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

struct gate_errand {
	struct crawl *crawl;
	struct host *host;
	int n_redirects;
};

static net_fn receive;

static int
ask(struct gate_errand *g, const char *url, struct err *err)
{
	struct net_request r = { .url = url, .kind = NET_ROBOTS };

	schedule_note_start(g->crawl, g->host);
	return net_start(g->crawl->net, &r, receive, g, err);
}

int
gate_open(struct crawl *c, struct host *h, struct err *err)
{
	struct gate_errand *g = mem_alloc(sizeof(*g));
	AUTO(mem_freep) char *url = mem_fmt("%s/robots.txt", h->origin);

	g->crawl = c;
	g->host = h;
	h->gate = GATE_ASKED;
	h->gate_errand = g;
	host_note_small(h, &h->pace, clock_mono());
	return ask(g, url, err);
}

static void
read_rules(struct host *h, struct net_exchange *x)
{
	AUTO(buf_release) struct buf text = BUF_INIT(NET_MAX_ROBOTS);

	h->gate = GATE_KNOWN;
	answer_body_start(x, NET_MAX_ROBOTS, &text);
	if (text.failed) {
		h->gate = GATE_SHUT;
		return;
	}
	h->robots = robots_parse(buf_view(&text), PRODUCT_TOKEN);
	if (h->pace.is_adaptive)
		h->crawl_delay_ms = robots_delay(h->robots);
}

static void
note_silence(struct host *h, const struct net_exchange *x)
{
	h->gate = GATE_SILENT;
	h->gate_failure = x->failure;
	h->gate_reason = mem_dup(x->reason);
}

static void
conclude(struct crawl *c, struct host *h, struct net_exchange *x)
{
	if (x->failure != OUTCOME_UNTRIED) {
		note_silence(h, x);
		return;
	}
	if (x->status == 429 || x->status == 503)
		answer_punish(c, h, x);
	if (x->status >= 200 && x->status <= 299)
		read_rules(h, x);
	else if (x->status >= 500 || x->status == 429)
		h->gate = GATE_SHUT;
	else
		h->gate = GATE_KNOWN;
}

static int
follow(struct gate_errand *g, struct net_exchange *x, bool *is_following,
    struct err *err)
{
	AUTO(buf_release) struct buf to = BUF_INIT(64 << 10);

	*is_following = false;
	if (x->failure != OUTCOME_UNTRIED || !verdict_is_redirect(x->status) ||
	    g->n_redirects++ >= MAX_REDIRECTS ||
	    !answer_location(x, &to) ||
	    host_name_in(buf_view(&to)).n == 0)
		return 0;
	*is_following = true;
	return ask(g, to.p, err);
}

static int
receive(void *ctx, struct net_exchange *x, struct err *err)
{
	struct gate_errand *g = ctx;
	struct crawl *c = g->crawl;
	struct host *h = g->host;
	bool is_following;
	int rc = 0;

	schedule_note_end(c, h, x->status != 0);
	if (g->n_redirects == 0 && x->ip[0] != '\0')
		h->address = schedule_address(c, x->ip);
	c->answered += x->status != 0;
	hsts_learn(&c->hsts, x);
	if (x->status != 0)
		rc = c->ops.exchange(c->ops.ctx, 0, x, err);
	if (rc == 0)
		rc = follow(g, x, &is_following, err);
	if (rc == 0 && is_following)
		return 0;
	if (rc == 0)
		conclude(c, h, x);
	free(g);
	h->gate_errand = NULL;
	schedule_settle(c, h);
	return rc;
}

enum outcome
gate_judge(struct errand *e, const struct host *h, char *why, size_t n)
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
		break;
	case GATE_SILENT:
		if (overrides)
			return OUTCOME_UNTRIED;
		(void)snprintf(why, n, "robots.txt of %s cannot be had: %s",
		    h->name, h->gate_reason);
		return h->gate_failure;
	}
	if (!overrides)
		return OUTCOME_ROBOTS;
	e->robots_overridden = true;
	return OUTCOME_UNTRIED;
}
