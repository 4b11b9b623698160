/* mirror: the settings of configuration files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mirror/config.h"

struct values {
	const char *robots, *proxy, *cacert, *cookie;
	int64_t delay;
	struct opt_list headers;
	struct opt table[7];
	struct config config;
};

static void
begin(struct values *v)
{
	const struct opt table[] = {
		{ "robots", 0, OPT_STRING, &v->robots, "R", "" },
		{ "proxy", 'x', OPT_STRING, &v->proxy, "URL", "" },
		{ "cacert", 0, OPT_STRING, &v->cacert, "FILE", "" },
		{ "cookie", 0, OPT_STRING, &v->cookie, "DATA", "" },
		{ "delay", 0, OPT_TIME, &v->delay, "TIME", "" },
		{ "header", 'H', OPT_LIST, &v->headers, "LINE", "" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};

	memset(v, 0, sizeof(*v));
	memcpy(v->table, table, sizeof(table));
	config_init(&v->config, v->table);
}

static void
end(struct values *v)
{
	opt_list_release(&v->headers);
	config_release(&v->config);
}

static int
take(struct values *v, const char *file, const char *text, struct err *err)
{
	err_clear(err);
	v->config.at = NULL;
	return ini_read(file, str_of(text), config_take, &v->config, err);
}

/* The error of one text alone. */
static const char *
error_of(const char *text)
{
	static struct err err;
	struct values v;

	begin(&v);
	assert_int_equal(take(&v, "d/config.ini", text, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	end(&v);
	return err.msg;
}

static const struct config_entry *
entry(const struct config *c, const char *key)
{
	for (size_t i = 0; i < c->list.n; i++)
		if (strcmp(c->list.items[i].key, key) == 0)
			return &c->list.items[i];
	return NULL;
}

static void
later_files_win_and_origins_stay(void **state)
{
	struct err err = ERR_INIT;
	struct values v;

	(void)state;
	begin(&v);
	assert_int_equal(take(&v, "/etc/c.ini", "delay = 2s\nproxy = http://p:1\n"
	    "header = A: 1\nheader = B: 2\n", &err), 0);
	assert_int_equal(take(&v, "a/c.ini", "# mine\n[host x.example]\n"
	    "delay=9s\n[fetch]\ndelay = 3s\nproxy =\nheader = C: 3\n",
	    &err), 0);
	config_finish(&v.config);
	assert_int_equal(config_apply(&v.config, v.table, &err), 0);
	assert_int_equal(v.delay, 3000);
	assert_string_equal(v.proxy, "");
	assert_int_equal(v.headers.n, 1);
	assert_string_equal(v.headers.items[0], "C: 3");
	assert_string_equal(entry(&v.config, "delay")->file, "a/c.ini");
	assert_int_equal(entry(&v.config, "delay")->line, 5);
	assert_null(entry(&v.config, "cookie"));
	end(&v);
}

static void
a_host_has_a_section_under_its_finished_name(void **state)
{
	struct err err = ERR_INIT;
	struct values v;
	const struct net_host_opts *n;
	const struct crawl_host_opts *c;

	(void)state;
	begin(&v);
	assert_int_equal(take(&v, "a/c.ini", "[host  WIKI.Example]\n"
	    "user-agent = One; Two\nheader = A: 1\nheader = B: 2\n"
	    "cookie = jar.txt\ndelay = 0\nrobots = obey\nproxy =\n"
	    "[host b\xc3\xbc" "cher.example]\ndelay = 5s\n[host [::1]]\n"
	    "cookie = a=b\n", &err), 0);
	/* Another file adds to the section, and replaces what it names. */
	assert_int_equal(take(&v, "b/c.ini", "[host wiki.example]\n"
	    "header = C: 3\n", &err), 0);
	config_finish(&v.config);
	assert_int_equal(v.config.n_hosts, 3);
	n = v.config.net_hosts;
	c = v.config.crawl_hosts;
	assert_string_equal(n[0].host, "wiki.example");
	assert_string_equal(n[0].user_agent, "One; Two");
	assert_int_equal(n[0].headers.n, 1);
	assert_string_equal(n[0].headers.items[0], "C: 3");
	assert_string_equal(n[0].cookie, "a/jar.txt");
	assert_string_equal(n[0].proxy, "");
	assert_null(n[0].fingerprint);
	assert_int_equal(c[0].delay_ms, -1);
	assert_true(c[0].has_robots);
	assert_int_equal(c[0].robots, ROBOTS_OBEY);
	assert_string_equal(n[1].host, "xn--bcher-kva.example");
	assert_int_equal(c[1].delay_ms, 5000);
	assert_false(c[1].has_robots);
	assert_null(n[1].proxy);
	assert_string_equal(n[2].host, "[::1]");
	assert_string_equal(n[2].cookie, "a=b");
	assert_int_equal(c[2].delay_ms, 0);
	end(&v);
}

static void
errors_name_their_place_and_the_nearest_key(void **state)
{
	(void)state;
	assert_string_equal(error_of("\n\ndleay = 2s\n"), "d/config.ini:3: "
	    "unknown key 'dleay'; did you mean delay?");
	assert_string_equal(error_of("[host a.example]\nuseragent = x\n"),
	    "d/config.ini:2: unknown key 'useragent'; did you mean "
	    "user-agent?");
	/* A key for all hosts is none for one. */
	assert_string_equal(error_of("[host a.example]\ncacert = x\n"),
	    "d/config.ini:2: unknown key 'cacert'");
	assert_string_equal(error_of("[fetch]\nfingerprint = x\n"),
	    "d/config.ini:2: unknown key 'fingerprint'");
	assert_non_null(strstr(error_of("[hsot a.example]\n"),
	    "d/config.ini:1: unknown section 'hsot a.example'"));
	assert_non_null(strstr(error_of("[host]\n"), "wants the name of"));
	assert_non_null(strstr(error_of("[host http://a.example/]\n"),
	    "wants the name of"));
	assert_non_null(strstr(error_of("[host a.example:80]\n"),
	    "wants the name of"));
	assert_non_null(strstr(error_of("[host *.a.example]\n"),
	    "wants the name of"));
	assert_string_equal(error_of("robots = maybe\n"), "d/config.ini:1: "
	    "robots wants cited, obey or ignore, not 'maybe'");
	assert_non_null(strstr(error_of("[host a.example]\ndelay = soon\n"),
	    "d/config.ini:2: delay wants a time"));
	assert_non_null(strstr(error_of("[host a.example]\n"
	    "fingerprint = 1234\n"), "d/config.ini:2: fingerprint wants"));
	assert_non_null(strstr(error_of("header = word\n"),
	    "d/config.ini:1: header wants"));
	assert_string_equal(error_of("cookie =\n"),
	    "d/config.ini:1: cookie has no value");
	assert_string_equal(error_of("delay = 1s\ncookie = a=b\ndelay = 2s\n"),
	    "d/config.ini:3: delay stands in line 1 already");
}

static void
a_bad_value_names_its_place_when_it_is_used(void **state)
{
	struct err err = ERR_INIT;
	struct opt number[2];
	struct values v;
	long shelves = 0;

	(void)state;
	begin(&v);
	number[0] = (struct opt){ "shelves", 0, OPT_NUMBER, &shelves, "N", "" };
	number[1] = (struct opt){ NULL, 0, OPT_FLAG, NULL, NULL, NULL };
	v.config.table = number;
	assert_int_equal(take(&v, "d/c.ini", "\nshelves = many\n", &err), 0);
	assert_int_equal(config_apply(&v.config, number, &err), -1);
	assert_string_equal(err.msg,
	    "d/c.ini:2: shelves wants a number, not 'many'");
	end(&v);
}

static void
files_are_found_from_where_their_names_stand(void **state)
{
	struct err err = ERR_INIT;
	struct values v;

	(void)state;
	begin(&v);
	(void)setenv("HOME", "/home/me", 1);
	assert_int_equal(take(&v, "/x/y/c.ini", "cacert = own.pem\n"
	    "cookie = ~/jar\n", &err), 0);
	assert_string_equal(entry(&v.config, "cacert")->value,
	    "/x/y/own.pem");
	assert_string_equal(entry(&v.config, "cookie")->value,
	    "/home/me/jar");
	assert_int_equal(take(&v, "c.ini", "cacert = own.pem\n"
	    "cookie = a=~/b\n", &err), 0);
	assert_string_equal(entry(&v.config, "cacert")->value, "own.pem");
	assert_string_equal(entry(&v.config, "cookie")->value, "a=~/b");
	assert_int_equal(take(&v, "/c.ini", "cacert = /own.pem\n"
	    "cookie = jar\n", &err), 0);
	assert_string_equal(entry(&v.config, "cacert")->value, "/own.pem");
	assert_string_equal(entry(&v.config, "cookie")->value, "/jar");
	end(&v);
}

static void
secrets_are_known(void **state)
{
	(void)state;
	assert_true(config_is_secret("cookie", "a=b"));
	assert_false(config_is_secret("cookie", "/path/jar"));
	assert_true(config_is_secret("header", "authorization: x"));
	assert_false(config_is_secret("header", "X-Team: x"));
	assert_true(config_is_secret("proxy", "http://u:p@h:1"));
	assert_false(config_is_secret("proxy", "http://h:1"));
	assert_false(config_is_secret("user-agent", "a=b"));
}

static void
values_are_checked_by_their_form(void **state)
{
	static const char *const good[][2] = {
		{ "resolve", "h:80:192.0.2.1" },
		{ "resolve", "h:80:192.0.2.1,[2001:db8::1],2001:db8::2" },
		{ "connect-to", "::h:80" },
		{ "connect-to", "a:80:[::1]:443" },
		{ "proxy", "" }, { "proxy", "h" }, { "proxy", "[::1]:80" },
		{ "proxy", "SOCKS5h://u:p@h:1080/" },
		{ "allow-net", "::1" }, { "budget", "1ms" },
		{ "max-pages", "1" }, { "max-pages", "1999" },
		{ "user-agent", "T\xc3\xbcr/1 (x)" }, { "jobs", "900" },
	};
	static const char *const bad[][2] = {
		{ "resolve", "h:80" }, { "resolve", "h:80:" },
		{ "resolve", ":80:192.0.2.1" }, { "resolve", "h:0:192.0.2.1" },
		{ "resolve", "h:65536:192.0.2.1" },
		{ "resolve", "h:80:192.0.2.1," },
		{ "resolve", "h:80:[192.0.2.1]" },
		{ "resolve", "h:80:[2001:db8::1" },
		{ "connect-to", "a:b" }, { "connect-to", "a:80:::1:443" },
		{ "proxy", "ftp://h" }, { "proxy", "http://" },
		{ "proxy", "h:" }, { "proxy", "h:0" }, { "proxy", "h:65536" },
		{ "proxy", "h:x" }, { "proxy", "[::1" },
		{ "proxy", "[::1]80" }, { "proxy", "a b" },
		{ "allow-net", "10.0.0.0/33" }, { "budget", "0" },
		{ "max-pages", "0" }, { "max-pages", "2000" },
		{ "jobs", "0" }, { "jobs", "901" }, { "max-per-host", "0" },
		{ "fail-on", "x" }, { "user-agent", "a\tb" },
		{ "user-agent", "a\x7f" },
	};
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (config_check(good[i][0], good[i][1], &err) < 0)
			fail_msg("%s: %s", good[i][1], err.msg);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err_clear(&err);
		if (config_check(bad[i][0], bad[i][1], &err) == 0)
			fail_msg("%s = %s", bad[i][0], bad[i][1]);
		assert_int_equal(err.kind, ERR_USAGE);
		assert_memory_equal(err.msg, bad[i][0], strlen(bad[i][0]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_checked_by_their_form),
		cmocka_unit_test(later_files_win_and_origins_stay),
		cmocka_unit_test(a_host_has_a_section_under_its_finished_name),
		cmocka_unit_test(errors_name_their_place_and_the_nearest_key),
		cmocka_unit_test(a_bad_value_names_its_place_when_it_is_used),
		cmocka_unit_test(files_are_found_from_where_their_names_stand),
		cmocka_unit_test(secrets_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
