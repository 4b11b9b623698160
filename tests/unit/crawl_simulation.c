/*
 * crawl: whole runs against a simulated network and clock: they end when their
 * longest host must, and never ask for more than they may.
 *
 * This file is the network: it has all of net.h but its pure functions.
 */
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

/* How a host behaves. A number of answers of 0: from the start. */
struct nature {
	int slow_after, slow_ms;	/* answers that take slow_ms; 0: none */
	int dead_after;			/* no answer any more; -1: never */
	int busy_at;			/* this one is 429, 0: none … */
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
};

struct sim_exchange {
	int64_t start, end;
	struct sim_host *host;
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
	if (kind == NET_ROBOTS)
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
	if (is_dead(h))
		return NET_CONNECT_MS;
	if (h->nature.slow_ms > 0 && h->n_answered >= h->nature.slow_after)
		return h->nature.slow_ms;
	return RTT_MS + (h->n_asked == 1 ? CONNECT_MS : 0);
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
		mem_dup(r->url), r->kind, fn, ctx };
	sim.busy_ms += x->end - x->start;
	sim.n_running++;
	return 0;
}

static void
fill_answer(struct net_exchange *x, const struct sim_exchange *e,
    struct err *err)
{
	struct sim_host *h = e->host;
	const char *type = e->kind == NET_IMAGE ? "image/png" : "text/html";

