#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "net/guard.h"

static bool
allows(const char *block, const char *ip, char *why)
{
	const char *items[] = { block };
	struct opt_list list = { items, block != NULL, 1 };
	struct err err = ERR_INIT;
	struct guard *g;
	bool ok;

	assert_int_equal(guard_new(&g, &list, &err), 0);
	why[0] = '\0';
	ok = guard_allows_text(g, ip, why, 256);
	guard_free(g);
	return ok;
}

static void
addresses_that_are_not_public_are_refused(void **state)
{
	static const char *const bad[] = { "0.0.0.0", "0.1.2.3", "10.0.0.1",
		"100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9",
		"169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.8", "192.0.2.1", "192.168.1.10", "198.18.0.1",
		"198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
		"239.255.255.250", "255.255.255.255", "::", "::1",
		"::7f00:1", "fc00::1", "fdff::1", "fe80::1", "febf::1",
		"fec0::1", "ff02::1", "2001:db8::1", "100::1",
		"64:ff9b:1::1" };
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (allows(NULL, bad[i], why))
			fail_msg("allowed %s", bad[i]);
		assert_non_null(strstr(why, "--allow-net"));
	}
}

static void
neighbours_of_the_blocks_are_public(void **state)
{
	static const char *const good[] = { "1.1.1.1", "9.255.255.255",
		"11.0.0.0", "100.63.255.255", "100.128.0.0", "126.0.0.1",
		"128.0.0.1", "169.253.0.1", "172.15.255.255", "172.32.0.0",
		"192.0.1.1", "192.167.1.1", "192.169.0.1", "198.17.0.1",
		"198.20.0.1", "223.255.255.255", "2606:4700::1111",
		"2a00::1", "2001:4860::8888" };
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!allows(NULL, good[i], why))
			fail_msg("refused %s: %s", good[i], why);
}

static void
an_ipv4_address_inside_an_ipv6_one_counts(void **state)
{
	char why[256];

	(void)state;
	assert_false(allows(NULL, "::ffff:127.0.0.1", why));
	assert_false(allows(NULL, "64:ff9b::10.0.0.1", why));
	assert_false(allows(NULL, "2002:a9fe:a9fe::1", why));
	/* Teredo hides the client's address by inverting it. */
	assert_false(allows(NULL, "2001:0:808:808::f5ff:fffe", why));
	assert_false(allows(NULL, "2001:0:a00:1::f7f7:f7f7", why));
	assert_true(allows(NULL, "::ffff:8.8.8.8", why));
	assert_true(allows(NULL, "64:ff9b::8.8.8.8", why));
	assert_true(allows(NULL, "2002:808:808::1", why));
}

static void
an_allowed_block_is_exempt_and_nothing_beside_it(void **state)
{
	char why[256];

	(void)state;
	assert_true(allows("127.0.0.1/32", "127.0.0.1", why));
	assert_true(allows("127.0.0.1/32", "::ffff:127.0.0.1", why));
	assert_false(allows("127.0.0.1/32", "127.0.0.2", why));
	assert_false(allows("127.0.0.1/32", "::1", why));
	assert_true(allows("192.168.0.0/16", "192.168.255.1", why));
	assert_true(allows("10.0.0.0/9", "10.127.0.1", why));
	assert_false(allows("10.0.0.0/9", "10.128.0.1", why));
	assert_true(allows("::1", "::1", why));
	assert_true(allows("fd00::/8", "fd12::1", why));
	assert_false(allows("fd00::/8", "fc12::1", why));
	assert_true(allows("0.0.0.0/0", "10.1.1.1", why));
}

static void
a_stand_in_address_names_the_whole_block(void **state)
{
	char why[256];

	(void)state;
	assert_false(allows(NULL, "198.18.3.4", why));
	assert_non_null(strstr(why, "--allow-net 198.18.0.0/15"));
	assert_false(allows(NULL, "192.168.1.10", why));
	assert_non_null(strstr(why, "--allow-net 192.168.1.10/32"));
}

static void
a_bad_block_is_a_usage_error_that_names_it(void **state)
{
	static const char *const bad[] = { "", "localhost", "10.0.0.0/33",
		"10.0.0/8", "::1/129", "10.0.0.1/", "1.2.3.4/-1", "/8" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *items[] = { bad[i] };
		struct opt_list list = { items, 1, 1 };
		struct err err = ERR_INIT;
		struct guard *g;

		assert_int_equal(guard_new(&g, &list, &err), -1);
		assert_int_equal(err.kind, ERR_USAGE);
		assert_non_null(strstr(err.msg, bad[i]));
	}
}

static void
only_ports_of_web_servers_are_allowed(void **state)
{
	static const int good[] = { 80, 443, 1024, 8080, 65535 };
	static const int bad[] = { 0, 22, 25, 1023, 2049, 6000, 6667, 10080,
		65536, -1 };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(guard_allows_port(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(guard_allows_port(bad[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_that_are_not_public_are_refused),
		cmocka_unit_test(neighbours_of_the_blocks_are_public),
		cmocka_unit_test(an_ipv4_address_inside_an_ipv6_one_counts),
		cmocka_unit_test(
		    an_allowed_block_is_exempt_and_nothing_beside_it),
		cmocka_unit_test(a_stand_in_address_names_the_whole_block),
		cmocka_unit_test(a_bad_block_is_a_usage_error_that_names_it),
		cmocka_unit_test(only_ports_of_web_servers_are_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
