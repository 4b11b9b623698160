/* base: members that fill a gap of any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/codec.h"
#include "base/gzip.h"

static int
collect(void *ctx, const void *p, size_t n, struct err *err)
{
	(void)err;
	buf_put(ctx, p, n);
	return 0;
}

static void
check(int64_t size, const char *head)
{
	AUTO(buf_release) struct buf gz = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf plain = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(gzip_fill(collect, &gz, str_of(head), size, &err), 0);
	assert_int_equal(gz.len, size);
	assert_int_equal(codec_decode_stack(STR("gzip"), buf_view(&gz),
	    &plain, &err), 0);
	assert_int_equal(plain.len, gzip_fill_room(size));
	assert_true(str_starts(buf_view(&plain), str_of(head)));
	for (size_t i = strlen(head); i < plain.len; i++)
		assert_int_equal(plain.p[i], '\n');
}

static void
a_member_has_just_the_size_that_was_asked_for(void **state)
{
	(void)state;
	for (int64_t size = 24; size < 400; size++)
		check(size, size < 50 ? "" : "WARC/1.1\r\n");
	/* Around the ends of one and two stored blocks. */
	for (int64_t end = 65558; end <= 131098; end += 65540)
		for (int64_t size = end - 20; size < end + 20; size++)
			check(size, "WARC/1.1\r\n");
}

static void
a_head_may_be_longer_than_one_block(void **state)
{
	AUTO(buf_release) struct buf head = BUF_INIT(1 << 20);

	(void)state;
	while (head.len < 70000)
		buf_char(&head, 'x');
	check(70028, head.p);
	check(90000, head.p);
}

static void
nothing_fits_into_less_than_a_header(void **state)
{
	(void)state;
	for (int64_t size = -1; size < 24; size++)
		assert_true(gzip_fill_room(size) < 1);
	assert_int_equal(gzip_fill_room(24), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_member_has_just_the_size_that_was_asked_for),
		cmocka_unit_test(a_head_may_be_longer_than_one_block),
		cmocka_unit_test(nothing_fits_into_less_than_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
