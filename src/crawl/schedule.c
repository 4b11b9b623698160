#include "crawl/schedule.h"

#include "base/clock.h"
#include "base/mem.h"
#include "crawl/estimate.h"
#include "crawl/gate.h"

/* This part of all slots is kept from hosts that have not answered yet. */
#define KEPT_PART 8

/* A host that takes less than this part of the run does not decide when it
 * ends. */
#define SHORT_PART 2

/* Who starts first, and what counts among equals. */
enum tier {
	TIER_COLD,	/* would open a connection: the longer queue for each
			 * one that there is */
	TIER_WARM,	/* has one idle: the one that ended last, for one that
			 * rests begins slowly again (RFC 5681 4.1) */
	TIER_FRESH,	/* has not answered: the longer queue */
	TIER_LONG,	/* decides when the run ends: the longer time */
};
#define TIER_BITS 48
/* Of a queue's share for a connection: shares of less than one count. */
#define SHARE_UNIT 16

static struct pace
find_pace(const struct crawl *c, struct str name)
{
	const struct crawl_host_opts *best = NULL;
	struct pace p = c->pace;

	for (size_t i = 0; i < c->opts.n_hosts; i++) {
		const struct crawl_host_opts *o = &c->opts.hosts[i];

		if (net_is_under(name, str_of(o->host)) && (best == NULL ||
		    strlen(best->host) < strlen(o->host)))
			best = o;
	}
	if (best != NULL && best->has_robots)
		p.robots = best->robots;
	if (best != NULL && best->image_delay_ms != 0)
		p.delay_ms[LANE_IMAGES] = best->image_delay_ms < 0 ? 0 :
		    best->image_delay_ms;
	if (best != NULL && best->delay_ms != 0) {
		p.delay_ms[LANE_PAGES] = best->delay_ms < 0 ? 0 :
		    best->delay_ms;
		p.is_adaptive = !c->opts.is_impolite && best->delay_ms > 0;
	}
	return p;
}

struct host *
schedule_host(struct crawl *c, struct str url)
{
	struct str name = host_name_in(url);
	struct host *h = map_get(&c->hosts, name);
	AUTO(mem_freep) char *copy = NULL;
	struct pace pace;

	if (h != NULL)
		return h;
	copy = mem_dupn(name.p, name.n);
	pace = find_pace(c, name);
	h = host_new(copy, host_origin_in(url), &pace);
	if (name.n == 0)
		h->gate = GATE_KNOWN;
	(void)map_set(&c->hosts, name, h);
	return h;
}

struct penalty *
schedule_address(struct crawl *c, const char *ip)
{
	struct penalty *a;

	if (ip[0] == '\0')
		return NULL;
	a = map_get(&c->addresses, str_of(ip));
	if (a == NULL) {
		a = mem_alloc(sizeof(*a));
		(void)map_set(&c->addresses, str_of(ip), a);
	}
	return a;
}

void
schedule_note_start(struct crawl *c, struct host *h)
{
	c->running++;
	if (h->is_living)
		return;
	h->n_trials++;
	c->trials++;
}

void
schedule_note_end(struct crawl *c, struct host *h, bool has_answered)
{
	c->running--;
	if (h->is_living)
		return;
	h->n_trials--;
	c->trials--;
	if (!has_answered)
		return;
	h->is_living = true;
	c->trials -= h->n_trials;
	h->n_trials = 0;
}

static void
count_living(struct crawl *c, struct host *h)
{
	bool is_wanted = h->is_living && host_waiting(h) > 0;

	c->n_living += is_wanted - h->is_counted;
	h->is_counted = is_wanted;
}

static int64_t
rank_by_time(const struct crawl *c, const struct host *h)
{
	const struct estimate_queue all = { .n = c->queued,
		.answer_ms = c->answer_ms, .slots = c->opts.max_total };
	int64_t value = estimate_host(h);
	enum tier tier = TIER_LONG;

	if (value < estimate_queue(&all) / SHORT_PART) {
		tier = !h->is_living ? TIER_FRESH :
		    host_is_warm(h) ? TIER_WARM : TIER_COLD;
		value = tier == TIER_WARM ? h->ended :
		    (int64_t)host_waiting(h);
		if (tier == TIER_COLD)
			value = value * SHARE_UNIT / (h->n_open + 1);
	}
	return -((int64_t)tier << TIER_BITS) - value;
}

