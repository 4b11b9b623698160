/* crawl: what is kept of robots.txt stands for a request for a while. */
#include "crawl_owner.h"

#include "crawl/estimate.h"
#include "crawl/recall.h"

#define HOUR ((int64_t)3600 * 1000)

static void
a_kept_answer_is_good_for_an_hour_to_a_day(void **state)
{
	static const struct {
		int status;
		const char *fields;
		int64_t good, bad;	/* ages in minutes */
	} cases[] = {
		{ 200, "", 1439, 1440 },
		{ 404, "", 1439, 1440 },
		{ 301, "", 1439, 1440 },
		{ 500, "", -1, 0 },
		{ 503, "Cache-Control: max-age=86400\r\n", -1, 0 },
		{ 429, "", -1, 0 },
		{ 200, "Cache-Control: public, max-age=7200\r\n", 119, 120 },
		{ 200, "Cache-Control: Max-Age=\"7200\"\r\n", 119, 120 },
		{ 200, "Cache-Control: max-age=0\r\n", 59, 60 },
		{ 200, "Cache-Control: no-cache\r\n", 59, 60 },
		{ 200, "Cache-Control: max-age=7200\r\n"
		    "Cache-Control: no-store\r\n", 59, 60 },
		{ 200, "Cache-Control: max-age=99999999999999999999\r\n",
		    1439, 1440 },
		{ 200, "Cache-Control: max-age=\r\n", 1439, 1440 },
		{ 200, "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n"
		    "Expires: Thu, 01 Jan 2026 03:00:00 GMT\r\n", 179, 180 },
		{ 200, "Expires: 0\r\n", 59, 60 },
		{ 200, "Cache-Control: max-age=7200\r\nExpires: 0\r\n", 119,
		    120 },
	};
	const int64_t date = 1767225600000;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct recall r;

		recall_init(&r);
		r.date = date;
		r.status = cases[i].status;
		buf_fmt(&r.head, "HTTP/1.1 %d X\r\n%s\r\n", r.status,
		    cases[i].fields);
		if (cases[i].good >= 0 && !recall_is_fresh(&r,
		    date + cases[i].good * 60000))
			fail_msg("case %zu is not good", i);
		if (recall_is_fresh(&r, date + cases[i].bad * 60000))
			fail_msg("case %zu is good for too long", i);
		/* A clock that was set back proves nothing. */
		assert_false(recall_is_fresh(&r, date - 1));
		recall_release(&r);
	}
}

static void
nothing_kept_is_never_fresh(void **state)
{
	AUTO(buf_release) struct buf etag = BUF_INIT(100);
	struct recall r;

	(void)state;
	recall_init(&r);
	assert_false(recall_is_fresh(&r, 1000));
	recall_validators(&r, &etag, &etag);
	assert_int_equal(etag.len, 0);
	recall_release(&r);
}

static int64_t age;
static int kept_status;

static int
keep(void *ctx, const char *url, struct recall *r, struct err *err)
{
	(void)ctx;
	(void)err;
	if (strcmp(url, "http://new.example/robots.txt") == 0)
		return 0;
	r->date = clock_now() - age;
	r->status = kept_status;
	buf_str(&r->head, "HTTP/1.1 200 OK\r\nETag: \"one\"\r\n"
	    "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n\r\n");
	if (strcmp(url, "http://moved.example/robots.txt") == 0) {
		r->status = 301;
		buf_reset(&r->head);
		buf_str(&r->head, "HTTP/1.1 301 Moved\r\n"
		    "Location: http://a.example/robots.txt\r\n\r\n");
	} else if (strcmp(url, "http://circle.example/robots.txt") == 0) {
		r->status = 301;
		buf_reset(&r->head);
		buf_str(&r->head, "HTTP/1.1 301 Moved\r\n"
		    "Location: /robots.txt\r\n\r\n");
	} else {
		buf_str(&r->body, "User-agent: *\nDisallow: /private\n");
	}
	return 0;
}

static int robots_status;

static bool
answer(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") != 0)
		return page(fd, h);
	return server_reply(fd, robots_status, "text/plain", "",
	    robots_status == 200 ? "User-agent: *\nDisallow: /other\n" : "");
}

static int n_busy;	/* answers before there is one */

