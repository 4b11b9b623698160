#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/text.h"
#include "site/route.h"
#include "site/site.h"

static void
expect_page(const char *url, const char *start)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	site_page_path(url, &b);
	assert_false(b.failed);
	if (!str_starts(buf_view(&b), str_of(start)))
		fail_msg("'%s' -> '%s'", url, b.p);
	/* "-" + 8 digits + ".html" */
	assert_int_equal(b.len, strlen(start) + 14);
	assert_true(str_ends(buf_view(&b), STR(".html")));
	assert_true(text_is_utf8(buf_view(&b)));
}

static void
a_page_lies_under_its_host_with_a_readable_name(void **state)
{
	(void)state;
	expect_page("https://www.news.example/2024/The-Long_Story.html",
	    "articles/www.news.example/the-long_story-html");
	expect_page("http://news.example/", "articles/news.example/index");
	expect_page("http://news.example:8080/a/",
	    "articles/news.example-8080/a");
	expect_page("https://wiki.example/%E4%B8%AD%E6%96%87",
	    "articles/wiki.example/\xe4\xb8\xad\xe6\x96\x87");
	expect_page("https://news.example/item?id=42",
	    "articles/news.example/item-id-42");
	expect_page("https://news.example/con", "articles/news.example/-con");
}

static void
urls_that_differ_have_pages_that_differ(void **state)
{
	static const char *const urls[] = {
		"https://a.example/x", "https://a.example/X",
		"https://a.example/x/", "https://a.example/x?",
		"http://a.example/x", "https://a.example/%2e%2e/x",
		"https://a.example/#!/x", "https://a.example/#!/y",
		"mailto:x@a.example", "not a url", "",
	};
	struct buf paths[sizeof(urls) / sizeof(urls[0])];
	size_t n = sizeof(urls) / sizeof(urls[0]);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		buf_init(&paths[i], 4096);
		route_page(urls[i], &paths[i]);
		assert_null(strstr(paths[i].p, ".."));
		for (size_t j = 0; j < i; j++)
			assert_false(str_eq_nocase(buf_view(&paths[i]),
			    buf_view(&paths[j])));
	}
	for (size_t i = 0; i < n; i++)
		buf_release(&paths[i]);
}

static void
a_very_long_address_has_a_short_path(void **state)
{
	AUTO(buf_release) struct buf url = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf path = BUF_INIT(1 << 20);

	(void)state;
	buf_str(&url, "https://a.example/");
	for (int i = 0; i < 20000; i++)
		buf_str(&url, "%E6%96%87");
	route_page(url.p, &path);
	assert_true(path.len < 255);
	assert_true(text_is_utf8(buf_view(&path)));
}

static void
expect_note(const char *name, const char *path)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 16);

	route_note(name, &b);
	assert_string_equal(b.p, path);
}

static void
a_note_keeps_its_place_and_its_extension(void **state)
{
	AUTO(buf_release) struct buf upper = BUF_INIT(4096);
	AUTO(buf_release) struct buf lower = BUF_INIT(4096);

	(void)state;
	expect_note("kb/maths/sets.md", "notes/kb/maths/sets.md.html");
	expect_note("kb/maths/sets.markdown",
	    "notes/kb/maths/sets.markdown.html");
	expect_note("kb/\xe7\xac\x94\xe8\xae\xb0 \xe4\xb8\x80.md",
	    "notes/kb/\xe7\xac\x94\xe8\xae\xb0 \xe4\xb8\x80.md.html");
	route_note("kb/README.md", &upper);
	route_note("kb/readme.md", &lower);
	assert_false(str_eq_nocase(buf_view(&upper), buf_view(&lower)));
}

static void
a_note_cannot_leave_the_folder(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	(void)state;
	route_note("../../etc//passwd", &b);
	assert_null(strstr(b.p, ".."));
	assert_true(str_starts(buf_view(&b), STR("notes/")));
	buf_reset(&b);
	route_note("", &b);
	assert_true(str_starts(buf_view(&b), STR("notes/-")));
}

static void
expect_link(const char *from, const char *to, const char *fragment,
    const char *want)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	route_link(from, to, fragment, &b);
	assert_string_equal(b.p, want);
}

static void
links_are_relative_and_percent_encoded(void **state)
{
	(void)state;
	expect_link("index.html", "notes/a b.html", NULL, "notes/a%20b.html");
	expect_link("notes/kb/a.html", "articles/h/p.html", "s-1",
	    "../../articles/h/p.html#s-1");
	expect_link("articles/h/p.html", "articles/h/q.html", NULL, "q.html");
	expect_link("articles/h/p.html", "articles/hh/q.html", NULL,
	    "../hh/q.html");
	expect_link("articles/h/p.html", "articles/h/p.html", "x", "p.html#x");
	expect_link("index.html", "notes/\xe4\xb8\xad.html", "",
	    "notes/%E4%B8%AD.html");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    a_page_lies_under_its_host_with_a_readable_name),
		cmocka_unit_test(urls_that_differ_have_pages_that_differ),
		cmocka_unit_test(a_very_long_address_has_a_short_path),
		cmocka_unit_test(a_note_keeps_its_place_and_its_extension),
		cmocka_unit_test(a_note_cannot_leave_the_folder),
		cmocka_unit_test(links_are_relative_and_percent_encoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
