#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "web_corpus.h"
#include "base/text.h"
#include "web/charset.h"

/* "标题" and "标题党的文章" in GBK. */
#define GBK_TITLE "\xb1\xea\xcc\xe2"
#define GBK_TEXT "\xb1\xea\xcc\xe2\xb5\xb3\xb5\xc4\xce\xc4\xd5\xc2"

static void
check_decode(const char *name, struct str bytes, const char *expected)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(0, charset_decode(name, bytes, &b, &err));
	assert_string_equal(expected, b.p);
	assert_true(text_is_utf8(buf_view(&b)));
}

static void
check_detect(const char *name, struct str bytes, const char *http,
    const char *host)
{
	const char *got = charset_detect(bytes, str_of(http), str_of(host));

	if (strcmp(got, name) != 0)
		fail_msg("'%.*s' is %s, not %s", STR_ARG(bytes), got, name);
}

static void
labels_have_the_names_of_the_standard(void **state)
{
	(void)state;
	assert_string_equal("gb18030", charset_find(STR("GB2312")));
	assert_string_equal("gb18030", charset_find(STR(" x-gbk\n")));
	assert_string_equal("windows-1252", charset_find(STR("iso-8859-1")));
	assert_string_equal("windows-1252", charset_find(STR("ascii")));
	assert_string_equal("UTF-8", charset_find(STR("utf8")));
	assert_string_equal("UTF-16LE", charset_find(STR("utf-16")));
	assert_string_equal("replacement", charset_find(STR("hz-gb-2312")));
	assert_null(charset_find(STR("utf-7")));
	assert_null(charset_find(STR("")));
	assert_null(charset_find(STR("gb")));
}

static void
the_published_labels_hold(void **state)
{
	AUTO(json_freep) json_t *groups =
	    corpus_json("conformance/charset-labels/encodings.json");
	size_t i, k, m, n = 0;
	json_t *group, *e, *label;

	(void)state;
	json_array_foreach(groups, i, group) {
		json_array_foreach(json_object_get(group, "encodings"), k, e) {
			const char *want = json_get_str(e, "name");

			if (strcmp(want, "GBK") == 0)
				want = "gb18030";
			json_array_foreach(json_object_get(e, "labels"), m,
			    label) {
				const char *got = charset_find(
				    corpus_str(label));

				assert_non_null(got);
				assert_string_equal(want, got);
				n++;
			}
		}
	}
	assert_true(n > 200);
}

static void
the_published_single_byte_tables_hold(void **state)
{
	AUTO(json_freep) json_t *tables =
	    corpus_json("conformance/charset-labels/indexes.json");
	const char *key;
	json_t *table;
	size_t n = 0;

	(void)state;
	json_object_foreach(tables, key, table) {
		if (json_array_size(table) != 128)
			continue;
		for (size_t i = 0; i < 128; i++) {
			AUTO(buf_release) struct buf got = BUF_INIT(8);
			AUTO(buf_release) struct buf want = BUF_INIT(8);
			const json_t *cp = json_array_get(table, i);
			char byte = (char)(0x80 + i);

			buf_utf8(&want, json_is_integer(cp) ?
			    (unsigned int)json_integer_value(cp) : 0xfffd);
			assert_int_equal(0, charset_decode(
			    charset_find(str_of(key)), str_make(&byte, 1),
			    &got, NULL));
			if (strcmp(got.p, want.p) != 0)
				fail_msg("%s %zx: %s not %s", key, i + 0x80,
				    got.p, want.p);
		}
		n++;
	}
	assert_true(n > 20);
}

