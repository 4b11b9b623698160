/* net: what is different at one host. */
#include "net_asker.h"

static bool
has(const struct seen *s, const char *part)
{
	return strstr(s->request, part) != NULL;
}

static void
names_are_under_their_domain(void **state)
{
	(void)state;
	assert_true(net_is_under(STR("a.example"), STR("a.example")));
	assert_true(net_is_under(STR("x.y.a.example:8080"), STR("a.example")));
	assert_false(net_is_under(STR("xa.example"), STR("a.example")));
	assert_false(net_is_under(STR("example"), STR("a.example")));
	assert_false(net_is_under(STR("a.example.org"), STR("a.example")));
	assert_true(net_is_under(STR("[::1]:80"), STR("[::1]")));
	assert_false(net_is_under(STR("[::1]"), STR("[::2]")));
	assert_true(net_is_under(STR("10.0.0.1"), STR("10.0.0.1")));
	assert_false(net_is_under(STR("10.0.0.1"), STR("0.0.1")));
	assert_false(net_is_under(STR(""), STR("a.example")));
}

static void
a_host_has_its_own_fields(void **state)
{
	const char *general[] = { "X-All: 1", "Authorization: all-s3cret" };
	const char *own[] = { "X-Own: 1", "Authorization: own-s3cret" };
	const struct net_host_opts hosts[] = {
		{ .host = "b.example", .user_agent = "Other/1",
		    .headers = { own, 2, 2 }, .cookie = "own=c00kie" },
		{ .host = "deep.b.example", .user_agent = "Deep/1" },
	};
	struct net_opts o = { .headers = { general, 2, 2 },
		.cookie = "all=c00kie", .hosts = hosts, .n_hosts = 2 };
	struct net_request r = { .url = "http://a.example/1" };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, plain);
	n = open_net(&o);
	ask(n, &r, &s);
	assert_true(has(&s, "\r\nX-All: 1\r\n"));
	assert_false(has(&s, "X-Own"));
	assert_true(has(&s, "\r\nUser-Agent: kbmirror"));
	/* Nothing of a host goes elsewhere, whatever is allowed. */
	r.may_have_host_credentials = r.may_have_credentials = true;
	ask(n, &r, &s);
	assert_false(has(&s, "own"));
	assert_true(has(&s, "all-s3cret"));
	assert_true(has(&s, "all=c00kie"));
	r.url = "http://www.b.example/1";
	ask(n, &r, &s);
	assert_true(has(&s, "\r\nUser-Agent: Other/1\r\n"));
	assert_true(has(&s, "\r\nX-Own: 1\r\n"));
	assert_true(has(&s, "\r\nAuthorization: own-s3cret\r\n"));
	assert_true(has(&s, "\r\nCookie: own=c00kie\r\n"));
	assert_false(has(&s, "X-All"));
	assert_false(has(&s, "all"));
	assert_true(s.had_credentials);
	/* The general permission is none for what was given for a host. */
	r.may_have_host_credentials = false;
	ask(n, &r, &s);
	assert_true(has(&s, "\r\nX-Own: 1\r\n"));
	assert_false(has(&s, "s3cret"));
	assert_false(has(&s, "c00kie"));
	assert_false(s.had_credentials);
	/* The longest match counts alone; what it leaves open is general. */
	r.url = "http://deep.b.example/1";
	r.may_have_host_credentials = true;
	r.may_have_credentials = false;
	ask(n, &r, &s);
	assert_true(has(&s, "\r\nUser-Agent: Deep/1\r\n"));
	assert_true(has(&s, "\r\nX-All: 1\r\n"));
	assert_false(has(&s, "own"));
	assert_false(has(&s, "s3cret"));
	assert_false(has(&s, "c00kie"));
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static void
a_cookie_file_of_a_host_is_for_that_host_alone(void **state)
{
	char path[] = "/tmp/net-cookies-XXXXXX";
	static const char text[] = "# Netscape HTTP Cookie File\n"
	    ".b.example\tTRUE\t/\tFALSE\t0\tabove\t1\n"
	    "#HttpOnly_.www.b.example\tTRUE\t/\tFALSE\t0\tfull\t2\r\n"
	    "b.example\tFALSE\t/\tFALSE\t0\tnarrow\t3\n"
	    "a.example\tFALSE\t/\tFALSE\t0\tother\t4\n";
	struct net_host_opts host = { .host = "www.b.example",
		.cookie = path };
	struct net_opts o = { .hosts = &host, .n_hosts = 1 };
	struct err err = ERR_INIT;
	struct seen s = { 0 };
	struct net *n;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	(void)close(fd);
	server_start(&server, plain);
	n = open_net(&o);
	ask(n, &(struct net_request){ .url = "http://www.b.example/" }, &s);
	assert_true(has(&s, "above=1"));
	assert_true(has(&s, "full=2"));
	assert_false(has(&s, "narrow"));
	assert_true(s.had_credentials);
	ask(n, &(struct net_request){ .url = "http://x.b.example/" }, &s);
	assert_false(has(&s, "Cookie:"));
	ask(n, &(struct net_request){ .url = "http://a.example/" }, &s);
	assert_false(has(&s, "Cookie:"));
	net_free(n);
	server_stop(&server);
	host.host = "c.example";
	assert_int_equal(net_new(&n, &o, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_non_null(strstr(err.msg, "c.example"));
	(void)unlink(path);
	free(s.body);
}

static void
a_host_has_its_own_proxy_or_none(void **state)
{
	const char *to[2], *allow[] = { "127.0.0.1/32" };
	char proxy[64], near_to[64];
	const struct net_host_opts hosts[] = {
		{ .host = "far.example", .proxy = proxy },
		{ .host = "lost.example", .proxy = "http://nothing.invalid:1" },
		{ .host = "shut.example", .proxy = "http://127.0.0.1:1" },
	};
	struct net_opts o = { .connect_to = { to, 1, 2 },
		.allow_net = { allow, 1, 1 }, .hosts = hosts, .n_hosts = 3 };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, plain);
	(void)snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%d",
	    server.port);
	(void)snprintf(near_to, sizeof(near_to),
	    "near.example:80:127.0.0.1:%d", server.port);
	to[0] = near_to;
	n = open_net(&o);
	ask(n, &(struct net_request){ .url = "http://far.example/x" }, &s);
	assert_int_equal(s.status, 200);
	assert_true(has(&s, "GET http://far.example/x HTTP/1.1\r\n"));
	assert_string_equal(s.ip, "");
	ask(n, &(struct net_request){ .url = "http://near.example/x" }, &s);
	assert_true(has(&s, "GET /x HTTP/1.1\r\n"));
	assert_string_equal(s.ip, "127.0.0.1");
	/* A proxy that is not there ends its own requests only. */
	ask(n, &(struct net_request){ .url = "http://lost.example/x" }, &s);
	assert_int_equal(s.failure, OUTCOME_CONNECT);
	assert_non_null(strstr(s.reason, "nothing.invalid"));
	ask(n, &(struct net_request){ .url = "http://shut.example/x" }, &s);
	assert_string_equal(s.reason,
	    "cannot connect to the proxy: connection refused");
	assert_int_equal(server.n, 2);
	net_free(n);
	server_stop(&server);
	free(s.body);
}

static void
fingerprints_are_checked_when_they_are_read(void **state)
{
	static const char *const bad[] = { "", "AB", "sha256 Fingerprint=",
	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef",
	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeffg",
	    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff:",
	    "0g112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" };
	struct net_host_opts host = { .host = "a.example" };
	struct net_opts o = { .proxy = "", .hosts = &host, .n_hosts = 1 };
	struct err err = ERR_INIT;
	struct net *n;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		host.fingerprint = bad[i];
		assert_int_equal(net_new(&n, &o, &err), -1);
		assert_int_equal(err.kind, ERR_USAGE);
		assert_non_null(strstr(err.msg, "a.example"));
	}
	host.fingerprint = "sha256 Fingerprint=00:11:22:33:44:55:66:77:88:99:"
	    "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";
	assert_int_equal(net_new(&n, &o, &err), 0);
	net_free(n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_under_their_domain),
		cmocka_unit_test(a_host_has_its_own_fields),
		cmocka_unit_test(a_cookie_file_of_a_host_is_for_that_host_alone),
		cmocka_unit_test(a_host_has_its_own_proxy_or_none),
		cmocka_unit_test(fingerprints_are_checked_when_they_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