	h->n_answered++;
	h->end = sim.now;
	(void)snprintf(x->ip, sizeof(x->ip), "%s", h->nature.ip != NULL ?
	    h->nature.ip : "");
	x->status = e->kind == NET_ROBOTS ? 404 :
	    h->nature.busy_at == h->n_answered ? 429 : 200;
	buf_fmt(&x->response_head, "HTTP/1.1 %d X\r\nContent-Type: %s\r\n",
	    x->status, type);
	if (x->status == 429)
		buf_fmt(&x->response_head, "Retry-After: %s\r\n",
		    h->nature.retry_after);
	buf_str(&x->response_head, "\r\n");
	if (x->status == 429 && h->nature.ip != NULL)
		sim.held_until = sim.now + atoi(h->nature.retry_after) * 1000;
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
	if (e.kind != NET_ROBOTS)
		e.host->running[e.kind == NET_IMAGE]--;
	if (is_dead(e.host)) {
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
	(void)id;
	(void)err;
	sim.n_done++;
	sim.n_had += r->outcome == OUTCOME_UNTRIED;
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
	const struct crawl_opts opts = { .max_total = MAX_RUNNING };
	int64_t start = sim.now;
	struct estimate_sum sum;
	struct crawl *c;
	struct err err = ERR_INIT;

	assert_int_equal(crawl_new(&c, &opts, &ops, &err), 0);
	for (int64_t i = 1; i <= sim.n_ids; i++)
		assert_int_equal(crawl_add(c, i, sim.urls[i], sim.kinds[i],
		    false, &err), 0);
	estimate_all(c, &sum);
	*bound = sum.ms;
	if (crawl_run(c, &err) < 0)
		fail_msg("%s", err.msg);
	crawl_free(c);
	clock_set_mono(NULL);
	assert_int_equal(sim.n_done, sim.n_ids);
	for (int64_t i = 1; i <= sim.n_ids; i++)
		free(sim.urls[i]);
	return sim.now - start;
}

/* Within 10 % of what must be. */
static void
check_time(int64_t took, int64_t must)
{
	print_message("%.1f s of %.1f s\n", (double)took / 1000,
	    (double)must / 1000);
	assert_in_range(took, must * 9 / 10, must * 11 / 10);
}

static void
one_long_host_among_many_short_ones_sets_the_time(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	/* The long one comes last in the notes. */
	give_many("short", usual, 500, 1);
	give("long.example", usual, 500, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 1000);
	assert_int_equal(bound, 500 * PAGE_GAP);
	check_time(took, bound);
}

static void
five_hundred_hosts_of_one_page_leave_no_slot_idle(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give_many("short", usual, 500, 1);
	took = run(&bound);
	assert_int_equal(sim.n_had, 500);
	check_time(took, sim.busy_ms / MAX_RUNNING);
}

static void
one_host_of_five_hundred_pages_takes_its_gaps(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give("long.example", usual, 500, 0);
	took = run(&bound);
	check_time(took, bound);
	assert_int_equal(bound, 500 * PAGE_GAP);
}

static void
pictures_and_pages_go_side_by_side(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give_many("blog", usual, 40, 20);
	give("pictures.example", usual, 0, 9000);
	/* Its pages take their own time, and so do its pictures. */
	give("both.example", usual, 600, 5000);
	took = run(&bound);
	assert_int_equal(sim.n_had, 40 * 20 + 9000 + 5600);
	assert_int_equal(bound, 9000 * IMAGE_GAP);
	check_time(took, bound);
}

static void
pictures_that_take_long_are_asked_for_more_slowly(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give("pictures.example", (struct nature){ .dead_after = -1,
	    .slow_after = 100, .slow_ms = 1000 }, 0, 1000);
	took = run(&bound);
	/* Each of four slots is used for half of its time. */
	check_time(took, 100 * IMAGE_GAP + 900 * 500);
}

static void
a_host_that_slows_down_is_given_time(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give_many("short", usual, 200, 5);
	give("tired.example", (struct nature){ .dead_after = -1,
	    .slow_after = 50, .slow_ms = 3000 }, 300, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 1300);
	check_time(took, 50 * PAGE_GAP + 250 * 6000);
}

static void
hosts_that_are_dead_do_not_hold_up_those_that_live(void **state)
{
	struct sim_host *living, *dying;
	int64_t bound, start;

	(void)state;
	begin();
	start = sim.now;
	give_many("dead", (struct nature){ .dead_after = 0 }, 300, 3);
	living = give("living.example", usual, 300, 0);
	dying = give("dying.example", (struct nature){ .dead_after = 10 }, 400,
	    0);
	(void)run(&bound);
	check_time(living->end - start, 300 * PAGE_GAP);
	/* Nine pages (robots.txt was the tenth), and six tries. */
	assert_int_equal(sim.n_had, 300 + 9);
	assert_int_equal(dying->n_asked, 10 + 6);
	/* Those that never answered cost three tries each, and no more. */
	assert_int_equal(sim.hosts[0].n_asked, 3);
	check_time(sim.now - start, 300 * 3 * NET_CONNECT_MS /
	    (MAX_RUNNING - MAX_RUNNING / 8));
}

static void
a_wait_that_is_asked_for_holds_at_the_whole_address(void **state)
{
	const struct nature busy = { .dead_after = -1, .busy_at = 50,
		.retry_after = "60", .ip = "192.0.2.7" };
	struct nature beside = busy;
	int64_t bound, took;

	(void)state;
	begin();
	beside.busy_at = 0;
	give("busy.example", busy, 300, 0);
	give("beside.example", beside, 300, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 600);
	check_time(took, bound + 60000);
}

static void
too_long_a_wait_is_for_the_next_run(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give("busy.example", (struct nature){ .dead_after = -1, .busy_at = 21,
	    .retry_after = "601" }, 300, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 19);
	assert_true(took < 30 * PAGE_GAP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    one_long_host_among_many_short_ones_sets_the_time),
		cmocka_unit_test(
		    five_hundred_hosts_of_one_page_leave_no_slot_idle),
		cmocka_unit_test(
		    one_host_of_five_hundred_pages_takes_its_gaps),
		cmocka_unit_test(pictures_and_pages_go_side_by_side),
		cmocka_unit_test(
		    pictures_that_take_long_are_asked_for_more_slowly),
		cmocka_unit_test(a_host_that_slows_down_is_given_time),
		cmocka_unit_test(
		    hosts_that_are_dead_do_not_hold_up_those_that_live),
		cmocka_unit_test(
		    a_wait_that_is_asked_for_holds_at_the_whole_address),
		cmocka_unit_test(too_long_a_wait_is_for_the_next_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
