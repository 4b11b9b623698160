/* The page on which an article goes on: by addresses, and by links. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "article/extract.h"
#include "article/nextpage.h"
#include "article/pageno.h"
#include "html/tree.h"

struct pair {
	const char *from, *to;
	enum pageno_form form;
};

static enum pageno_form
compare(const char *from, const char *to)
{
	AUTO(url_release) struct url a = URL_INIT;
	AUTO(url_release) struct url b = URL_INIT;
	AUTO(pageno_release) struct pageno p = PAGENO_INIT;

	assert_int_equal(url_parse(&a, str_of(from), NULL, NULL), 0);
	assert_int_equal(url_parse(&b, str_of(to), NULL, NULL), 0);
	pageno_compare(&a, &b, &p);
	return p.form;
}

static void
check(const struct pair *pairs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum pageno_form got = compare(pairs[i].from, pairs[i].to);

		if (got != pairs[i].form)
			fail_msg("%s -> %s: %d", pairs[i].from, pairs[i].to,
			    (int)got);
	}
}

#define CHECK(pairs) check(pairs, sizeof(pairs) / sizeof((pairs)[0]))

static void
addresses_that_differ_in_a_page_number_follow_each_other(void **state)
{
	static const struct pair pairs[] = {
		{ "https://m.example/guide", "https://m.example/guide?page=2",
		    PAGENO_CLEAR },
		{ "https://m.example/guide?page=2",
		    "https://m.example/guide?page=3", PAGENO_CLEAR },
		{ "https://m.example/guide?page=1",
		    "https://m.example/guide?page=2", PAGENO_CLEAR },
		{ "https://m.example/t?id=7", "https://m.example/t?id=7&page=2",
		    PAGENO_CLEAR },
		{ "https://m.example/t?id=7&view=x",
		    "https://m.example/t?id=7&page=2&view=x", PAGENO_CLEAR },
		{ "https://m.example/t?id=7", "https://m.example/t?page=2&id=7",
		    PAGENO_CLEAR },
		{ "https://m.example/t/90", "https://m.example/t/90?pn=2",
		    PAGENO_CLEAR },
		{ "https://m.example/t/90?pn=9", "https://m.example/t/90?pn=10",
		    PAGENO_CLEAR },
		{ "https://m.example/t/90", "https://m.example/t/90?p=2",
		    PAGENO_WEAK },
		{ "https://m.example/guide/", "https://m.example/guide/page/2/",
		    PAGENO_CLEAR },
		{ "https://m.example/guide", "https://m.example/guide/page/2/",
		    PAGENO_CLEAR },
		{ "https://m.example/guide/page/2",
		    "https://m.example/guide/page/3", PAGENO_CLEAR },
		{ "https://m.example/guide/page/1/",
		    "https://m.example/guide/page/2/", PAGENO_CLEAR },
		{ "https://m.example/threads/a.12/",
		    "https://m.example/threads/a.12/page-2", PAGENO_CLEAR },
		{ "https://m.example/threads/a.12/page-2",
		    "https://m.example/threads/a.12/page-3", PAGENO_CLEAR },
		{ "https://m.example/guide/", "https://m.example/guide/2/",
		    PAGENO_WEAK },
		{ "https://m.example/guide/2", "https://m.example/guide/3",
		    PAGENO_WEAK },
		{ "https://m.example/a/guide.html",
		    "https://m.example/a/guide_2.html", PAGENO_WEAK },
		{ "https://m.example/a/guide_2.html",
		    "https://m.example/a/guide_3.html", PAGENO_WEAK },
		{ "https://m.example/a/8841.shtml",
		    "https://m.example/a/8841-2.shtml", PAGENO_WEAK },
		{ "https://m.example/a/guide.html",
		    "https://m.example/a/guide-page-2.html", PAGENO_CLEAR },
		{ "https://m.example/thread-801-1-1.html",
		    "https://m.example/thread-801-2-1.html", PAGENO_CLEAR },
		{ "http://m.example/guide", "https://m.example/guide?page=2",
		    PAGENO_CLEAR },
		{ "https://m.example/guide?utm_source=mail",
		    "https://m.example/guide?page=2", PAGENO_CLEAR },
		{ "https://m.example/guide#part",
		    "https://m.example/guide?page=2#top", PAGENO_CLEAR },
		{ "https://m.example/viewtopic.php?t=5",
		    "https://m.example/viewtopic.php?t=5&page=2",
		    PAGENO_CLEAR },
		/* Counted from 0. */
		{ "https://m.example/guide", "https://m.example/guide?page=1",
		    PAGENO_CLEAR },
		{ "https://m.example/guide?page=0",
		    "https://m.example/guide?page=1", PAGENO_CLEAR },
		/* What stands before. */
		{ "https://m.example/viewtopic.php?t=5",
		    "https://m.example/viewtopic.php?t=5&start=20",
		    PAGENO_CLEAR },
		{ "https://m.example/viewtopic.php?start=0&t=5",
		    "https://m.example/viewtopic.php?start=20&t=5",
		    PAGENO_CLEAR },
		{ "https://m.example/viewtopic.php?start=40&t=5",
		    "https://m.example/viewtopic.php?start=60&t=5",
		    PAGENO_CLEAR },
		{ "https://m.example/guide", "https://m.example/guide?start=1",
		    PAGENO_CLEAR },
		{ "https://m.example/guide?start=1",
		    "https://m.example/guide?start=2", PAGENO_CLEAR },
	};

	(void)state;
	CHECK(pairs);
}

