/* base: buffers, text, codecs, spools: what input can grow stays bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "base/spool.h"
#include "base/text.h"

static void
a_full_buffer_refuses_and_stays_as_it_was(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8);
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&b, "12345");
	buf_str(&b, "6789");
	assert_string_equal(b.p, "12345");
	assert_int_equal(buf_check(&b, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	buf_str(&b, "x");
	assert_string_equal(b.p, "12345");
	buf_reset(&b);
	buf_str(&b, "12345678");
	assert_int_equal(buf_check(&b, &err), 0);
}

static void
an_empty_buffer_is_an_empty_string(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8);
	size_t n = 7;
	char *p;

	(void)state;
	assert_string_equal(b.p, "");
	p = buf_take(&b, &n);
	assert_string_equal(p, "");
	assert_int_equal(n, 0);
	free(p);
}

static void
an_arena_stops_at_its_maximum(void **state)
{
	AUTO(arena_release) struct arena a = ARENA_INIT(100);

	(void)state;
	assert_non_null(arena_alloc(&a, 60));
	assert_null(arena_alloc(&a, 60));
	assert_true(a.failed);
	assert_null(arena_alloc(&a, SIZE_MAX));
}

static void
bytes_that_are_not_utf8_are_told_apart(void **state)
{
	static const char *const bad[] = { "\x80", "\xc0\x80", "\xe0\x80\x80",
	    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xb8", "a\xff" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(text_is_utf8(str_of(bad[i])));
	assert_true(text_is_utf8(str_of("a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x8d\x8e")));
}

static void
nothing_can_steer_the_terminal(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	(void)state;
	text_escape(&b, STR("a\x1b]0;x\x07\xe2\x80\xae" "b\xc2\x9b\n\xff"));
	assert_string_equal(b.p,
	    "a\\x1b]0;x\\x07\\u{202e}b\\x9b\\x0a\\xff");
}

static void
words_are_counted_in_any_script(void **state)
{
	(void)state;
	assert_int_equal(text_words(STR("Two words, and 3 more.")), 5);
	assert_int_equal(text_words(str_of("你好 world，再见")), 5);
	assert_int_equal(text_words(STR(" ... ")), 0);
}

static void
wide_characters_take_two_columns(void **state)
{
	struct str s = str_of("ab中文");

	(void)state;
	assert_int_equal(text_width(s), 6);
	assert_int_equal(text_fit(s, 5).n, 5);
	assert_int_equal(text_fit(s, 100).n, s.n);
}

static void
every_codec_gives_back_what_it_took(void **state)
{
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf packed = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_fmt(&in, "%d,", i * 7919 % 1000);
	assert_int_equal(codec_gzip(buf_view(&in), 6, &packed, &err), 0);
	assert_int_equal(codec_decode(CODEC_GZIP, buf_view(&packed), &out,
	    &err), 0);
	assert_true(str_eq(buf_view(&in), buf_view(&out)));
	buf_reset(&packed);
	buf_reset(&out);
	assert_int_equal(codec_zstd(buf_view(&in), 3, &packed, &err), 0);
	assert_int_equal(codec_decode(CODEC_ZSTD, buf_view(&packed), &out,
	    &err), 0);
	assert_true(str_eq(buf_view(&in), buf_view(&out)));
}

static void
cut_off_data_is_refused_and_its_start_kept(void **state)
{
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf packed = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_fmt(&in, "%d,", i * 7919 % 1000);
	for (int zstd = 0; zstd < 2; zstd++) {
		AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);

		buf_reset(&packed);
		assert_int_equal(zstd ?
		    codec_zstd(buf_view(&in), 3, &packed, &err) :
		    codec_gzip(buf_view(&in), 6, &packed, &err), 0);
		buf_cut(&packed, packed.len / 2);
		assert_int_equal(codec_decode(zstd ? CODEC_ZSTD : CODEC_GZIP,
		    buf_view(&packed), &out, &err), -1);
		assert_int_equal(err.kind, ERR_ITEM);
		assert_true(str_starts(buf_view(&in), buf_view(&out)));
	}
}

static void
markup_that_is_called_gzip_is_taken_as_it_is(void **state)
{
	AUTO(buf_release) struct buf out = BUF_INIT(100);
	AUTO(buf_release) struct buf small = BUF_INIT(3);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(codec_decode(CODEC_GZIP, STR("\r\n <p>x"), &out,
	    &err), 0);
	assert_string_equal(out.p, "\r\n <p>x");
	assert_int_equal(codec_decode(CODEC_GZIP, STR("plain"), &out, &err),
	    -1);
	assert_int_equal(codec_decode(CODEC_GZIP, STR("  "), &out, &err), -1);
	assert_int_equal(codec_decode(CODEC_BR, STR("<p>x"), &out, &err), -1);
	assert_int_equal(codec_decode(CODEC_DEFLATE, STR("<p>x"), &out, &err),
	    -1);
	assert_non_null(strstr(err.msg, "deflate data"));
	assert_int_equal(codec_decode(CODEC_GZIP, STR("<p>x"), &small, &err),
	    -1);
	assert_true(small.failed);
}

static void
a_bomb_stops_early(void **state)
{
	AUTO(buf_release) struct buf zeros = BUF_INIT(64 << 20);
	AUTO(buf_release) struct buf packed = BUF_INIT(80 << 20);
	AUTO(buf_release) struct buf out = BUF_INIT(SIZE_MAX / 2);
	struct err err = ERR_INIT;

	(void)state;
	memset(buf_room(&zeros, 64 << 20), 0, 64 << 20);
	buf_end(&zeros, 64 << 20);
	assert_int_equal(codec_gzip(buf_view(&zeros), 9, &packed, &err), 0);
	assert_int_equal(codec_decode(CODEC_GZIP, buf_view(&packed), &out,
	    &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	assert_true(out.len < (size_t)(packed.len + 1) * (CODEC_RATIO + 2) +
	    (2 << 20));
}

static void
a_spool_reads_back_from_memory_and_from_disk(void **state)
{
	static const size_t sizes[] = { 0, 1000, SPOOL_MEMORY,
	    SPOOL_MEMORY + 1, 3 * SPOOL_MEMORY };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		AUTO(spool_release) struct spool s;
		AUTO(buf_release) struct buf out = BUF_INIT(32 << 20);

		spool_init(&s, "/tmp");
		for (size_t n = 0; n < sizes[i]; n++) {
			char c = (char)(n * 31 % 251);

			assert_int_equal(spool_put(&s, &c, 1, &err), 0);
		}
		assert_int_equal(s.fd >= 0, sizes[i] > SPOOL_MEMORY);
		assert_int_equal(spool_load(&s, &out, &err), 0);
		assert_int_equal(out.len, sizes[i]);
		for (size_t n = 0; n < sizes[i]; n += 997)
			assert_int_equal(out.p[n], (char)(n * 31 % 251));
	}
}

/* The examples of Unicode 3.9, tables 3-8 to 3-11, and a cut end. */
static void
one_mark_stands_for_each_maximal_subpart(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "a\xf1\x80\x80\xe1\x80\xc2" "b\x80" "c\x80\xbf" "d",
		    "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd" },
		{ "\xc0\xaf\xe0\x80\xbf\xf0\x81\x82" "A", "\uFFFD\uFFFD"
		    "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA" },
		{ "\xed\xa0\x80\xed\xbf\xbf\xed\xaf" "A", "\uFFFD\uFFFD"
		    "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA" },
		{ "\xf4\x91\x92\x93\xff" "A\x80\xbf" "B", "\uFFFD\uFFFD"
		    "\uFFFD\uFFFD\uFFFDA\uFFFD\uFFFDB" },
		{ "\xe1\x80\xe2\xf0\x91\x92\xf1\xbf" "A",
		    "\uFFFD\uFFFD\uFFFD\uFFFDA" },
		{ "x\xf0\x9f\x98", "x\uFFFD" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);

		text_repair(&b, str_of(cases[i].from));
		assert_string_equal(b.p, cases[i].to);
	}
}

