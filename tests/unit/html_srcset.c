/* html/srcset.h: the HTML Standard's "parse a srcset attribute". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "html/srcset.h"

static void
assert_items(const char *value, const char *want)
{
	AUTO(buf_release) struct buf b = BUF_INIT(10000);
	struct str rest = str_of(value);
	struct srcset_item i;

	while (srcset_next(&rest, &i))
		buf_fmt(&b, "[%.*s %g %g]", STR_ARG(i.url), i.width,
		    i.density);
	assert_string_equal(b.p, want);
}

static void
assert_best(const char *value, const char *want)
{
	struct srcset_item i = srcset_best(str_of(value));

	assert_non_null(i.url.p);
	assert_int_equal(i.url.n, strlen(want));
	assert_memory_equal(i.url.p, want, i.url.n);
}

static void
candidates_are_split_by_the_standard(void **state)
{
	(void)state;
	assert_items("a.png, b.png 2x,c.png 1.5x", "[a.png 0 1][b.png 0 2]"
	    "[c.png 0 1.5]");
	assert_items(" \n,, a 100w 50h , b\t200w\n", "[a 100 1][b 200 1]");
	assert_items("a,b", "[a,b 0 1]");
	assert_items("a,", "[a 0 1]");
	assert_items("a,,, b", "[a 0 1][b 0 1]");
	assert_items("", "");
	assert_items(" , ", "");
}

static void
commas_inside_urls_stay(void **state)
{
	(void)state;
	assert_items("data:image/png;base64,AA== 1x, /c_1,w_2/p.jpg 640w",
	    "[data:image/png;base64,AA== 0 1][/c_1,w_2/p.jpg 640 1]");
}

static void
candidates_with_bad_descriptors_are_left_out(void **state)
{
	(void)state;
	assert_items("a 1q, b 2x 3x, c 0w, d -1x, e 1w 2x, f x, g 5w, h 1.5w",
	    "[g 5 1]");
	assert_items("a future(1x, 2x), b 2x", "[b 0 2]");
}

static void
the_best_is_wide_but_not_absurd(void **state)
{
	(void)state;
	assert_best("a 640w, b 1600w, c 4000w", "b");
	assert_best("a 3000w, b 4000w", "a");
	assert_best("a, b 2x, c 4x", "b");
	assert_best("c 5x, d 4x", "d");
	assert_null(srcset_best(STR("a 1q")).url.p);
	assert_null(srcset_best(str_make(NULL, 0)).url.p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates_are_split_by_the_standard),
		cmocka_unit_test(commas_inside_urls_stay),
		cmocka_unit_test(candidates_with_bad_descriptors_are_left_out),
		cmocka_unit_test(the_best_is_wide_but_not_absurd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