static void
other_addresses_do_not(void **state)
{
	static const struct pair pairs[] = {
		/* Another page, host or number. */
		{ "https://m.example/guide", "https://m.example/other?page=2",
		    PAGENO_NONE },
		{ "https://m.example/guide", "https://n.example/guide?page=2",
		    PAGENO_NONE },
		{ "https://m.example/guide",
		    "https://m.example:8443/guide?page=2", PAGENO_NONE },
		{ "https://m.example/guide", "https://m.example/guide?page=3",
		    PAGENO_NONE },
		{ "https://m.example/guide/", "https://m.example/guide/1/",
		    PAGENO_NONE },
		{ "https://m.example/guide", "https://m.example/guide?p=1",
		    PAGENO_NONE },
		{ "https://m.example/guide?start=20",
		    "https://m.example/guide?start=60", PAGENO_NONE },
		{ "https://m.example/guide?start=40",
		    "https://m.example/guide?start=20", PAGENO_NONE },
		{ "https://m.example/guide?start=15",
		    "https://m.example/guide?start=25", PAGENO_NONE },
		{ "https://m.example/guide?start=20",
		    "https://m.example/guide?offset=40", PAGENO_NONE },
		{ "https://m.example/find?q=c",
		    "https://m.example/find?q=c&start=10", PAGENO_NONE },
		{ "https://m.example/guide?page=3",
		    "https://m.example/guide?page=2", PAGENO_NONE },
		{ "https://m.example/guide?page=2", "https://m.example/guide",
		    PAGENO_NONE },
		{ "https://m.example/guide?page=2",
		    "https://m.example/guide?page=2", PAGENO_NONE },
		{ "https://m.example/t?id=7", "https://m.example/t?id=8&page=2",
		    PAGENO_NONE },
		{ "https://m.example/t?id=2", "https://m.example/t?id=3",
		    PAGENO_NONE },
		{ "https://m.example/guide?page=02",
		    "https://m.example/guide?page=03", PAGENO_NONE },
		/* The next post. */
		{ "https://m.example/2021/03/first-post/",
		    "https://m.example/2021/03/second-post/", PAGENO_NONE },
		{ "https://m.example/post", "https://m.example/post-2",
		    PAGENO_NONE },
		{ "https://m.example/chapter-1.html",
		    "https://m.example/chapter-2.html", PAGENO_NONE },
		{ "https://m.example/my_part_2.html",
		    "https://m.example/my_part_3.html", PAGENO_NONE },
		{ "https://m.example/ch2.html", "https://m.example/ch3.html",
		    PAGENO_NONE },
		{ "https://m.example/log/2021-03-1.html",
		    "https://m.example/log/2021-03-2.html", PAGENO_NONE },
		/* Archives. */
		{ "https://m.example/", "https://m.example/page/2/",
		    PAGENO_NONE },
		{ "https://m.example/", "https://m.example/?page=2",
		    PAGENO_NONE },
		{ "https://m.example/index.html",
		    "https://m.example/index.html?page=2", PAGENO_NONE },
		{ "https://m.example/?p=41", "https://m.example/?p=42",
		    PAGENO_NONE },
		{ "https://m.example/2021/11", "https://m.example/2021/12",
		    PAGENO_NONE },
		{ "https://m.example/2021/11/", "https://m.example/2021/11/2",
		    PAGENO_NONE },
		{ "https://m.example/2021/11/",
		    "https://m.example/2021/11/page/2/", PAGENO_NONE },
		{ "https://m.example/2020", "https://m.example/2021",
		    PAGENO_NONE },
		{ "https://m.example/category/c/",
		    "https://m.example/category/c/page/2/", PAGENO_NONE },
		{ "https://m.example/tag/linux",
		    "https://m.example/tag/linux?page=2", PAGENO_NONE },
		{ "https://m.example/blog/", "https://m.example/blog/page/2/",
		    PAGENO_NONE },
		{ "https://m.example/news", "https://m.example/news/2",
		    PAGENO_NONE },
		{ "https://m.example/posts/41", "https://m.example/posts/42",
		    PAGENO_NONE },
		{ "https://m.example/find?q=c",
		    "https://m.example/find?q=c&page=2", PAGENO_NONE },
		{ "https://m.example/list_7_1.html",
		    "https://m.example/list_7_2.html", PAGENO_NONE },
		{ "https://m.example/forum-3-1.html",
		    "https://m.example/forum-3-2.html", PAGENO_NONE },
		{ "https://m.example/forumdisplay.php?fid=3",
		    "https://m.example/forumdisplay.php?fid=3&page=2",
		    PAGENO_NONE },
		/* Routes of scripts. */
		{ "https://m.example/#/a", "https://m.example/#/a?page=2",
		    PAGENO_NONE },
	};

	(void)state;
	CHECK(pairs);
}

