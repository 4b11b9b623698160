/*
 * crawl_network.h: a simulated network and clock, and the owner of a crawl
 * there: for whole runs in the unit tests of crawl.
 *
 * It has all of net.h but its pure functions.
 */
#ifndef TEST_CRAWL_NETWORK_H
#define TEST_CRAWL_NETWORK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crawl/crawl.h"

#define MAX_HOSTS 1200
#define MAX_IDS 20000
#define MAX_RUNNING 32
/* Connecting and TLS, and then each answer. */
#define RTT_MS 80
#define CONNECT_MS (3 * RTT_MS)
#define PAGE_GAP 1000
#define IMAGE_GAP 100
/* A connection that was idle for longer begins slowly again. */
#define REST_MS 300
/* A wait that is for the next run. */
#define TOO_LONG_MS 600000

/* How a host behaves. A number of answers of 0: from the start. */
struct nature {
	int slow_after, slow_ms;	/* answers that take slow_ms; 0: none */
	int dead_after;			/* no answer any more; -1: never */
	int busy_at;			/* this one is 429, 0: none … */
	bool stays_busy;		/* … and all that follow */
	const char *retry_after;	/* … with this */
	const char *ip;
};

static const struct nature usual = { .dead_after = -1 };

struct sim_host {
	char name[32];
	struct nature nature;
	int n_asked, n_answered, running[2];
	int64_t last[2];	/* start of a page, of a picture */
	int64_t end;		/* of the last answer */
	/* When each connection was used last; -1: is in use, 0: none. */
	int64_t connections[MAX_RUNNING];
};

struct sim_exchange {
	int64_t start, end;
	struct sim_host *host;
	int connection;
	char *url;
	enum net_kind kind;
	net_fn *fn;
	void *ctx;
};

static struct {
	int64_t now;
	int64_t busy_ms;	/* slots in use, all in all */
	int64_t held_until;	/* of the address 192.0.2.7 */
	struct sim_host hosts[MAX_HOSTS];
	size_t n_hosts;
	struct sim_exchange running[MAX_RUNNING];
	size_t n_running;
	char *urls[MAX_IDS];
	enum net_kind kinds[MAX_IDS];
	int64_t n_ids, n_done, n_had;
	/* The network is down from … to; what stands of it then. */
	int64_t down_from, down_to;
	bool keeps_route;
	/* It comes back and is down again so much later, so many times. */
	int64_t again_after;
	int n_again;
	int64_t answer_at;	/* of the resolver; 0: none */
	int n_questions;	/* put to it */
	int n_lost;		/* exchanges that ended while it was down */
	bool has_no_names;	/* no resolver ever answers */
	bool gave_up;		/* the crawl did */
	bool is_impolite;	/* no gaps */
	int n_pictures;		/* each page has so many */
	struct crawl *crawl;
	int n_slow;		/* starts on connections that are new, or rested
				 * for REST_MS */
} sim;

/* --- the network --- */

static int64_t
sim_now(void)
{
	return sim.now;
}

int
net_new(struct net **out, const struct net_opts *opts, struct err *err)
{
	(void)opts;
	(void)err;
	*out = NULL;
	return 0;
}

void
net_free(struct net *n)
{
	(void)n;
}

size_t
net_running(const struct net *n)
{
	(void)n;
	return sim.n_running;
}

int64_t
net_bytes(const struct net *n)
{
	(void)n;
	return 0;
}

void
net_abort(struct net *n)
{
	(void)n;
}

static bool
is_down(int64_t at)
{
	int64_t ms = sim.down_to - sim.down_from;

	if (sim.n_again > 0 && at >= sim.down_to + sim.again_after) {
		sim.n_again--;
		sim.down_from = sim.down_to + sim.again_after;
		sim.down_to = sim.down_from + ms;
	}
	return at >= sim.down_from && at < sim.down_to;
}

bool
net_has_route(void)
{
	return !is_down(sim.now) || sim.keeps_route;
}

void
net_ask_resolver(struct net *n, const char *host)
{
	(void)n;
	(void)host;
	sim.answer_at = sim.now + RTT_MS;
	sim.n_questions++;
}

enum net_answer
net_resolver(const struct net *n)
{
	(void)n;
	if (sim.now < sim.answer_at)
		return NET_ASKING;
	return is_down(sim.now) || sim.has_no_names ? NET_UNANSWERED :
	    NET_ANSWERED;
}

static struct sim_host *
find_host(const char *url)
{
	const char *name = strstr(url, "://") + 3;

	for (size_t i = 0; i < sim.n_hosts; i++) {
		size_t n = strlen(sim.hosts[i].name);

		if (strncmp(sim.hosts[i].name, name, n) == 0 && name[n] == '/')
			return &sim.hosts[i];
	}
	fail_msg("%s was never given", url);
	return NULL;
}

