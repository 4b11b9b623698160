#include "base/codec.h"
#include "net_asker.h"

static void
an_exchange_is_kept_as_it_was_on_the_wire(void **state)
{
	struct net_request r = { .url = "http://news.example/a?b=c" };
	struct seen s = { 0 };

	(void)state;
	ask_once((struct net_opts){ 0 }, &r, &s, plain);
	assert_int_equal(s.status, 200);
	assert_int_equal(s.failure, OUTCOME_UNTRIED);
	assert_string_equal(s.body, "hello");
	assert_string_equal(s.ip, "127.0.0.1");
	assert_string_equal(s.protocol, "http/1.1");
	assert_string_equal(s.response, "HTTP/1.1 200 X\r\n"
	    "Content-Type: text/html\r\nContent-Length: 5\r\n"
	    "X-Odd:  kept \r\n\r\n");
	assert_memory_equal(s.request, "GET /a?b=c HTTP/1.1\r\n"
	    "Host: news.example\r\n", 41);
	assert_non_null(strstr(s.request,
	    "\r\nAccept-Encoding: gzip, deflate, br\r\n"));
	assert_non_null(strstr(s.request, "\r\nUser-Agent: kbmirror/"));
	assert_null(strstr(s.request, "\r\nReferer:"));
	assert_string_equal(s.request + strlen(s.request) - 4, "\r\n\r\n");
	assert_false(s.had_credentials);
	free(s.body);
}

static bool
gzip_in_chunks(int fd, const struct hit *h)
{
	AUTO(buf_release) struct buf z = BUF_INIT(1 << 20);
	char size[32];

	(void)h;
	assert_int_equal(codec_gzip(STR("the same words"), 6, &z, NULL), 0);
	server_say(fd, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n");
	for (size_t i = 0; i < z.len; i += 7) {
		size_t n = z.len - i < 7 ? z.len - i : 7;

		(void)snprintf(size, sizeof(size), "%zx\r\n", n);
		server_say(fd, size);
		server_put(fd, z.p + i, n);
		server_say(fd, "\r\n");
	}
	server_say(fd, "0\r\nX-Trailer: no head field\r\n\r\n");
	return true;
}

static void
chunks_are_joined_and_compression_is_kept(void **state)
{
	struct net_request r = { .url = "http://news.example/" };
	AUTO(buf_release) struct buf out = BUF_INIT(1000);
	struct seen s = { 0 };

	(void)state;
	ask_once((struct net_opts){ 0 }, &r, &s, gzip_in_chunks);
	assert_int_equal(s.failure, OUTCOME_UNTRIED);
	assert_int_equal(codec_decode(CODEC_GZIP,
	    str_make(s.body, (size_t)s.len), &out, NULL), 0);
	assert_string_equal(out.p, "the same words");
	assert_non_null(strstr(s.response, "\r\nContent-Encoding: gzip\r\n"));
	assert_null(strstr(s.response, "X-Trailer"));
	free(s.body);
}

static bool
broken(int fd, const struct hit *h)
{
	if (strcmp(h->path, "/short") == 0)
		server_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n"
		    "twenty-one bytes here");
	else if (strcmp(h->path, "/chunk") == 0)
		server_say(fd, "HTTP/1.1 200 OK\r\n"
		    "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
	else if (strcmp(h->path, "/old") == 0)
		server_say(fd, "HTTP/1.0 200 OK\r\n\r\nuntil the end");
	else if (strcmp(h->path, "/head") == 0)
		server_say(fd, "HTTP/1.1 200 OK\r\nContent-Ty");
	else if (strcmp(h->path, "/noise") == 0)
		server_say(fd, "220 mail.example ESMTP\r\n");
	return false;
}

static void
what_did_not_arrive_whole_is_said_so(void **state)
{
	static const struct {
		const char *url, *reason;
		enum outcome failure;
		int64_t len;
	} cases[] = {
		{ "http://h.example/short", "21 of 42 bytes",
		    OUTCOME_TRUNCATED, 21 },
		{ "http://h.example/chunk", "before its end",
		    OUTCOME_TRUNCATED, 5 },
		{ "http://h.example/old", "", OUTCOME_UNTRIED, 13 },
		{ "http://h.example/none",
		    "connection closed without an answer", OUTCOME_CONNECT, 0 },
		{ "http://h.example/noise", "not HTTP", OUTCOME_CONNECT, 0 },
	};
	struct net_opts o = { 0 };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, broken);
	n = open_net(&o);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_request r = { .url = cases[i].url };

		ask(n, &r, &s);
		if (s.failure != cases[i].failure ||
		    strstr(s.reason, cases[i].reason) == NULL ||
		    s.len != cases[i].len)
			fail_msg("%s: %s '%s' %d", cases[i].url,
			    outcome_name(s.failure), s.reason, (int)s.len);
	}
	ask(n, &(struct net_request){ .url = "http://h.example/head" }, &s);
	assert_int_not_equal(s.failure, OUTCOME_UNTRIED);
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static bool
endless(int fd, const struct hit *h)
{
	static char block[65536];

	if (strcmp(h->path, "/announced") == 0) {
		server_say(fd, "HTTP/1.1 200 OK\r\n"
		    "Content-Length: 9000000\r\n\r\n");
	} else if (strcmp(h->path, "/heads") == 0) {
		server_say(fd, "HTTP/1.1 200 OK\r\n");
		for (int i = 0; i < 300; i++) {
			server_say(fd, "X-Long: ");
			memset(block, 'x', 1000);
			server_put(fd, block, 1000);
			server_say(fd, "\r\n");
		}
		return false;
	} else {
		server_say(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
		    "Transfer-Encoding: chunked\r\n\r\n");
	}
	for (int i = 0; i < 100; i++) {
		if (strcmp(h->path, "/announced") != 0)
			server_say(fd, "10000\r\n");
		server_put(fd, block, sizeof(block));
		if (strcmp(h->path, "/announced") != 0)
			server_say(fd, "\r\n");
	}
	return false;
}

