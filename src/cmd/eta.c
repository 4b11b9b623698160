#include "cmd/eta.h"

/* Figures closer together say too little. */
#define SAMPLE_MS 500
/* The rate of the last half minute: a minute ago other hosts were asked. */
#define RATE_MS 30000.0
/* What is shown follows what is computed within some seconds: a figure that
 * jumps cannot be read. */
#define SHOWN_MS 4000.0
/* Before that nothing is known of the rate. */
#define FIRST_MS 1000
#define FIRST_ENDS 5

void
eta_init(struct eta *e)
{
	*e = (struct eta){ .ms = -1 };
}

int64_t
eta_unseen(const struct mirror_progress *p)
{
	int64_t left = p->pages - p->pages_done;

	if (p->pages_done == 0 || left <= 0)
		return 0;
	return left * p->images_found / p->pages_done;
}

static void
take_rate(struct eta *e, const struct mirror_progress *p, int64_t now)
{
	double passed = (double)(now - e->at);
	double rate = (double)(p->finished - e->finished) / passed;
	double all = (double)(now - e->begun);
	/* At first the mean of all there is. */
	double weight = passed / (all < RATE_MS ? all : RATE_MS);

	e->rate += (rate - e->rate) * (weight < 1 ? weight : 1);
	e->finished = p->finished;
}

/* The longest host, which still finds pictures, too. */
static double
bound(const struct mirror_progress *p)
{
	return p->crawl.eta_ms > 0 ? (double)p->crawl.eta_ms : 0;
}

static double
compute(const struct eta *e, const struct mirror_progress *p)
{
	double left = (double)(p->due - p->finished + eta_unseen(p));
	double by_rate = e->rate > 0 ? left / e->rate : -1;
	double least = bound(p);

	/* Few ends make no rate; one host's gap is what there is to know. */
	if (least > RATE_MS && e->rate * RATE_MS < FIRST_ENDS)
		return least;
	return by_rate > least || least <= 0 ? by_rate : least;
}

static void
show(struct eta *e, double ms, double passed)
{
	double part = passed / SHOWN_MS;

	if (ms < 0)
		return;
	if (e->ms < 0) {
		e->ms = ms;
		return;
	}
	e->ms -= passed;
	e->ms += (ms - e->ms) * (part < 1 ? part : 1);
	if (e->ms < 0)
		e->ms = 0;
}

int64_t
eta_update(struct eta *e, const struct mirror_progress *p, int64_t now)
{
	double passed;

	if (e->at == 0) {
		e->at = e->begun = now;
		e->finished = p->finished;
	}
	if (now - e->at < SAMPLE_MS)
		return (int64_t)e->ms;
	passed = (double)(now - e->at);
	take_rate(e, p, now);
	e->at = now;
	if (now - e->begun >= FIRST_MS && (p->finished >= FIRST_ENDS ||
	    p->crawl.eta_ms > 0))
		show(e, compute(e, p), passed);
	return (int64_t)e->ms;
}
