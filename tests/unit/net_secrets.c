#include "net_asker.h"

#include "net/fields.h"

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
a_field_is_secret_by_its_name(void **state)
{
	static const char *const secrets[] = { "cookie: a", "X-Api-Key: a",
	    "Private-Token: a", "apikey: a", "Proxy-Authorization: a",
	    "X-Auth: a", "X-Session-Id;" };
	static const char *const others[] = { "Accept: token", "X-Keyword: a",
	    "X-Team: secret", "Keyed: a", "Accept-Language: de" };

	(void)state;
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		assert_true(fields_is_secret(secrets[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(fields_is_secret(others[i]));
}

static void
a_login_is_sent_decoded_and_forgotten(void **state)
{
	struct net_opts o = { 0 };
	struct net_request r = { .url = "http://a.example/1",
	    .login = "u%40x:p%3Aw" };
	struct seen s = { 0 };
	struct net *n;

	(void)state;
	server_start(&server, cookie_setter);
	n = open_net(&o);
	ask(n, &r, &s);
	/* base64 of "u@x:p:w" */
	assert_non_null(strstr(s.request,
	    "\r\nAuthorization: Basic dUB4OnA6dw==\r\n"));
	assert_true(s.had_credentials);
	r.login = NULL;
	ask(n, &r, &s);
	assert_null(strstr(s.request, "Authorization"));
	assert_false(s.had_credentials);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_users_secrets_go_only_where_they_may),
		cmocka_unit_test(a_field_is_secret_by_its_name),
		cmocka_unit_test(a_login_is_sent_decoded_and_forgotten),
		cmocka_unit_test(cookies_of_a_server_return_to_it_alone),
		cmocka_unit_test(cookies_of_a_file_go_to_their_sites),
		cmocka_unit_test(a_proxy_is_reached_and_hides_no_local_target),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