/* The bytes of a pointer into an index (Encoding Standard, 10 to 13). */
static size_t
index_bytes(const char *scheme, size_t p, char b[4])
{
	static const struct {
		const char *scheme;
		unsigned int row, lead, edge, low, high;
	} schemes[] = {
		{ "big5", 157, 0x81, 0x3f, 0x40, 0x62 },
		{ "gb18030", 190, 0x81, 0x3f, 0x40, 0x41 },
		{ "euc-kr", 190, 0x81, 0, 0x41, 0x41 },
		{ "shift_jis", 188, 0x81, 0x3f, 0x40, 0x41 },
		{ "euc-jp", 94, 0xa1, 0, 0xa1, 0xa1 },
		{ "jis0212", 94, 0xa1, 0, 0xa1, 0xa1 },
	};
	size_t i = 0, n = 0, lead, trail;

	while (strcmp(schemes[i].scheme, scheme) != 0)
		i++;
	lead = p / schemes[i].row + schemes[i].lead;
	trail = p % schemes[i].row;
	trail += trail < schemes[i].edge ? schemes[i].low : schemes[i].high;
	/* Shift_JIS leaves the half-width katakana out of its leads. */
	if (strcmp(scheme, "shift_jis") == 0 && lead >= 0xa0)
		lead += 0x40;
	if (lead > (strcmp(scheme, "shift_jis") == 0 ? 0xfc : 0xfe))
		return 0;
	if (strcmp(scheme, "jis0212") == 0)
		b[n++] = (char)0x8f;
	b[n++] = (char)lead;
	b[n++] = (char)trail;
	return n;
}

static void
put_index_entry(const char *scheme, size_t p, const json_t *cp, char trail,
    struct buf *out)
{
	/* Four pointers stand for two characters each (12.1.1). */
	static const struct {
		size_t pointer;
		const char *text;
	} pairs[] = {
		{ 1133, "\u00ca\u0304" }, { 1135, "\u00ca\u030c" },
		{ 1164, "\u00ea\u0304" }, { 1166, "\u00ea\u030c" },
	};

	for (size_t i = 0; i < 4 && strcmp(scheme, "big5") == 0; i++) {
		if (pairs[i].pointer == p) {
			buf_str(out, pairs[i].text);
			return;
		}
	}
	if (json_is_integer(cp)) {
		buf_utf8(out, (unsigned int)json_integer_value(cp));
		return;
	}
	/* Private characters of Shift_JIS (12.3.1). */
	if (strcmp(scheme, "shift_jis") == 0 && p >= 8836 && p <= 10715) {
		buf_utf8(out, (unsigned int)(0xe000 - 8836 + p));
		return;
	}
	buf_utf8(out, 0xfffd);
	if (trail >= 0)
		buf_char(out, trail);
}

static size_t
check_index(const char *scheme, const char *name, const json_t *index)
{
	size_t i, n_wrong = 0;
	json_t *cp;

	json_array_foreach(index, i, cp) {
		AUTO(buf_release) struct buf got = BUF_INIT(32);
		AUTO(buf_release) struct buf want = BUF_INIT(32);
		char b[4];
		size_t n = index_bytes(scheme, i, b);

		if (n == 0)
			continue;
		put_index_entry(scheme, i, cp, b[n - 1], &want);
		assert_int_equal(0, charset_decode(name, str_make(b, n), &got,
		    NULL));
		if (strcmp(got.p, want.p) == 0)
			continue;
		if (n_wrong++ < 20 || getenv("KB_SHOW") != NULL)
			print_message("%s %zu %02x%02x: %s not %s%s\n", scheme,
			    i, b[n - 2] & 0xff, b[n - 1] & 0xff, got.p, want.p,
			    json_is_integer(cp) ? "" : " (none)");
	}
	print_message("index\t%s\t%zu\t%zu\n", scheme,
	    json_array_size(index), n_wrong);
	return n_wrong;
}

/*
 * Every character of every index is right.  The rest are pairs that stand for
 * nothing: 256 of Big5, private ones in ICU, take an ASCII second byte with
 * them into their U+FFFD; 21 of JIS X 0212 are characters in ICU.
 */
