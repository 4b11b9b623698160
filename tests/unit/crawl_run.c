#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/codec.h"
#include "crawl_owner.h"

static void
robots_txt_is_asked_first_and_once(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, page);
	add(&o, "http://a.example/1", NET_PAGE, NULL);
	add(&o, "http://a.example/2", NET_PAGE, NULL);
	add(&o, "http://a.example/3.png", NET_IMAGE, "http://a.example/1");
	add(&o, "http://b.example:8080/1", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ FAST });
	for (int i = 1; i < o.n; i++) {
		assert_int_equal(o.ids[i].n_done, 1);
		assert_int_equal(o.ids[i].outcome, OUTCOME_UNTRIED);
	}
	assert_string_equal(o.ids[2].body, "/2");
	assert_int_equal(server_count(&server, "a.example", "/robots.txt"), 1);
	assert_int_equal(server_count(&server, "b.example:8080",
	    "/robots.txt"), 1);
	for (int i = 0; i < server.n; i++) {
		const struct hit *h = &server.log[i];

		assert_true(strcmp(h->path, "/robots.txt") == 0 ||
		    server_find(&server, h->host, "/robots.txt", 1) < h);
	}
	assert_int_equal(o.n_robots, 2);
	assert_int_equal(o.n_exchanges, 6);
	end();
}

static void
policy_ignore_does_not_ask_for_robots_txt(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, page);
	add(&o, "http://a.example/1", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ FAST, .robots = ROBOTS_IGNORE });
	assert_int_equal(server.n, 1);
	assert_int_equal(o.ids[1].outcome, OUTCOME_UNTRIED);
	end();
}

static bool
strict(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") != 0)
		return server_reply(fd, 200, "text/html", "", h->path);
	if (strcmp(h->host, "down.example") == 0)
		return server_reply(fd, 500, "text/plain", "", "");
	if (strcmp(h->host, "moved.example") == 0)
		return server_reply(fd, 301, "text/plain",
		    "Location: http://strict.example/robots.txt\r\n", "");
	return server_reply(fd, 200, "text/plain", "",
	    "User-agent: kbmirror\nDisallow: /private\n");
}

static void
what_robots_txt_forbids_depends_on_the_policy(void **state)
{
	static const enum crawl_robots policies[] = { ROBOTS_CITED,
		ROBOTS_OBEY };
	struct owner o;

	(void)state;
	for (int p = 0; p < 2; p++) {
		bool obeys = policies[p] == ROBOTS_OBEY;

		begin(&o, strict);
		add(&o, "http://strict.example/open", NET_PAGE, NULL);
		add(&o, "http://strict.example/private/x?y", NET_PAGE, NULL);
		add(&o, "http://strict.example/private/z", NET_PAGE, NULL);
		o.ids[3].is_not_cited = true;
		add(&o, "http://down.example/x", NET_PAGE, NULL);
		add(&o, "http://moved.example/private", NET_PAGE, NULL);
		run(&o, (struct crawl_opts){ FAST, .robots = policies[p] });
		assert_int_equal(o.ids[1].outcome, OUTCOME_UNTRIED);
		assert_false(o.ids[1].robots_overridden);
		assert_int_equal(o.ids[3].outcome, OUTCOME_ROBOTS);
		assert_int_equal(o.ids[3].status, -1);
		assert_non_null(strstr(o.ids[3].reason, "strict.example"));
		for (int i = 2; i < 6; i++) {
			if (i == 3)
				continue;
			/* The fourth one's robots.txt fails. */
			assert_int_equal(o.ids[i].outcome, !obeys ?
			    OUTCOME_UNTRIED : i == 4 ? OUTCOME_SERVER :
			    OUTCOME_ROBOTS);
			assert_int_equal(o.ids[i].robots_overridden, !obeys);
		}
		assert_int_equal(server_count(&server, NULL, "/private/z"), 0);
		assert_int_equal(server_count(&server, NULL,
		    "/private/x?y"), !obeys);
		end();
	}
}

static bool
slowly_crawled(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") == 0)
		return server_reply(fd, 200, "text/plain", "",
		    "User-agent: *\nCrawl-delay: 0.3\n");
	return page(fd, h);
}

/* Requests of a host that ask for a page must be that far apart. */
static void
check_gaps(const struct owner *o, const char *origin, int n, int64_t gap)
{
	int64_t last = 0;

	for (int i = 0; i < o->n_exchanges; i++) {
		if (strncmp(o->asked[i].url, origin, strlen(origin)) != 0 ||
		    strstr(o->asked[i].url, "/robots.txt") != NULL)
			continue;
		/* Two clocks that cut off milliseconds differ by two. */
		if (last != 0 && o->asked[i].date - last < gap - 2)
			fail_msg("%s came %d ms after the one before",
			    o->asked[i].url, (int)(o->asked[i].date - last));
		last = o->asked[i].date;
		n--;
	}
	assert_int_equal(n, 0);
}