static void
the_first_page_is_known_with_and_without_its_number(void **state)
{
	AUTO(url_release) struct url a = URL_INIT;
	AUTO(url_release) struct url b = URL_INIT;
	AUTO(url_release) struct url c = URL_INIT;
	AUTO(url_release) struct url d = URL_INIT;
	AUTO(pageno_release) struct pageno p = PAGENO_INIT;

	(void)state;
	assert_int_equal(url_parse(&a, STR("https://m.example/g/2"), NULL,
	    NULL), 0);
	assert_int_equal(url_parse(&b, STR("https://m.example/g/3"), NULL,
	    NULL), 0);
	assert_int_equal(url_parse(&c, STR("https://m.example/g/"), NULL,
	    NULL), 0);
	assert_int_equal(url_parse(&d, STR("https://m.example/g/1"), NULL,
	    NULL), 0);
	pageno_compare(&a, &b, &p);
	assert_int_equal(p.number, 3);
	assert_true(p.is_counted);
	assert_true(pageno_is_first(&p, &c));
	assert_true(pageno_is_first(&p, &d));
	assert_false(pageno_is_first(&p, &a));
	assert_false(pageno_is_first(&p, &b));
}

static void
the_words_of_links_are_understood(void **state)
{
	static const struct {
		const char *text;
		enum nextpage_word word;
		unsigned long number;
	} words[] = {
		{ "Next page", NEXTPAGE_PAGE, 0 },
		{ " Next Page » ", NEXTPAGE_PAGE, 0 },
		{ "下一页", NEXTPAGE_PAGE, 0 },
		{ "下一頁 >", NEXTPAGE_PAGE, 0 },
		{ "下一页：测试", NEXTPAGE_PAGE, 0 },
		{ "Next", NEXTPAGE_NEXT, 0 },
		{ "NEXT ›", NEXTPAGE_NEXT, 0 },
		{ "›", NEXTPAGE_NEXT, 0 },
		{ "»", NEXTPAGE_NEXT, 0 },
		{ "2", NEXTPAGE_NUMBER, 2 },
		{ "[3]", NEXTPAGE_NUMBER, 3 },
		{ "第2页", NEXTPAGE_NUMBER, 2 },
		{ "Page 12", NEXTPAGE_NUMBER, 12 },
		{ "上一页", NEXTPAGE_BACK, 0 },
		{ "« Previous", NEXTPAGE_BACK, 0 },
		{ "‹", NEXTPAGE_BACK, 0 },
		{ "下一篇", NEXTPAGE_OTHER, 0 },
		{ "下一章", NEXTPAGE_OTHER, 0 },
		{ "Next post", NEXTPAGE_OTHER, 0 },
		{ "Next article →", NEXTPAGE_OTHER, 0 },
		{ "Next: How a kettle boils", NEXTPAGE_OTHER, 0 },
		{ "Older posts »", NEXTPAGE_OTHER, 0 },
		{ "Next chapter", NEXTPAGE_OTHER, 0 },
		{ "", NEXTPAGE_OTHER, 0 },
		{ "2 comments", NEXTPAGE_OTHER, 0 },
		{ "\xff\xfe", NEXTPAGE_OTHER, 0 },
	};
	unsigned long number;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		enum nextpage_word got =
		    nextpage_read(str_of(words[i].text), &number);

		if (got != words[i].word || (got == NEXTPAGE_NUMBER &&
		    number != words[i].number))
			fail_msg("'%s': %d, %lu", words[i].text, (int)got,
			    number);
	}
}