static void
the_published_multi_byte_tables_hold(void **state)
{
	static const struct {
		const char *key, *scheme, *name;
		size_t n_wrong;
	} tables[] = {
		{ "big5", "big5", "Big5", 256 },
		{ "gb18030", "gb18030", "gb18030", 0 },
		{ "euc-kr", "euc-kr", "EUC-KR", 0 },
		{ "jis0208", "shift_jis", "Shift_JIS", 0 },
		{ "jis0208", "euc-jp", "EUC-JP", 0 },
		{ "jis0212", "jis0212", "EUC-JP", 21 },
	};
	AUTO(json_freep) json_t *all =
	    corpus_json("conformance/charset-labels/indexes.json");

	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		assert_int_equal(tables[i].n_wrong, check_index(
		    tables[i].scheme, tables[i].name,
		    json_object_get(all, tables[i].key)));
}

/* Each range of four-byte codes at its ends. */
static void
the_published_four_byte_ranges_hold(void **state)
{
	AUTO(json_freep) json_t *all =
	    corpus_json("conformance/charset-labels/indexes.json");
	const json_t *ranges = json_object_get(all, "gb18030-ranges");
	size_t i;
	json_t *range;

	(void)state;
	json_array_foreach(ranges, i, range) {
		AUTO(buf_release) struct buf got = BUF_INIT(32);
		AUTO(buf_release) struct buf want = BUF_INIT(32);
		size_t p = (size_t)json_integer_value(json_array_get(range,
		    0));
		char b[4] = {
			(char)(0x81 + p / 12600), (char)(0x30 + p / 1260 % 10),
			(char)(0x81 + p / 10 % 126), (char)(0x30 + p % 10),
		};

		buf_utf8(&want, (unsigned int)json_integer_value(
		    json_array_get(range, 1)));
		assert_int_equal(0, charset_decode("gb18030", str_make(b, 4),
		    &got, NULL));
		assert_string_equal(want.p, got.p);
	}
	assert_true(i > 200);
}

/* One broken byte in a page costs at most what it may have begun: the markup
 * that follows stays. */
static void
no_page_fails_for_one_byte(void **state)
{
	static const char *const names[] = {
		"UTF-8", "gb18030", "Big5", "EUC-JP", "Shift_JIS", "EUC-KR",
		"windows-1252", "ISO-8859-7", "KOI8-U",
	};
	unsigned int n_wrong = 0;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (int c = 0x80; c < 0x100; c++) {
			AUTO(buf_release) struct buf got = BUF_INIT(100);
			char page[] = "<p title=\"x?\">y?</p>";

			page[11] = page[15] = (char)c;
			assert_int_equal(0, charset_decode(names[i],
			    str_of(page), &got, NULL));
			assert_true(text_is_utf8(buf_view(&got)));
			n_wrong += !str_starts(buf_view(&got),
			    STR("<p title=\"x")) || strstr(got.p,
			    "\">y") == NULL || strstr(got.p, "</p>") == NULL;
			n++;
		}
	}
	print_message("one byte\t%zu\t%u\n", n, n_wrong);
	assert_int_equal(0, n_wrong);
}

