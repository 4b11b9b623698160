#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "web_corpus.h"
#include "web/charset.h"
#include "web/url.h"

/* The href of input, or "failure". */
static char *
href_of(const char *input, const char *base)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(url_release) struct url from = URL_INIT, u = URL_INIT;
	struct err err = ERR_INIT;

	if (base != NULL)
		assert_int_equal(0, url_parse(&from, str_of(base), NULL, &err));
	if (url_parse(&u, str_of(input), base != NULL ? &from : NULL,
	    &err) < 0) {
		assert_int_equal(ERR_ITEM, err.kind);
		assert_null(u.scheme);
		return mem_dup("failure");
	}
	url_href(&u, &b);
	return buf_take(&b, NULL);
}

static void
check_href(const char *input, const char *base, const char *expected)
{
	AUTO(mem_freep) char *href = href_of(input, base);
	AUTO(mem_freep) char *again = NULL;

	assert_string_equal(expected, href);
	if (strcmp(href, "failure") != 0) {
		again = href_of(href, NULL);
		assert_string_equal(href, again);
	}
}

static void
references_are_resolved_as_browsers_do(void **state)
{
	static const char *const base = "http://h.example/a/b/c?d#e";
	static const char *const cases[][2] = {
		{ "#f", "http://h.example/a/b/c?d#f" },
		{ "", "http://h.example/a/b/c?d" },
		{ "?x", "http://h.example/a/b/c?x" },
		{ "g", "http://h.example/a/b/g" },
		{ "../g", "http://h.example/a/g" },
		{ "../../../g", "http://h.example/g" },
		{ "./", "http://h.example/a/b/" },
		{ "%2e%2E/g", "http://h.example/a/g" },
		{ ".%2e", "http://h.example/a/" },
		{ "...", "http://h.example/a/b/..." },
		{ "//host/x", "http://host/x" },
		{ "http:\\\\x\\y", "http://x/y" },
		{ "http:g", "http://h.example/a/b/g" },
		{ "https:g", "https://g/" },
		{ "\\\\x\\..\\y", "http://x/y" },
		{ " \t http://x/ \n", "http://x/" },
		{ "ht\ntp://\tx/a\r\nb", "http://x/ab" },
		{ "/a/./b/../c//d", "http://h.example/a/c//d" },
		{ "学习 笔记", "http://h.example/a/b/"
		    "%E5%AD%A6%E4%B9%A0%20%E7%AC%94%E8%AE%B0" },
		{ "javascript:alert( 1 )", "javascript:alert( 1 )" },
		{ "data:text/plain,a b #f", "data:text/plain,a b%20#f" },
		{ "x:/..//y", "x:/.//y" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_href(cases[i][0], base, cases[i][1]);
}

static void
hosts_take_one_form(void **state)
{
	static const char *const cases[][2] = {
		{ "HTTP://EXAMPLE.Com:80/", "http://example.com/" },
		{ "https://a:0443/", "https://a/" },
		{ "https://a:/", "https://a/" },
		{ "http://a:00000000008080/", "http://a:8080/" },
		{ "http://a:65536/", "failure" },
		{ "http://a:8x/", "failure" },
		{ "http://127.1/", "http://127.0.0.1/" },
		{ "http://0x7f.0.0.01/", "http://127.0.0.1/" },
		{ "http://2130706433/", "http://127.0.0.1/" },
		{ "http://0x/", "http://0.0.0.0/" },
		{ "http://1.2.3.4./", "http://1.2.3.4/" },
		{ "http://256.1/", "failure" },
		{ "http://4294967296/", "failure" },
		{ "http://99999999999999999999/", "failure" },
		{ "http://1.2.3.08/", "failure" },
		{ "http://1.2.3.4.5/", "failure" },
		{ "http://a.0x/", "failure" },
		{ "http://１２７.0.0.1/", "http://127.0.0.1/" },
		{ "http://%31%32%37.1/", "http://127.0.0.1/" },
		{ "http://[1:0:0:2:0:0:0:3]/", "http://[1:0:0:2::3]/" },
		{ "http://[0:0:0:0:0:0:0:0]/", "http://[::]/" },
		{ "http://[::FFFF:1.2.3.4]/", "http://[::ffff:102:304]/" },
		{ "http://[1:2:3:4:5:6:7:8]/", "http://[1:2:3:4:5:6:7:8]/" },
		{ "http://[1:2:3:4:5:6:7::]/", "http://[1:2:3:4:5:6:7:0]/" },
		{ "http://[1:2:3:4:5:6:7:8:9]/", "failure" },
		{ "http://[::1::]/", "failure" },
		{ "http://[:1]/", "failure" },
		{ "http://[1:]/", "failure" },
		{ "http://[::1.2.3]/", "failure" },
		{ "http://[::1.2.3.04]/", "failure" },
		{ "http://[::1", "failure" },
		{ "http://faß.de/", "http://xn--fa-hia.de/" },
		{ "http://中文。cn/", "http://xn--fiq228c.cn/" },
		{ "http://BÜCHER.example/", "http://xn--bcher-kva.example/" },
		{ "http://XN--a.example/", "http://xn--a.example/" },
		{ "http://é.xn--a/", "failure" },
		{ "http://a_b.example/", "http://a_b.example/" },
		{ "http://a b/", "failure" },
		{ "http://a%00b/", "failure" },
		{ "http://a%b/", "failure" },
		{ "http://a\xff/", "failure" },
		{ "http://", "failure" },
		{ "http:///x", "http://x/" },
		{ "http://u:p:q@@h/", "http://u:p%3Aq%40@h/" },
		{ "http://u@/", "failure" },
		{ "no/scheme", "failure" },
		{ "file://localhost/x", "file:///x" },
		{ "file:C|/x/../..", "file:///C:/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_href(cases[i][0], NULL, cases[i][1]);
}

static void
bytes_that_are_not_utf8_become_replacement_characters(void **state)
{
	(void)state;
	check_href("http://h/\xb1\xea?\xb1", NULL,
	    "http://h/%EF%BF%BD%EF%BF%BD?%EF%BF%BD");
}

static void
an_input_past_the_limit_is_refused(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8 << 20);
	struct url u;
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&b, "http://h/");
	while (b.len <= 4 << 20)
		buf_str(&b, "0123456789abcdef");
	assert_int_equal(-1, url_parse(&u, buf_view(&b), NULL, &err));
	assert_int_equal(ERR_ITEM, err.kind);
}

static void
long_hosts_and_paths_cost_no_more_than_their_length(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8 << 20);
	AUTO(url_release) struct url u = URL_INIT;
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&b, "http://");
	for (int i = 0; i < 200000; i++)
		buf_str(&b, "é.");
	assert_int_equal(-1, url_parse(&u, buf_view(&b), NULL, &err));
	buf_reset(&b);
	buf_str(&b, "http://h");
	for (int i = 0; i < 400000; i++)
		buf_str(&b, "/a/..");
	assert_int_equal(0, url_parse(&u, buf_view(&b), NULL, &err));
	assert_string_equal("/", u.path);
}

