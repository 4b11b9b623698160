/*
 * crawl: whole runs against a simulated network and clock: they end when their
 * longest host must, and never ask for more than they may.
 */
#include "crawl_network.h"

/* Within 10 % of what must be. */
static void
check_time(int64_t took, int64_t must)
{
	print_message("%.1f s of %.1f s\n", (double)took / 1000,
	    (double)must / 1000);
	assert_in_range(took, must * 9 / 10, must * 11 / 10);
}

static void
one_long_host_among_many_short_ones_sets_the_time(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	/* The long one comes last in the notes. */
	give_many("short", usual, 500, 1);
	give("long.example", usual, 500, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 1000);
	assert_int_equal(bound, 500 * PAGE_GAP);
	check_time(took, bound);
}

static void
five_hundred_hosts_of_one_page_leave_no_slot_idle(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give_many("short", usual, 500, 1);
	took = run(&bound);
	assert_int_equal(sim.n_had, 500);
	check_time(took, sim.busy_ms / MAX_RUNNING);
}

static void
one_host_of_five_hundred_pages_takes_its_gaps(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give("long.example", usual, 500, 0);
	took = run(&bound);
	check_time(took, bound);
	assert_int_equal(bound, 500 * PAGE_GAP);
}

static void
pictures_and_pages_go_side_by_side(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give_many("blog", usual, 40, 20);
	give("pictures.example", usual, 0, 9000);
	/* Its pages take their own time, and so do its pictures. */
	give("both.example", usual, 600, 5000);
	took = run(&bound);
	assert_int_equal(sim.n_had, 40 * 20 + 9000 + 5600);
	assert_int_equal(bound, 9000 * IMAGE_GAP);
	check_time(took, bound);
}

static void
pictures_that_take_long_are_asked_for_more_slowly(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give("pictures.example", (struct nature){ .dead_after = -1,
	    .slow_after = 100, .slow_ms = 1000 }, 0, 1000);
	took = run(&bound);
	/* Each of four slots is used for half of its time. */
	check_time(took, 100 * IMAGE_GAP + 900 * 500);
}

static void
a_host_that_slows_down_is_given_time(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give_many("short", usual, 200, 5);
	give("tired.example", (struct nature){ .dead_after = -1,
	    .slow_after = 50, .slow_ms = 3000 }, 300, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 1300);
	check_time(took, 50 * PAGE_GAP + 250 * 6000);
}

static void
hosts_that_are_dead_do_not_hold_up_those_that_live(void **state)
{
	struct sim_host *living, *dying;
	int64_t bound, start;

	(void)state;
	begin();
	start = sim.now;
	give_many("dead", (struct nature){ .dead_after = 0 }, 300, 3);
	living = give("living.example", usual, 300, 0);
	dying = give("dying.example", (struct nature){ .dead_after = 10 }, 400,
	    0);
	(void)run(&bound);
	check_time(living->end - start, 300 * PAGE_GAP);
	/* Nine pages (robots.txt was the tenth), and six tries. */
	assert_int_equal(sim.n_had, 300 + 9);
	assert_int_equal(dying->n_asked, 10 + 6);
	/* Those that never answered cost three tries each, and no more. */
	assert_int_equal(sim.hosts[0].n_asked, 3);
	check_time(sim.now - start, 300 * 3 * NET_CONNECT_MS /
	    (MAX_RUNNING - MAX_RUNNING / 8));
}

static void
a_wait_that_is_asked_for_holds_at_the_whole_address(void **state)
{
	const struct nature busy = { .dead_after = -1, .busy_at = 50,
		.retry_after = "60", .ip = "192.0.2.7" };
	struct nature beside = busy;
	int64_t bound, took;

	(void)state;
	begin();
	beside.busy_at = 0;
	give("busy.example", busy, 300, 0);
	give("beside.example", beside, 300, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 600);
	check_time(took, bound + 60000);
}

static void
too_long_a_wait_is_for_the_next_run(void **state)
{
	int64_t bound, took;

	(void)state;
	begin();
	give("busy.example", (struct nature){ .dead_after = -1, .busy_at = 21,
	    .retry_after = "601" }, 300, 0);
	took = run(&bound);
	assert_int_equal(sim.n_had, 19);
	assert_true(took < 30 * PAGE_GAP);
}

static void
connections_do_not_rest_while_there_is_work_for_them(void **state)
{
	int64_t bound;

	(void)state;
	begin();
	sim.is_impolite = true;
	sim.n_pictures = 32;
	give_many("blog", usual, 300, 1);
	(void)run(&bound);
	assert_int_equal(sim.n_had, 300 * 33);
	print_message("%d of %d begin slowly\n", sim.n_slow, 300 * 33);
	assert_in_range(sim.n_slow, 300, 300 * 3);
}

static void
too_long_a_wait_slows_the_address_down(void **state)
{
	const struct nature busy = { .dead_after = -1, .busy_at = 20,
		.stays_busy = true, .retry_after = "3600",
		.ip = "192.0.2.7" };
	struct nature beside = busy;
	int64_t bound, took;

	(void)state;
	begin();
	beside.busy_at = 0;
	beside.stays_busy = false;
	/* Four pictures are under way when the first of them is told to wait:
	 * what the others are told counts for no more. */
	give("busy.example", busy, 0, 100);
	give("beside.example", beside, 0, 600);
	took = run(&bound);
	assert_int_equal(sim.n_had, 600 + 18);
	assert_int_equal(bound, 600 * IMAGE_GAP);
	assert_in_range(took, bound + 2000, bound + 20000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    one_long_host_among_many_short_ones_sets_the_time),
		cmocka_unit_test(
		    five_hundred_hosts_of_one_page_leave_no_slot_idle),
		cmocka_unit_test(
		    one_host_of_five_hundred_pages_takes_its_gaps),
		cmocka_unit_test(pictures_and_pages_go_side_by_side),
		cmocka_unit_test(
		    pictures_that_take_long_are_asked_for_more_slowly),
		cmocka_unit_test(a_host_that_slows_down_is_given_time),
		cmocka_unit_test(
		    hosts_that_are_dead_do_not_hold_up_those_that_live),
		cmocka_unit_test(
		    a_wait_that_is_asked_for_holds_at_the_whole_address),
		cmocka_unit_test(too_long_a_wait_is_for_the_next_run),
		cmocka_unit_test(
		    connections_do_not_rest_while_there_is_work_for_them),
		cmocka_unit_test(
		    too_long_a_wait_slows_the_address_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