/* What no run may do, whatever else it does. */
static void
check_manners(struct sim_host *h, enum net_kind kind)
{
	int lane = kind == NET_IMAGE;

	assert_true(sim.n_running < MAX_RUNNING);
	if (h->nature.ip != NULL)
		assert_true(sim.now >= sim.held_until);
	if (kind == NET_ROBOTS || sim.is_impolite)
		return;
	if (h->last[lane] >= 0 && sim.now - h->last[lane] < (lane == 0 ?
	    PAGE_GAP : IMAGE_GAP))
		fail_msg("%s is asked after %d ms", h->name,
		    (int)(sim.now - h->last[lane]));
	assert_true(++h->running[lane] <= (lane == 0 ? 1 : 4));
	h->last[lane] = sim.now;
}

static bool
is_dead(const struct sim_host *h)
{
	return h->nature.dead_after >= 0 &&
	    h->n_answered >= h->nature.dead_after;
}

static int64_t
duration(const struct sim_host *h)
{
	/* Without a route it fails at once. */
	if (is_down(sim.now))
		return sim.keeps_route ? NET_CONNECT_MS : 1;
	if (is_dead(h))
		return NET_CONNECT_MS;
	if (h->nature.slow_ms > 0 && h->n_answered >= h->nature.slow_after)
		return h->nature.slow_ms;
	return RTT_MS + (h->n_asked == 1 ? CONNECT_MS : 0);
}

/* The oldest one that is idle, as libcurl does. */
static int
take_connection(struct sim_host *h)
{
	int i = 0;

	while (h->connections[i] < 0)
		i++;
	sim.n_slow += sim.now - h->connections[i] > REST_MS;
	h->connections[i] = -1;
	return i;
}

int
net_start(struct net *n, const struct net_request *r, net_fn *fn, void *ctx,
    struct err *err)
{
	struct sim_host *h = find_host(r->url);
	struct sim_exchange *x = &sim.running[sim.n_running];

	(void)n;
	(void)err;
	check_manners(h, r->kind);
	h->n_asked++;
	*x = (struct sim_exchange){ sim.now, sim.now + duration(h), h,
		take_connection(h), mem_dup(r->url), r->kind, fn, ctx };
	sim.busy_ms += x->end - x->start;
	sim.n_running++;
	return 0;
}

static bool
is_busy(const struct sim_host *h)
{
	return h->nature.busy_at == h->n_answered ||
	    (h->nature.stays_busy && h->n_answered > h->nature.busy_at);
}

/* What is asked of others at the address, too. */
static int64_t
shared_wait(const char *retry_after)
{
	int64_t ms = (int64_t)atoi(retry_after) * 1000;

	return ms > TOO_LONG_MS ? 0 : ms;
}

static void
fill_answer(struct net_exchange *x, const struct sim_exchange *e,
    struct err *err)
{
	struct sim_host *h = e->host;
	const char *type = e->kind == NET_IMAGE ? "image/png" : "text/html";

	h->n_answered++;
	h->end = sim.now;
	x->sign = NET_SIGN_LIFE;
	(void)snprintf(x->ip, sizeof(x->ip), "%s", h->nature.ip != NULL ?
	    h->nature.ip : "");
	x->status = e->kind == NET_ROBOTS ? 404 : is_busy(h) ? 429 : 200;
	buf_fmt(&x->response_head, "HTTP/1.1 %d X\r\nContent-Type: %s\r\n",
	    x->status, type);
	if (x->status == 429)
		buf_fmt(&x->response_head, "Retry-After: %s\r\n",
		    h->nature.retry_after);
	buf_str(&x->response_head, "\r\n");
	if (x->status == 429 && h->nature.ip != NULL)
		sim.held_until = sim.now + shared_wait(h->nature.retry_after);
	/* All differ: what is alike is a substitute. */
	if (e->kind == NET_IMAGE)
		assert_int_equal(spool_put(&x->body, "\x89PNG\r\n\x1a\n", 8,
		    err), 0);
	assert_int_equal(spool_put(&x->body, e->url, strlen(e->url), err), 0);
}

static int
deliver(size_t at, struct err *err)
{
	struct sim_exchange e = sim.running[at];
	struct net_exchange x = { .url = e.url, .date = 1000 + e.start,
		.ms = e.end - e.start };
	int rc;

	sim.running[at] = sim.running[--sim.n_running];
	buf_init(&x.response_head, 4096);
	spool_init(&x.body, "/tmp");
	e.host->connections[e.connection] = sim.now;
	if (e.kind != NET_ROBOTS && !sim.is_impolite)
		e.host->running[e.kind == NET_IMAGE]--;
	if (is_down(e.start) || is_down(sim.now) || is_dead(e.host)) {
		sim.n_lost += is_down(e.start) || is_down(sim.now);
		x.sign = NET_SIGN_SILENCE;
		x.failure = OUTCOME_TIMEOUT;
		(void)snprintf(x.reason, sizeof(x.reason), "no connection");
	} else {
		fill_answer(&x, &e, err);
	}
	rc = e.fn(e.ctx, &x, err);
	buf_release(&x.response_head);
	spool_release(&x.body);
	free(e.url);
	return rc;
}

