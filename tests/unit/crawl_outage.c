/*
 * crawl: the network goes, and comes back or does not: outage.h, against a
 * simulated network and clock.  Numbers are its invariants.
 */
#include "crawl_network.h"

#define DEFAULT_WAIT (600 * 1000)
static const struct nature dead = { .dead_after = 0 };

/* Down for so long, from so many milliseconds after the start. */
static void
break_network(int64_t from, int64_t ms)
{
	sim.down_from = sim.now + from;
	sim.down_to = sim.down_from + ms;
}

static int64_t
run_it(void)
{
	int64_t bound;

	return run(&bound);
}

/* All is had, and it takes what it takes without the outage, and that long:
 * what was under way when the network went may time out first. */
static void
check_all_had(int64_t took, int64_t usually, int64_t down)
{
	print_message("%.1f s, of which %.1f s down\n", (double)took / 1000,
	    (double)down / 1000);
	assert_false(sim.gave_up);
	assert_int_equal(sim.n_had, sim.n_ids);
	assert_in_range(took, usually, usually + down + NET_CONNECT_MS +
	    RTT_MS + 5000);
}

/* 4 */
static void
what_fails_without_a_route_is_had_when_it_is_back(void **state)
{
	(void)state;
	begin();
	give_many("blog", usual, 40, 50);
	break_network(20000, 120000);
	check_all_had(run_it(), 50 * PAGE_GAP, 120000);
	/* Each request that was under way, and few others. */
	assert_in_range(sim.n_lost, 1, MAX_RUNNING + 120000 / 3000 + 8);
}

/* 2, 4 */
static void
so_is_what_times_out_behind_a_router_that_lives(void **state)
{
	(void)state;
	begin();
	give_many("blog", usual, 40, 50);
	break_network(20000, 120000);
	sim.keeps_route = true;
	check_all_had(run_it(), 50 * PAGE_GAP, 120000);
	assert_in_range(sim.n_lost, 1, MAX_RUNNING + 120000 / 3000 + 8);
}

/* 2 */
static void
the_only_host_is_asked_again_too(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		begin();
		give("only.example", usual, 60, 0);
		break_network(20000, 90000);
		sim.keeps_route = i == 1;
		check_all_had(run_it(), 60 * PAGE_GAP, 90000);
	}
}

/* 3 */
static void
a_run_may_begin_before_the_network(void **state)
{
	(void)state;
	for (int n_hosts = 1; n_hosts <= 40; n_hosts += 39) {
		begin();
		give_many("blog", usual, n_hosts, 5);
		break_network(0, 60000);
		check_all_had(run_it(), 5 * PAGE_GAP, 60000);
	}
	/* With a route, one or two hosts say too little. */
	begin();
	give_many("blog", usual, 3, 5);
	break_network(0, 60000);
	sim.keeps_route = true;
	check_all_had(run_it(), 5 * PAGE_GAP, 60000);
}

/* 1, 4 */
static void
the_dead_are_told_from_those_that_an_outage_hides(void **state)
{
	(void)state;
	begin();
	give_many("blog", usual, 20, 30);
	give_many("dead", dead, 40, 2);
	break_network(5000, 120000);
	(void)run_it();
	assert_false(sim.gave_up);
	assert_int_equal(sim.n_had, 20 * 30);
	for (size_t i = 20; i < sim.n_hosts; i++)
		assert_in_range(sim.hosts[i].n_asked, 3, 3 + 3);
}

/* 4 */
static void
an_outage_that_does_not_end_ends_the_run(void **state)
{
	int64_t took;

	(void)state;
	begin();
	give_many("blog", usual, 40, 50);
	break_network(20000, 100 * DEFAULT_WAIT);
	took = run_it();
	assert_true(sim.gave_up);
	/* Nothing is told of what could not be asked for. */
	assert_true(sim.n_done > 0 && sim.n_done < sim.n_ids);
	assert_int_equal(sim.n_done, sim.n_had);
	assert_in_range(took, 20000 + DEFAULT_WAIT, 20000 + DEFAULT_WAIT +
	    NET_CONNECT_MS + 5000);
}

/* 4 */
static void
three_outages_are_three_waits(void **state)
{
	(void)state;
	begin();
	give_many("blog", usual, 10, 100);
	break_network(10000, DEFAULT_WAIT - 10000);
	sim.again_after = 10000;
	sim.n_again = 2;
	check_all_had(run_it(), 100 * PAGE_GAP, 3 * DEFAULT_WAIT);
}

/* 2, 3 */
static void
hosts_that_are_all_dead_are_no_outage(void **state)
{
	(void)state;
	for (int n_hosts = 1; n_hosts <= 50; n_hosts += 49) {
		begin();
		give_many("dead", dead, n_hosts, 3);
		(void)run_it();
		assert_false(sim.gave_up);
		assert_int_equal(sim.n_done, n_hosts * 3);
		assert_int_equal(sim.hosts[0].n_asked, 3);
		assert_true(sim.n_questions > 0);
	}
}

/* 3 */
static void
a_dead_host_is_dead_where_no_resolver_answers(void **state)
{
	(void)state;
	begin();
	sim.has_no_names = true;
	give("dead.example", dead, 3, 0);
	(void)run_it();
	assert_false(sim.gave_up);
	assert_int_equal(sim.n_done, 3);
}

/* 2 */
static void
a_host_that_answered_is_asked_where_no_resolver_does(void **state)
{
	struct sim_host *living;

	(void)state;
	begin();
	sim.has_no_names = true;
	living = give("living.example", usual, 3, 0);
	give_many("dead", dead, 5, 3);
	(void)run_it();
	assert_false(sim.gave_up);
	assert_int_equal(sim.n_done, 3 + 15);
	/* Not for every one that is dead. */
	assert_in_range(living->n_asked, 4 + 1, 4 + 5 * 3);
}

/* 1 */
static void
hosts_that_die_while_others_live_cost_few_questions(void **state)
{
	(void)state;
	begin();
	give_many("living", usual, 20, 100);
	give_many("dead", dead, 30, 3);
	(void)run_it();
	assert_int_equal(sim.n_had, 20 * 100);
	/* Of the ninety tries most end beside an answer of others. */
	assert_in_range(sim.n_questions, 0, 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    what_fails_without_a_route_is_had_when_it_is_back),
		cmocka_unit_test(
		    so_is_what_times_out_behind_a_router_that_lives),
		cmocka_unit_test(the_only_host_is_asked_again_too),
		cmocka_unit_test(a_run_may_begin_before_the_network),
		cmocka_unit_test(
		    the_dead_are_told_from_those_that_an_outage_hides),
		cmocka_unit_test(an_outage_that_does_not_end_ends_the_run),
		cmocka_unit_test(three_outages_are_three_waits),
		cmocka_unit_test(hosts_that_are_all_dead_are_no_outage),
		cmocka_unit_test(
		    a_dead_host_is_dead_where_no_resolver_answers),
		cmocka_unit_test(
		    a_host_that_answered_is_asked_where_no_resolver_does),
		cmocka_unit_test(
		    hosts_that_die_while_others_live_cost_few_questions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
