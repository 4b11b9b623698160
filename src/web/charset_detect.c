#include <uchardet.h>

#include "web/charset.h"
#include "web/charset_scan.h"
#include "web/charset_table.h"
#include "web/url.h"

/* The standard searches 1024 bytes; pages with long scripts in front of their
 * <meta> are common in China. */
#define META_MAX 4096

/* What uchardet needs for a firm opinion; more costs time and adds nothing. */
#define SAMPLE_MAX ((size_t)32 << 10)

/* Below this many bytes that are not ASCII, uchardet guesses wildly. */
#define SAMPLE_ENOUGH 40

/* How the bytes above ASCII lie in a text. */
struct texture {
	size_t n_high;		/* bytes above 0x7f */
	size_t n_paired;	/* of these, in runs of two and more */
	size_t n_pairs;		/* of such a byte and the one behind it */
	size_t n_common;	/* pairs of GB 2312's level 1 and its signs */
};

static void
look_at(struct str s, struct texture *t)
{
	*t = (struct texture){ 0 };
	for (size_t i = 0; i < s.n; i++) {
		unsigned char a = (unsigned char)s.p[i], b;
		size_t run = i;

		if (a < 0x80)
			continue;
		while (run < s.n && (unsigned char)s.p[run] >= 0x80)
			run++;
		t->n_high += run - i;
		if (run - i > 1)
			t->n_paired += run - i;
		for (; i + 1 < s.n && i < run; i += 2) {
			a = (unsigned char)s.p[i];
			b = (unsigned char)s.p[i + 1];
			t->n_pairs++;
			t->n_common += b >= 0xa1 && ((a >= 0xb0 && a <= 0xd7)
			    || a == 0xa1 || a == 0xa3);
		}
		i = i > run ? i - 1 : run;
	}
}

/* Characters of s that the encoding does not have. */
static size_t
count_bad(const char *name, struct str s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8 * SAMPLE_MAX);
	struct str text;
	size_t n = 0, i;

	if (charset_decode(name, str_sub(s, 0, SAMPLE_MAX), &b, NULL) < 0)
		return s.n;
	text = buf_view(&b);
	while ((i = str_find(text, STR("\xef\xbf\xbd"))) != (size_t)-1) {
		n++;
		text = str_from(text, i + 3);
	}
	return n;
}

/* Nearly every character decodes; a page may have some broken ones. */
static bool
is_clean(const char *name, struct str s, const struct texture *t)
{
	size_t n_high = t->n_high < SAMPLE_MAX ? t->n_high : SAMPLE_MAX;

	return count_bad(name, s) <= 1 + n_high / 100;
}

static bool
is_multi(const char *name)
{
	return charset_table_find(str_of(name))->kind == CHARSET_MULTI;
}

/* Bytes in pairs, and the pairs are what Chinese is made of. */
static bool
looks_chinese(const struct texture *t)
{
	return t->n_pairs > 0 && t->n_common * 10 >= t->n_pairs * 8 &&
	    t->n_paired * 10 >= t->n_high * 9;
}

/* Words of one-byte letters mostly have single accented ones; without any
 * pairs it is Western, all in pairs it is not. */
static bool
looks_western(const struct texture *t)
{
	return t->n_high < 8 || t->n_paired * 10 < t->n_high * 9;
}

/* The encoding that a country's old pages have. */
static const char *
find_hint(struct str host)
{
	static const struct {
		const char *domain;
		const char *name;
	} hints[] = {
		{ ".cn", "gb18030" }, { ".xn--fiqs8s", "gb18030" },
		{ ".sg", "gb18030" }, { ".tw", "Big5" }, { ".hk", "Big5" },
		{ ".mo", "Big5" }, { ".jp", "Shift_JIS" },
		{ ".kr", "EUC-KR" }, { ".ru", "windows-1251" },
		{ ".su", "windows-1251" }, { ".by", "windows-1251" },
		{ ".ua", "windows-1251" }, { ".bg", "windows-1251" },
		{ ".gr", "ISO-8859-7" }, { ".il", "windows-1255" },
		{ ".th", "windows-874" }, { ".cz", "windows-1250" },
		{ ".sk", "windows-1250" }, { ".pl", "ISO-8859-2" },
		{ ".hu", "ISO-8859-2" }, { ".tr", "windows-1254" },
		{ ".vn", "windows-1258" },
	};

	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (str_ends_nocase(host, str_of(hints[i].domain)))
			return hints[i].name;
	return NULL;
}

