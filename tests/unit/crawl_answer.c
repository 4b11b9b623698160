#include "crawl_owner.h"

static bool
mover(int fd, const struct hit *h)
{
	int n;

	if (strcmp(h->path, "/old") == 0)
		return server_reply(fd, 301, "text/html",
		    "Location: ../new?x#part\r\n", "moved");
	if (strcmp(h->path, "/away") == 0)
		return server_reply(fd, 307, "text/html",
		    "Location: //b.example/there\r\n", "");
	if (strcmp(h->path, "/circle") == 0)
		return server_reply(fd, 302, "text/html",
		    "Location: /circle2\r\n", "");
	if (strcmp(h->path, "/circle2") == 0)
		return server_reply(fd, 302, "text/html",
		    "Location: /circle\r\n", "");
	if (sscanf(h->path, "/long/%d", &n) == 1) {
		char extra[64];

		(void)snprintf(extra, sizeof(extra), "Location: /long/%d\r\n",
		    n + 1);
		return server_reply(fd, 303, "text/html", extra, "");
	}
	if (strcmp(h->path, "/mail") == 0)
		return server_reply(fd, 302, "text/html",
		    "Location: mailto:x@y.example\r\n", "");
	if (strcmp(h->path, "/meta") == 0)
		return server_reply(fd, 302, "text/html",
		    "Location: http://169.254.169.254/latest\r\n", "");
	if (strcmp(h->path, "/nowhere") == 0)
		return server_reply(fd, 302, "text/html", "", "");
	if (strcmp(h->path, "/cookie") == 0 &&
	    strstr(h->head, "Cookie: seen=1") == NULL)
		return server_reply(fd, 302, "text/html",
		    "Location: /cookie\r\nSet-Cookie: seen=1\r\n", "");
	return page(fd, h);
}

static void
redirects_are_followed_hop_by_hop(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, mover);
	add(&o, "http://a.example/old#frag", NET_PAGE, NULL);
	add(&o, "http://a.example/away", NET_PAGE, NULL);
	add(&o, "http://a.example/circle", NET_PAGE, NULL);
	add(&o, "http://a.example/long/1", NET_PAGE, NULL);
	add(&o, "http://a.example/mail", NET_PAGE, NULL);
	add(&o, "http://a.example/nowhere", NET_PAGE, NULL);
	add(&o, "http://a.example/cookie", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ FAST });
	assert_int_equal(o.ids[1].outcome, OUTCOME_UNTRIED);
	assert_string_equal(o.ids[1].final_url, "http://a.example/new?x");
	assert_string_equal(o.ids[1].body, "/new?x");
	assert_int_equal(o.ids[1].n_hops, 1);
	assert_string_equal(o.ids[2].final_url, "http://b.example/there");
	/* The other host's robots.txt comes before its page. */
	assert_true(server_find(&server, "b.example", "/robots.txt", 1) <
	    server_find(&server, "b.example", "/there", 1));
	assert_int_equal(o.ids[3].outcome, OUTCOME_REDIRECT_LOOP);
	assert_int_equal(server_count(&server, NULL, "/circle"), 1);
	assert_int_equal(o.ids[4].outcome, OUTCOME_REDIRECT_LOOP);
	assert_int_equal(server_count(&server, NULL, "/long/21"), 1);
	assert_int_equal(server_count(&server, NULL, "/long/22"), 0);
	assert_int_equal(o.ids[5].outcome, OUTCOME_SCHEME);
	assert_int_equal(o.ids[6].outcome, OUTCOME_SERVER);
	assert_int_equal(o.ids[7].outcome, OUTCOME_UNTRIED);
	assert_string_equal(o.ids[7].body, "/cookie");
	end();
}

