/* mirror/order.h: what comes first when there is not time for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mirror/order.h"

#define DAY ((int64_t)24 * 3600 * 1000)
#define NOW ((int64_t)1800000000000)

static struct order_points
points(const char *url, enum outcome outcome, enum outcome last)
{
	const struct resource r = { .url = (char *)(uintptr_t)url,
		.outcome = outcome, .last = last };
	const struct order_facts f = { .citations = 1 };

	return order_points(&r, &f, NOW);
}

static void
what_was_never_kept_is_in_danger_unless_it_is_dead(void **state)
{
	const char *url = "https://a.example/";

	(void)state;
	assert_int_equal(points(url, OUTCOME_UNTRIED, OUTCOME_UNTRIED).sum, 9);
	assert_int_equal(points(url, OUTCOME_ARTICLE, OUTCOME_ARTICLE).sum, 1);
	assert_int_equal(points(url, OUTCOME_TIMEOUT, OUTCOME_TIMEOUT).sum,
	    12);
	assert_int_equal(points(url, OUTCOME_GONE, OUTCOME_GONE).sum, 1);
	/* There is a copy; the page fails now. */
	assert_int_equal(points(url, OUTCOME_ARTICLE, OUTCOME_SERVER).sum, 4);
}

static void
addresses_and_platforms_that_end_have_points(void **state)
{
	static const char *const platforms[] = { "https://t.co/x",
		"https://old.reddit.com/r/x", "https://mp.weixin.qq.com/s/x",
		"https://zhihu.com:443/q" };
	static const char *const others[] = { "https://xt.co/x",
		"https://t.co.example/x", "https://a.example/t.co",
		"https://weixin.qq.com/" };

	(void)state;
	for (int i = 0; i < 4; i++) {
		assert_int_equal(points(platforms[i], OUTCOME_UNTRIED,
		    OUTCOME_UNTRIED).platform, ORDER_PLATFORM);
		assert_int_equal(points(others[i], OUTCOME_UNTRIED,
		    OUTCOME_UNTRIED).platform, 0);
	}
	assert_int_equal(points("http://a.example/", OUTCOME_UNTRIED,
	    OUTCOME_UNTRIED).plain, ORDER_PLAIN);
	assert_int_equal(points("https://a.example/http:", OUTCOME_UNTRIED,
	    OUTCOME_UNTRIED).plain, 0);
}

static void
no_single_reason_outweighs_all_others(void **state)
{
	struct resource r = { .url = (char *)(uintptr_t)"https://a.example/",
		.outcome = OUTCOME_ARTICLE, .last = OUTCOME_ARTICLE };
	struct order_facts f = { .citations = 1000000, .first_cited = 1,
		.host_failures = 5000 };
	struct order_points p = order_points(&r, &f, NOW);

	(void)state;
	assert_int_equal(p.cited, ORDER_MAX_CITED);
	assert_int_equal(p.age, ORDER_MAX_AGE);
	assert_int_equal(p.host, ORDER_MAX_HOST);
	assert_int_equal(p.sum, 18);
	f = (struct order_facts){ .citations = 1,
		.first_cited = NOW - 5 * 366 * DAY };
	assert_int_equal(order_points(&r, &f, NOW).age, 2);
	f.first_cited = NOW + 9 * 366 * DAY;
	assert_int_equal(order_points(&r, &f, NOW).age, 0);
}

static void
references_add_up_and_the_first_date_counts(void **state)
{
	struct order o = { 0 };

	(void)state;
	assert_true(order_add(&o, 7, 300));
	assert_true(order_add(&o, 100000, 0));
	assert_false(order_add(&o, 7, 100));
	assert_false(order_add(&o, 7, 0));
	assert_false(order_add(&o, 7, 200));
	assert_int_equal(o.n, 2);
	assert_int_equal(o.items[0].citations, 4);
	assert_int_equal(o.items[0].first_cited, 100);
	assert_int_equal(o.items[1].first_cited, 0);
	order_release(&o);
}

static void
more_points_come_first_then_the_order_of_the_notes(void **state)
{
	static const int64_t wanted[] = { 3, 1, 2, 5, 4 };
	struct order o = { 0 };

	(void)state;
	for (int64_t id = 1; id <= 5; id++)
		(void)order_add(&o, id, 0);
	o.items[2].points = 30;
	o.items[3].points = -1;
	order_sort(&o);
	for (int i = 0; i < 5; i++)
		assert_int_equal(o.items[i].id, wanted[i]);
	order_release(&o);
	order_sort(&o);
}

static void
failures_are_those_of_one_host(void **state)
{
	struct order o = { 0 };

	(void)state;
	order_note_failure(&o, "https://a.example/1");
	order_note_failure(&o, "http://a.example:8080/2");
	order_note_failure(&o, "https://b.a.example/");
	assert_int_equal(order_failures(&o, "https://a.example?3"), 2);
	assert_int_equal(order_failures(&o, "https://b.a.example/x"), 1);
	assert_int_equal(order_failures(&o, "https://c.example/"), 0);
	order_release(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_never_kept_is_in_danger_unless_it_is_dead),
		cmocka_unit_test(addresses_and_platforms_that_end_have_points),
		cmocka_unit_test(no_single_reason_outweighs_all_others),
		cmocka_unit_test(references_add_up_and_the_first_date_counts),
		cmocka_unit_test(more_points_come_first_then_the_order_of_the_notes),
		cmocka_unit_test(failures_are_those_of_one_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