static void
check_part(const char *input, const char *got, const json_t *want)
{
	if (strcmp(got, json_string_value(want)) != 0)
		fail_msg("%s: '%s' is not '%s'", input, got,
		    json_string_value(want));
}

static void
check_prefixed(const char *input, const char *prefix, const char *value,
    const json_t *want)
{
	AUTO(mem_freep) char *got = mem_fmt("%s%s",
	    value != NULL && value[0] != '\0' ? prefix : "",
	    value != NULL ? value : "");

	check_part(input, got, want);
}

static void
check_wpt(const json_t *c)
{
	AUTO(buf_release) struct buf href = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf again = BUF_INIT(1 << 20);
	AUTO(url_release) struct url base = URL_INIT, u = URL_INIT;
	AUTO(url_release) struct url reparsed = URL_INIT;
	const json_t *base_text = json_object_get(c, "base");
	const char *input = json_get_str(c, "input");
	bool fails = json_get_bool(c, "failure"), has_base;
	struct err err = ERR_INIT;
	int rc = 0;

	has_base = json_is_string(base_text);
	if (has_base)
		rc = url_parse(&base, corpus_str(base_text), NULL, &err);
	if (rc == 0)
		rc = url_parse(&u, corpus_str(json_object_get(c, "input")),
		    has_base ? &base : NULL, &err);
	if (fails != (rc < 0))
		fail_msg("'%s' against '%s': %s", input,
		    json_get_str(c, "base"), fails ? "is taken" : err.msg);
	if (fails)
		return;
	url_href(&u, &href);
	check_part(input, href.p, json_object_get(c, "href"));
	check_part(input, u.username, json_object_get(c, "username"));
	check_part(input, u.password, json_object_get(c, "password"));
	check_part(input, u.host != NULL ? u.host : "",
	    json_object_get(c, "hostname"));
	check_part(input, u.path, json_object_get(c, "pathname"));
	check_prefixed(input, "?", u.query, json_object_get(c, "search"));
	check_prefixed(input, "#", u.fragment, json_object_get(c, "hash"));
	assert_int_equal(0, url_parse(&reparsed, buf_view(&href), NULL, &err));
	url_href(&reparsed, &again);
	assert_string_equal(href.p, again.p);
	assert_int_equal(u.port, reparsed.port);
	for (size_t i = 0; i < href.len; i++)
		assert_true(href.p[i] > 0x1f && href.p[i] < 0x7f);
}