/* Comes soon, but not at once. */
static bool
answer_later(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") != 0)
		return page(fd, h);
	if (h->nth <= n_busy)
		return server_reply(fd, h->nth % 2 == 0 ? 503 : 429,
		    "text/plain", "Retry-After: 1\r\n", "");
	return server_reply(fd, 200, "text/plain", "",
	    "User-agent: *\nDisallow: /other\n");
}

static void
who_asks_to_wait_is_asked_again_a_few_times(void **state)
{
	struct owner o;
	int64_t began = clock_mono();

	(void)state;
	for (n_busy = 1; n_busy <= 4; n_busy++) {
		begin(&o, answer_later);
		add(&o, "http://a.example/this", NET_PAGE, NULL);
		add(&o, "http://a.example/other", NET_PAGE, NULL);
		if (n_busy == 1)
			run(&o, (struct crawl_opts){ .robots = ROBOTS_OBEY });
		else
			run(&o, (struct crawl_opts){ FAST,
			    .robots = ROBOTS_OBEY });
		assert_int_equal(server_count(&server, NULL, "/robots.txt"),
		    n_busy < 3 ? n_busy + 1 : 3);
		assert_int_equal(o.ids[1].outcome, n_busy < 3 ?
		    OUTCOME_UNTRIED : OUTCOME_SERVER);
		assert_int_equal(o.ids[2].outcome, n_busy < 3 ?
		    OUTCOME_ROBOTS : OUTCOME_SERVER);
		end();
		if (n_busy == 1)
			assert_true(clock_mono() - began >= 1000);
	}
}

static int
keep_delay(void *ctx, const char *url, struct recall *r, struct err *err)
{
	(void)ctx;
	(void)err;
	if (strcmp(url, "http://new.example/robots.txt") == 0)
		return 0;
	r->date = clock_now() - 400 * HOUR;
	r->status = 200;
	buf_str(&r->head, "HTTP/1.1 200 OK\r\n\r\n");
	if (strcmp(url, "http://led.example/robots.txt") == 0) {
		r->status = 302;
		buf_reset(&r->head);
		buf_str(&r->head, "HTTP/1.1 302 Found\r\n"
		    "Location: http://slow.example/robots.txt\r\n\r\n");
	} else {
		buf_str(&r->body, "User-agent: *\nCrawl-delay: 7\n");
	}
	return 0;
}

static void
a_forecast_knows_the_delays_that_are_kept(void **state)
{
	static const char *const urls[] = { "http://slow.example/1",
		"http://slow.example/2", "http://slow.example/3",
		"http://led.example/1", "http://led.example/2",
		"http://new.example/1", "http://new.example/2",
		"http://new.example/3", "http://one.example/1" };
	const struct crawl_ops ops = { .recall = keep_delay };
	struct estimate slow[4];
	struct estimate_sum all;
	struct err err = ERR_INIT;
	struct crawl_opts opts = { .delay_ms = 1000 };
	struct crawl *c;

	(void)state;
	if (crawl_new(&c, &opts, &ops, &err) < 0)
		fail_msg("%s", err.msg);
	for (int i = 0; i < 9; i++)
		assert_int_equal(crawl_add(c, i + 1, urls[i], NET_PAGE, false,
		    &err), 0);
	estimate_all(c, &all);
	assert_int_equal(all.ms, 3000);
	assert_int_equal(crawl_foresee(c, 100, &err), 0);
	estimate_all(c, &all);
	assert_int_equal(all.ms, 21000);
	assert_int_equal(estimate_slowest(c, slow, 4), 4);
	assert_string_equal(slow[0].host, "slow.example");
	assert_string_equal(slow[1].host, "led.example");
	assert_int_equal(slow[1].ms, 14000);
	assert_int_equal(slow[2].ms, 3000);
	assert_int_equal(slow[3].ms, 1000);
	crawl_free(c);
}

struct run_case {
	int64_t age;
	int kept, now;	/* status */
	bool revalidates;
};

static void
run_private(struct owner *o, struct run_case c)
{
	begin(o, answer);
	o->recall = keep;
	age = c.age;
	kept_status = c.kept;
	robots_status = c.now;
	add(o, "http://a.example/private", NET_PAGE, NULL);
	add(o, "http://a.example/other", NET_PAGE, NULL);
	run(o, (struct crawl_opts){ FAST, .robots = ROBOTS_OBEY,
	    .revalidates = c.revalidates });
}

