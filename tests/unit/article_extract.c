/* article/extract.h: any bytes give an answer, always the same, in time that
 * grows with their length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <time.h>

#include "article/extract.h"
#include "html/canon.h"

#define MAX_PAGE ((size_t)64 << 20)
/* Quadratic time would take minutes for these pages; linear takes tenths of a
 * second, a few seconds with the sanitisers of the compiler. */
#define MAX_SECONDS 40

static const struct extract_opts opts = {
	.url = { "https://harbour.example/x/", 26 },
	.content_type = { "text/html; charset=utf-8", 24 },
};

static void
extract_text(struct str html, struct article *a)
{
	struct err err = ERR_INIT;

	assert_int_equal(extract_page(html, &opts, a, &err), 0);
}

static void
is_bounded(const char *before, const char *again, size_t n)
{
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_PAGE);
	AUTO(article_release) struct article a;
	struct err err = ERR_INIT;
	clock_t start = clock();

	buf_str(&page, before);
	for (size_t i = 0; i < n; i++)
		buf_str(&page, again);
	/* Refusing is an answer; crashing or crawling is not. */
	if (extract_page(buf_view(&page), &opts, &a, &err) < 0)
		assert_int_equal(err.kind, ERR_ITEM);
	if (clock() - start > (clock_t)MAX_SECONDS * CLOCKS_PER_SEC)
		fail_msg("%zu times '%s' took too long", n, again);
}

static void
pages_made_to_be_slow_are_not(void **state)
{
	(void)state;
	is_bounded("<body>", "<p>words, and more words, in a row</p>", 30000);
	is_bounded("<ul>", "<li><a href=/x>link</a>", 30000);
	is_bounded("", "<div>", 20000);
	is_bounded("<pre>", "<span class=line>x</span>\n", 30000);
	is_bounded("<p>x", "<span class=MathJax></span>", 30000);
	is_bounded("<p>x", "<span class=katex><annotation>x</annotation>"
	    "</span>", 10000);
	is_bounded("", "<table><tr><td>", 2000);
	is_bounded("<table><tr>", "<td>c</td>", 30000);
	is_bounded("", "<img src=x><noscript><img src=y></noscript>", 10000);
	is_bounded("<head>", "<meta name=a content=b>", 30000);
	is_bounded("<script type=application/ld+json>", "{\"@graph\":[", 20000);
	is_bounded("<script>", "x={", 50000);
	is_bounded("<div class='", "share-bar ", 50000);
	is_bounded("<title>", "a | ", 10000);
	is_bounded("", "<div style='display:none'>", 390);
}

static void
odd_bytes_are_pages_too(void **state)
{
	static const struct str pages[] = {
		{ "", 0 }, { NULL, 0 }, { "\0\0\0", 3 }, { "\xff\xfe<", 3 },
		{ "<", 1 }, { "<!--", 4 }, { "<frameset>", 10 },
		{ "<html><head></head></html>", 26 },
		{ "<body><template>x</template>", 28 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		AUTO(article_release) struct article a;

		extract_text(pages[i], &a);
		assert_false(outcome_is_page(a.outcome));
		assert_string_equal(a.html, "");
		assert_true(a.reason[0] != '\0');
	}
}

static void
a_redirector_is_taken_out_of_a_link(void **state)
{
	AUTO(article_release) struct article a;
	const char *page = "<title>The links of the harbour</title><article>"
	    "<p>Many harbours, and many clocks, are told of on other pages, "
	    "such as <a href='https://link.tide.example/?target=https%3A//"
	    "clock.example/a%3Fb'>this one</a>, which is old, but good.</p>"
	    "<p>Others, such as <a href='/search?q=clock'>this</a>, are of "
	    "our own making, and younger, and they tell less of clocks.</p>"
	    "</article>";

	(void)state;
	extract_text(str_of(page), &a);
	assert_non_null(strstr(a.html, "href=\"https://clock.example/a?b\""));
	assert_non_null(strstr(a.html,
	    "href=\"https://harbour.example/search?q=clock\""));
}

static void
script_and_handlers_never_come_through(void **state)
{
	AUTO(article_release) struct article a;
	AUTO(buf_release) struct buf again = BUF_INIT(MAX_PAGE);
	struct err err = ERR_INIT;
	const char *page = "<title>A hostile harbour</title><article><p "
	    "onclick=x()>Some words, enough of them, to make a paragraph of "
	    "an article<script>evil()</script>, and some more of them.</p>"
	    "<p><a href='java\tscript:evil()'>Words</a>, again, that fill a "
	    "second paragraph, so that it is kept as well.</p><svg><style>"
	    "<img src=x onerror=evil()></style></svg></article>";

	(void)state;
	extract_text(str_of(page), &a);
	assert_int_equal(a.outcome, OUTCOME_ARTICLE);
	assert_null(strstr(a.html, "evil"));
	assert_null(strstr(a.text, "evil"));
	assert_int_equal(canon_rewrite(str_of(a.html), NULL, &again, &err), 0);
	assert_string_equal(again.p, a.html);
}

static void
the_same_bytes_give_the_same_article(void **state)
{
	AUTO(article_release) struct article a, b;
	AUTO(buf_release) struct buf x = BUF_INIT(MAX_PAGE);
	AUTO(buf_release) struct buf y = BUF_INIT(MAX_PAGE);
	const char *page = "<title>Twice</title><div class=post><p>One, two, "
	    "three words and many others that make it a paragraph.</p><img "
	    "src=a.png data-src=b.png data-original=c.png></div>";

	(void)state;
	extract_text(str_of(page), &a);
	extract_text(str_of(page), &b);
	article_to_json(&a, &x);
	article_to_json(&b, &y);
	assert_string_equal(x.p, y.p);
	assert_int_equal(a.n_images, 1);
	assert_string_equal(a.images[0].url,
	    "https://harbour.example/x/b.png");
	assert_int_equal(a.images[0].n_others, 2);
}

static void
what_hides_a_part_keeps_its_label(void **state)
{
	AUTO(article_release) struct article a;

	(void)state;
	extract_text(STR("<h1>Watering</h1><p>Water early in the day, when the "
	    "ground is cool, because less of it is lost to the air then, and "
	    "leaves dry before the night.</p><details><summary>More</summary>"
	    "<p>Tomatoes want four litres a plant, given slowly at its foot, so "
	    "that the water goes down and does not run off.</p></details>"
	    "<p>Beans want less than that, and onions nearly none at all once "
	    "the bulbs are as large as a fist.</p>"), &a);
	assert_non_null(strstr(a.html, "<summary>More</summary>"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_made_to_be_slow_are_not),
		cmocka_unit_test(odd_bytes_are_pages_too),
		cmocka_unit_test(a_redirector_is_taken_out_of_a_link),
		cmocka_unit_test(script_and_handlers_never_come_through),
		cmocka_unit_test(the_same_bytes_give_the_same_article),
		cmocka_unit_test(what_hides_a_part_keeps_its_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
