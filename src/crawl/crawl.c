#include "crawl/crawl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crawl/errand.h"
#include "crawl/gate.h"
#include "crawl/schedule.h"

#define DEFAULT_DELAY_MS 1000
#define DEFAULT_IMAGE_DELAY_MS 100
#define DEFAULT_TRIES 3
/* A router that is restarted, a walk to the next train: a user who comes back
 * later than that does not wait for the rest of this run either. */
#define DEFAULT_NETWORK_WAIT_MS (10 * 60 * 1000)

/* The owner's turn comes at least this often. */
#define TURN_MS 200
/* After a stop, what is under way has this long to end. */
#define STOP_MS 2000
/* Descriptors of the owner: a few per worker. */
#define MAX_FDS 256

static int64_t
delay_or(int64_t given, int64_t otherwise)
{
	return given < 0 ? 0 : given == 0 ? otherwise : given;
}

static void
set_defaults(struct crawl *c)
{
	struct crawl_opts *o = &c->opts;

	if (o->max_per_host <= 0)
		o->max_per_host = CRAWL_PER_HOST;
	if (o->max_total <= 0)
		o->max_total = CRAWL_TOTAL;
	if (o->tries <= 0)
		o->tries = DEFAULT_TRIES;
	o->network_wait_ms = delay_or(o->network_wait_ms,
	    DEFAULT_NETWORK_WAIT_MS);
	c->pace = (struct pace){
		.delay_ms = {
			delay_or(o->delay_ms, DEFAULT_DELAY_MS),
			delay_or(o->image_delay_ms, DEFAULT_IMAGE_DELAY_MS),
		},
		.slots = { o->is_impolite ? o->max_per_host : 1,
		    o->max_per_host },
		.is_adaptive = !o->is_impolite && o->delay_ms >= 0,
		.robots = o->robots,
	};
}

