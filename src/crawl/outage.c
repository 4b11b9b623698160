#include "crawl/outage.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crawl/answer.h"
#include "crawl/gate.h"
#include "crawl/schedule.h"

/* So many hosts do not die at the same moment. */
#define MANY_HOSTS 3
/* What answers at all does so in less. */
#define DOUBT_MS 3000
/* As often it is asked whether the network is back: soon enough for whoever
 * waits, and nothing to speak of for who is asked. */
#define QUESTION_MS 3000
/* The resolver's thread is looked at as often; it answers within that. */
#define RESOLVER_MS 20

void
outage_release(struct outage *o)
{
	for (size_t i = 0; i < o->n_held; i++)
		free(o->held[i].reason);
	free(o->held);
	*o = (struct outage){ 0 };
}

static void
note_life(struct outage *o)
{
	o->n_proven = o->n_held;
	o->lived = clock_mono();
	o->is_down = false;
}

bool
outage_note(struct crawl *c, struct host *h, const struct net_exchange *x)
{
	struct outage *o = &c->outage;

	if (x->sign == NET_SIGN_LIFE) {
		note_life(o);
		if (x->status != 0)
			o->living = h;
	}
	return x->sign == NET_SIGN_SILENCE;
}

/* Asks again, once the network is back. */
static void
ask_again(struct crawl *c, struct held *held)
{
	free(held->reason);
	if (held->errand != NULL)
		errand_requeue(held->errand);
	else
		gate_reset(held->gate);
	schedule_settle(c, held->host);
}

static int
believe(struct crawl *c, struct held *held, struct err *err)
{
	struct net_exchange x = { .failure = held->failure,
		.status = held->status, .ms = held->ms };
	int rc = 0;

	(void)snprintf(x.reason, sizeof(x.reason), "%s", held->reason);
	free(held->reason);
	if (held->errand != NULL)
		rc = answer_fail(held->errand, &x, err);
	else
		gate_fail(held->gate, &x);
	schedule_settle(c, held->host);
	return rc;
}

void
outage_hold(struct crawl *c, struct errand *e, struct gate_errand *g,
    const struct net_exchange *x)
{
	struct outage *o = &c->outage;
	struct held held = { e != NULL ? e->host : gate_host(g), e, g,
		x->failure, x->status, x->ms, mem_dup(x->reason) };

	if (o->is_down) {
		ask_again(c, &held);
		return;
	}
	if (o->n_held == 0)
		o->held_since = clock_mono();
	*VEC_PUSH(&o->held, &o->n_held, &o->cap_held) = held;
	held.host->n_held++;
	c->queued++;
}

/* Takes the first n out of the list: they are believed, or asked again. */
static int
let_go(struct crawl *c, size_t n, bool are_believed, struct err *err)
{
	struct outage *o = &c->outage;
	struct held *held = o->held;
	size_t n_held = o->n_held;
	int rc = 0;

	o->held = NULL;
	o->n_held = o->cap_held = o->n_proven = 0;
	c->queued -= (int64_t)n_held;
	o->held_since = clock_mono();
	for (size_t i = n; i < n_held; i++) {
		*VEC_PUSH(&o->held, &o->n_held, &o->cap_held) = held[i];
		c->queued++;
	}
	for (size_t i = 0; i < n; i++) {
		held[i].host->n_held--;
		if (!are_believed)
			ask_again(c, &held[i]);
		else if (rc == 0)
			rc = believe(c, &held[i], err);
		else
			free(held[i].reason);
	}
	free(held);
	return rc;
}

static bool
are_many(const struct outage *o)
{
	const struct host *seen[MANY_HOSTS] = { NULL };
	size_t n = 0;

	for (size_t i = 0; i < o->n_held && n < MANY_HOSTS; i++) {
		bool is_new = true;

		for (size_t k = 0; k < n; k++)
			is_new = is_new && seen[k] != o->held[i].host;
		if (is_new)
			seen[n++] = o->held[i].host;
	}
	return n == MANY_HOSTS;
}

