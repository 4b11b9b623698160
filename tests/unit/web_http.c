#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "web/http.h"
#include "web/link.h"

static void
check_value(const struct http_head *h, const char *name, const char *expected)
{
	struct str v = http_get(h, name);

	assert_non_null(v.p);
	assert_true(str_eq(v, str_of(expected)));
}

static void
a_head_is_read_as_browsers_do(void **state)
{
	AUTO(buf_release) struct buf list = BUF_INIT(100);
	struct http_head h;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(0, http_head_parse(&h, STR("HTTP/1.1 404 Not Found\r\n"
	    "Content-Type : text/html\r\n"
	    "X-Folded: one\r\n\t two\r\n"
	    "no colon here\r\n"
	    ": no name\r\n"
	    "Set-Cookie: a=1\nset-cookie: b=2\r\n"
	    "Empty:\r\n"
	    "\r\nX-Body: no\r\n"), &err));
	assert_int_equal(404, h.status);
	assert_true(str_eq(h.first_line, STR("HTTP/1.1 404 Not Found")));
	check_value(&h, "content-type", "text/html");
	check_value(&h, "X-FOLDED", "one    two");
	check_value(&h, "Set-Cookie", "a=1");
	check_value(&h, "empty", "");
	http_join(&h, "SET-COOKIE", &list);
	assert_string_equal(list.p, "a=1, b=2");
	http_join(&h, "x-none", &list);
	assert_string_equal(list.p, "a=1, b=2");
	assert_null(http_get(&h, "X-Body").p);
	assert_int_equal(5, h.n_fields);
	http_head_release(&h);
	http_head_release(&h);
}

static void
status_lines_of_every_version_are_taken(void **state)
{
	static const struct {
		const char *line;
		int status;	/* 0: refused */
	} cases[] = {
		{ "HTTP/2 200", 200 }, { "HTTP/2 200 \r\n", 200 },
		{ "http/1.0  301  Moved", 301 }, { "HTTP/1.1 200 OK", 200 },
		{ "HTTP/1.1 20", 0 }, { "HTTP/1.1 2000", 0 },
		{ "HTTP/1.1 099 x", 0 }, { "HTTP/1.1200 OK", 0 },
		{ "GET / HTTP/1.1", 0 }, { "", 0 }, { "\r\n", 0 },
		{ "<html>", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http_head h;
		struct err err = ERR_INIT;
		int rc = http_head_parse(&h, str_of(cases[i].line), &err);

		assert_int_equal(cases[i].status > 0 ? 0 : -1, rc);
		assert_int_equal(cases[i].status, h.status);
		assert_int_equal(rc < 0 ? ERR_ITEM : ERR_NONE, err.kind);
		http_head_release(&h);
	}
}

static void
a_head_of_endless_fields_is_refused(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct http_head h;
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&b, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 1000; i++)
		buf_str(&b, "a: b\r\n");
	assert_int_equal(0, http_head_parse(&h, buf_view(&b), &err));
	http_head_release(&h);
	buf_str(&b, "a: b\r\n");
	assert_int_equal(-1, http_head_parse(&h, buf_view(&b), &err));
	assert_null(h.fields);
}

static void
dates_of_every_spelling_are_read(void **state)
{
	static const char *const same[] = {
		"Sun, 06 Nov 1994 08:49:37 GMT",
		"Sunday, 06-Nov-94 08:49:37 GMT",
		"Sun Nov  6 08:49:37 1994",
		" sun, 6 nov 1994 8:49:37 gmt ",
		"06 Nov 1994 08:49:37",
		"Sun, 06-Nov-1994 08:49:37 GMT",
		"Sun, 06 November 1994 08:49:37 UTC",
		"Sun, 06 Nov 1994 16:49:37 +0800",
		"Sun, 06 Nov 1994 03:19:37 -0530",
		"1994-11-06T08:49:37Z",
	};
	static const char *const wrong[] = {
		"", "0", "-1", "now", "Sun, 31 Feb 2021 00:00:00 GMT",
		"Sun, 06 Nov 1994", "Sun, 06 Nov 1994 24:00:00 GMT",
		"Sun, 00 Nov 1994 08:49:37 GMT", "06 Nov 08:49:37",
		"Sun, 06 Nov 1994 08:60:37 GMT", "29 Feb 1900 00:00:00",
	};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		assert_true(http_date_parse(str_of(same[i]), &ms));
		assert_int_equal(784111777000, ms);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(http_date_parse(str_of(wrong[i]), &ms));
	assert_true(http_date_parse(STR("Tue, 29 Feb 2000 00:00:00 GMT"), &ms));
	assert_int_equal(951782400000, ms);
	assert_true(http_date_parse(STR("Thu, 01 Jan 1970 00:00:00 GMT"), &ms));
	assert_int_equal(0, ms);
}

