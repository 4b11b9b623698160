#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "mirror/wiki.h"

static struct wiki
library(void)
{
	/* As a folder is walked: deep ones before what lies behind them. */
	static const char *const paths[] = { "a/sub/Note", "a/sub/deep/Weir",
	    "b/Sub/Weir", "b/plan", "c/Plan", "sub/Note", "Only" };
	struct wiki w = WIKI_INIT;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		wiki_learn_path(&w, str_of(paths[i]), paths[i]);
	return w;
}

static void
a_path_is_looked_for_from_the_root_then_beside_then_anywhere(void **state)
{
	static const struct {
		const char *rel, *page, *found;
	} all[] = {
		{ "x.md", "sub/Note", "sub/Note" },
		{ "a/x.md", "sub/Note", "sub/Note" },
		{ "a/x.md", "sub/deep/Weir", "a/sub/deep/Weir" },
		{ "a/sub/x.md", "Note", "a/sub/Note" },
		{ "b/x.md", "Note", "sub/Note" },
		{ "x.md", "deep/Weir", "a/sub/deep/Weir" },
		{ "x.md", "Weir", "b/Sub/Weir" },
		{ "a/x.md", "/sub/Note", "sub/Note" },
		{ "a/x.md", "/Note", NULL },
		{ "x.md", "other/Note", NULL },
		{ "", "b/plan", "b/plan" },
		{ "x.md", "ote", NULL },
		{ "x.md", "", NULL },
		{ "x.md", "/", NULL },
	};
	AUTO(wiki_release) struct wiki w = library();

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		const char *found = wiki_find(&w, all[i].rel,
		    str_of(all[i].page));

		if (all[i].found == NULL)
			assert_null(found);
		else
			assert_string_equal(found, all[i].found);
	}
}

static void
another_case_is_taken_only_where_the_very_case_is_not_there(void **state)
{
	AUTO(wiki_release) struct wiki w = library();

	(void)state;
	assert_string_equal(wiki_find(&w, "x.md", STR("plan")), "b/plan");
	assert_string_equal(wiki_find(&w, "x.md", STR("Plan")), "c/Plan");
	assert_string_equal(wiki_find(&w, "x.md", STR("PLAN")), "b/plan");
	assert_string_equal(wiki_find(&w, "x.md", STR("ONLY")), "Only");
	assert_string_equal(wiki_find(&w, "x.md", STR("SUB/note")),
	    "sub/Note");
	assert_null(wiki_find(&w, "x.md", STR("onl")));
}

static void
a_name_is_no_path(void **state)
{
	struct wiki w = WIKI_INIT;

	(void)state;
	wiki_learn_name(&w, STR("water/Still"), "pool");
	assert_string_equal(wiki_find(&w, "a/x.md", STR("water/still")),
	    "pool");
	assert_null(wiki_find(&w, "a/x.md", STR("Still")));
	wiki_release(&w);
}

static void
a_page_of_any_length_is_looked_for(void **state)
{
	AUTO(wiki_release) struct wiki w = library();
	AUTO(mem_freep) char *page = mem_alloc(1 << 20);

	(void)state;
	for (size_t i = 0; i < 1 << 20; i++)
		page[i] = i % 2 ? '/' : 'A';
	assert_null(wiki_find(&w, "x.md", str_make(page, 1 << 20)));
	wiki_learn_path(&w, str_make(page, 1 << 20), "long");
	assert_null(wiki_find(&w, "x.md", str_make(page, 1 << 20)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	    a_path_is_looked_for_from_the_root_then_beside_then_anywhere),
	    cmocka_unit_test(
	    another_case_is_taken_only_where_the_very_case_is_not_there),
	    cmocka_unit_test(a_name_is_no_path),
	    cmocka_unit_test(a_page_of_any_length_is_looked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