static void
every_decoder_gives_valid_utf8(void **state)
{
	(void)state;
	check_decode("gb18030", STR(GBK_TITLE "\x80\xe9\x46x"), "标题€镕x");
	check_decode("gb18030", STR("\x81\x30\x81\x30\xb1"), "\xc2\x80\uFFFD");
	check_decode("gb18030", STR("\x95\x32\x82\x36"), "𠀀");
	check_decode("gb18030", STR("\xa3\xa0\xfe\xa0"), "　龻");
	check_decode("gb18030", STR("a\xff<b"), "a\uFFFD<b");
	check_decode("Big5", STR("\xa4\xa4\xa4\xe5"), "中文");
	check_decode("Shift_JIS", STR("\x93\xfa\x96\x7b\xb1\x5c"), "日本ｱ\\");
	check_decode("EUC-JP", STR("\xc6\xfc\xcb\xdc\x8f"), "日本\uFFFD");
	check_decode("EUC-KR", STR("\xc7\xd1\xb1\xdb"), "한글");
	check_decode("ISO-2022-JP", STR("\x1b$BF|K\\\x1b(B!"), "日本!");
	check_decode("windows-1252", STR("\x80\x93\xe9\x81"), "€“é\xc2\x81");
	check_decode("windows-1251", STR("\xcf\xf0\xe8"), "При");
	check_decode("ISO-8859-16", STR("\xde\xaa\x81"), "ȚȘ\xc2\x81");
	check_decode("ISO-8859-6", STR("\xa1\xc7"), "\uFFFDا");
	check_decode("UTF-16LE", STR("\xff\xfe-N\x3d\xd8\x00\xde\x3d\xd8"),
	    "中😀\uFFFD");
	check_decode("UTF-16BE", STR("N-\0a\0"), "中a\uFFFD");
	check_decode("UTF-8", STR("\xef\xbb\xbf中\xb1 x"), "中\uFFFD x");
	check_decode("UTF-8", STR("中\xe4"), "中\uFFFD");
	check_decode("UTF-8", STR("中\xe4\xb8<"), "中\uFFFD<");
	check_decode("EUC-KR", STR("\xc7\xd1\x81[\xc9\xa1"),
	    "한\uFFFD[\uFFFD");
	check_decode("Big5", STR("\x87\xa4\x88\x40\x85@"), "龗㇀\uFFFD@");
	check_decode("ISO-2022-JP", STR("\x1b$B)!\x1b(B!"), "\uFFFD!");
	check_decode("replacement", STR("anything"), "\uFFFD");
	check_decode("replacement", STR(""), "");
	check_decode("x-user-defined", STR("a\x80\xff"), "a\uF780\uF7FF");
}

static void
pairs_across_a_chunk_stay_whole(void **state)
{
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf small = BUF_INIT(9);
	struct err err = ERR_INIT;

	(void)state;
	buf_char(&in, 'a');
	for (int i = 0; i < 5000; i++)
		buf_str(&in, "\x95\x32\x82\x36");
	assert_int_equal(0, charset_decode("gb18030", buf_view(&in), &out,
	    &err));
	assert_int_equal(1 + 4 * 5000, out.len);
	assert_int_equal((size_t)-1, str_find(buf_view(&out),
	    STR("\xef\xbf\xbd")));
	assert_int_equal(-1, charset_decode("gb18030", buf_view(&in), &small,
	    &err));
	assert_int_equal(ERR_ITEM, err.kind);
	assert_int_equal(-1, charset_decode("none", buf_view(&in), &out,
	    &err));
}

static void
declarations_are_found_in_their_order(void **state)
{
	(void)state;
	check_detect("UTF-8", STR("\xef\xbb\xbf<meta charset=gbk>"), "big5",
	    "");
	check_detect("UTF-16LE", STR("\xff\xfe<\0"), "", "");
	check_detect("gb18030", STR("<meta charset=\"gb2312\">" GBK_TEXT), "",
	    "");
	check_detect("gb18030", STR("<META content='text/html; charset=gbk' "
	    "http-equiv=Content-Type>" GBK_TEXT), "", "");
	check_detect("gb18030", STR("<?xml version='1.0' encoding='gb2312'?>"
	    GBK_TEXT), "", "");
	check_detect("Big5", STR("<meta charset=gbk>\xa4\xa4\xa4\xe5"),
	    "Big5", "");
	check_detect("UTF-8", STR("<meta charset=utf-16>abc"), "", "");
	check_detect("windows-1251", STR("<meta charset=windows-1251>abc"), "",
	    "");
	check_detect("UTF-8", STR("<!-- <meta charset=gbk> -->abc"), "", "");
	check_detect("UTF-8", STR("<meta content='text/html; charset=gbk'>x"),
	    "", "");
	check_detect("UTF-8", STR("<meta name=a content='charset=gbk' "
	    "http-equiv=refresh>x"), "", "");
	check_detect("gb18030", STR("<a title='<meta charset=big5>'>"
	    "<meta charset=gbk>x"), "", "");
	check_detect("UTF-8", STR(""), "", "");
	check_detect("UTF-8", STR("plain"), "", "x.cn");
	check_detect("ISO-2022-JP", STR("a\x1b$BF|K\\\x1b(B"), "", "");
	check_detect("UTF-16LE", STR("<\0h\0t\0m\0l\0>\0a\0b\0"), "", "");
	check_detect("UTF-16BE", STR("\0<\0h\0t\0m\0l\0>\0a\0b"), "", "");
}

