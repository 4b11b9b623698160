#include "crawl/estimate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "crawl/errand.h"

int64_t
estimate_queue(const struct estimate_queue *q)
{
	int64_t each = q->answer_ms / (q->slots > 0 ? q->slots : 1);

	return q->n * (each > q->gap_ms ? each : q->gap_ms);
}

static int64_t
lane_waiting(const struct host *h, enum lane lane)
{
	return (int64_t)h->queues[lane].n + h->running[lane];
}

int64_t
estimate_host(const struct host *h)
{
	int64_t wait = host_held_until(h) - clock_mono(), longest = 0;

	if (h->parked != NULL)
		return 0;
	for (int i = 0; i < LANE_COUNT; i++) {
		const struct estimate_queue q = {
			.n = (int64_t)h->queues[i].n,
			.gap_ms = host_gap(h, &h->pace, (enum lane)i),
			.answer_ms = h->answer_ms[i],
			.slots = h->pace.slots[i],
		};
		int64_t ms = estimate_queue(&q);

		if (ms > longest)
			longest = ms;
	}
	return longest + (wait > 0 && longest > 0 ? wait : 0);
}

static bool
is_busy(const struct host *h)
{
	return lane_waiting(h, LANE_PAGES) + lane_waiting(h, LANE_IMAGES) > 0;
}

void
estimate_all(const struct crawl *c, struct estimate_sum *s)
{
	struct estimate_queue all = { .answer_ms = c->answer_ms,
		.slots = c->opts.max_total };

	*s = (struct estimate_sum){ 0 };
	for (size_t i = 0; i < c->hosts.n; i++) {
		const struct host *h = c->hosts.items[i].value;
		int64_t ms;

		if (!is_busy(h))
			continue;
		s->hosts++;
		s->pages += lane_waiting(h, LANE_PAGES);
		s->images += lane_waiting(h, LANE_IMAGES);
		s->requests += h->gate == GATE_UNKNOWN &&
		    h->pace.robots != ROBOTS_IGNORE;
		ms = estimate_host(h);
		if (ms > s->ms)
			s->ms = ms;
	}
	s->requests += s->pages + s->images;
	all.n = s->requests;
	if (estimate_queue(&all) > s->ms)
		s->ms = estimate_queue(&all);
}

static int
by_time(const void *a, const void *b)
{
	const struct estimate *x = a, *y = b;

	return x->ms < y->ms ? 1 : x->ms > y->ms ? -1 : 0;
}

static void
fill(struct estimate *e, const struct host *h, int64_t ms)
{
	*e = (struct estimate){
		.pages = lane_waiting(h, LANE_PAGES),
		.images = lane_waiting(h, LANE_IMAGES), .ms = ms,
	};
	(void)snprintf(e->host, sizeof(e->host), "%s", h->name);
}

size_t
estimate_slowest(const struct crawl *c, struct estimate *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < c->hosts.n; i++) {
		const struct host *h = c->hosts.items[i].value;
		size_t least = 0;
		int64_t ms;

		if (!is_busy(h))
			continue;
		ms = estimate_host(h);
		if (n < max) {
			fill(&out[n++], h, ms);
			continue;
		}
		for (size_t k = 1; k < n; k++)
			if (out[k].ms < out[least].ms)
				least = k;
		if (max > 0 && out[least].ms < ms)
			fill(&out[least], h, ms);
	}
	qsort(out, n, sizeof(*out), by_time);
	return n;
}
