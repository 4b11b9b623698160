#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/codec.h"
#include "http_server.h"
#include "net/net.h"

/* What a test keeps of an exchange after it was freed. */
struct seen {
	int calls;
	int status;
	enum outcome failure;
	char reason[256], ip[64], protocol[16];
	char request[4096], response[4096];
	char *body;
	int64_t len;
	bool is_cut, had_credentials;
};

static struct server server;

static int
keep(void *ctx, struct net_exchange *x, struct err *err)
{
	struct seen *s = ctx;
	struct buf b = BUF_INIT(8 << 20);

	s->calls++;
	s->status = x->status;
	s->failure = x->failure;
	(void)snprintf(s->reason, sizeof(s->reason), "%s", x->reason);
	(void)snprintf(s->ip, sizeof(s->ip), "%s", x->ip);
	(void)snprintf(s->protocol, sizeof(s->protocol), "%s", x->protocol);
	(void)snprintf(s->request, sizeof(s->request), "%s",
	    x->request_head.p);
	(void)snprintf(s->response, sizeof(s->response), "%s",
	    x->response_head.p);
	if (spool_load(&x->body, &b, err) < 0)
		return -1;
	s->len = (int64_t)b.len;
	free(s->body);
	s->body = buf_take(&b, NULL);
	s->is_cut = x->is_cut_by_limit;
	s->had_credentials = x->had_credentials;
	return 0;
}

/* A net whose every host is the test's server. */
static struct net *
open_net(struct net_opts *o)
{
	static char to[64];
	static const char *connect_to[1], *allow[] = { "127.0.0.1/32" };
	struct err err = ERR_INIT;
	struct net *n;

	(void)snprintf(to, sizeof(to), "::127.0.0.1:%d", server.port);
	connect_to[0] = to;
	if (o->connect_to.n == 0)
		o->connect_to = (struct opt_list){ connect_to, 1, 1 };
	if (o->allow_net.n == 0)
		o->allow_net = (struct opt_list){ allow, 1, 1 };
	if (o->proxy == NULL)
		o->proxy = "";
	if (net_new(&n, o, &err) < 0)
		fail_msg("%s", err.msg);
	return n;
}

static void
run(struct net *n)
{
	struct err err = ERR_INIT;

	while (net_running(n) > 0)
		if (net_step(n, NULL, 0, 100, &err) < 0)
			fail_msg("%s", err.msg);
}

static void
ask(struct net *n, const struct net_request *r, struct seen *s)
{
	struct err err = ERR_INIT;

	free(s->body);
	memset(s, 0, sizeof(*s));
	if (net_start(n, r, keep, s, &err) < 0)
		fail_msg("%s", err.msg);
	run(n);
	assert_int_equal(s->calls, 1);
}

/* One exchange with a net of its own. */
static void
ask_once(struct net_opts o, const struct net_request *r, struct seen *s,
    bool (*answer)(int, const struct hit *))
{
	struct net *n;

	server_start(&server, answer);
	n = open_net(&o);
	ask(n, r, s);
	net_free(n);
	server_stop(&server);
}