static void
a_body_ends_at_its_limit_also_without_a_length(void **state)
{
	struct net_request r = { .url = "http://h.example/chunked" };
	struct net_opts o = { .max_page = 100000, .max_other = 1000000 };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, endless);
	n = open_net(&o);
	ask(n, &r, &s);
	assert_int_equal(s.failure, OUTCOME_TOO_LARGE);
	assert_true(s.is_cut);
	assert_int_equal(s.len, 100000);
	assert_int_equal(s.status, 200);
	r.url = "http://h.example/announced";
	ask(n, &r, &s);
	assert_int_equal(s.failure, OUTCOME_TOO_LARGE);
	assert_int_equal(s.len, 0);
	/* The first part of a robots.txt is enough. */
	r.kind = NET_ROBOTS;
	r.url = "http://h.example/robots.txt";
	ask(n, &r, &s);
	assert_int_equal(s.failure, OUTCOME_UNTRIED);
	assert_true(s.is_cut);
	assert_int_equal(s.len, NET_MAX_ROBOTS);
	r.url = "http://h.example/heads";
	ask(n, &r, &s);
	assert_int_equal(s.failure, OUTCOME_TOO_LARGE);
	assert_non_null(strstr(s.reason, "head"));
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static bool
nothing(int fd, const struct hit *h)
{
	char c;

	/* Waits until the client gives up. */
	(void)h;
	(void)!recv(fd, &c, 1, 0);
	return false;
}

static void
no_exchange_outlives_its_deadline(void **state)
{
	struct net_request r = { .url = "http://h.example/" };
	struct seen s = { 0 };

	(void)state;
	ask_once((struct net_opts){ .timeout_ms = 150 }, &r, &s, nothing);
	assert_int_equal(s.failure, OUTCOME_TIMEOUT);
	assert_int_equal(s.status, 0);
	free(s.body);
}

static void
addresses_that_are_not_allowed_get_no_request(void **state)
{
	static const char *const bad[] = { "http://127.0.0.2/",
		"http://[::1]/", "http://localhost:9/",
		"http://169.254.169.254/latest/", "http://0x7f.0.0.3/",
		"http://[::ffff:10.0.0.1]/", "http://127.0.0.1:25/" };
	const char *none[] = { "x.example::127.0.0.1:1" };
	struct net_opts o = { .connect_to = { none, 1, 1 } };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, plain);
	n = open_net(&o);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ask(n, &(struct net_request){ .url = bad[i] }, &s);
		if (s.failure != OUTCOME_ADDRESS)
			fail_msg("%s: %s %s", bad[i], outcome_name(s.failure),
			    s.reason);
		if (strstr(bad[i], ":25/") == NULL &&
		    strstr(bad[i], ":9/") == NULL)
			assert_non_null(strstr(s.reason, "--allow-net"));
	}
	ask(n, &(struct net_request){ .url = "ftp://h.example/" }, &s);
	assert_int_equal(s.failure, OUTCOME_SCHEME);
	ask(n, &(struct net_request){ .url = "http://" }, &s);
	assert_int_equal(s.failure, OUTCOME_INVALID);
	assert_int_equal(server.n, 0);
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static void
failures_have_plain_sentences(void **state)
{
	const char *none[] = { "x.example::127.0.0.1:1" };
	struct net_opts o = { .connect_to = { none, 1, 1 } };
	struct net_request r = { .url = "http://no-such.invalid/" };
	struct seen s = { 0 };
	char url[64];
	struct net *n;

	(void)state;
	server_start(&server, plain);
	n = open_net(&o);
	ask(n, &r, &s);
	assert_int_equal(s.failure, OUTCOME_DNS);
	assert_string_equal(s.reason,
	    "the host name no-such.invalid does not exist");
	/* A port that was free a moment ago. */
	server_stop(&server);
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", server.port);
	r.url = url;
	ask(n, &r, &s);
	assert_int_equal(s.failure, OUTCOME_CONNECT);
	assert_string_equal(s.reason,
	    "cannot connect to 127.0.0.1: connection refused");
	net_free(n);
	free(s.body);
}