static void
words_are_found_in_lists_in_either_case(void **state)
{
	static const char *const items[] = { "Page", "seite", "\xe9\xa1\xb5" };

	(void)state;
	assert_true(str_is_any_nocase(STR("pAGE"), items, 3));
	assert_false(str_is_any_nocase(STR("pages"), items, 3));
	assert_false(str_is_any_nocase(STR("\xe9\xa1\xb5"), items, 2));
	assert_false(str_is_any_nocase(STR(""), items, 3));
	assert_true(str_starts_any_nocase(STR("SEITEN"), items, 3));
	assert_false(str_starts_any_nocase(STR("seit"), items, 3));
	assert_false(str_starts_any_nocase(str_make(NULL, 0), items, 3));
	assert_true(str_has_any_nocase(STR("2 \xe9\xa1\xb5"), items, 3));
	assert_true(str_has_any_nocase(STR("a homepage"), items, 3));
	assert_false(str_has_any_nocase(STR("pag e"), items, 3));
	assert_false(str_has_any_nocase(str_make(NULL, 0), items, 3));
}

static void
an_array_reaches_as_far_as_it_was_asked(void **state)
{
	static const size_t far[] = { 0, 7, 1024, 1025, 5000, 4999 };
	uint32_t *v = NULL;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
		uint32_t *at = VEC_AT(&v, &n, far[i]);

		assert_int_equal(*at, 0);
		assert_true(far[i] < n);
		*at = (uint32_t)i + 1;
		for (size_t k = 0; k < n; k++) {
			size_t set = 0;

			while (set <= i && far[set] != k)
				set++;
			assert_int_equal(v[k], set <= i ? set + 1 : 0);
		}
	}
	free(v);
}