static void
a_last_change_is_older_than_a_day(void **state)
{
	int64_t now = 784111777000;	/* Sun, 06 Nov 1994 08:49:37 GMT */

	(void)state;
	assert_true(str_eq(http_last_change(STR("Sat, 05 Nov 1994 08:49:37 "
	    "GMT"), now), STR("Sat, 05 Nov 1994 08:49:37 GMT")));
	assert_int_equal(http_last_change(STR("Sat, 05 Nov 1994 08:49:38 GMT"),
	    now).n, 0);
	assert_int_equal(http_last_change(STR("Mon, 07 Nov 1994 08:49:38 GMT"),
	    now).n, 0);
	assert_int_equal(http_last_change(STR("Thu, 01 Jan 1970 00:00:00 GMT"),
	    now).n, 0);
	assert_int_equal(http_last_change(STR("yesterday"), now).n, 0);
	assert_int_equal(http_last_change(STR(""), now).n, 0);
}

static void
a_retry_after_is_seconds_or_a_date(void **state)
{
	int64_t now = 784111777000, delay;

	(void)state;
	assert_true(http_retry_after(STR(" 120 "), now, &delay));
	assert_int_equal(120000, delay);
	assert_true(http_retry_after(STR("Sun, 06 Nov 1994 08:50:37 GMT"), now,
	    &delay));
	assert_int_equal(60000, delay);
	assert_true(http_retry_after(STR("Sun, 06 Nov 1994 08:00:00 GMT"), now,
	    &delay));
	assert_int_equal(0, delay);
	assert_true(http_retry_after(STR("99999999999999999999999"), now,
	    &delay));
	assert_int_equal(365LL * 86400 * 1000, delay);
	assert_true(http_retry_after(STR("Sun, 06 Nov 9994 08:50:37 GMT"), now,
	    &delay));
	assert_int_equal(365LL * 86400 * 1000, delay);
	assert_false(http_retry_after(STR("-5"), now, &delay));
	assert_false(http_retry_after(STR("soon"), now, &delay));
	assert_false(http_retry_after(STR(""), now, &delay));
}

static void
a_file_name_is_taken_without_its_path(void **state)
{
	static const char *const cases[][2] = {
		{ "attachment; filename=\"a b.pdf\"", "a b.pdf" },
		{ "inline;filename=a.pdf;x=y", "a.pdf" },
		{ "attachment; filename=\"x\"; filename*=UTF-8''%e4%b8%ad.pdf",
		    "中.pdf" },
		{ "attachment; filename*=utf-8'zh'%e4%b8%ad.pdf; filename=x",
		    "中.pdf" },
		{ "attachment; filename*=iso-8859-1''%fc.txt", "ü.txt" },
		{ "attachment; filename*=nonsense''x; filename=y", "y" },
		{ "attachment; FileName=\"../../etc/passwd\"", "passwd" },
		{ "attachment; filename=\"C:\\\\dir\\\\a.doc\"", "a.doc" },
		{ "attachment; filename=\"a\\\"b.txt\"", "a\"b.txt" },
		{ "attachment; filename=%E4%B8%AD%20x.pdf", "中 x.pdf" },
		{ "attachment; filename=\"100%.txt\"", "100%.txt" },
		{ "attachment; filename=\"中.pdf\"", "中.pdf" },
		{ "attachment; filename=\"\xb1\xea\xcc\xe2.pdf\"",
		    "标题.pdf" },
		{ "filename=\"a;b.txt\"", "a;b.txt" },
		{ "attachment; filename=\"a\x01\x7f.txt\"", "a.txt" },
		{ "attachment; filename=..", NULL },
		{ "attachment; filename=\"a/\"", NULL },
		{ "attachment; filename*=UTF-8''%2e%2e%2f%2e%2e; filename=z",
		    "z" },
		{ "attachment", NULL }, { "", NULL }, { ";;;=;filename", NULL },
		{ "attachment; filename=\"", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);
		bool found = http_disposition_name(str_of(cases[i][0]), &b);

		assert_int_equal(cases[i][1] != NULL, found);
		assert_string_equal(cases[i][1] != NULL ? cases[i][1] : "",
		    b.p);
	}
}

static void
assert_link(const struct link *l, const char *target, const char *rel,
    const char *title)
{
	assert_string_equal(l->target, target);
	assert_string_equal(l->rel, rel);
	assert_int_equal(title != NULL, l->title != NULL);
	if (title != NULL)
		assert_string_equal(l->title, title);
}