static void
pages_of_one_host_keep_their_gap(void **state)
{
	int64_t start = clock_mono();
	struct owner o;

	(void)state;
	begin(&o, page);
	add(&o, "http://a.example/1", NET_PAGE, NULL);
	add(&o, "http://a.example/2", NET_PAGE, NULL);
	add(&o, "http://a.example/3", NET_PAGE, NULL);
	add(&o, "http://a.example/4", NET_PAGE, NULL);
	add(&o, "http://b.example/1", NET_PAGE, NULL);
	add(&o, "http://b.example/2", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ .delay_ms = 120, .image_delay_ms = -1 });
	check_gaps(&o, "http://a.example/", 4, 120);
	check_gaps(&o, "http://b.example/", 2, 120);
	assert_true(clock_mono() - start >= 3 * 120);
	end();
}

static void
crawl_delay_is_honoured(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, slowly_crawled);
	add(&o, "http://a.example/1", NET_PAGE, NULL);
	add(&o, "http://a.example/2", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ .delay_ms = 1 });
	check_gaps(&o, "http://a.example/", 2, 300);
	end();
}

static bool
slow_page(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") != 0)
		(void)usleep(30000);
	return page(fd, h);
}

static void
one_page_but_several_pictures_at_a_time(void **state)
{
	static char urls[12][64];
	struct owner o;

	(void)state;
	begin(&o, slow_page);
	for (int i = 0; i < 12; i++) {
		(void)snprintf(urls[i], 64, "http://a.example/%d", i);
		add(&o, urls[i], i < 6 ? NET_PAGE : NET_IMAGE, NULL);
	}
	run(&o, (struct crawl_opts){ FAST, .max_per_host = 3 });
	/* One page and three pictures. */
	assert_true(server.most <= 4);
	assert_true(server.most >= 2);
	end();
	begin(&o, slow_page);
	for (int i = 0; i < 6; i++)
		add(&o, urls[i], NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ FAST });
	assert_int_equal(server.most, 1);
	end();
}

static bool
endless_wait(int fd, const struct hit *h)
{
	char c;

	if (strcmp(h->path, "/wait") == 0) {
		(void)!recv(fd, &c, 1, 0);
		return false;
	}
	return page(fd, h);
}

static void
a_stop_ends_soon_and_leaves_the_rest_untried(void **state)
{
	int64_t start = clock_mono();
	struct owner o;

	(void)state;
	begin(&o, endless_wait);
	add(&o, "http://b.example/wait", NET_PAGE, NULL);
	add(&o, "http://a.example/1", NET_PAGE, NULL);
	add(&o, "http://a.example/2", NET_PAGE, NULL);
	o.stop_after = 3;
	run(&o, (struct crawl_opts){ .delay_ms = 500 });
	assert_true(clock_mono() - start < 20000);
	assert_int_equal(o.ids[1].n_done, 0);
	assert_int_equal(o.ids[2].n_done, 1);
	assert_int_equal(o.ids[3].n_done, 0);
	assert_int_equal(server_count(&server, NULL, "/2"), 0);
	end();
}

static void
what_is_not_http_is_not_asked(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, page);
	add(&o, "mailto:someone@a.example", NET_PAGE, NULL);
	add(&o, "http://a.example:25/", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ FAST });
	assert_int_equal(o.ids[1].outcome, OUTCOME_SCHEME);
	assert_int_equal(o.ids[2].outcome, OUTCOME_ADDRESS);
	assert_int_equal(server.n, 0);
	end();
}

static bool
busy_neighbour(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/busy") == 0 && h->nth == 1)
		return server_reply(fd, 429, "text/html",
		    "Retry-After: 1\r\n", "");
	if (strcmp(h->path, "/slow") == 0)
		(void)usleep(100000);
	return page(fd, h);
}

static void
a_penalty_holds_for_all_hosts_of_the_address(void **state)
{
	const struct hit *busy_hit, *next;
	struct owner o;

	(void)state;
	begin(&o, busy_neighbour);
	add(&o, "http://a.example/busy", NET_PAGE, NULL);
	add(&o, "http://b.example/slow", NET_PAGE, NULL);
	add(&o, "http://b.example/next", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ .delay_ms = -1, .image_delay_ms = -1 });
	busy_hit = server_find(&server, NULL, "/busy", 1);
	next = server_find(&server, NULL, "/next", 1);
	assert_true(next->at - busy_hit->at >= 990);
	end();
}