static void
validators_and_referer_are_sent_once(void **state)
{
	struct net_request r = { .url = "http://a.example/",
		.kind = NET_IMAGE, .referer = "http://b.example/page",
		.etag = "W/\"5\"",
		.last_modified = "Sun, 06 Nov 1994 08:49:37 GMT" };
	struct net_opts o = { 0 };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, plain);
	n = open_net(&o);
	ask(n, &r, &s);
	assert_non_null(strstr(s.request, "\r\nIf-None-Match: W/\"5\"\r\n"));
	assert_non_null(strstr(s.request,
	    "\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
	assert_non_null(strstr(s.request,
	    "\r\nReferer: http://b.example/page\r\n"));
	assert_non_null(strstr(s.request, "\r\nSec-Fetch-Dest: image\r\n"));
	ask(n, &(struct net_request){ .url = "http://a.example/" }, &s);
	assert_null(strstr(s.request, "If-"));
	assert_null(strstr(s.request, "Referer"));
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static void
bad_options_are_usage_errors(void **state)
{
	const char *field[] = { "no colon here" };
	const char *block[] = { "everything" };
	struct net_opts bad[] = {
		{ .headers = { field, 1, 1 } },
		{ .allow_net = { block, 1, 1 } },
		{ .cookie = "/no/such/file" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct err err = ERR_INIT;
		struct net *n;

		assert_int_equal(net_new(&n, &bad[i], &err), -1);
		assert_int_equal(err.kind, ERR_USAGE);
	}
}

static void
an_abort_ends_what_is_under_way_silently(void **state)
{
	struct net_request r = { .url = "http://h.example/" };
	struct net_opts o = { 0 };
	struct err err = ERR_INIT;
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, nothing);
	n = open_net(&o);
	assert_int_equal(net_start(n, &r, keep, &s, &err), 0);
	for (int i = 0; i < 5; i++)
		assert_int_equal(net_step(n, NULL, 0, 10, &err), 0);
	net_abort(n);
	assert_int_equal(net_running(n), 0);
	assert_int_equal(s.calls, 0);
	net_free(n);
	server_stop(&server);
}

static bool
steady(int fd, const struct hit *h)
{
	static char block[100000];

	(void)h;
	server_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
	server_put(fd, block, sizeof(block));
	return true;
}

static void
a_rate_limit_holds_for_all_together(void **state)
{
	struct net_request r = { .url = "http://h.example/" };
	struct net_opts o = { .limit_rate = 400000 };
	struct seen s[4];
	struct err err = ERR_INIT;
	int64_t start;
	struct net *n;

	(void)state;
	memset(s, 0, sizeof(s));
	server_start(&server, steady);
	n = open_net(&o);
	start = clock_mono();
	/* The first two may come in one burst; the next ones pay for it. */
	for (int i = 0; i < 4; i++) {
		assert_int_equal(net_start(n, &r, keep, &s[i], &err), 0);
		if (i % 2 == 1)
			run(n);
	}
	assert_true(clock_mono() - start >= 400);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(s[i].len, 100000);
		free(s[i].body);
	}
	net_free(n);
	server_stop(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exchange_is_kept_as_it_was_on_the_wire),
		cmocka_unit_test(chunks_are_joined_and_compression_is_kept),
		cmocka_unit_test(what_did_not_arrive_whole_is_said_so),
		cmocka_unit_test(
		    a_body_ends_at_its_limit_also_without_a_length),
		cmocka_unit_test(no_exchange_outlives_its_deadline),
		cmocka_unit_test(
		    addresses_that_are_not_allowed_get_no_request),
		cmocka_unit_test(failures_have_plain_sentences),
		cmocka_unit_test(validators_and_referer_are_sent_once),
		cmocka_unit_test(bad_options_are_usage_errors),
		cmocka_unit_test(an_abort_ends_what_is_under_way_silently),
		cmocka_unit_test(a_rate_limit_holds_for_all_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
