#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crawl/agenda.h"
#include "crawl/estimate.h"
#include "crawl/host.h"
#include "crawl/ladder.h"
#include "crawl/queue.h"

#define N 500

static unsigned int
next_random(unsigned int *seed)
{
	*seed = *seed * 1103515245U + 12345U;
	return *seed >> 16;
}

static void
nodes_come_in_the_order_of_their_keys(void **state)
{
	static struct agenda_node nodes[N];
	struct agenda a = { 0 }, b = { 0 };
	unsigned int seed = 7;
	int64_t last = INT64_MIN;
	size_t left = N;

	(void)state;
	for (int i = 0; i < N; i++)
		agenda_add(&a, &nodes[i], next_random(&seed) % 100);
	/* Keys change, nodes leave from the middle, or move elsewhere. */
	for (int i = 0; i < N; i += 3)
		agenda_add(&a, &nodes[i], next_random(&seed) % 1000);
	for (int i = 1; i < N; i += 7, left--)
		agenda_drop(&nodes[i]);
	for (int i = 2; i < N; i += 14, left--) {
		if (nodes[i].in == NULL)
			left++;
		agenda_add(&b, &nodes[i], 5);
	}
	assert_int_equal(a.n, left);
	for (struct agenda_node *n; (n = agenda_first(&a)) != NULL;) {
		assert_true(n->key >= last);
		assert_ptr_equal(n->in, &a);
		last = n->key;
		agenda_drop(n);
		agenda_drop(n);
		left--;
	}
	assert_int_equal(left, 0);
	agenda_release(&a);
	agenda_release(&b);
	assert_null(nodes[2].in);
}

static void
a_queue_keeps_its_order_from_both_ends(void **state)
{
	struct queue q = { 0 };
	int64_t low = 0, high = 0;

	(void)state;
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 40; i++) {
			queue_push(&q, (struct queue_item){ high++, NULL });
			if (i % 3 == 0)
				queue_push_front(&q,
				    (struct queue_item){ --low, NULL });
		}
		for (int i = 0; i < 30; i++)
			assert_int_equal(queue_pop(&q).id, low++);
	}
	while (q.n > 0)
		assert_int_equal(queue_pop(&q).id, low++);
	assert_int_equal(low, high);
	queue_release(&q);
}