static void
the_published_url_cases_hold(void **state)
{
	static const char *const files[] = {
		"conformance/url-tests/urltestdata.json",
		"conformance/url-tests/ada_extra_urltestdata.json",
		"conformance/url-tests/ada_long_urltestdata.json",
		"conformance/url-tests/urltestdata-javascript-only.json",
	};
	size_t n = 0, before;

	(void)state;
	for (size_t f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
		AUTO(json_freep) json_t *cases = corpus_json(files[f]);
		size_t i;
		json_t *c;

		before = n;
		json_array_foreach(cases, i, c) {
			if (!json_is_object(c))
				continue;
			check_wpt(c);
			n++;
		}
		print_message("url\t%s\t%zu\t0\n", files[f], n - before);
	}
	assert_true(n > 800);
}

static void
the_published_domain_cases_hold(void **state)
{
	AUTO(json_freep) json_t *cases =
	    corpus_json("conformance/url-tests/toascii.json");
	size_t i, n = 0;
	json_t *c;

	(void)state;
	json_array_foreach(cases, i, c) {
		AUTO(url_release) struct url u = URL_INIT;
		AUTO(buf_release) struct buf in = BUF_INIT(1 << 16);
		const json_t *want = json_object_get(c, "output");
		struct err err = ERR_INIT;

		if (!json_is_object(c))
			continue;
		buf_str(&in, "https://");
		buf_s(&in, corpus_str(json_object_get(c, "input")));
		buf_str(&in, "/x");
		if (url_parse(&u, buf_view(&in), NULL, &err) == 0) {
			if (!json_is_string(want))
				fail_msg("%s is taken as %s", in.p, u.host);
			check_part(in.p, u.host, want);
		} else if (json_is_string(want)) {
			fail_msg("%s: %s", in.p, err.msg);
		}
		n++;
	}
	print_message("url\tconformance/url-tests/toascii.json\t%zu\t0\n", n);
	assert_true(n > 50);
}

/* A page of that encoding. */
static struct url
page_in(const char *encoding)
{
	struct url u;
	struct err err = ERR_INIT;

	assert_int_equal(0, url_parse(&u, STR("https://h/p"), NULL, &err));
	u.encoding = encoding;
	return u;
}

