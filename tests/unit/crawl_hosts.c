/* crawl: what is different at one host. */
#include "crawl_owner.h"

static bool
private(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") == 0)
		return server_reply(fd, 200, "text/plain", "",
		    "User-agent: *\nDisallow: /private\nCrawl-delay: 0.3\n");
	return page(fd, h);
}

static void
a_host_has_its_own_gap_and_policy(void **state)
{
	static const struct crawl_host_opts hosts[] = {
		{ .host = "slow.example", .delay_ms = 150 },
		{ .host = "fast.slow.example", .delay_ms = -1 },
		{ .host = "strict.example", .has_robots = true,
		    .robots = ROBOTS_OBEY },
		{ .host = "mine.example", .has_robots = true,
		    .robots = ROBOTS_IGNORE },
	};
	static const char *const urls[] = { "http://slow.example/1",
	    "http://slow.example/2", "http://fast.slow.example/1",
	    "http://fast.slow.example/2", "http://www.strict.example/private",
	    "http://mine.example/private", "http://other.example/private" };
	struct owner o;
	int64_t first = 0, second = 0;

	(void)state;
	begin(&o, private);
	for (size_t i = 0; i < 7; i++)
		add(&o, urls[i], NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ .delay_ms = 400, .image_delay_ms = -1,
	    .hosts = hosts, .n_hosts = 4 });
	assert_int_equal(o.ids[5].outcome, OUTCOME_ROBOTS);
	assert_int_equal(o.ids[6].outcome, OUTCOME_UNTRIED);
	assert_false(o.ids[6].robots_overridden);
	assert_int_equal(o.ids[7].outcome, OUTCOME_UNTRIED);
	assert_true(o.ids[7].robots_overridden);
	assert_int_equal(server_count(&server, "www.strict.example",
	    "/private"), 0);
	assert_int_equal(server_count(&server, "mine.example",
	    "/robots.txt"), 0);
	for (int i = 0; i < o.n_exchanges; i++) {
		if (strcmp(o.asked[i].url, urls[0]) == 0)
			first = o.asked[i].date;
		if (strcmp(o.asked[i].url, urls[1]) == 0)
			second = o.asked[i].date;
	}
	/* Crawl-delay is longer than what the user gave for it. */
	assert_true(second - first >= 298);
	for (int i = 0; i < o.n_exchanges; i++) {
		if (strcmp(o.asked[i].url, urls[2]) == 0)
			first = o.asked[i].date;
		if (strcmp(o.asked[i].url, urls[3]) == 0)
			second = o.asked[i].date;
	}
	assert_true(second - first < 298);
	end();
}

static bool
moving(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/moved") == 0)
		return server_reply(fd, 302, "text/html",
		    "Location: http://www.own.example/there\r\n", "");
	if (strcmp(h->path, "/away") == 0)
		return server_reply(fd, 302, "text/html",
		    "Location: http://else.example/there\r\n", "");
	return page(fd, h);
}

static int
n_with_secret(const char *host, const char *path)
{
	int n = 0;

	for (int i = 0; i < server.n; i++)
		n += strcmp(server.log[i].host, host) == 0 &&
		    strcmp(server.log[i].path, path) == 0 &&
		    strstr(server.log[i].head, "s3cret") != NULL;
	return n;
}

static void
secrets_of_a_host_go_to_what_is_cited_there(void **state)
{
	static const char *lines[] = { "Authorization: s3cret" };
	static const struct net_host_opts host = { .host = "own.example",
		.headers = { lines, 1, 1 } };
	struct crawl_opts opts = { FAST, .net = { .hosts = &host,
		.n_hosts = 1 } };
	struct owner o;
	int n = 0;

	(void)state;
	begin(&o, moving);
	add(&o, "http://own.example/moved", NET_PAGE, NULL);
	add(&o, "http://own.example/away", NET_PAGE, NULL);
	add(&o, "http://other.example/x", NET_PAGE, NULL);
	add(&o, "http://img.own.example/1.png", NET_IMAGE,
	    "http://own.example/moved");
	add(&o, "http://img.own.example/2.png", NET_IMAGE,
	    "http://other.example/x");
	o.ids[add(&o, "http://own.example/found", NET_PAGE,
	    NULL)].is_not_cited = true;
	run(&o, opts);
	assert_int_equal(n_with_secret("own.example", "/moved"), 1);
	assert_int_equal(n_with_secret("own.example", "/away"), 1);
	assert_int_equal(n_with_secret("www.own.example", "/there"), 1);
	assert_int_equal(n_with_secret("img.own.example", "/1.png"), 1);
	for (int i = 0; i < server.n; i++)
		n += strstr(server.log[i].head, "s3cret") != NULL;
	assert_int_equal(n, 4);
	assert_int_equal(server_count(&server, "else.example", "/there"), 1);
	assert_int_equal(server_count(&server, "own.example", "/found"), 1);
	assert_int_equal(server_count(&server, "img.own.example", "/2.png"),
	    1);
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_has_its_own_gap_and_policy),
		cmocka_unit_test(secrets_of_a_host_go_to_what_is_cited_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