static void
parts_of_a_url_are_found(void **state)
{
	static const struct {
		const char *url, *name, *origin, *target;
	} cases[] = {
		{ "http://a.example/x?y=/z#f", "a.example",
		    "http://a.example", "/x?y=/z" },
		{ "https://u:p@a.example:8443", "a.example:8443",
		    "https://u:p@a.example:8443", "/" },
		{ "http://[::1]:81?q", "[::1]:81", "http://[::1]:81", "?q" },
		{ "mailto:x@a.example", "", "", "/" },
		{ "", "", "", "/" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct str url = str_of(cases[i].url);

		assert_true(str_eq(host_name_in(url),
		    str_of(cases[i].name)));
		assert_true(str_eq(host_origin_in(url),
		    str_of(cases[i].origin)));
		assert_true(str_eq(host_target_in(url),
		    str_of(cases[i].target)));
	}
}

static void
a_public_url_names_no_user(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	(void)state;
	host_public_url(STR("https://u:p@w@a.example:81/x@y?z@#f"), &b);
	assert_string_equal(b.p, "https://a.example:81/x@y?z@");
}

static const struct pace usual = { .delay_ms = { 1000, 100 },
	.slots = { 1, 4 }, .is_adaptive = true };

static void
answer_page(struct host *h, int64_t ms)
{
	host_note_start(h, &usual, LANE_PAGES, 0);
	host_note_end(h, &usual, LANE_PAGES, ms, true);
}

static void
gaps_grow_with_complaints_and_shrink_back(void **state)
{
	struct host *h = host_new("a.example", STR("http://a.example"),
	    &usual);
	int64_t before;
	int n = 0;

	(void)state;
	assert_int_equal(host_gap(h, &usual, LANE_PAGES), 1000);
	assert_int_equal(host_gap(h, &usual, LANE_IMAGES), 100);
	host_punish(h, 5000, 80, 0);
	assert_int_equal(host_gap(h, &usual, LANE_PAGES), 2000);
	assert_int_equal(host_gap(h, &usual, LANE_IMAGES), 2000);
	assert_int_equal(host_held_until(h), 7000);
	/* Three more that were under way then do not count. */
	for (int i = 0; i < 3; i++)
		host_punish(h, 5010, 80, 0);
	assert_int_equal(host_gap(h, &usual, LANE_PAGES), 2000);
	host_punish(h, 7080, 80, 0);
	assert_int_equal(host_gap(h, &usual, LANE_PAGES), 4000);
	for (int i = 0; i < 10; i++)
		host_punish(h, 40000 * (i + 1), 80, 0);
	assert_int_equal(host_gap(h, &usual, LANE_PAGES), 30000);
	/* Back in steps, never at once. */
	for (; host_gap(h, &usual, LANE_PAGES) > 1000; n++) {
		before = host_gap(h, &usual, LANE_PAGES);
		answer_page(h, 10);
		assert_true(host_gap(h, &usual, LANE_PAGES) < before);
		assert_true(host_gap(h, &usual, LANE_PAGES) * 2 > before);
	}
	assert_in_range(n, 8, 16);
	host_free(h);
}

static void
a_complaint_slows_down_a_host_without_a_gap(void **state)
{
	const struct pace none = { .slots = { 1, 4 } };
	struct host *h = host_new("a.example", STR("http://a.example"), &none);

	(void)state;
	assert_int_equal(host_gap(h, &none, LANE_IMAGES), 0);
	host_punish(h, 100, 10, 0);
	assert_int_equal(host_gap(h, &none, LANE_IMAGES), 1000);
	assert_int_equal(host_held_until(h), 1100);
	host_free(h);
}

static void
slow_answers_put_off_the_next_request(void **state)
{
	struct host *h = host_new("a.example", STR("http://a.example"),
	    &usual);

	(void)state;
	host_note_start(h, &usual, LANE_PAGES, 0);
	assert_int_equal(h->next[LANE_PAGES], 1000);
	host_note_end(h, &usual, LANE_PAGES, 4000, true);
	assert_int_equal(h->next[LANE_PAGES], 8000);
	answer_page(h, 200000);
	assert_int_equal(host_gap(h, &usual, LANE_PAGES), 30000);
	/* One slow answer among quick ones is soon forgotten. */
	for (int i = 0; i < 8; i++)
		answer_page(h, 100);
	assert_int_equal(host_gap(h, &usual, LANE_PAGES), 1000);
	/* Four slots, each used for half of its time. */
	host_note_start(h, &usual, LANE_IMAGES, 0);
	host_note_end(h, &usual, LANE_IMAGES, 3000, true);
	assert_int_equal(host_gap(h, &usual, LANE_IMAGES), 1500);
	host_free(h);
}

static void
hosts_of_one_address_share_penalties(void **state)
{
	struct penalty address = { 0 };
	struct host *bad = host_new("a.example", STR("http://a.example"),
	    &usual), *good = host_new("b.example", STR("http://b.example"),
	    &usual);

	(void)state;
	bad->address = good->address = &address;
	host_punish(bad, 1000, 10, 30000);
	assert_int_equal(host_held_until(good), 31000);
	for (int i = 1; i < 10; i++)
		host_punish(bad, 40000 * i, 10, 0);
	/* One that stays out of order does not stop the others. */
	assert_int_equal(host_held_until(good), 9 * 40000);
	assert_int_equal(host_held_until(bad), 9 * 40000 + 30000);
	assert_int_equal(host_gap(bad, &usual, LANE_PAGES), 30000);
	assert_int_equal(host_gap(good, &usual, LANE_PAGES), 5000);
	for (int i = 0; i < 10; i++)
		answer_page(good, 10);
	assert_int_equal(host_gap(good, &usual, LANE_PAGES), 1000);
	assert_int_equal(host_gap(bad, &usual, LANE_PAGES), 30000);
	host_free(bad);
	host_free(good);
}

static void
an_estimate_is_gaps_or_full_slots(void **state)
{
	static const struct {
		struct estimate_queue q;
		int64_t ms;
	} cases[] = {
		{ { 0, 1000, 50, 1 }, 0 },
		{ { 2110, 100, 80, 4 }, 211000 },
		{ { 2110, 100, 800, 4 }, 422000 },
		{ { 500, 1000, 0, 1 }, 500000 },
		{ { 64, 0, 80, 32 }, 128 },
		{ { 3, 0, 80, 0 }, 240 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(estimate_queue(&cases[i].q), cases[i].ms);
}

static void
what_worked_once_comes_first(void **state)
{
	struct ladder_view own = { true, true, 0 };
	struct ladder_view foreign = { false, true, 0 };
	struct ladder_view alone = { false, false, 0 };
	struct ladder *l = ladder_new();

	(void)state;
	assert_int_equal(ladder_next(NULL, &own), STEP_PAGE);
	assert_int_equal(ladder_next(l, &foreign), STEP_NONE);
	ladder_note_success(l, STEP_ORIGIN);
	assert_int_equal(ladder_next(l, &foreign), STEP_ORIGIN);
	foreign.tried = 1U << STEP_ORIGIN;
	assert_int_equal(ladder_next(l, &foreign), STEP_NONE);
	ladder_note_success(l, STEP_PAGE);
	assert_int_equal(ladder_next(l, &alone), STEP_NONE);
	alone.tried = 1U << STEP_NONE | 1U << STEP_ORIGIN;
	assert_int_equal(ladder_next(l, &alone), -1);
	ladder_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nodes_come_in_the_order_of_their_keys),
		cmocka_unit_test(a_queue_keeps_its_order_from_both_ends),
		cmocka_unit_test(parts_of_a_url_are_found),
		cmocka_unit_test(a_public_url_names_no_user),
		cmocka_unit_test(gaps_grow_with_complaints_and_shrink_back),
		cmocka_unit_test(a_complaint_slows_down_a_host_without_a_gap),
		cmocka_unit_test(slow_answers_put_off_the_next_request),
		cmocka_unit_test(hosts_of_one_address_share_penalties),
		cmocka_unit_test(an_estimate_is_gaps_or_full_slots),
		cmocka_unit_test(what_worked_once_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
