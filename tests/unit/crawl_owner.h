/*
 * crawl_owner.h: the owner of a crawl whose ids are places in a table, for the
 * unit tests of crawl.  Every host is the test's own server.
 */
#ifndef TEST_CRAWL_OWNER_H
#define TEST_CRAWL_OWNER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "crawl/crawl.h"
#include "http_server.h"

#define MAX_IDS 64

/* The owner of a crawl: ids are places in a table. */
struct owner {
	struct crawl *crawl;
	struct {
		const char *url, *referer, *etag, *refused;
		enum net_kind kind;
		bool is_not_cited;
		/* What came of it. */
		int n_done;
		enum outcome outcome, first_outcome;
		char reason[256], final_url[512], body[64];
		int status, n_hops;
		bool is_not_modified, robots_overridden, is_put_off;
	} ids[MAX_IDS];
	int n;
	int n_exchanges, n_robots;
	struct {
		char url[128];
		int64_t date;
	} asked[MAX_IDS * 2];	/* as they started, on our own clock */
	int (*done)(void *, int64_t, const struct crawl_result *,
	    struct err *);	/* NULL: done() below */
	int (*recall)(void *, const char *, struct recall *,
	    struct err *);	/* NULL: nothing is kept */
	int stop_after;		/* exchanges, 0: never */
	int64_t full_until;	/* clock_mono(); 0: never full */
	int n_turns;
};

static struct server server;

static inline int
prepare(void *ctx, int64_t id, struct crawl_request *r, struct err *err)
{
	struct owner *o = ctx;

	(void)err;
	buf_str(&r->url, o->ids[id].url);
	if (o->ids[id].referer != NULL)
		buf_str(&r->referer, o->ids[id].referer);
	if (o->ids[id].etag != NULL)
		buf_str(&r->etag, o->ids[id].etag);
	if (o->ids[id].refused != NULL)
		hash_of(str_of(o->ids[id].refused), r->refused);
	r->kind = o->ids[id].kind;
	r->is_cited = !o->ids[id].is_not_cited;
	return 0;
}

static inline int
exchange(void *ctx, int64_t id, struct net_exchange *x, struct err *err)
{
	struct owner *o = ctx;

	(void)err;
	assert_int_not_equal(x->status, 0);
	assert_true(o->n_exchanges < MAX_IDS * 2);
	(void)snprintf(o->asked[o->n_exchanges].url, 128, "%s", x->url);
	o->asked[o->n_exchanges++].date = x->date;
	o->n_robots += id == 0;
	return 0;
}

static inline int
done(void *ctx, int64_t id, const struct crawl_result *r, struct err *err)
{
	struct owner *o = ctx;

	if (o->ids[id].n_done++ == 0)
		o->ids[id].first_outcome = r->outcome;
	o->ids[id].outcome = r->outcome;
	o->ids[id].n_hops = r->n_hops;
	o->ids[id].is_not_modified = r->is_not_modified;
	o->ids[id].robots_overridden = r->robots_overridden;
	o->ids[id].is_put_off = r->is_put_off;
	(void)snprintf(o->ids[id].reason, 256, "%s", r->reason);
	(void)snprintf(o->ids[id].final_url, 512, "%s", r->final_url);
	o->ids[id].status = r->final != NULL ? r->final->status : -1;
	o->ids[id].body[0] = '\0';
	if (r->final != NULL) {
		AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

		assert_int_equal(spool_load(&r->final->body, &b, err), 0);
		(void)snprintf(o->ids[id].body, 64, "%s", b.p);
	}
	return 0;
}

static inline int
turn(void *ctx, struct err *err)
{
	struct owner *o = ctx;

	(void)err;
	o->n_turns++;
	return o->stop_after > 0 && o->n_exchanges >= o->stop_after;
}

static inline bool
is_full(void *ctx)
{
	struct owner *o = ctx;

	return clock_mono() < o->full_until;
}

/* id 0 is robots.txt. */
static inline int
add(struct owner *o, const char *url, enum net_kind kind, const char *referer)
{
	if (o->n == 0)
		o->n = 1;
	assert_true(o->n < MAX_IDS);
	o->ids[o->n].url = url;
	o->ids[o->n].kind = kind;
	o->ids[o->n].referer = referer;
	return o->n++;
}

static inline void
begin(struct owner *o, bool (*answer)(int, const struct hit *))
{
	memset(o, 0, sizeof(*o));
	server_start(&server, answer);
}

/* Asks for all that was added; every host is the test's server. */
static inline void
run(struct owner *o, struct crawl_opts opts)
{
	const struct crawl_ops ops = { .prepare = prepare,
		.exchange = exchange, .turn = turn, .is_full = is_full,
		.recall = o->recall, .ctx = o,
		.done = o->done != NULL ? o->done : done };
	const char *allow[] = { "127.0.0.1/32" }, *to[1];
	struct crawl_state state;
	struct err err = ERR_INIT;
	char target[64];

	(void)snprintf(target, sizeof(target), "::127.0.0.1:%d", server.port);
	to[0] = target;
	opts.net.connect_to = (struct opt_list){ to, 1, 1 };
	opts.net.allow_net = (struct opt_list){ allow, 1, 1 };
	opts.net.proxy = "";
	if (crawl_new(&o->crawl, &opts, &ops, &err) < 0)
		fail_msg("%s", err.msg);
	for (int i = 1; i < o->n; i++)
		assert_int_equal(crawl_add(o->crawl, i, o->ids[i].url,
		    o->ids[i].kind, false, &err), 0);
	if (crawl_run(o->crawl, &err) < 0)
		fail_msg("%s", err.msg);
	crawl_get_state(o->crawl, &state);
	assert_int_equal(state.running, 0);
	if (o->stop_after == 0) {
		assert_int_equal(state.queued, 0);
		assert_int_equal(state.finished, o->n > 0 ? o->n - 1 : 0);
		assert_int_equal(state.n_hosts, 0);
	}
	crawl_free(o->crawl);
}

static inline void
end(void)
{
	server_stop(&server);
}

#define FAST .delay_ms = -1, .image_delay_ms = -1, .no_retry_wait = true

/* 404 for robots.txt, a picture for *.png, else a page with the path in it. */
static inline bool
page(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") == 0)
		return server_reply(fd, 404, "text/plain", "", "none");
	if (strstr(h->path, ".png") != NULL)
		return server_reply(fd, 200, "image/png", "",
		    "\x89PNG\r\n\x1a\n a picture");
	return server_reply(fd, 200, "text/html", "", h->path);
}

#endif