int
net_step(struct net *n, struct pollfd *fds, size_t n_fds, int timeout_ms,
    struct err *err)
{
	int64_t until = sim.now + timeout_ms;

	(void)n;
	(void)fds;
	(void)n_fds;
	for (size_t i = 0; i < sim.n_running; i++)
		if (sim.running[i].end < until)
			until = sim.running[i].end;
	sim.now = until;
	for (size_t i = 0; i < sim.n_running;) {
		if (sim.running[i].end > sim.now)
			i++;
		else if (deliver(i, err) < 0)
			return -1;
	}
	return 0;
}

/* --- the owner --- */

static int
prepare(void *ctx, int64_t id, struct crawl_request *r, struct err *err)
{
	(void)ctx;
	(void)err;
	buf_str(&r->url, sim.urls[id]);
	r->kind = sim.kinds[id];
	r->is_cited = true;
	return 0;
}

static int
exchange(void *ctx, int64_t id, struct net_exchange *x, struct err *err)
{
	(void)ctx;
	(void)id;
	(void)x;
	(void)err;
	return 0;
}

static int
done(void *ctx, int64_t id, const struct crawl_result *r, struct err *err)
{
	(void)ctx;
	sim.n_done++;
	sim.n_had += r->outcome == OUTCOME_UNTRIED;
	for (int i = 0; i < sim.n_pictures && sim.kinds[id] == NET_PAGE; i++) {
		assert_true(++sim.n_ids < MAX_IDS);
		sim.kinds[sim.n_ids] = NET_IMAGE;
		sim.urls[sim.n_ids] = mem_fmt("%s/%d", sim.urls[id], i);
		assert_int_equal(crawl_add(sim.crawl, sim.n_ids,
		    sim.urls[sim.n_ids], NET_IMAGE, false, err), 0);
	}
	return 0;
}

/* --- the shapes --- */

static struct sim_host *
give(const char *name, struct nature nature, int n_pages, int n_images)
{
	struct sim_host *h = &sim.hosts[sim.n_hosts++];

	assert_true(sim.n_hosts <= MAX_HOSTS);
	*h = (struct sim_host){ .nature = nature, .last = { -1, -1 } };
	(void)snprintf(h->name, sizeof(h->name), "%s", name);
	for (int i = 0; i < n_pages + n_images; i++) {
		bool is_image = i >= n_pages;

		assert_true(++sim.n_ids < MAX_IDS);
		sim.kinds[sim.n_ids] = is_image ? NET_IMAGE : NET_PAGE;
		sim.urls[sim.n_ids] = mem_fmt("https://%s/%s%d", name,
		    is_image ? "p" : "", i);
	}
	return h;
}

static void
give_many(const char *stem, struct nature nature, int n_hosts, int n_pages)
{
	char name[32];

	for (int i = 0; i < n_hosts; i++) {
		(void)snprintf(name, sizeof(name), "%s%d.example", stem, i);
		give(name, nature, n_pages, 0);
	}
}

static void
begin(void)
{
	memset(&sim, 0, sizeof(sim));
	sim.now = 1000000;
	clock_set_mono(sim_now);
}

/* Ends with how long it took; the plan's bound in *bound. */
static int64_t
run(int64_t *bound)
{
	const struct crawl_ops ops = { .prepare = prepare,
		.exchange = exchange, .done = done };
	const struct crawl_opts opts = { .max_total = MAX_RUNNING,
		.is_impolite = sim.is_impolite,
		.max_per_host = sim.is_impolite ? 4 * MAX_RUNNING : 0,
		.delay_ms = sim.is_impolite ? -1 : 0,
		.image_delay_ms = sim.is_impolite ? -1 : 0 };
	int64_t start = sim.now;
	struct crawl_state state;
	struct estimate_sum sum;
	struct crawl *c;
	struct err err = ERR_INIT;

	assert_int_equal(crawl_new(&c, &opts, &ops, &err), 0);
	sim.crawl = c;
	for (int64_t i = 1; i <= sim.n_ids; i++)
		assert_int_equal(crawl_add(c, i, sim.urls[i], sim.kinds[i],
		    false, &err), 0);
	estimate_all(c, &sum);
	*bound = sum.ms;
	if (crawl_run(c, &err) < 0)
		fail_msg("%s", err.msg);
	crawl_get_state(c, &state);
	sim.gave_up = state.is_offline;
	crawl_free(c);
	clock_set_mono(NULL);
	if (!sim.gave_up)
		assert_int_equal(sim.n_done, sim.n_ids);
	for (int64_t i = 1; i <= sim.n_ids; i++)
		free(sim.urls[i]);
	return sim.now - start;
}

#endif