static void
a_redirect_to_a_private_address_is_refused(void **state)
{
	const struct crawl_ops ops = { .prepare = prepare,
		.exchange = exchange, .done = done, .turn = turn };
	struct crawl_opts opts = { FAST, .tries = 1 };
	const char *allow[] = { "127.0.0.1/32" }, *to[1];
	struct crawl_ops mine = ops;
	struct err err = ERR_INIT;
	char target[64];
	struct owner o;

	(void)state;
	begin(&o, mover);
	add(&o, "http://a.example/meta", NET_PAGE, NULL);
	/* Only this host is redirected to the server. */
	(void)snprintf(target, sizeof(target), "a.example:80:127.0.0.1:%d",
	    server.port);
	to[0] = target;
	opts.net.connect_to = (struct opt_list){ to, 1, 1 };
	opts.net.allow_net = (struct opt_list){ allow, 1, 1 };
	opts.net.proxy = "";
	mine.ctx = &o;
	assert_int_equal(crawl_new(&o.crawl, &opts, &mine, &err), 0);
	assert_int_equal(crawl_add(o.crawl, 1, o.ids[1].url, NET_PAGE, true,
	    &err), 0);
	assert_int_equal(crawl_run(o.crawl, &err), 0);
	crawl_free(o.crawl);
	assert_int_equal(o.ids[1].n_done, 1);
	assert_int_equal(o.ids[1].outcome, OUTCOME_ADDRESS);
	assert_non_null(strstr(o.ids[1].reason, "169.254.169.254"));
	assert_string_equal(o.ids[1].final_url,
	    "http://169.254.169.254/latest");
	end();
}

static bool
by_status(int fd, const struct hit *h)
{
	int status = atoi(h->path + 1);

	if (strcmp(h->path, "/robots.txt") == 0)
		return server_reply(fd, 404, "text/plain", "", "");
	if (strcmp(h->path, "/once") == 0)
		return server_reply(fd, h->nth == 1 ? 503 : 200, "text/html",
		    "", "at last");
	if (strcmp(h->path, "/drop") == 0 && h->nth == 1)
		return false;
	if (strcmp(h->path, "/cut") == 0) {
		server_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
		    "short");
		return false;
	}
	if (strncmp(h->path, "/206-", 5) == 0)
		return server_reply(fd, 206, "text/html",
		    strcmp(h->path, "/206-all") == 0 ?
		    "Content-Range: bytes 0-0/1\r\n" :
		    strcmp(h->path, "/206-start") == 0 ?
		    "Content-Range: bytes 0-0/2\r\n" :
		    "Content-Range: bytes 1-1/2\r\n", "x");
	if (strstr(h->head, "If-None-Match: \"v1\"") != NULL) {
		server_say(fd, "HTTP/1.1 304 Not Modified\r\n"
		    "ETag: \"v1\"\r\n\r\n");
		return true;
	}
	return server_reply(fd, status > 0 ? status : 200, "text/html", "",
	    "x");
}

