/* cmd/eta.h: runs as they might go, second by second. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "cmd/eta.h"

/* A run over pages that bring some pictures each; per_second ends. */
struct sim {
	int64_t pages, images_each, per_second;
	int64_t bound_ms;	/* of one host, at the start */
};

static void
step(const struct sim *s, struct mirror_progress *p, int64_t ends)
{
	while (ends-- > 0 && p->finished < p->due) {
		/* The pictures of a page come right after it. */
		if (p->images_done < p->images) {
			p->images_done++;
		} else {
			p->pages_done++;
			p->images += s->images_each;
			p->images_found += s->images_each;
			p->due += s->images_each;
		}
		p->finished++;
	}
}

/* Runs it; what was said at each tenth is compared with what came. */
static void
run(const struct sim *s, int most_percent_off)
{
	struct mirror_progress p = { .due = s->pages, .pages = s->pages };
	int64_t total = s->pages * (1 + s->images_each), now = 1000, tenth = 1;
	int64_t whole = total * 1000 / s->per_second;
	struct eta e;

	if (s->bound_ms > whole)
		whole = s->bound_ms;
	eta_init(&e);
	for (int64_t ms = 0; ms <= whole; ms += 500, now += 500) {
		int64_t left = whole - ms, eta;

		step(s, &p, total * ms / whole - p.finished);
		p.crawl.eta_ms = s->bound_ms > 0 ?
		    s->bound_ms * (whole - ms) / whole : 0;
		eta = eta_update(&e, &p, now);
		if (ms < whole * tenth / 10 || tenth > 9)
			continue;
		tenth++;
		if (eta < left * (100 - most_percent_off) / 100 ||
		    eta > left * (100 + most_percent_off) / 100)
			fail_msg("at %lld %% it says %lld ms, %lld are left",
			    (long long)(tenth - 1) * 10, (long long)eta,
			    (long long)left);
	}
}

static void
pictures_still_to_be_found_count_from_the_start(void **state)
{
	const struct sim s = { 2000, 3, 100, 0 };

	(void)state;
	run(&s, 15);
}

static void
pages_without_pictures_are_simple(void **state)
{
	const struct sim s = { 500, 0, 10, 0 };

	(void)state;
	run(&s, 10);
}

static void
the_longest_host_bounds_it(void **state)
{
	const struct sim s = { 600, 1, 1000, 600000 };

	(void)state;
	run(&s, 10);
}

static void
a_run_that_slows_down_is_followed_within_a_minute(void **state)
{
	struct mirror_progress p = { .due = 10000, .pages = 10000 };
	struct eta e;
	int64_t now = 1000, eta = 0;

	(void)state;
	eta_init(&e);
	for (int i = 0; i < 120; i++, now += 500) {
		p.finished = p.pages_done += 50;
		eta = eta_update(&e, &p, now);
	}
	/* 4000 are left at 100 a second. */
	assert_in_range(eta, 35000, 45000);
	for (int i = 0; i < 240; i++, now += 500) {
		p.finished = p.pages_done += 5;
		eta = eta_update(&e, &p, now);
	}
	/* 2800 are left at 10 a second. */
	assert_in_range(eta, 230000, 300000);
}

/* A rate that is now one end, now none in its time would say anything. */
static void
a_host_of_long_gaps_is_counted_in_gaps(void **state)
{
	const int64_t gap = 50000, n = 9;
	struct mirror_progress p = { .due = 300 + n, .pages = 300 + n };
	int64_t began = 1000, now = began;
	struct eta e;

	(void)state;
	eta_init(&e);
	for (; now < began + 30000; now += 500) {
		p.finished = p.pages_done = (now - began) / 100;
		p.crawl.eta_ms = n * gap;
		(void)eta_update(&e, &p, now);
	}
	began = now;
	for (; now < began + n * gap; now += 500) {
		int64_t passed = now - began, eta;
		int64_t left = n * gap - passed;

		p.finished = p.pages_done = 300 + passed / gap;
		p.crawl.eta_ms = (n - passed / gap) * gap;
		eta = eta_update(&e, &p, now);
		if (passed > 2 * gap && left > gap &&
		    (eta < left - gap || eta > left + gap))
			fail_msg("it says %lld ms, %lld are left",
			    (long long)eta, (long long)left);
	}
}

static void
nothing_is_said_before_something_is_known(void **state)
{
	struct mirror_progress p = { .due = 100, .pages = 100 };
	struct eta e;

	(void)state;
	eta_init(&e);
	assert_int_equal(eta_update(&e, &p, 1000), -1);
	assert_int_equal(eta_update(&e, &p, 1600), -1);
	p.finished = p.pages_done = 2;
	assert_int_equal(eta_update(&e, &p, 2200), -1);
	assert_int_equal(eta_unseen(&p), 0);
	p.crawl.eta_ms = 9000;
	assert_true(eta_update(&e, &p, 2800) >= 9000);
	p.images_found = p.images = 6;
	assert_int_equal(eta_unseen(&p), 98 * 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pictures_still_to_be_found_count_from_the_start),
		cmocka_unit_test(pages_without_pictures_are_simple),
		cmocka_unit_test(the_longest_host_bounds_it),
		cmocka_unit_test(a_run_that_slows_down_is_followed_within_a_minute),
		cmocka_unit_test(a_host_of_long_gaps_is_counted_in_gaps),
		cmocka_unit_test(nothing_is_said_before_something_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