static void
a_declaration_far_down_is_still_found(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	(void)state;
	buf_str(&b, "<html><head><!--");
	while (b.len < 3000)
		buf_str(&b, " filler");
	buf_str(&b, "--><meta charset=big5>\xa4\xa4\xa4\xe5");
	check_detect("Big5", buf_view(&b), "", "");
	buf_reset(&b);
	while (b.len < 4096)
		buf_str(&b, " filler");
	buf_str(&b, "<meta charset=big5>x");
	check_detect("UTF-8", buf_view(&b), "", "");
}

static void
a_wrong_declaration_is_overruled(void **state)
{
	(void)state;
	check_detect("UTF-8", STR("<meta charset=gb2312>这里的中文是好的"), "",
	    "");
	check_detect("UTF-8", STR("caf\xc3\xa9 na\xc3\xafve d\xc3\xa9j"),
	    "iso-8859-1", "");
	check_detect("gb18030", STR("<meta charset=utf-8>" GBK_TEXT GBK_TEXT),
	    "", "");
	check_detect("gb18030", STR("<meta charset=gb2312>" GBK_TEXT GBK_TEXT),
	    "ISO-8859-1", "");
	check_detect("gb18030", STR("<meta charset=utf-8>" GBK_TEXT), "UTF-8",
	    "www.example.cn");
	check_detect("windows-1252", STR("caf\xe9 na\xefve d\xe9j\xe0 vu"),
	    "ISO-8859-1", "");
}

static void
one_broken_byte_does_not_overrule(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf gbk = BUF_INIT(1 << 20);

	(void)state;
	for (int i = 0; i < 50; i++) {
		buf_str(&b, "这里的中文");
		buf_str(&gbk, GBK_TEXT);
	}
	buf_str(&b, "\xb1 x");
	check_detect("UTF-8", buf_view(&b), "utf-8", "");
	check_detect("UTF-8", buf_view(&b), "", "www.example.cn");
	check_detect("UTF-8", buf_view(&b), "gbk", "");
	check_detect("UTF-8", buf_view(&b), "iso-8859-1", "");
	buf_cut(&b, b.len - 3);
	buf_str(&b, "\xe4\xb8");
	check_detect("UTF-8", buf_view(&b), "gbk", "");
	buf_str(&gbk, "\xff x");
	check_detect("gb18030", buf_view(&gbk), "gb2312", "");
	check_detect("gb18030", buf_view(&gbk), "", "");
}

static void
short_texts_follow_their_host(void **state)
{
	(void)state;
	check_detect("gb18030", STR("<title>" GBK_TITLE "</title>"), "",
	    "www.example.cn");
	check_detect("gb18030", STR("<title>" GBK_TITLE "</title>"), "", "");
	check_detect("windows-1252", STR("<p>A caf\xe9 with a view"), "", "");
	check_detect("windows-1252", STR("\x93So\x94 \x96 he said"), "utf-8",
	    "");
	check_detect("Big5", STR("<title>\xa4\xa4\xa4\xe5\xba\xf4</title>"),
	    "", "www.example.tw");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(labels_have_the_names_of_the_standard),
		cmocka_unit_test(the_published_labels_hold),
		cmocka_unit_test(the_published_single_byte_tables_hold),
		cmocka_unit_test(the_published_multi_byte_tables_hold),
		cmocka_unit_test(the_published_four_byte_ranges_hold),
		cmocka_unit_test(no_page_fails_for_one_byte),
		cmocka_unit_test(every_decoder_gives_valid_utf8),
		cmocka_unit_test(pairs_across_a_chunk_stay_whole),
		cmocka_unit_test(declarations_are_found_in_their_order),
		cmocka_unit_test(a_declaration_far_down_is_still_found),
		cmocka_unit_test(a_wrong_declaration_is_overruled),
		cmocka_unit_test(one_broken_byte_does_not_overrule),
		cmocka_unit_test(short_texts_follow_their_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