static void
a_fresh_copy_costs_no_request(void **state)
{
	struct owner o;

	(void)state;
	run_private(&o, (struct run_case){ 23 * HOUR, 200, 200, false });
	assert_int_equal(server_count(&server, NULL, "/robots.txt"), 0);
	assert_int_equal(o.ids[1].outcome, OUTCOME_ROBOTS);
	assert_int_equal(o.ids[2].outcome, OUTCOME_UNTRIED);
	end();
	/* That there are no rules is good to know, too. */
	run_private(&o, (struct run_case){ HOUR, 404, 200, false });
	assert_int_equal(server_count(&server, NULL, "/robots.txt"), 0);
	assert_int_equal(o.ids[1].outcome, OUTCOME_UNTRIED);
	end();
}

static void
an_old_copy_is_confirmed_or_replaced(void **state)
{
	const struct hit *h;
	struct owner o;

	(void)state;
	run_private(&o, (struct run_case){ 25 * HOUR, 200, 304, false });
	assert_int_equal(server_count(&server, NULL, "/robots.txt"), 1);
	h = server_find(&server, "a.example", "/robots.txt", 1);
	assert_non_null(strstr(h->head, "If-None-Match: \"one\""));
	assert_non_null(strstr(h->head,
	    "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT"));
	assert_int_equal(o.ids[1].outcome, OUTCOME_ROBOTS);
	assert_int_equal(o.ids[2].outcome, OUTCOME_UNTRIED);
	end();
	run_private(&o, (struct run_case){ 25 * HOUR, 200, 200, false });
	assert_int_equal(o.ids[1].outcome, OUTCOME_UNTRIED);
	assert_int_equal(o.ids[2].outcome, OUTCOME_ROBOTS);
	end();
	run_private(&o, (struct run_case){ HOUR, 200, 200, true });
	assert_int_equal(server_count(&server, NULL, "/robots.txt"), 1);
	assert_int_equal(o.ids[2].outcome, OUTCOME_ROBOTS);
	end();
	run_private(&o, (struct run_case){ 25 * HOUR, 200, 404, false });
	assert_int_equal(o.ids[1].outcome, OUTCOME_UNTRIED);
	end();
}

static void
while_it_cannot_be_had_the_rules_it_had_hold(void **state)
{
	struct owner o;

	(void)state;
	run_private(&o, (struct run_case){ 99 * HOUR, 200, 500, false });
	assert_int_equal(o.ids[1].outcome, OUTCOME_ROBOTS);
	assert_int_equal(o.ids[2].outcome, OUTCOME_UNTRIED);
	end();
	/* Without any, nothing may be asked for: a failure, which passes. */
	run_private(&o, (struct run_case){ 99 * HOUR, 404, 500, false });
	assert_int_equal(o.ids[2].outcome, OUTCOME_SERVER);
	assert_int_equal(server_count(&server, NULL, NULL), 1);
	end();
	run_private(&o, (struct run_case){ HOUR, 500, 500, false });
	assert_int_equal(server_count(&server, NULL, "/robots.txt"), 1);
	assert_int_equal(o.ids[2].outcome, OUTCOME_SERVER);
	end();
}

static void
kept_redirects_are_followed_within_bounds(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, answer);
	o.recall = keep;
	age = HOUR;
	kept_status = robots_status = 200;
	add(&o, "http://moved.example/private", NET_PAGE, NULL);
	add(&o, "http://circle.example/private", NET_PAGE, NULL);
	add(&o, "http://new.example/other", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ FAST, .robots = ROBOTS_OBEY });
	assert_int_equal(o.ids[1].outcome, OUTCOME_ROBOTS);
	assert_int_equal(o.ids[2].outcome, OUTCOME_UNTRIED);
	assert_int_equal(o.ids[3].outcome, OUTCOME_ROBOTS);
	assert_int_equal(server_count(&server, NULL, "/robots.txt"), 1);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kept_answer_is_good_for_an_hour_to_a_day),
		cmocka_unit_test(nothing_kept_is_never_fresh),
		cmocka_unit_test(a_fresh_copy_costs_no_request),
		cmocka_unit_test(an_old_copy_is_confirmed_or_replaced),
		cmocka_unit_test(
		    who_asks_to_wait_is_asked_again_a_few_times),
		cmocka_unit_test(a_forecast_knows_the_delays_that_are_kept),
		cmocka_unit_test(while_it_cannot_be_had_the_rules_it_had_hold),
		cmocka_unit_test(kept_redirects_are_followed_within_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
