/* article/article.h and outcome.h: what a worker answers is hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "article/article.h"
#include "article/dates.h"
#include "article/lang.h"
#include "article/names.h"
#include "article/phrases.h"

static void
refuses(const char *json)
{
	AUTO(article_release) struct article a;
	struct err err = ERR_INIT;

	if (article_from_json(&a, str_of(json), &err) == 0)
		fail_msg("taken: %s", json);
	assert_int_equal(err.kind, ERR_ITEM);
}

static void
an_article_survives_its_json(void **state)
{
	AUTO(article_release) struct article a;
	AUTO(buf_release) struct buf again = BUF_INIT(4096);
	struct err err = ERR_INIT;
	const char *json = "{\"outcome\":\"article\",\"extractor\":7,"
	    "\"title\":\"\xe9\x92\x9f\","
	    "\"next\":\"https://h.example/a/2\",\"lead_image\":\"https://h.example/l.png\",\"words\":3,"
	    "\"code_blocks\":1,\"images\":[\"https://h.example/a.png\"],"
	    "\"images_alternatives\":{\"https://h.example/a.png\":"
	    "[\"https://h.example/b.png\"]},"
	    "\"images_other\":[\"https://h.example/c.png\"],"
	    "\"html\":\"<p>a &amp; b</p>\",\"text\":\"a & b\"}";

	(void)state;
	assert_int_equal(article_from_json(&a, str_of(json), &err), 0);
	assert_int_equal(a.n_images, 1);
	assert_string_equal(a.images[0].others[0], "https://h.example/b.png");
	article_to_json(&a, &again);
	assert_string_equal(again.p, json);
}

static void
a_record_without_a_version_is_of_the_first_one(void **state)
{
	AUTO(article_release) struct article a;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(article_from_json(&a, STR("{\"outcome\":\"list\"}"),
	    &err), 0);
	assert_int_equal(a.extractor, 1);
}

static void
where_a_field_came_from_survives_its_json(void **state)
{
	AUTO(article_release) struct article a;
	AUTO(buf_release) struct buf again = BUF_INIT(4096);
	struct err err = ERR_INIT;
	const char *json = "{\"outcome\":\"article\",\"extractor\":2,"
	    "\"title\":\"Ice\",\"byline\":\"Ada Lind, Bo Berg\","
	    "\"published\":\"2021-03-24\","
	    "\"authors\":[\"Ada Lind\",\"Bo Berg\"],"
	    "\"provenance\":{\"title\":{\"source\":\"h1\",\"others\":["
	    "{\"source\":\"og:title\",\"value\":\"Ice | Harbour\"}]},"
	    "\"published\":{\"source\":\"url\",\"weak\":true},"
	    "\"modified\":{\"others\":[{\"source\":\"time\","
	    "\"value\":\"2021-05-03\"}]}},\"words\":0,\"code_blocks\":0,"
	    "\"images\":[]}";

	(void)state;
	assert_int_equal(article_from_json(&a, str_of(json), &err), 0);
	assert_int_equal(a.n_authors, 2);
	assert_string_equal(a.provenance[ARTICLE_TITLE].others[0].source,
	    "og:title");
	article_to_json(&a, &again);
	assert_string_equal(again.p, json);
}

/* 2: at most PROVENANCE_MAX others, each bounded, none said twice. */
static void
what_else_was_offered_is_bounded(void **state)
{
	struct provenance p = { .source = NULL };
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	(void)state;
	provenance_add(&p, "h1", STR("Ice"));
	provenance_add(&p, "title", STR("Ice"));
	assert_int_equal(p.n_others, 1);
	provenance_drop(&p, STR("Ice"));
	assert_int_equal(p.n_others, 0);
	while (b.len < 1000)
		buf_str(&b, "\xe9\x92\x9f");
	provenance_add(&p, "h1", buf_view(&b));
	assert_int_equal(strlen(p.others[0].value), 498);
	for (char c = 'a'; c <= 'z'; c++)
		provenance_add(&p, "title", str_make(&c, 1));
	assert_int_equal(p.n_others, PROVENANCE_MAX);
	provenance_release(&p);
}