static int
into_buf(void *ctx, const void *p, size_t n, struct err *err)
{
	buf_put(ctx, p, n);
	return buf_check(ctx, err);
}

/* A member of n bytes, put in pieces of this size, behind what out has. */
static void
put_member(struct gzip_out *g, int level, size_t n, size_t piece)
{
	AUTO(buf_release) struct buf text = BUF_INIT(4 << 20);
	struct err err = ERR_INIT;

	for (size_t i = 0; text.len < n; i++)
		buf_fmt(&text, "%zu,", i * i);
	buf_cut(&text, n);
	if (gzip_out_begin(g, level, &err) < 0)
		fail_msg("%s", err.msg);
	for (size_t at = 0; at < n; at += piece)
		if (gzip_out_put(g, text.p + at,
		    n - at < piece ? n - at : piece, &err) < 0)
			fail_msg("%s", err.msg);
	if (gzip_out_end(g, &err) < 0)
		fail_msg("%s", err.msg);
}

static void
a_gzip_member_of_any_size_reads_back(void **state)
{
	static const size_t sizes[] = { 0, 1, 600, (1 << 20) - 1, 1 << 20,
		(1 << 20) + 1, 3 << 20 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		AUTO(buf_release) struct buf a = BUF_INIT(16 << 20);
		AUTO(buf_release) struct buf b = BUF_INIT(16 << 20);
		AUTO(buf_release) struct buf back = BUF_INIT(16 << 20);
		struct gzip_out *ga = gzip_out_new(into_buf, &a);
		struct gzip_out *gb = gzip_out_new(into_buf, &b);
		struct err err = ERR_INIT;

		for (int level = 0; level <= 6; level += 6) {
			put_member(ga, level, sizes[i], sizes[i] + 1);
			put_member(gb, level, sizes[i], 4093);
		}
		/* Larger ones are streams, whose blocks end with the pieces. */
		if (sizes[i] <= 1 << 20)
			assert_true(str_eq(buf_view(&a), buf_view(&b)));
		/* RFC 1952: no name, no time, an unknown system. */
		assert_memory_equal(a.p, "\x1f\x8b\x08\0\0\0\0\0", 8);
		assert_int_equal((unsigned char)a.p[9], 255);
		if (codec_decode(CODEC_GZIP, buf_view(&a), &back, &err) < 0)
			fail_msg("%s", err.msg);
		assert_int_equal(back.len, 2 * sizes[i]);
		assert_memory_equal(back.p, back.p + sizes[i], sizes[i]);
		buf_reset(&back);
		if (codec_decode(CODEC_GZIP, buf_view(&b), &back, &err) < 0)
			fail_msg("%s", err.msg);
		assert_int_equal(back.len, 2 * sizes[i]);
		gzip_out_free(ga);
		gzip_out_free(gb);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_found_in_lists_in_either_case),
		cmocka_unit_test(markup_that_is_called_gzip_is_taken_as_it_is),
		cmocka_unit_test(one_mark_stands_for_each_maximal_subpart),
		cmocka_unit_test(an_array_reaches_as_far_as_it_was_asked),
		cmocka_unit_test(a_full_buffer_refuses_and_stays_as_it_was),
		cmocka_unit_test(an_empty_buffer_is_an_empty_string),
		cmocka_unit_test(an_arena_stops_at_its_maximum),
		cmocka_unit_test(bytes_that_are_not_utf8_are_told_apart),
		cmocka_unit_test(nothing_can_steer_the_terminal),
		cmocka_unit_test(words_are_counted_in_any_script),
		cmocka_unit_test(wide_characters_take_two_columns),
		cmocka_unit_test(every_codec_gives_back_what_it_took),
		cmocka_unit_test(cut_off_data_is_refused_and_its_start_kept),
		cmocka_unit_test(a_bomb_stops_early),
		cmocka_unit_test(a_gzip_member_of_any_size_reads_back),
		cmocka_unit_test(a_spool_reads_back_from_memory_and_from_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
