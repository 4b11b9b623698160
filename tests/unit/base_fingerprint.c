/* base/fingerprint.h: how much of one text is in another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/fingerprint.h"
#include "base/mem.h"

static const char weir[] = "The weir was built of oak in the year of the long "
    "frost. Its keeper slept above the sluice, with a line around his foot "
    "that woke him when the water rose. Nobody ever drowned there.";
static const char weir_zh[] = "堤坝建在河湾的下游，用的是山里的青石。"
    "守坝的老人住在闸门上面，水涨起来的时候铃铛会响。";

struct pair {
	struct fingerprint a, b;
};

static void
make(struct pair *p, const char *a, const char *b)
{
	fingerprint_make(&p->a, str_of(a));
	fingerprint_make(&p->b, str_of(b));
}

static void
release(struct pair *p)
{
	fingerprint_release(&p->a);
	fingerprint_release(&p->b);
}

static void
is_equal(const char *a, const char *b)
{
	struct pair p;

	make(&p, a, b);
	assert_int_equal(fingerprint_distance(&p.a, &p.b), 0);
	assert_true(fingerprint_shingles(&p.a, &p.b) == 1);
	assert_true(fingerprint_shingles(&p.b, &p.a) == 1);
	release(&p);
}

static void
white_space_case_and_punctuation_do_not_count(void **state)
{
	(void)state;
	is_equal(weir, weir);
	is_equal(weir_zh, weir_zh);
	is_equal("One two, three: four FIVE six seven.",
	    " one\ttwo three\n\nFour — five (six) Seven");
	is_equal("水涨起来，铃铛响。", "水涨 起来铃铛响");
}

static void
chinese_has_shingles_without_spaces(void **state)
{
	struct fingerprint f;

	(void)state;
	fingerprint_make(&f, STR("守坝的老人"));
	assert_int_equal(f.n_shingles, 3);
	assert_int_equal(f.n_terms, 4);
	assert_int_equal(f.n_sentences, 1);
	fingerprint_release(&f);
}

static void
a_part_is_in_the_whole_and_the_whole_is_not_in_it(void **state)
{
	struct pair p;

	(void)state;
	make(&p, "The weir was built of oak in the year of the long frost.",
	    weir);
	assert_true(fingerprint_shingles(&p.a, &p.b) == 1);
	assert_true(fingerprint_shingles(&p.b, &p.a) < 0.4);
	release(&p);
}

static void
strangers_have_nothing_in_common(void **state)
{
	struct pair p;

	(void)state;
	make(&p, weir, weir_zh);
	assert_true(fingerprint_shingles(&p.a, &p.b) == 0);
	assert_true(fingerprint_terms(&p.b, &p.a) == 0);
	assert_true(fingerprint_distance(&p.a, &p.b) > 12);
	release(&p);
}

static void
a_gap_is_found_wherever_it_is(void **state)
{
	struct fingerprint_kept k;
	struct pair p;

	(void)state;
	make(&p, weir, "The weir was built of oak in the year of the long "
	    "frost.");
	k = fingerprint_kept(&p.a, &p.b);
	assert_true(k.gap > 0.6 && k.is_end && k.rest == 1);
	release(&p);
	make(&p, weir, "The weir was built of oak in the year of the long "
	    "frost. Nobody ever drowned there.");
	k = fingerprint_kept(&p.a, &p.b);
	assert_true(k.gap > 0.4 && !k.is_end && k.rest == 1);
	release(&p);
	make(&p, weir, weir);
	k = fingerprint_kept(&p.a, &p.b);
	assert_true(k.gap == 0 && !k.is_end && k.rest == 1);
	release(&p);
}

static void
any_bytes_have_a_fingerprint(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 16);
	struct pair p;

	(void)state;
	for (int i = 0; i < 4096; i++)
		buf_char(&b, (char)(i * 37 % 256));
	fingerprint_make(&p.a, buf_view(&b));
	fingerprint_make(&p.b, STR(""));
	assert_true(p.a.n_shingles > 0);
	assert_int_equal(p.b.n_shingles, 0);
	assert_true(fingerprint_shingles(&p.b, &p.a) == 0);
	assert_true(fingerprint_kept(&p.b, &p.a).gap == 0);
	release(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(white_space_case_and_punctuation_do_not_count),
		cmocka_unit_test(chinese_has_shingles_without_spaces),
		cmocka_unit_test(
		    a_part_is_in_the_whole_and_the_whole_is_not_in_it),
		cmocka_unit_test(strangers_have_nothing_in_common),
		cmocka_unit_test(a_gap_is_found_wherever_it_is),
		cmocka_unit_test(any_bytes_have_a_fingerprint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
