#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "crawl/agenda.h"
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

static void
gaps_grow_with_complaints_and_shrink_back(void **state)
{
	const struct pace p = { .delay_ms = { 1000, 100 }, .slots = { 1, 4 },
		.is_adaptive = true };
	struct host *h = host_new("a.example", STR("http://a.example"), &p);

	(void)state;
	assert_int_equal(host_gap(h, &p, LANE_PAGES), 1000);
	assert_int_equal(host_gap(h, &p, LANE_IMAGES), 100);
	host_punish(h, &p, 0, 0);
	assert_int_equal(host_gap(h, &p, LANE_PAGES), 2000);
	assert_int_equal(host_gap(h, &p, LANE_IMAGES), 2000);
	host_punish(h, &p, 0, 0);
	assert_int_equal(host_gap(h, &p, LANE_PAGES), 4000);
	for (int i = 0; i < 10; i++)
		host_punish(h, &p, 0, 0);
	assert_int_equal(host_gap(h, &p, LANE_PAGES), 30000);
	for (int i = 0; i < 20; i++) {
		host_note_start(h, &p, LANE_PAGES, 0);
		host_note_end(h, &p, LANE_PAGES, 10, true);
	}
	assert_int_equal(host_gap(h, &p, LANE_PAGES), 1000);
	/* A slow answer puts off the next request, up to half a minute. */
	host_note_start(h, &p, LANE_PAGES, 0);
	assert_int_equal(h->next[LANE_PAGES], 1000);
	host_note_end(h, &p, LANE_PAGES, 4000, true);
	assert_int_equal(h->next[LANE_PAGES], 8000);
	host_note_start(h, &p, LANE_PAGES, 0);
	host_note_end(h, &p, LANE_PAGES, 200000, true);
	assert_int_equal(host_gap(h, &p, LANE_PAGES), 30000);
	host_free(h);
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
		cmocka_unit_test(what_worked_once_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