/* The smaller, the sooner among those that may start. */
static int64_t
rank_of(const struct crawl *c, const struct host *h)
{
	int64_t best = INT64_MAX;

	if (!c->opts.in_order)
		return rank_by_time(c, h);
	for (int i = 0; i < LANE_COUNT; i++) {
		const struct queue *q = &h->queues[i];
		size_t id = q->n > 0 ? (size_t)q->items[q->head].id : 0;

		if (id > 0 && id < c->n_ranks && c->ranks[id] < best)
			best = c->ranks[id];
	}
	return best;
}

static struct agenda *
ready_for(struct crawl *c, const struct host *h)
{
	bool has_picture = host_may_start(h, &h->pace, LANE_IMAGES,
	    clock_mono());

	return h->is_living ? &c->ready[has_picture] : &c->fresh[has_picture];
}

void
schedule_settle(struct crawl *c, struct host *h)
{
	int64_t t = host_next_start(h, &h->pace);

	count_living(c, h);
	if (t == INT64_MAX)
		agenda_drop(&h->node);
	else if (t <= clock_mono())
		agenda_add(ready_for(c, h), &h->node, rank_of(c, h));
	else
		agenda_add(&c->waiting, &h->node, t);
}

static void
wake_due(struct crawl *c)
{
	int64_t now = clock_mono();
	struct agenda_node *n;

	while ((n = agenda_first(&c->delayed)) != NULL && n->key <= now) {
		agenda_drop(n);
		c->queued--;
		errand_requeue(n->owner);
	}
	while ((n = agenda_first(&c->waiting)) != NULL && n->key <= now) {
		agenda_drop(n);
		schedule_settle(c, n->owner);
	}
}

static bool
is_full(const struct crawl *c)
{
	return c->ops.is_full != NULL && c->ops.is_full(c->ops.ctx);
}

static bool
pick_lane(const struct crawl *c, const struct host *h, enum lane *lane)
{
	*lane = LANE_IMAGES;
	return is_full(c) ? host_may_start(h, &h->pace, *lane, clock_mono()) :
	    host_pick(h, &h->pace, clock_mono(), lane);
}

/* One start at one host, so that ready hosts take turns. */
static int
start_one(struct crawl *c, struct host *h, struct err *err)
{
	enum lane lane;
	int rc = 0;

	/* Its time may have been put off by another host of the address. */
	if (host_next_start(h, &h->pace) <= clock_mono()) {
		if (h->gate == GATE_UNKNOWN && h->pace.robots != ROBOTS_IGNORE)
			rc = gate_open(c, h, err);
		else if (pick_lane(c, h, &lane))
			rc = errand_begin(c, h, lane, err);
	}
	schedule_settle(c, h);
	return rc;
}

static bool
has_room(const struct crawl *c)
{
	return c->running < c->opts.max_total;
}

static bool
may_try_fresh(const struct crawl *c)
{
	return c->n_living == 0 || c->trials <
	    c->opts.max_total - c->opts.max_total / KEPT_PART;
}

static struct agenda_node *
sooner(struct agenda_node *a, struct agenda_node *b)
{
	return a == NULL || (b != NULL && b->key < a->key) ? b : a;
}

static struct agenda_node *
first_ready(const struct crawl *c)
{
	struct agenda_node *n = NULL;
	bool may_try = may_try_fresh(c);

	/* Pages wait while the owner has enough of them; pictures do not. */
	for (int i = is_full(c) ? 1 : 0; i < 2; i++) {
		n = sooner(n, agenda_first(&c->ready[i]));
		if (may_try)
			n = sooner(n, agenda_first(&c->fresh[i]));
	}
	return n;
}

int
schedule_start(struct crawl *c, struct err *err)
{
	struct agenda_node *n;

	wake_due(c);
	while (has_room(c) && (n = first_ready(c)) != NULL) {
		agenda_drop(n);
		if (start_one(c, n->owner, err) < 0)
			return -1;
	}
	return 0;
}

int
schedule_timeout(const struct crawl *c, int max)
{
	const struct agenda *from[] = { &c->waiting, &c->delayed };
	int64_t now = clock_mono(), wait = max;

	if (!has_room(c))
		return max;
	for (int i = 0; i < 2; i++) {
		const struct agenda_node *n = agenda_first(from[i]);

		if (n != NULL && n->key - now < wait)
			wait = n->key - now;
	}
	return wait < 0 || first_ready(c) != NULL ? 0 : (int)wait;
}