static void
hostile_answers_are_refused(void **state)
{
	(void)state;
	refuses("");
	refuses("[]");
	refuses("{\"title\":\"no outcome\"}");
	refuses("{\"outcome\":\"gone\"}");
	refuses("{\"outcome\":\"untried\"}");
	refuses("{\"outcome\":\"article\",\"title\":7}");
	refuses("{\"outcome\":\"article\",\"title\":\"a\\u0000b\"}");
	refuses("{\"outcome\":\"article\",\"html\":\"<script>x</script>\"}");
	refuses("{\"outcome\":\"article\",\"html\":\"<p onclick=\\\"x\\\">"
	    "</p>\"}");
	refuses("{\"outcome\":\"article\",\"images\":[\"javascript:x\"]}");
	refuses("{\"outcome\":\"article\",\"images\":[\"/relative.png\"]}");
	refuses("{\"outcome\":\"article\",\"images\":[null]}");
	refuses("{\"outcome\":\"article\",\"next\":\"javascript:x\"}");
	refuses("{\"outcome\":\"article\",\"canonical\":\"file:///etc\"}");
	refuses("{\"outcome\":\"article\",\"words\":-1}");
	refuses("{\"outcome\":\"article\",\"authors\":\"Ada\"}");
	refuses("{\"outcome\":\"article\",\"authors\":[7]}");
	refuses("{\"outcome\":\"article\",\"authors\":[\"a\\u0000\"]}");
	refuses("{\"outcome\":\"article\",\"provenance\":[]}");
	refuses("{\"outcome\":\"article\",\"provenance\":{\"title\":"
	    "\"h1\"}}");
	refuses("{\"outcome\":\"article\",\"provenance\":{\"title\":"
	    "{\"source\":\"a source of more than sixty-four bytes is none of "
	    "this program's own\"}}}");
	refuses("{\"outcome\":\"article\",\"provenance\":{\"title\":"
	    "{\"source\":\"h1\",\"others\":[{\"source\":\"h2\"}]}}}");
	refuses("{\"outcome\":\"article\",\"provenance\":{\"title\":"
	    "{\"source\":\"h1\",\"others\":[1,2,3,4,5,6,7,8,9]}}}");
}

static void
a_title_beyond_its_bound_is_refused(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	(void)state;
	buf_str(&b, "{\"outcome\":\"article\",\"title\":\"");
	for (int i = 0; i < 5000; i++)
		buf_char(&b, 'x');
	buf_str(&b, "\"}");
	refuses(b.p);
}

static void
every_outcome_has_a_name_that_finds_it(void **state)
{
	(void)state;
	for (int i = 0; i < OUTCOME_COUNT; i++) {
		enum outcome o = OUTCOME_COUNT;

		assert_true(outcome_find(str_of(outcome_name((enum outcome)i)),
		    &o));
		assert_int_equal(o, i);
	}
	assert_true(outcome_is_page(OUTCOME_VIDEO));
	assert_false(outcome_is_page(OUTCOME_DOCUMENT));
	assert_true(outcome_is_kept(OUTCOME_ARCHIVE));
	assert_false(outcome_is_kept(OUTCOME_SHELL));
	assert_true(outcome_is_transient(OUTCOME_WORKER));
	assert_false(outcome_is_transient(OUTCOME_GONE));
}

static void
dates_of_all_kinds_become_rfc_3339(void **state)
{
	static const char *const pairs[][2] = {
		{ "2020-03-24T10:22:00+08:00", "2020-03-24T10:22:00+08:00" },
		{ "2020-03-24T10:22:33.123Z", "2020-03-24T10:22:33Z" },
		{ "2020-03-24 10:22:33-0500", "2020-03-24T10:22:33-05:00" },
		{ "\xe5\x8f\x91\xe5\xb8\x83\xe4\xba\x8e 2020\xe5\xb9\xb4" "3"
		    "\xe6\x9c\x88" "24\xe6\x97\xa5 10:22", "2020-03-24" },
		{ "2020/3/4", "2020-03-04" },
		{ "March 24, 2020 at 5pm", "2020-03-24" },
		{ "Tue, 24 Mar 2020 10:22:00 GMT", "2020-03-24T10:22:00Z" },
		{ "24. M\xc3\xa4rz 2020", "2020-03-24" },
		{ "24.03.2020", "2020-03-24" },
		{ "1585045320", "2020-03-24T10:22:00Z" },
		{ "20200324", "2020-03-24" },
		{ "24/03/2020", "2020-03-24" },
		{ "03/24/2020 10:22", "2020-03-24" },
		{ "24th of March, 2020", "2020-03-24" },
		{ "Sept. 5, 2020", "2020-09-05" },
		{ "24 de marzo de 2020", "2020-03-24" },
		{ "1er f\xc3\xa9vrier 2020", "2020-02-01" },
		{ "Mar 24, 2020 10:22 pm +0000", "2020-03-24T22:22:00Z" },
		{ "2020\xeb\x85\x84 3\xec\x9b\x94 24\xec\x9d\xbc",
		    "2020-03-24" },
		/* 二〇二〇年三月二十四日, 二零二〇年十二月十日 */
		{ "\xe4\xba\x8c\xe3\x80\x87\xe4\xba\x8c\xe3\x80\x87"
		    "\xe5\xb9\xb4\xe4\xb8\x89\xe6\x9c\x88\xe4\xba\x8c"
		    "\xe5\x8d\x81\xe5\x9b\x9b\xe6\x97\xa5", "2020-03-24" },
		{ "\xe4\xba\x8c\xe9\x9b\xb6\xe4\xba\x8c\xe3\x80\x87"
		    "\xe5\xb9\xb4\xe5\x8d\x81\xe4\xba\x8c\xe6\x9c\x88"
		    "\xe5\x8d\x81\xe6\x97\xa5", "2020-12-10" },
	};
	char out[DATES_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		assert_true(dates_find(str_of(pairs[i][0]), out));
		assert_string_equal(out, pairs[i][1]);
	}
	assert_false(dates_find(STR("2020-13-41"), out));
	assert_false(dates_find(STR("2021-02-29"), out));
	assert_false(dates_find(STR("03/04/2020"), out));
	assert_false(dates_find(STR("03.04.2020"), out));
	assert_false(dates_find(STR("3 marches 2020"), out));
	assert_false(dates_find(STR("\xe6\x98\xa8\xe5\xa4\xa9"), out));
	assert_false(dates_find(STR("version 1.2.3"), out));
	assert_false(dates_find(STR(""), out));
}