static bool
robots_in_gzip(int fd, const struct hit *h)
{
	AUTO(buf_release) struct buf once = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf z = BUF_INIT(1 << 20);
	char head[200];

	if (strcmp(h->path, "/robots.txt") != 0)
		return page(fd, h);
	assert_int_equal(codec_gzip(STR("User-agent: *\nDisallow: /x\n"), 6,
	    &once, NULL), 0);
	assert_int_equal(codec_gzip(buf_view(&once), 6, &z, NULL), 0);
	(void)snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\n"
	    "Content-Encoding: gzip\r\nContent-Length: %zu\r\n"
	    "Content-Encoding: x-gzip\r\n\r\n", z.len);
	server_say(fd, head);
	server_put(fd, z.p, z.len);
	return true;
}

static void
a_compressed_robots_txt_is_read(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, robots_in_gzip);
	add(&o, "http://a.example/x", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ FAST, .robots = ROBOTS_OBEY });
	assert_int_equal(o.ids[1].outcome, OUTCOME_ROBOTS);
	end();
}

static void
no_page_starts_while_the_owner_is_full_and_pictures_do(void **state)
{
	struct owner o;
	int64_t full_until;
	int n_early = 0;

	(void)state;
	begin(&o, page);
	add(&o, "http://a.example/1", NET_PAGE, NULL);
	add(&o, "http://b.example/2.png", NET_IMAGE, NULL);
	full_until = clock_now() + 500;
	o.full_until = clock_mono() + 500;
	run(&o, (struct crawl_opts){ FAST });
	assert_int_equal(o.n_exchanges, 4);
	for (int i = 0; i < o.n_exchanges; i++) {
		if (strncmp(o.asked[i].url, "http://a.example/", 17) == 0)
			assert_true(o.asked[i].date >= full_until - 5);
		else
			n_early += o.asked[i].date < full_until - 5;
	}
	/* robots.txt and the picture. */
	assert_int_equal(n_early, 2);
	assert_int_equal(o.ids[1].n_done + o.ids[2].n_done, 2);
	/* It waits, it does not spin. */
	assert_true(o.n_turns < 50);
	end();
}

static bool
large(int fd, const struct hit *h)
{
	static char body[20001];

	memset(body, 'x', sizeof(body) - 1);
	return server_reply(fd, strcmp(h->path, "/robots.txt") == 0 ? 404 : 200,
	    "text/html", "", body);
}

static int64_t first_eta;

static int
note_eta(void *ctx, int64_t id, const struct crawl_result *r, struct err *err)
{
	struct crawl_state state;
	struct owner *o = ctx;

	crawl_get_state(o->crawl, &state);
	if (id == 3)
		first_eta = state.eta_ms;
	return done(ctx, id, r, err);
}

static void
a_rate_limit_bounds_what_is_left(void **state)
{
	struct crawl_opts opts = { FAST };
	struct owner o;

	(void)state;
	begin(&o, large);
	o.done = note_eta;
	for (int i = 0; i < 10; i++)
		add(&o, "http://a.example/1", NET_PAGE, NULL);
	opts.net.limit_rate = 400000;
	run(&o, opts);
	/* Seven of 20 KB; one that is under way may have come as well. */
	assert_in_range(first_eta, 7 * 20000 / 400 - 50, 20 * 20000 / 400);
	end();
}

static void
nothing_to_do_ends_at_once(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, page);
	run(&o, (struct crawl_opts){ FAST });
	assert_int_equal(server.n, 0);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(robots_txt_is_asked_first_and_once),
		cmocka_unit_test(policy_ignore_does_not_ask_for_robots_txt),
		cmocka_unit_test(
		    what_robots_txt_forbids_depends_on_the_policy),
		cmocka_unit_test(pages_of_one_host_keep_their_gap),
		cmocka_unit_test(crawl_delay_is_honoured),
		cmocka_unit_test(one_page_but_several_pictures_at_a_time),
		cmocka_unit_test(a_stop_ends_soon_and_leaves_the_rest_untried),
		cmocka_unit_test(what_is_not_http_is_not_asked),
		cmocka_unit_test(a_penalty_holds_for_all_hosts_of_the_address),
		cmocka_unit_test(a_compressed_robots_txt_is_read),
		cmocka_unit_test(no_page_starts_while_the_owner_is_full_and_pictures_do),
		cmocka_unit_test(a_rate_limit_bounds_what_is_left),
		cmocka_unit_test(nothing_to_do_ends_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