/* The query of input there. */
static void
check_query(struct str input, const char *label, const char *want)
{
	AUTO(url_release) struct url page =
	    page_in(charset_find(str_of(label)));
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;

	buf_str(&in, input.n % 2 == 0 ? "https://h/?" : "?");
	buf_s(&in, input);
	buf_str(&in, "#é");
	assert_int_equal(0, url_parse(&u, buf_view(&in), &page, &err));
	assert_null(u.encoding);
	if (strcmp(u.query, want) != 0)
		fail_msg("%s in %s: %s, not %s", in.p, label, u.query, want);
	assert_string_equal(u.fragment, "%C3%A9");
}

static void
the_published_escapes_hold(void **state)
{
	AUTO(json_freep) json_t *cases =
	    corpus_json("conformance/url-tests/percent-encoding.json");
	size_t i, n = 0;
	json_t *c, *want;
	const char *label;

	(void)state;
	json_array_foreach(cases, i, c) {
		if (!json_is_object(c))
			continue;
		json_object_foreach(json_object_get(c, "output"), label,
		    want) {
			check_query(corpus_str(json_object_get(c, "input")),
			    label, json_string_value(want));
			n++;
		}
	}
	print_message("url\tconformance/url-tests/percent-encoding.json\t%zu"
	    "\t0\n", n);
	assert_true(n > 10);
}

static void
queries_are_escaped_in_the_encoding_of_their_page(void **state)
{
	static const char *const cases[][3] = {
		{ "标题=€", "gbk", "%B1%EA%CC%E2=%A2%E3" },
		{ "中文", "big5", "%A4%A4%A4%E5" },
		{ "日本x", "iso-2022-jp", "%1B$BF|K\\%1B(Bx" },
		{ "日🍎本", "shift_jis", "%93%FA%26%23127822%3B%96{" },
		{ "caf\u00e9\u20ac", "iso-8859-1", "caf%E9%80" },
		{ "\u4e2d", "iso-8859-16", "%26%2320013%3B" },
		{ "\u4e2d", "utf-16", "%E4%B8%AD" },
		{ "\u4e2d", "hz-gb-2312", "%E4%B8%AD" },
		{ "%e4 '", "gbk", "%e4%20%27" },
	};
	AUTO(url_release) struct url page = page_in("gb18030");
	AUTO(url_release) struct url u = URL_INIT;
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_query(str_of(cases[i][0]), cases[i][1], cases[i][2]);
	/* The path is UTF-8 always, and so are URLs of other schemes. */
	assert_int_equal(0, url_parse(&u, STR("ws://h/é?é"), &page, &err));
	assert_string_equal(u.path, "/%C3%A9");
	assert_string_equal(u.query, "%C3%A9");
	url_release(&u);
	page.encoding = "none";
	assert_int_equal(-1, url_parse(&u, STR("http://h/?é"), &page, &err));
	assert_null(u.scheme);
}