/* The next page of a body at an address, "" for none. */
static void
expect(const char *own, const char *body, const char *want)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(nextpage_release) struct nextpage next = NEXTPAGE_INIT;

	assert_int_equal(html_parse(str_of(body), &doc, NULL), 0);
	assert_int_equal(url_parse(&u, str_of(own), NULL, NULL), 0);
	nextpage_find(xmlDocGetRootElement(doc), &u, &u, &next);
	if (strcmp(next.url.p, want) != 0)
		fail_msg("%s: '%s' leads to '%s'", own, body, next.url.p);
}

static void
links_to_the_next_page_are_found(void **state)
{
	(void)state;
	expect("https://m.example/g", "<p>Text</p><a href='/g/2'>2</a>",
	    "https://m.example/g/2");
	expect("https://m.example/g", "<a href='/g/2#top'>下一页</a>",
	    "https://m.example/g/2");
	expect("https://m.example/g?page=2", "<a href='?page=3' rel=next>"
	    "Next</a>", "https://m.example/g?page=3");
	expect("https://m.example/g", "<link rel='next' href='/g/page/2'>",
	    "https://m.example/g/page/2");
	expect("https://m.example/a/7.html", "<a href='7_2.html'>"
	    "<img alt='Next page' src=n.png></a>",
	    "https://m.example/a/7_2.html");
	expect("https://m.example/g/2", "<a href='/g'>1</a> <b>2</b> "
	    "<a href='/g/3'>3</a>", "https://m.example/g/3");
	expect("https://m.example/t/5?page=2", "<a href='?page=3'>›</a>",
	    "https://m.example/t/5?page=3");
	expect("https://m.example/g", "<b>1</b> <a href='?page=2'>3</a> "
	    "<a href='?page=1'>2</a>", "https://m.example/g?page=1");
	expect("https://m.example/g?page=1", "<a href='/g'>1</a> <b>2</b> "
	    "<a href='?page=3'>4</a><a href='?page=2'>3</a>",
	    "https://m.example/g?page=2");
	expect("https://m.example/t?id=5&start=40", "<a href='?id=5&start=20'>"
	    "2</a> <b>3</b> <a href='?id=5&start=80'>5</a> "
	    "<a href='?id=5&start=60'>4</a>",
	    "https://m.example/t?id=5&start=60");
	expect("https://m.example/t?id=5", "<b>1</b> <a href='?id=5&start=40'>"
	    "3</a> <a href='?id=5&start=20'>2</a>",
	    "https://m.example/t?id=5&start=20");
}