static void
statuses_become_outcomes_and_only_some_are_asked_again(void **state)
{
	static const struct {
		const char *path;
		enum outcome outcome;
		int asked;
	} cases[] = {
		{ "/404", OUTCOME_GONE, 1 }, { "/410", OUTCOME_GONE, 1 },
		{ "/401", OUTCOME_REFUSED, 1 }, { "/403", OUTCOME_REFUSED, 1 },
		{ "/451", OUTCOME_REFUSED, 1 }, { "/418", OUTCOME_REFUSED, 1 },
		{ "/429", OUTCOME_BUSY, 3 }, { "/500", OUTCOME_SERVER, 3 },
		{ "/503", OUTCOME_SERVER, 3 }, { "/501", OUTCOME_SERVER, 1 },
		{ "/408", OUTCOME_SERVER, 3 }, { "/203", OUTCOME_UNTRIED, 1 },
		{ "/once", OUTCOME_UNTRIED, 2 },
		{ "/drop", OUTCOME_UNTRIED, 2 },
		{ "/cut", OUTCOME_TRUNCATED, 3 },
		{ "/206", OUTCOME_TRUNCATED, 1 },
		{ "/206-all", OUTCOME_UNTRIED, 1 },
		{ "/206-start", OUTCOME_TRUNCATED, 1 },
		{ "/206-end", OUTCOME_TRUNCATED, 1 },
	};
	enum { N = sizeof(cases) / sizeof(cases[0]) };
	static char urls[N][64];
	struct owner o;

	(void)state;
	begin(&o, by_status);
	for (int i = 0; i < N; i++) {
		(void)snprintf(urls[i], 64, "http://h%d.example%s", i,
		    cases[i].path);
		add(&o, urls[i], NET_PAGE, NULL);
	}
	add(&o, "http://etag.example/kept", NET_PAGE, NULL);
	o.ids[N + 1].etag = "\"v1\"";
	run(&o, (struct crawl_opts){ FAST });
	for (int i = 0; i < N; i++) {
		int asked = server_count(&server, NULL, cases[i].path);

		if (o.ids[i + 1].outcome != cases[i].outcome ||
		    asked != cases[i].asked || o.ids[i + 1].n_done != 1)
			fail_msg("%s: %s, asked %d times: %s", cases[i].path,
			    outcome_name(o.ids[i + 1].outcome), asked,
			    o.ids[i + 1].reason);
	}
	assert_string_equal(o.ids[1].reason,
	    "the server answered 404 Not Found");
	assert_true(o.ids[N + 1].is_not_modified);
	assert_int_equal(o.ids[N + 1].outcome, OUTCOME_UNTRIED);
	assert_int_equal(o.ids[N + 1].status, 304);
	end();
}

static bool
busy(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/robots.txt") == 0)
		return server_reply(fd, 404, "text/plain", "", "");
	if (strcmp(h->path, "/soon") == 0 && h->nth == 1)
		return server_reply(fd, 429, "text/html",
		    "Retry-After: 1\r\n", "");
	if (strcmp(h->host, "later.example") == 0)
		return server_reply(fd, 503, "text/html",
		    "Retry-After: 3600\r\n", "");
	return page(fd, h);
}

static void
retry_after_is_honoured_for_the_whole_host(void **state)
{
	const struct hit *first, *again, *other;
	struct owner o;

	(void)state;
	begin(&o, busy);
	add(&o, "http://a.example/soon", NET_PAGE, NULL);
	add(&o, "http://a.example/other", NET_PAGE, NULL);
	run(&o, (struct crawl_opts){ .delay_ms = -1, .image_delay_ms = -1 });
	first = server_find(&server, NULL, "/soon", 1);
	again = server_find(&server, NULL, "/soon", 2);
	other = server_find(&server, NULL, "/other", 1);
	assert_true(again->at - first->at >= 990);
	assert_true(other->at - first->at >= 990);
	assert_int_equal(o.ids[1].outcome, OUTCOME_UNTRIED);
	end();
}

static void
a_host_that_asks_for_an_hour_is_left_to_the_next_run(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, busy);
	add(&o, "http://later.example/1", NET_PAGE, NULL);
	add(&o, "http://later.example/2", NET_PAGE, NULL);
	add(&o, "http://later.example/3.png", NET_IMAGE, NULL);
	run(&o, (struct crawl_opts){ FAST, .max_per_host = 1 });
	for (int i = 1; i < 4; i++) {
		assert_int_equal(o.ids[i].n_done, 1);
		assert_int_equal(o.ids[i].outcome, OUTCOME_BUSY);
		assert_non_null(strstr(o.ids[i].reason, "60 minutes"));
	}
	/* robots.txt, a page and at most a picture beside it. */
	assert_true(server.n <= 3);
	/* Who was not asked has not failed. */
	assert_false(o.ids[1].is_put_off);
	assert_true(o.ids[2].is_put_off);
	assert_int_equal(o.ids[3].is_put_off, server.n < 3);
	end();
}

