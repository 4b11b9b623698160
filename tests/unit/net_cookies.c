/* Which hosts get a cookie back: RFC 6265, 5.3, with the public suffix list. */
#include "net_asker.h"

/* What /set-N answers with. */
static const char *const cookies[] = {
	"Set-Cookie: c=wide; Domain=b.co.uk\r\n",
	"Set-Cookie: c=dot; Domain=.b.co.uk\r\n",
	"Set-Cookie: c=suffix; Domain=co.uk\r\n",
	"Set-Cookie: c=top; Domain=uk\r\n",
	"Set-Cookie: c=other; Domain=other.example\r\n",
	"Set-Cookie: c=below; Domain=x.a.b.co.uk\r\n",
	"Set-Cookie: c=path; Path=/deep\r\n",
	"Set-Cookie: c=old; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\n",
	"Set-Cookie: c=gone; Max-Age=0\r\n",
	"Set-Cookie: c=tls; Secure\r\n",
	"Set-Cookie: c=\"a b\"; HttpOnly; SameSite=Lax\r\n",
	"Set-Cookie: c=user; Domain=github.io\r\n",
};

static bool
setter(int fd, const struct hit *h)
{
	const char *n = strrchr(h->path, '-');

	return server_reply(fd, 200, "text/html", n != NULL ?
	    cookies[strtoul(n + 1, NULL, 10)] : "", "x");
}

static void
a_cookie_returns_to_its_site_and_never_to_a_suffix(void **state)
{
	static const struct {
		const char *set, *ask;
		const char *sent;	/* NULL: none */
	} cases[] = {
		{ "http://a.b.co.uk/set-0", "http://z.b.co.uk/", "c=wide" },
		{ "http://a.b.co.uk/set-1", "http://b.co.uk/", "c=dot" },
		{ "http://a.b.co.uk/set-0", "http://xb.co.uk/", NULL },
		{ "http://a.b.co.uk/set-2", "http://a.b.co.uk/", NULL },
		{ "http://a.b.co.uk/set-2", "http://evil.co.uk/", NULL },
		{ "http://a.b.co.uk/set-3", "http://a.b.co.uk/", NULL },
		{ "http://a.b.co.uk/set-4", "http://other.example/", NULL },
		{ "http://a.b.co.uk/set-5", "http://x.a.b.co.uk/", NULL },
		{ "http://a.example/set-6", "http://a.example/deep/x",
		    "c=path" },
		{ "http://a.example/set-6", "http://a.example/deeper", NULL },
		{ "http://a.example/set-7", "http://a.example/", NULL },
		{ "http://a.example/set-8", "http://a.example/", NULL },
		{ "http://a.example/set-9", "http://a.example/", NULL },
		{ "http://a.example/set-10", "http://a.example/",
		    "c=\"a b\"" },
		{ "http://a.example/set-10", "http://www.a.example/", NULL },
		{ "http://one.github.io/set-11", "http://two.github.io/",
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(mem_freep) char *line = mem_fmt("\r\nCookie: %s\r\n",
		    cases[i].sent != NULL ? cases[i].sent : "");
		struct net_opts o = { 0 };
		struct seen s = { 0 };
		struct net *n;

		server_start(&server, setter);
		n = open_net(&o);
		ask(n, &(struct net_request){ .url = cases[i].set }, &s);
		ask(n, &(struct net_request){ .url = cases[i].ask }, &s);
		if (cases[i].sent != NULL ? strstr(s.request, line) == NULL :
		    strstr(s.request, "\r\nCookie:") != NULL)
			fail_msg("%s, then %s: %s", cases[i].set,
			    cases[i].ask, s.request);
		net_free(n);
		server_stop(&server);
		free(s.body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_cookie_returns_to_its_site_and_never_to_a_suffix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