static void
links_to_other_articles_are_not(void **state)
{
	(void)state;
	/* rel=next of blogs leads to the next post, whatever its address. */
	expect("https://m.example/post/41", "<link rel=next "
	    "href='/post/42'><a rel=next href='/post/42'>Next</a>", "");
	expect("https://m.example/g", "<a rel=next href='/g-2'>Next</a>", "");
	expect("https://m.example/g", "<a rel=next href='/g/2'>Next</a>", "");
	expect("https://m.example/g/7", "<a href='/g/8'>8</a>", "");
	expect("https://m.example/g/7", "<a href='/g'>Guides</a>"
	    "<a href='/g/8'>8</a>", "");
	expect("https://m.example/a/7.html", "<a href='7_2.html'>Next</a>",
	    "");
	expect("https://m.example/g", "<a href='?page=2'>Next post</a>", "");
	expect("https://m.example/g", "<a href='?page=2' title='The kettle'>"
	    "Next</a>", "");
	expect("https://m.example/g", "<a href='?page=2'>3</a>", "");
	expect("https://m.example/g?page=2", "<a href='?page=3'>Previous"
	    "</a>", "");
	expect("https://m.example/g", "<a>2</a><a href='#2'>2</a>"
	    "<a href='javascript:next(2)'>2</a>", "");
}

static void
next_of(const char *url, const char *page, struct article *a)
{
	const struct extract_opts opts = { .url = str_of(url),
		.content_type = STR("text/html; charset=utf-8"),
		.status = 200 };
	struct err err = ERR_INIT;

	assert_int_equal(extract_page(str_of(page), &opts, a, &err), 0);
}

#define WORDS "The boat left the harbour at six, with the lamps still lit, " \
	"and nobody on the quay had seen the captain since the evening. "
#define TEXT "<p>" WORDS WORDS WORDS "</p><p>" WORDS WORDS "</p>"

static void
pages_of_comments_are_no_part_of_an_article(void **state)
{
	AUTO(article_release) struct article a, b;

	(void)state;
	next_of("https://m.example/g", "<title>Boat</title><article>"
	    "<h1>Boat</h1>" TEXT "</article><div class=comments>"
	    "<a href='?page=2'>2</a></div>", &a);
	assert_int_equal(a.outcome, OUTCOME_ARTICLE);
	assert_string_equal(a.next, "");
	article_release(&a);
	next_of("https://m.example/g", "<title>Boat</title><article>"
	    "<h1>Boat</h1>" TEXT "</article><div class=pages>"
	    "<a href='?page=2'>2</a></div>", &a);
	assert_string_equal(a.next, "https://m.example/g?page=2");
	article_release(&a);
	next_of("https://m.example/g", "<title>Boat</title><article>"
	    "<h1>Boat</h1>" TEXT "</article><div class=comments>" TEXT
	    "</div><div class=pages><a href='?page=2'>2</a></div>", &a);
	assert_string_equal(a.next, "");
	article_release(&a);
	next_of("https://m.example/g", "<title>Boat</title><article>"
	    "<h1>Boat</h1>" TEXT "</article><a href='?p=2'>2</a>", &a);
	assert_string_equal(a.next, "");
	next_of("https://m.example/g", "<title>Boat</title><ul>"
	    "<li><a href=/1>One boat</a><li><a href=/2>Two boats</a>"
	    "<li><a href=/3>Three boats</a><li><a href=/4>Four boats</a>"
	    "<li><a href=/5>Five boats</a></ul><a href='?page=2'>2</a>", &b);
	assert_int_not_equal(b.outcome, OUTCOME_ARTICLE);
	assert_string_equal(b.next, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    addresses_that_differ_in_a_page_number_follow_each_other),
		cmocka_unit_test(other_addresses_do_not),
		cmocka_unit_test(
		    the_first_page_is_known_with_and_without_its_number),
		cmocka_unit_test(the_words_of_links_are_understood),
		cmocka_unit_test(links_to_the_next_page_are_found),
		cmocka_unit_test(links_to_other_articles_are_not),
		cmocka_unit_test(pages_of_comments_are_no_part_of_an_article),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