/* The examples of RFC 8288, 3.5, and RFC 7089, 2.2.6 are of these forms. */
static void
links_are_read_with_their_relations(void **state)
{
	AUTO(link_release) struct links l = LINKS_INIT;

	(void)state;
	link_parse(&l, STR("<http://h.example/part2>; rel=\"previous\"; "
	    "title=\"before, this; part\""));
	link_parse(&l, STR("</>; rel=\"http://h.example/foo\""));
	link_parse(&l, STR("</terms>; rel=\"copyright\"; anchor=\"#foo\""));
	link_parse(&l, STR("</t2>; rel=\"previous\"; title*=UTF-8'de'"
	    "letztes%20Kapitel, </t4>;\trel=\"next\"; title=x; "
	    "title*=UTF-8'de'n%c3%a4chstes%20Kapitel"));
	link_parse(&l, STR("<http://h.example/>; REL=\"start  Http://X.example"
	    "/net/rel/Other\" ; rel=ignored"));
	link_parse(&l, STR("<http://a.example/m>; rel=\"memento first\"; "
	    "datetime=\"Tue, 11 Sep 2001 20:35:00 GMT\"; type=text/html"));
	assert_int_equal(7, l.n);
	assert_link(&l.items[0], "http://h.example/part2", "previous",
	    "before, this; part");
	assert_link(&l.items[1], "/", "http://h.example/foo", NULL);
	assert_string_equal(l.items[2].anchor, "#foo");
	assert_link(&l.items[3], "/t2", "previous", "letztes Kapitel");
	assert_link(&l.items[4], "/t4", "next", "nächstes Kapitel");
	assert_link(&l.items[5], "http://h.example/",
	    "start http://x.example/net/rel/other", NULL);
	assert_true(link_has_rel(&l.items[5], "start"));
	assert_false(link_has_rel(&l.items[5], "star"));
	assert_false(link_has_rel(&l.items[5], "ignored"));
	assert_true(link_has_rel(&l.items[6], "first"));
	assert_string_equal(l.items[6].datetime,
	    "Tue, 11 Sep 2001 20:35:00 GMT");
	assert_string_equal(l.items[6].type, "text/html");
}

static void
links_that_are_badly_written_harm_no_others(void **state)
{
	static const struct {
		const char *from, *target, *rel;
	} cases[] = {
		{ ",, <a>;rel=b ,", "a", "b" },
		{ "nonsense, <a>;rel=b", "a", "b" },
		{ "<a> rel=x, <b>; rel=y", "a", "" },
		{ "<a,b;c>;rel=d", "a,b;c", "d" },
		{ "< a >  ;  rel = b", "a", "b" },
		{ "<a>;;rel=b;", "a", "b" },
		{ "<a>;crossorigin;rel=preload", "a", "preload" },
		{ "<a>;rel=\"b", "a", "b" },
		{ "<a>;rel=\"b\\\"c\\\\", "a", "b\"c\\" },
		{ "<a>;rel=\"b\"junk;rel=c", "a", "b" },
		{ "<a>;title*=broken;rel=b", "a", "b" },
		{ "<>;rel=self", "", "self" },
		{ "<a", NULL, NULL }, { "", NULL, NULL },
		{ "a;rel=b", NULL, NULL }, { ">;,<", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(link_release) struct links l = LINKS_INIT;

		link_parse(&l, str_of(cases[i].from));
		assert_int_equal(cases[i].target != NULL, l.n > 0);
		if (l.n > 0)
			assert_link(&l.items[0], cases[i].target,
			    cases[i].rel, NULL);
	}
}

static void
reasons_are_those_of_the_registry(void **state)
{
	(void)state;
	assert_string_equal("OK", http_reason(200));
	assert_string_equal("Not Found", http_reason(404));
	assert_string_equal("", http_reason(299));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_head_is_read_as_browsers_do),
		cmocka_unit_test(status_lines_of_every_version_are_taken),
		cmocka_unit_test(a_head_of_endless_fields_is_refused),
		cmocka_unit_test(dates_of_every_spelling_are_read),
		cmocka_unit_test(a_last_change_is_older_than_a_day),
		cmocka_unit_test(a_retry_after_is_seconds_or_a_date),
		cmocka_unit_test(a_file_name_is_taken_without_its_path),
		cmocka_unit_test(links_are_read_with_their_relations),
		cmocka_unit_test(links_that_are_badly_written_harm_no_others),
		cmocka_unit_test(reasons_are_those_of_the_registry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