static bool
is_time(const struct crawl *c)
{
	const struct outage *o = &c->outage;
	int64_t now = clock_mono();

	if (o->is_down)
		return now >= o->next;
	return o->n_held > 0 && (c->running == 0 || are_many(o) ||
	    now - o->held_since >= DOUBT_MS);
}

/* Whoever answered last; while none has, one after the other. */
static struct host *
choose_host(struct crawl *c)
{
	struct outage *o = &c->outage;

	if (o->living != NULL)
		return o->living;
	if (!o->is_down)
		return o->held[0].host;
	for (size_t i = 0; i < c->hosts.n; i++) {
		size_t at = o->turn++ % c->hosts.n;
		struct host *h = c->hosts.items[at].value;

		if (h->origin[0] != '\0' && host_waiting(h) > 0)
			return h;
	}
	return NULL;
}

static int
receive(void *ctx, struct net_exchange *x, struct err *err)
{
	struct crawl *c = ctx;
	struct outage *o = &c->outage;

	(void)err;
	c->running--;
	o->question = OUTAGE_SILENT;
	if (x->sign != NET_SIGN_SILENCE)
		note_life(o);
	return 0;
}

/* The resolver is silent, or there is no way to it. */
static int
ask_host(struct crawl *c, struct err *err)
{
	struct outage *o = &c->outage;
	AUTO(mem_freep) char *url = NULL;
	struct net_request r = { .kind = NET_ROBOTS };

	if (o->about == NULL || (o->living == NULL && !o->is_down)) {
		o->question = OUTAGE_SILENT;
		return 0;
	}
	url = mem_fmt("%s/robots.txt", o->about->origin);
	r.url = url;
	o->question = OUTAGE_HOST;
	c->running++;
	return net_start(c->net, &r, receive, c, err);
}

static int
put_question(struct crawl *c, struct err *err)
{
	struct outage *o = &c->outage;

	o->put = clock_mono();
	o->next = o->put + QUESTION_MS;
	o->about = choose_host(c);
	if (o->about == NULL || !net_has_route())
		return ask_host(c, err);
	o->question = OUTAGE_RESOLVER;
	net_ask_resolver(c->net, o->about->name);
	return 0;
}

static int
hear_resolver(struct crawl *c, struct err *err)
{
	switch (net_resolver(c->net)) {
	case NET_ASKING:
		return 0;
	case NET_UNANSWERED:
		return ask_host(c, err);
	case NET_ANSWERED:
		break;
	}
	c->outage.question = OUTAGE_IDLE;
	note_life(&c->outage);
	return 0;
}

/* Nobody answered; but somebody else may have, meanwhile. */
static int
conclude(struct crawl *c, struct err *err)
{
	struct outage *o = &c->outage;

	o->question = OUTAGE_IDLE;
	if (o->is_down || o->n_held == 0 || o->lived >= o->put)
		return 0;
	if (o->living == NULL && !are_many(o) && net_has_route()) {
		o->n_proven = o->n_held;
		return 0;
	}
	o->is_down = true;
	o->down_since = clock_mono();
	return let_go(c, o->n_held, false, err);
}

int
outage_turn(struct crawl *c, struct err *err)
{
	struct outage *o = &c->outage;
	int rc = 0;

	if (c->is_stopping)
		return 0;
	if (o->question == OUTAGE_RESOLVER)
		rc = hear_resolver(c, err);
	if (rc == 0 && o->question == OUTAGE_SILENT)
		rc = conclude(c, err);
	if (rc == 0 && o->n_proven > 0)
		rc = let_go(c, o->n_proven, true, err);
	if (rc == 0 && o->question == OUTAGE_IDLE && is_time(c))
		rc = put_question(c, err);
	return rc;
}

bool
outage_is_over_limit(const struct crawl *c)
{
	const struct outage *o = &c->outage;

	return o->is_down &&
	    clock_mono() - o->down_since >= c->opts.network_wait_ms;
}

int
outage_timeout(const struct crawl *c, int max)
{
	return c->outage.question == OUTAGE_RESOLVER && max > RESOLVER_MS ?
	    RESOLVER_MS : max;
}