int
crawl_new(struct crawl **out, const struct crawl_opts *opts,
    const struct crawl_ops *ops, struct err *err)
{
	struct crawl *c = mem_alloc(sizeof(*c));

	c->opts = *opts;
	c->ops = *ops;
	set_defaults(c);
	/* Any odd start will do, but not the same on all machines. */
	c->random = (uint64_t)clock_mono() * 0x9e3779b97f4a7c15ULL | 1;
	if (net_new(&c->net, &c->opts.net, err) < 0) {
		crawl_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
crawl_free(struct crawl *c)
{
	if (c == NULL)
		return;
	net_free(c->net);
	outage_release(&c->outage);
	while (c->errands != NULL)
		errand_free(c->errands);
	for (size_t i = 0; i < c->hosts.n; i++)
		host_free(c->hosts.items[i].value);
	for (size_t i = 0; i < c->addresses.n; i++)
		free(c->addresses.items[i].value);
	map_release(&c->hosts);
	map_release(&c->addresses);
	hsts_release(&c->hsts);
	agenda_release(&c->waiting);
	for (int i = 0; i < 2; i++) {
		agenda_release(&c->ready[i]);
		agenda_release(&c->fresh[i]);
	}
	agenda_release(&c->delayed);
	free(c->ranks);
	free(c);
}

int
crawl_add(struct crawl *c, int64_t id, const char *url, enum net_kind kind,
    bool first, struct err *err)
{
	struct host *h = schedule_host(c, str_of(url));
	enum lane lane = kind == NET_PAGE ? LANE_PAGES : LANE_IMAGES;
	struct queue_item item = { id, NULL };

	(void)err;
	if (first)
		queue_push_front(&h->queues[lane], item);
	else
		queue_push(&h->queues[lane], item);
	if (c->opts.in_order)
		*VEC_AT(&c->ranks, &c->n_ranks, (size_t)id) =
		    first ? 0 : ++c->last_rank;
	c->queued++;
	schedule_settle(c, h);
	return 0;
}

int
crawl_follow(struct crawl *c, int64_t id, const char *url, struct err *err)
{
	struct errand *e = errand_new(c, id, LANE_PAGES);

	(void)err;
	e->is_follow = true;
	errand_set_url(e, str_of(url));
	/* The page itself was the first hop. */
	*VEC_PUSH(&e->seen, &e->n_seen, &e->cap_seen) = mem_dup("");
	c->finished--;
	errand_requeue(e);
	return 0;
}

static int
step(struct crawl *c, struct err *err)
{
	struct pollfd fds[MAX_FDS];
	int timeout = outage_timeout(c, c->is_stopping || c->outage.is_down ?
	    TURN_MS : schedule_timeout(c, TURN_MS));
	int wanted = timeout;
	size_t n = 0;

	if (c->ops.poll != NULL)
		n = c->ops.poll(c->ops.ctx, fds, MAX_FDS, &wanted);
	if (wanted >= 0 && wanted < timeout)
		timeout = wanted;
	return net_step(c->net, fds, n, timeout, err);
}

static bool
is_done(struct crawl *c)
{
	if (c->is_stopping)
		return c->running == 0 || clock_mono() >= c->stop_at;
	return c->queued == 0 && c->running == 0 &&
	    (c->ops.is_busy == NULL || !c->ops.is_busy(c->ops.ctx));
}

static void
stop(struct crawl *c, int64_t at)
{
	if (!c->is_stopping || at < c->stop_at)
		c->stop_at = at;
	c->is_stopping = true;
}

int
crawl_run(struct crawl *c, struct err *err)
{
	for (;;) {
		int rc = c->ops.turn != NULL ?
		    c->ops.turn(c->ops.ctx, err) : 0;

		if (rc < 0 || outage_turn(c, err) < 0)
			return -1;
		if (outage_is_over_limit(c))
			c->is_offline = true;
		if (rc == 1 || c->is_offline)
			stop(c, clock_mono() + STOP_MS);
		else if (rc != 0)
			stop(c, INT64_MAX);
		if (!c->is_stopping && !c->outage.is_down &&
		    schedule_start(c, err) < 0)
			return -1;
		if (is_done(c))
			break;
		if (step(c, err) < 0)
			return -1;
	}
	net_abort(c->net);
	c->running = 0;
	return 0;
}

static int
by_pages(const void *a, const void *b)
{
	const struct host *const *x = a, *const *y = b;
	size_t n = (*x)->queues[LANE_PAGES].n, m = (*y)->queues[LANE_PAGES].n;

	return n < m ? 1 : n > m ? -1 : strcmp((*x)->name, (*y)->name);
}

int
crawl_foresee(struct crawl *c, size_t max, struct err *err)
{
	struct host **hosts = mem_array(c->hosts.n + 1, sizeof(hosts[0]));
	size_t n = 0;
	int rc = 0;

	/* A single page waits for none. */
	for (size_t i = 0; i < c->hosts.n; i++) {
		struct host *h = c->hosts.items[i].value;

		if (h->queues[LANE_PAGES].n > 1)
			hosts[n++] = h;
	}
	qsort(hosts, n, sizeof(hosts[0]), by_pages);
	for (size_t i = 0; rc == 0 && i < n && i < max; i++)
		rc = gate_foresee(c, hosts[i], err);
	free(hosts);
	return rc;
}

void
crawl_each_ruled(const struct crawl *c,
    void (*fn)(void *, const struct crawl_ruled *), void *ctx)
{
	for (size_t i = 0; i < c->hosts.n; i++) {
		const struct host *h = c->hosts.items[i].value;
		const struct crawl_ruled r = { h->name, h->pace.robots,
			h->n_refused, h->n_overridden, h->n_unknown };

		if (r.refused + r.overridden + r.unknown > 0)
			fn(ctx, &r);
	}
}

/* How long limit_rate takes for what is left, if that is as large as what has
 * come. */
static int64_t
rate_time(const struct crawl *c)
{
	int64_t limit = c->opts.net.limit_rate;

	return limit > 0 && c->finished > 0 ? net_bytes(c->net) /
	    c->finished * (c->queued + c->running) * 1000 / limit : 0;
}

void
crawl_get_state(const struct crawl *c, struct crawl_state *s)
{
	struct estimate_sum sum;
	int64_t least;

	estimate_all(c, &sum);
	least = rate_time(c) > sum.ms ? rate_time(c) : sum.ms;
	*s = (struct crawl_state){
		.queued = c->queued, .running = c->running,
		.finished = c->finished, .answered = c->answered,
		.bytes = net_bytes(c->net),
		.down_ms = c->outage.is_down ?
		    clock_mono() - c->outage.down_since + 1 : 0,
		.is_offline = c->is_offline,
		.eta_ms = c->finished > 0 ? least : -1,
		.n_hosts = (int)sum.hosts,
	};
	s->n_slow = estimate_slowest(c, s->slow, CRAWL_SLOW);
	if (s->n_slow > 0)
		memcpy(s->slowest, s->slow[0].host, sizeof(s->slowest));
}
