/* crawl/hsts.h: hosts that want to be asked over TLS alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crawl/hsts.h"

static void
learn(struct hsts *s, const char *url, const char *fields)
{
	struct net_exchange x = { .url = url, .status = 200 };

	buf_init(&x.response_head, 10000);
	buf_fmt(&x.response_head, "HTTP/1.1 200 OK\r\n%s\r\n\r\n", fields);
	hsts_learn(s, &x);
	buf_release(&x.response_head);
}

static void
becomes(const struct hsts *s, const char *url, const char *wanted)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	buf_str(&b, url);
	hsts_upgrade(s, &b);
	assert_string_equal(b.p, wanted);
}

#define STS "Strict-Transport-Security: "

static void
a_host_that_said_so_is_asked_over_tls(void **state)
{
	AUTO(hsts_release) struct hsts s = { MAP_INIT };

	(void)state;
	becomes(&s, "http://a.example/", "http://a.example/");
	learn(&s, "https://a.example/", "strict-transport-security: "
	    "MAX-AGE = \"31536000\" ; preload");
	learn(&s, "https://b.example:8443/x", STS "max-age=99999999999999999999;"
	    "includesubdomains");
	becomes(&s, "http://a.example/p?q#f", "https://a.example/p?q#f");
	becomes(&s, "http://a.example:8080/", "https://a.example:8080/");
	becomes(&s, "https://a.example/", "https://a.example/");
	becomes(&s, "http://www.a.example/", "http://www.a.example/");
	becomes(&s, "http://example/", "http://example/");
	becomes(&s, "http://x.b.example/", "https://x.b.example/");
	becomes(&s, "http://x.y.b.example/", "https://x.y.b.example/");
	becomes(&s, "http://xb.example/", "http://xb.example/");
	becomes(&s, "ftp://a.example/", "ftp://a.example/");
}

static void
it_can_be_taken_back_and_changed(void **state)
{
	AUTO(hsts_release) struct hsts s = { MAP_INIT };

	(void)state;
	learn(&s, "https://a.example/", STS "max-age=100; includeSubDomains");
	learn(&s, "https://a.example/", STS "max-age=100\r\n" STS "max-age=0");
	becomes(&s, "http://a.example/", "https://a.example/");
	becomes(&s, "http://www.a.example/", "http://www.a.example/");
	learn(&s, "https://a.example/", STS "max-age=0");
	becomes(&s, "http://a.example/", "http://a.example/");
}

static void
what_says_it_wrongly_or_not_over_tls_does_not_count(void **state)
{
	static const char *const wrong[] = { STS, STS "max-age",
	    STS "max-age=", STS "max-age=-1", STS "max-age=1d",
	    STS "includeSubDomains", STS "max-age=9; max-age=9",
	    "X-" STS "max-age=9" };
	AUTO(hsts_release) struct hsts s = { MAP_INIT };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		learn(&s, "https://a.example/", wrong[i]);
	learn(&s, "http://a.example/", STS "max-age=9");
	learn(&s, "https://10.0.0.1/", STS "max-age=9");
	learn(&s, "https://[::1]/", STS "max-age=9");
	assert_int_equal(s.hosts.n, 0);
	becomes(&s, "http://a.example/", "http://a.example/");
	becomes(&s, "http://10.0.0.1/", "http://10.0.0.1/");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_host_that_said_so_is_asked_over_tls),
		cmocka_unit_test(it_can_be_taken_back_and_changed),
		cmocka_unit_test(
		    what_says_it_wrongly_or_not_over_tls_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