/* uchardet's opinion as a name of the standard, or NULL. */
static const char *
ask_uchardet(struct str s)
{
	uchardet_t u = uchardet_new();
	const char *name, *found = NULL;

	if (u == NULL)
		return NULL;
	if (uchardet_handle_data(u, s.p, s.n) == 0) {
		uchardet_data_end(u);
		name = uchardet_get_charset(u);
		if (strcmp(name, "UHC") == 0)
			name = "EUC-KR";
		else if (strcmp(name, "MAC-CYRILLIC") == 0)
			name = "x-mac-cyrillic";
		else if (strcmp(name, "EUC-TW") == 0)
			name = "Big5";
		found = charset_find(str_of(name));
	}
	uchardet_delete(u);
	if (found != NULL && (strcmp(found, "UTF-8") == 0 ||
	    strcmp(found, "replacement") == 0))
		return NULL;
	return found;
}

/* The last resort, for bytes that are not UTF-8. */
static const char *
guess(struct str text, const struct texture *t, struct str host)
{
	const char *hint = find_hint(host), *asked;

	if (t->n_high < SAMPLE_ENOUGH) {
		if (hint != NULL && !(is_multi(hint) && looks_western(t) &&
		    t->n_high >= 8) && is_clean(hint, text, t))
			return hint;
		if (looks_chinese(t) && is_clean("gb18030", text, t))
			return "gb18030";
	}
	asked = ask_uchardet(text);
	/* A few accents tell no Latin encoding from another: the usual one. */
	if (t->n_high < SAMPLE_ENOUGH && t->n_paired * 10 < t->n_high * 9 &&
	    (asked == NULL || !is_multi(asked)))
		return "windows-1252";
	if (hint != NULL && strcmp(hint, "gb18030") == 0 &&
	    looks_chinese(t) && is_clean(hint, text, t))
		return hint;
	if (asked != NULL && (is_multi(asked) || !looks_chinese(t)) &&
	    is_clean(asked, text, t))
		return asked;
	if (looks_chinese(t) && is_clean("gb18030", text, t))
		return "gb18030";
	if (hint != NULL && is_clean(hint, text, t))
		return hint;
	return asked != NULL ? asked : "windows-1252";
}

static bool
has_nul(struct str s)
{
	return str_chr(str_sub(s, 0, META_MAX), '\0') != (size_t)-1;
}

/* Of GBK text not one character in eight happens to be valid UTF-8: a page
 * where the valid ones prevail is UTF-8 with something foreign pasted in. */
static bool
fits_utf8(const struct charset_utf8 *u)
{
	return u->n_multi >= u->n_invalid;
}

/* So clearly UTF-8 that no declaration counts; GBK would decode much of it
 * too, to other characters. */
static bool
is_surely_utf8(const struct charset_utf8 *u)
{
	return (u->n_long > 0 || u->n_multi > 2) &&
	    u->n_multi >= 10 * u->n_invalid;
}

/* Do the bytes, which are not UTF-8, agree with the declared encoding? */
static bool
fits(const char *name, struct str bytes, const struct charset_utf8 *u)
{
	struct str sample = str_sub(bytes, 0, SAMPLE_MAX);
	struct texture t;

	if (strcmp(name, "UTF-8") == 0)
		return fits_utf8(u);
	if (str_starts(str_of(name), STR("UTF-16")))
		return has_nul(bytes);
	look_at(sample, &t);
	if (strcmp(name, "windows-1252") == 0)
		return looks_western(&t);
	return !is_multi(name) || is_clean(name, sample, &t);
}