static void
the_language_tells_which_number_is_the_day(void **state)
{
	struct dates_found d;

	(void)state;
	assert_true(dates_find_in(STR("Stand: 03.04.2020 um 10:22"), "de",
	    &d));
	assert_string_equal(d.text, "2020-04-03");
	assert_int_equal(d.at, 7);
	assert_true(d.has_time);
	assert_true(dates_find_in(STR("03/04/2020"), "en-GB", &d));
	assert_string_equal(d.text, "2020-04-03");
	assert_false(dates_find_in(STR("03/04/2020"), "en-US", &d));
	assert_false(dates_find_in(STR("03/04/2020"), "dex", &d));
	assert_true(dates_find_in(STR("03/03/2020"), "", &d));
}

static void
an_address_may_hold_a_date(void **state)
{
	char out[DATES_SIZE];

	(void)state;
	assert_true(dates_find_in_path(STR("/a/2020/03/24/b"), out));
	assert_string_equal(out, "2020-03-24");
	assert_true(dates_find_in_path(STR("/a-20200324.html"), out));
	assert_true(dates_find_in_path(STR("/2020-3-4/"), out));
	assert_false(dates_find_in_path(STR("/a/2020/03/"), out));
	assert_false(dates_find_in_path(STR("/2020/03/245"), out));
	assert_false(dates_find_in_path(STR("/2020032401"), out));
}

static void
a_language_is_told_by_script_or_common_words(void **state)
{
	(void)state;
	assert_string_equal(lang_of_text(STR("Der Hafen war leer, und die "
	    "Uhr der Kirche stand nicht still; auf den Bergen lag das Eis, "
	    "das der Wind und die See nicht zu den Booten von Lund mit "
	    "sich nahmen, und ein Boot ist nicht die Flotte")), "de");
	assert_string_equal(lang_of_text(STR("int main(void) { return x; } "
	    "char *p = malloc(n); free(p); struct buf b; size_t len;")), "");
	assert_true(lang_fits(STR("zh-Hant"), "zh"));
	assert_true(lang_fits(STR("uk"), "ru"));
	assert_false(lang_fits(STR("en"), "zh"));
	assert_false(lang_fits(STR(""), "zh"));
}

static void
words_of_class_names_are_read_in_any_style(void **state)
{
	(void)state;
	assert_true(names_of_value(STR("entryContent")) & NAME_CONTENT);
	assert_true(names_of_value(STR("entry-content")) & NAME_CONTENT);
	assert_true(names_of_value(STR("x entry_content y")) & NAME_CONTENT);
	assert_true(names_of_value(STR("related-posts")) & NAME_CLUTTER);
	assert_true(names_of_value(STR("RelatedPosts")) & NAME_CLUTTER);
	/* The longest run of words decides. */
	assert_false(names_of_value(STR("message-user-content")) & NAME_USER);
	/* A layout that mentions a sidebar is none. */
	assert_int_equal(names_of_value(STR("has-sidebar no-comments")), 0);
	assert_int_equal(names_of_value(STR("")), 0);
}

static void
titles_are_the_same_but_for_punctuation(void **state)
{
	(void)state;
	assert_true(phrases_same(STR("The Clock: a story"),
	    STR("the clock \xe2\x80\x93 a story!")));
	assert_false(phrases_same(STR("The clock"), STR("The clocks")));
	assert_false(phrases_same(STR("--"), STR("!!")));
	assert_true(phrases_share(STR("How the old clock was wound"),
	    STR("The old clock and its keeper")));
	assert_false(phrases_share(STR("Harbour news"),
	    STR("The old clock and its keeper")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_article_survives_its_json),
		cmocka_unit_test(
		    a_record_without_a_version_is_of_the_first_one),
		cmocka_unit_test(where_a_field_came_from_survives_its_json),
		cmocka_unit_test(what_else_was_offered_is_bounded),
		cmocka_unit_test(hostile_answers_are_refused),
		cmocka_unit_test(a_title_beyond_its_bound_is_refused),
		cmocka_unit_test(every_outcome_has_a_name_that_finds_it),
		cmocka_unit_test(dates_of_all_kinds_become_rfc_3339),
		cmocka_unit_test(the_language_tells_which_number_is_the_day),
		cmocka_unit_test(an_address_may_hold_a_date),
		cmocka_unit_test(a_language_is_told_by_script_or_common_words),
		cmocka_unit_test(words_of_class_names_are_read_in_any_style),
		cmocka_unit_test(titles_are_the_same_but_for_punctuation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