static void
a_host_without_a_sign_of_life_is_left_alone(void **state)
{
	static char urls[20][64];
	struct owner o;

	(void)state;
	begin(&o, page);
	for (int i = 0; i < 20; i++) {
		/* The port that nobody listens at: connect-to is for 80. */
		(void)snprintf(urls[i], 64, "http://no-such.invalid/%d", i);
		add(&o, urls[i], NET_PAGE, NULL);
	}
	server_stop(&server);
	run(&o, (struct crawl_opts){ FAST });
	for (int i = 1; i <= 20; i++) {
		assert_int_equal(o.ids[i].n_done, 1);
		assert_int_equal(o.ids[i].outcome, OUTCOME_CONNECT);
		assert_int_equal(o.ids[i].status, i == 1 ? 0 : -1);
	}
}

static int
follow_once(void *ctx, int64_t id, const struct crawl_result *r,
    struct err *err)
{
	struct owner *o = ctx;

	if (done(ctx, id, r, err) < 0)
		return -1;
	return o->ids[id].n_done == 1 ? crawl_follow(o->crawl, id,
	    "http://b.example/moved#x", err) : 0;
}

static void
a_page_that_moves_by_itself_is_followed_under_its_id(void **state)
{
	struct owner o;

	(void)state;
	begin(&o, page);
	add(&o, "http://a.example/1", NET_PAGE, NULL);
	o.ids[1].etag = "\"v1\"";
	o.done = follow_once;
	run(&o, (struct crawl_opts){ FAST });
	assert_int_equal(o.ids[1].n_done, 2);
	assert_string_equal(o.ids[1].body, "/moved");
	assert_string_equal(o.ids[1].final_url, "http://b.example/moved");
	assert_int_equal(o.ids[1].n_hops, 1);
	assert_null(strstr(server_find(&server, NULL, "/moved", 1)->head,
	    "If-None-Match"));
	end();
}

static void
credentials_stay_with_the_cited_origin(void **state)
{
	const char *fields[] = { "Authorization: Bearer s3cret" };
	struct crawl_opts opts = { FAST };
	struct owner o;

	(void)state;
	begin(&o, mover);
	opts.net.headers = (struct opt_list){ fields, 1, 1 };
	opts.net.cookie = "login=s3cret";
	add(&o, "http://a.example/away", NET_PAGE, NULL);
	add(&o, "http://a.example/old", NET_PAGE, NULL);
	add(&o, "http://a.example/p.png", NET_IMAGE, "http://a.example/1");
	add(&o, "http://c.example/p.png", NET_IMAGE, "http://a.example/1");
	add(&o, "http://a.example/found", NET_PAGE, NULL);
	o.ids[5].is_not_cited = true;
	run(&o, opts);
	for (int i = 0; i < server.n; i++) {
		const struct hit *h = &server.log[i];
		bool may = strcmp(h->host, "a.example") == 0 &&
		    strcmp(h->path, "/robots.txt") != 0 &&
		    strcmp(h->path, "/found") != 0;
		bool has = strstr(h->head, "Bearer s3cret") != NULL &&
		    strstr(h->head, "login=s3cret") != NULL;

		if (may != has || (!may && strstr(h->head, "s3cret") != NULL))
			fail_msg("%s%s: %s", h->host, h->path, h->head);
	}
	assert_non_null(server_find(&server, "b.example", "/there", 1));
	end();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(redirects_are_followed_hop_by_hop),
		cmocka_unit_test(a_redirect_to_a_private_address_is_refused),
		cmocka_unit_test(
		    statuses_become_outcomes_and_only_some_are_asked_again),
		cmocka_unit_test(retry_after_is_honoured_for_the_whole_host),
		cmocka_unit_test(
		    a_host_that_asks_for_an_hour_is_left_to_the_next_run),
		cmocka_unit_test(
		    a_host_without_a_sign_of_life_is_left_alone),
		cmocka_unit_test(
		    a_page_that_moves_by_itself_is_followed_under_its_id),
		cmocka_unit_test(credentials_stay_with_the_cited_origin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