static void
a_key_has_no_user_and_only_fragments_that_are_routes(void **state)
{
	static const char *const cases[][2] = {
		{ "http://h/a?b#c", "http://h/a?b" },
		{ "http://h/#!/x", "http://h/#!/x" },
		{ "http://h/#/x", "http://h/#/x" },
		{ "http://h/#", "http://h/" },
		{ "http://h/?", "http://h/?" },
		{ "http://u:secret@h/a#b", "http://h/a" },
		{ "http://token@h:81/#/x", "http://h:81/#/x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(url_release) struct url u = URL_INIT;
		AUTO(buf_release) struct buf b = BUF_INIT(1000);
		struct err err = ERR_INIT;

		assert_int_equal(0, url_parse(&u, str_of(cases[i][0]), NULL,
		    &err));
		url_key(&u, &b);
		assert_string_equal(cases[i][1], b.p);
	}
}

static void
a_message_shows_an_address_without_its_login(void **state)
{
	static const char *const cases[][2] = {
		{ "HTTP://h/a?b#c", "HTTP://h/a?b#c" },
		{ "http://h/@me", "http://h/@me" },
		{ "http://u:p@h/a b#c", "http://h/a%20b#c" },
		{ "http://h:port/x", "http://h:port/x" },
		{ "http://u:p@h:port/x", "http://h:port/x" },
		{ "http://u:p@q@h:port", "http://h:port" },
		{ "http://u:p/w@h/", "http://h/" },
		{ "http:\\\\u:p@[h/", "http:\\\\[h/" },
		{ "u@h", "h" },
		{ "mailto:me@h", "mailto:me@h" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);

		url_hide_login(str_of(cases[i][0]), &b);
		assert_string_equal(cases[i][1], b.p);
	}
}

static void
the_parts_that_are_sent_leave_out_what_is_private(void **state)
{
	AUTO(url_release) struct url u = URL_INIT, copy = URL_INIT;
	AUTO(buf_release) struct buf b = BUF_INIT(1000);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(0, url_parse(&u, STR("https://u:p@h:8443?q#f"), NULL,
	    &err));
	url_dup(&copy, &u);
	url_release(&u);
	assert_true(url_is_http(&copy));
	url_origin(&copy, &b);
	assert_string_equal("https://h:8443", b.p);
	buf_reset(&b);
	url_target(&copy, &b);
	assert_string_equal("/?q", b.p);
	assert_false(url_is_http(&u));
}

static void
only_tracking_is_left_out_of_a_group(void **state)
{
	static const struct {
		const char *from, *to;
		bool is_cut;
	} cases[] = {
		{ "http://h/?utm_source=x&id=1&UTM_medium=y", "http://h/?id=1",
		    true },
		{ "http://h/p?gclid=x", "http://h/p", true },
		{ "http://h/p?gclid=x#/r", "http://h/p#/r", true },
		{ "http://h/p?gclidx=x", "http://h/p?gclidx=x", false },
		{ "http://h/p?from=timeline&isappinstalled=0", "http://h/p",
		    true },
		{ "http://h/p?from=2020", "http://h/p?from=2020", false },
		{ "http://h/p?spm=1001.2014", "http://h/p", true },
		{ "http://h/p?spm=5", "http://h/p?spm=5", false },
		{ "http://h/p?scene=1", "http://h/p?scene=1", false },
		{ "http://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b&chksm=c"
		    "&scene=27&sharer_shareid=d#rd",
		    "http://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b",
		    true },
		{ "http://m.youtube.com/watch?v=a&si=b",
		    "http://m.youtube.com/watch?v=a", true },
		{ "http://notyoutube.com/watch?v=a&si=b",
		    "http://notyoutube.com/watch?v=a&si=b", false },
		{ "http://h/?a&&b=", "http://h/?a&&b=", false },
		{ "http://h/?", "http://h/?", false },
		{ "http://h/", "http://h/", false },
		{ "http://h/?share_id=7", "http://h/?share_id=7", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(url_release) struct url u = URL_INIT;
		AUTO(buf_release) struct buf b = BUF_INIT(1000);
		struct err err = ERR_INIT;

		assert_int_equal(0, url_parse(&u, str_of(cases[i].from), NULL,
		    &err));
		assert_int_equal(cases[i].is_cut, url_untracked(&u, &b));
		assert_string_equal(cases[i].to, b.p);
	}
}

static void
a_site_is_the_domain_that_was_registered(void **state)
{
	static const char *const cases[][2] = {
		{ "www.a.example.com", "example.com" },
		{ "example.com", "example.com" },
		{ "a.b.co.uk", "b.co.uk" },
		{ "co.uk", "co.uk" },
		{ "x.y.github.io", "y.github.io" },
		{ "a.b.com.cn", "b.com.cn" },
		{ "www.example.com.", "example.com" },
		{ "127.0.0.1", "127.0.0.1" },
		{ "[::1]", "[::1]" },
		{ "localhost", "localhost" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);

		url_site(str_of(cases[i][0]), &b);
		assert_string_equal(cases[i][1], b.p);
	}
	assert_true(url_host_is_ip(STR("1.2.3.4")));
	assert_true(url_host_is_ip(STR("[::1]")));
	assert_false(url_host_is_ip(STR("1.2.3.4.example")));
	assert_false(url_host_is_ip(STR("")));
}

static void
a_url_is_shown_as_people_read_it(void **state)
{
	static const char *const cases[][2] = {
		{ "http://h/%E4%B8%AD%E6%96%87?q=%e7%9a%84#%E4%B8%80",
		    "http://h/中文?q=的#一" },
		{ "http://h/a%20b%2Fc%25", "http://h/a%20b%2Fc%25" },
		{ "http://h/%E2%80%AE%E4%B8", "http://h/%E2%80%AE%E4%B8" },
		{ "http://h/%E2%80%8B%C2%A0%C2%85",
		    "http://h/%E2%80%8B%C2%A0%C2%85" },
		{ "http://xn--fiq228c.cn:81/", "http://中文.cn:81/" },
		{ "http://xn--bcher-kva.example/", "http://bücher.example/" },
		/* Cyrillic letters that read "apple". */
		{ "http://xn--80ak6aa92e.com/", "http://xn--80ak6aa92e.com/" },
		{ "http://u:secret@h/", "http://u@h/" },
		{ "mailto:a@b.example", "mailto:a@b.example" },
		{ "not a url", "not a url" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);

		url_display(str_of(cases[i][0]), &b);
		assert_string_equal(cases[i][1], b.p);
	}
}

static void
a_host_is_shown_as_people_read_it(void **state)
{
	static const char *const cases[][2] = {
		{ "xn--bcher-kva.example", "bücher.example" },
		{ "xn--bcher-kva.example:81", "bücher.example:81" },
		{ "xn--80ak6aa92e.com", "xn--80ak6aa92e.com" },
		{ "[2001:db8::1]:81", "[2001:db8::1]:81" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);

		url_display_host(str_of(cases[i][0]), &b);
		assert_string_equal(cases[i][1], b.p);
	}
}

static void
escapes_are_decoded_only_where_they_are_whole(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	(void)state;
	url_percent_decode(STR("%41%4a%4A+%zz%4"), &b);
	assert_string_equal("AJJ+%zz%4", b.p);
}

static void
text_is_resolved_to_text(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(0, url_resolve(STR("../x"), STR("http://h/a/b/c"), &b,
	    &err));
	assert_string_equal("http://h/a/x", b.p);
	assert_int_equal(-1, url_resolve(STR("x"), STR("y"), &b, &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_are_resolved_as_browsers_do),
		cmocka_unit_test(hosts_take_one_form),
		cmocka_unit_test(
		    bytes_that_are_not_utf8_become_replacement_characters),
		cmocka_unit_test(an_input_past_the_limit_is_refused),
		cmocka_unit_test(
		    long_hosts_and_paths_cost_no_more_than_their_length),
		cmocka_unit_test(the_published_url_cases_hold),
		cmocka_unit_test(the_published_domain_cases_hold),
		cmocka_unit_test(the_published_escapes_hold),
		cmocka_unit_test(
		    queries_are_escaped_in_the_encoding_of_their_page),
		cmocka_unit_test(
		    a_key_has_no_user_and_only_fragments_that_are_routes),
		cmocka_unit_test(a_message_shows_an_address_without_its_login),
		cmocka_unit_test(
		    the_parts_that_are_sent_leave_out_what_is_private),
		cmocka_unit_test(only_tracking_is_left_out_of_a_group),
		cmocka_unit_test(a_site_is_the_domain_that_was_registered),
		cmocka_unit_test(a_url_is_shown_as_people_read_it),
		cmocka_unit_test(a_host_is_shown_as_people_read_it),
		cmocka_unit_test(escapes_are_decoded_only_where_they_are_whole),
		cmocka_unit_test(text_is_resolved_to_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