/* UTF-16 without a mark: every other byte of the markup is NUL. */
static const char *
find_utf16(struct str s)
{
	size_t zeros[2] = { 0, 0 };

	s = str_sub(s, 0, 256);
	for (size_t i = 0; i < s.n; i++)
		zeros[i % 2] += s.p[i] == '\0';
	if (s.n >= 8 && zeros[1] * 3 > s.n && zeros[0] == 0)
		return "UTF-16LE";
	if (s.n >= 8 && zeros[0] * 3 > s.n && zeros[1] == 0)
		return "UTF-16BE";
	return NULL;
}

static const char *
find_bom(struct str s)
{
	if (str_starts(s, STR("\xef\xbb\xbf")))
		return "UTF-8";
	if (str_starts(s, STR("\xff\xfe")))
		return "UTF-16LE";
	if (str_starts(s, STR("\xfe\xff")))
		return "UTF-16BE";
	return NULL;
}

/* A label that stands in the document itself: then it is no UTF-16. */
static const char *
find_inner(struct str label)
{
	const char *name = charset_find(label);

	if (name == NULL)
		return NULL;
	if (str_starts(str_of(name), STR("UTF-16")))
		return "UTF-8";
	return strcmp(name, "x-user-defined") == 0 ? "windows-1252" : name;
}

/* Bytes that are ASCII alone: only escapes can mean something else. */
static const char *
detect_ascii(struct str s, const char *declared)
{
	if (str_find(s, STR("\x1b$B")) != (size_t)-1 ||
	    str_find(s, STR("\x1b$@")) != (size_t)-1)
		return "ISO-2022-JP";
	if (declared == NULL || str_starts(str_of(declared), STR("UTF-16")))
		return "UTF-8";
	return declared;
}

static const char *
detect_bytes(struct str bytes, struct str host)
{
	AUTO(buf_release) struct buf b = BUF_INIT(SAMPLE_MAX);
	struct str text;
	struct texture t;

	charset_scan_text(bytes, &b);
	text = buf_view(&b);
	look_at(text, &t);
	if (t.n_high == 0) {
		text = str_sub(bytes, 0, SAMPLE_MAX);
		look_at(text, &t);
	}
	return guess(text, &t, host);
}

const char *
charset_detect(struct str bytes, struct str http_charset, struct str host)
{
	struct str head = str_sub(bytes, 0, META_MAX);
	const char *declared[3], *first = NULL, *name;
	struct charset_utf8 u;

	name = find_bom(bytes);
	if (name != NULL)
		return name;
	declared[0] = charset_find(http_charset);
	declared[1] = find_inner(charset_scan_meta(head));
	declared[2] = find_inner(charset_scan_xml(head));
	for (size_t i = 3; i > 0; i--)
		first = declared[i - 1] != NULL ? declared[i - 1] : first;
	name = has_nul(head) ? find_utf16(bytes) : NULL;
	if (name != NULL)
		return name;
	charset_scan_utf8(bytes, &u);
	if (u.n_multi == 0 && u.n_invalid == 0)
		return detect_ascii(bytes, first);
	if (is_surely_utf8(&u) || (u.n_invalid == 0 && first == NULL))
		return "UTF-8";
	for (size_t i = 0; i < 3; i++)
		if (declared[i] != NULL && fits(declared[i], bytes, &u))
			return declared[i];
	if (fits_utf8(&u))
		return "UTF-8";
	name = detect_bytes(bytes, host);
	if (first != NULL && is_multi(name) &&
	    count_bad(name, bytes) > count_bad(first, bytes))
		return first;
	return name;
}

const char *
charset_find_xml(struct str bytes)
{
	struct str head = str_sub(bytes, 0, META_MAX);
	const char *name = find_bom(bytes);
	struct charset_utf8 u;

	if (name == NULL && has_nul(head))
		name = find_utf16(bytes);
	if (name != NULL)
		return name;
	name = find_inner(charset_scan_xml(head));
	if (name == NULL)
		return "UTF-8";
	charset_scan_utf8(bytes, &u);
	return is_surely_utf8(&u) ? "UTF-8" : name;
}
