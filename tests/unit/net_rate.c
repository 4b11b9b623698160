/* net: the limit of bytes a second over many exchanges at a time. */
#include "net_asker.h"

#include "base/clock.h"

#define N 24
#define BODY 50000
#define RATE 600000

static bool
steady(int fd, const struct hit *h)
{
	static char block[BODY];

	(void)h;
	server_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n");
	server_put(fd, block, sizeof(block));
	return true;
}

/* At no time has more come than a part of a second's worth beside what the time that
 * has passed allows, and at no time does nothing come for long. */
static void
a_rate_limit_is_smooth_over_many_exchanges(void **state)
{
	struct net_request r = { .url = "http://h.example/" };
	struct net_opts o = { .limit_rate = RATE };
	struct seen s[N];
	struct err err = ERR_INIT;
	int64_t start, last, longest = 0, most = 0, before = 0;
	struct net *n;

	(void)state;
	memset(s, 0, sizeof(s));
	server_start(&server, steady);
	n = open_net(&o);
	start = last = clock_mono();
	for (int i = 0; i < N; i++)
		assert_int_equal(net_start(n, &r, keep, &s[i], &err), 0);
	while (net_running(n) > 0) {
		int64_t now, bytes;

		assert_int_equal(net_step(n, NULL, 0, 20, &err), 0);
		now = clock_mono();
		bytes = net_bytes(n);
		if (bytes - (now - start) * RATE / 1000 > most)
			most = bytes - (now - start) * RATE / 1000;
		if (bytes > before) {
			longest = now - last > longest ? now - last : longest;
			last = now;
			before = bytes;
		}
	}
	print_message("%d ms, %d bytes ahead, %d ms without any\n",
	    (int)(clock_mono() - start), (int)most, (int)longest);
	assert_true(most <= RATE / 4);
	assert_true(clock_mono() - start >= (int64_t)(N * BODY - RATE / 4) *
	    1000 / RATE);
	assert_true(longest <= 1000);
	for (int i = 0; i < N; i++) {
		assert_int_equal(s[i].len, BODY);
		free(s[i].body);
	}
	net_free(n);
	server_stop(&server);
}

static bool
one_buffer_more(int fd, const struct hit *h)
{
	static char block[65536];

	(void)h;
	server_say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 65536\r\n\r\n");
	server_put(fd, block, sizeof(block));
	return true;
}

/* At 100 bytes a second the first buffer is paid for after minutes. */
static void
a_deadline_holds_while_the_rate_lets_nothing_in(void **state)
{
	struct net_opts o = { .limit_rate = 100, .timeout_ms = 400 };
	struct seen s = { 0 };
	int64_t start = clock_mono();

	(void)state;
	ask_once(o, &(struct net_request){ .url = "http://h.example/" }, &s,
	    one_buffer_more);
	assert_int_equal(s.failure, OUTCOME_TIMEOUT);
	assert_true(clock_mono() - start < 10000);
	free(s.body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_limit_is_smooth_over_many_exchanges),
		cmocka_unit_test(
		    a_deadline_holds_while_the_rate_lets_nothing_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