static bool
plain(int fd, const struct hit *h)
{
	(void)h;
	server_say(fd, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
	return server_reply(fd, 200, "text/html", "X-Odd:  kept \r\n", "hello");
}

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

static bool
cookie_setter(int fd, const struct hit *h)
{
	return server_reply(fd, 200, "text/html", strcmp(h->path, "/set") == 0 ?
	    "Set-Cookie: seen=1\r\n" : "", "x");
}

static void
the_users_secrets_go_only_where_they_may(void **state)
{
	const char *fields[] = { "Authorization: Bearer s3cret",
		"X-Team: blue", "accept-language: de" };
	struct net_opts o = { .headers = { fields, 3, 3 },
		.cookie = "login=s3cret" };
	struct net_request r = { .url = "http://a.example/1" };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, cookie_setter);
	n = open_net(&o);
	ask(n, &r, &s);
	assert_null(strstr(s.request, "s3cret"));
	assert_non_null(strstr(s.request, "\r\nX-Team: blue\r\n"));
	assert_non_null(strstr(s.request, "\r\naccept-language: de\r\n"));
	assert_null(strstr(s.request, "\r\nAccept-Language: en"));
	assert_false(s.had_credentials);
	r.may_have_credentials = true;
	ask(n, &r, &s);
	assert_non_null(strstr(s.request,
	    "\r\nAuthorization: Bearer s3cret\r\n"));
	assert_non_null(strstr(s.request, "login=s3cret"));
	assert_true(s.had_credentials);
	/* A handle that was used with secrets forgets them. */
	r.may_have_credentials = false;
	ask(n, &r, &s);
	assert_null(strstr(s.request, "s3cret"));
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static void
cookies_of_a_server_return_to_it_alone(void **state)
{
	struct net_opts o = { 0 };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, cookie_setter);
	n = open_net(&o);
	ask(n, &(struct net_request){ .url = "http://a.example/set" }, &s);
	ask(n, &(struct net_request){ .url = "http://b.example/2" }, &s);
	assert_null(strstr(s.request, "Cookie:"));
	ask(n, &(struct net_request){ .url = "http://a.example/3" }, &s);
	assert_non_null(strstr(s.request, "\r\nCookie: seen=1\r\n"));
	assert_false(s.had_credentials);
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static void
cookies_of_a_file_go_to_their_sites(void **state)
{
	char path[] = "/tmp/net-cookies-XXXXXX";
	static const char text[] = "# Netscape HTTP Cookie File\n"
	    "a.example\tFALSE\t/\tFALSE\t0\tname\tvalue\n";
	struct net_opts o = { .cookie = path };
	struct seen s = { 0 };
	struct net *n;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	(void)close(fd);
	server_start(&server, cookie_setter);
	n = open_net(&o);
	ask(n, &(struct net_request){ .url = "http://a.example/" }, &s);
	assert_non_null(strstr(s.request, "\r\nCookie: name=value\r\n"));
	assert_true(s.had_credentials);
	ask(n, &(struct net_request){ .url = "http://b.example/" }, &s);
	assert_null(strstr(s.request, "Cookie:"));
	assert_false(s.had_credentials);
	net_free(n);
	server_stop(&server);
	(void)unlink(path);
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
a_proxy_is_reached_and_hides_no_local_target(void **state)
{
	const char *none[] = { "x.example::127.0.0.1:1" };
	char proxy[64];
	struct net_opts o = { .proxy = proxy, .connect_to = { none, 1, 1 },
		.allow_net = { none, 0, 1 } };
	struct err err = ERR_INIT;
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, plain);
	(void)snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d",
	    server.port);
	assert_int_equal(net_new(&n, &o, &err), 0);
	ask(n, &(struct net_request){ .url = "http://far.example/x" }, &s);
	assert_int_equal(s.status, 200);
	assert_string_equal(s.ip, "");
	assert_non_null(strstr(server.log[0].head,
	    "GET http://far.example/x HTTP/1.1\r\n"));
	ask(n, &(struct net_request){ .url = "http://10.0.0.1/" }, &s);
	assert_int_equal(s.failure, OUTCOME_ADDRESS);
	ask(n, &(struct net_request){ .url = "http://localhost/" }, &s);
	assert_int_equal(s.failure, OUTCOME_ADDRESS);
	assert_int_equal(server.n, 1);
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
		cmocka_unit_test(the_users_secrets_go_only_where_they_may),
		cmocka_unit_test(cookies_of_a_server_return_to_it_alone),
		cmocka_unit_test(cookies_of_a_file_go_to_their_sites),
		cmocka_unit_test(validators_and_referer_are_sent_once),
		cmocka_unit_test(a_proxy_is_reached_and_hides_no_local_target),
		cmocka_unit_test(bad_options_are_usage_errors),
		cmocka_unit_test(an_abort_ends_what_is_under_way_silently),
		cmocka_unit_test(a_rate_limit_holds_for_all_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
