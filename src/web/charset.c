#include "web/charset.h"

#include <stdint.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

#include "base/text.h"
#include "web/charset_big5.h"
#include "web/charset_scan.h"
#include "web/charset_table.h"

/* UTF-16 units converted at a time: stays in the first-level cache. */
#define CHUNK 4096

static const UChar replacement = 0xfffd;

const char *
charset_find(struct str label)
{
	const struct charset_entry *e = charset_table_find(label);

	return e != NULL ? e->name : NULL;
}

/*
 * What ICU cannot decode; its own callback writes U+001A for some single
 * bytes.  ctx is the converter's name.  In gb18030 0x80 is the euro sign, as
 * it always was on Windows.  An ASCII byte at the end of an unknown pair stays
 * one (Encoding Standard: "restore").
 */
static void
put_replacement(const void *ctx, UConverterToUnicodeArgs *args,
    const char *units, int32_t len, UConverterCallbackReason reason,
    UErrorCode *code)
{
	const unsigned char *b = (const unsigned char *)units;
	UChar u[2] = { replacement, 0 };
	int32_t n = 1;

	if (reason > UCNV_IRREGULAR)
		return;
	if (len == 1 && b[0] == 0x80 && strcmp(ctx, "gb18030") == 0)
		u[0] = 0x20ac;
	if (len == 2 && strcmp(ctx, "Big5-HKSCS") == 0)
		u[0] = (UChar)charset_big5_pair(b[0] * 256u + b[1]);
	if (len == 2 && b[0] >= 0x80 && b[1] < 0x80 && u[0] == replacement &&
	    strncmp(ctx, "UTF-16", 6) != 0)
		u[n++] = b[1];
	*code = U_ZERO_ERROR;
	ucnv_cbToUWriteUChars(args, u, n, 0, code);
}

static UConverter *
open_converter(const char *name, struct err *err)
{
	UErrorCode code = U_ZERO_ERROR;
	UConverter *c = ucnv_open(name, &code);

	if (U_SUCCESS(code))
		ucnv_setToUCallBack(c, put_replacement, name, NULL, NULL,
		    &code);
	if (U_FAILURE(code)) {
		ucnv_close(c);
		(void)err_set(err, ERR_SYSTEM, "no converter for %s: %s", name,
		    u_errorName(code));
		return NULL;
	}
	return c;
}

/* ISO-8859-16, which ICU does not have: the upper half from 0xa0. */
static void
fill_romanian(UChar table[128])
{
	static const UChar upper[96] = {
		0x00a0, 0x0104, 0x0105, 0x0141, 0x20ac, 0x201e, 0x0160, 0x00a7,
		0x0161, 0x00a9, 0x0218, 0x00ab, 0x0179, 0x00ad, 0x017a, 0x017b,
		0x00b0, 0x00b1, 0x010c, 0x0142, 0x017d, 0x201d, 0x00b6, 0x00b7,
		0x017e, 0x010d, 0x0219, 0x00bb, 0x0152, 0x0153, 0x0178, 0x017c,
		0x00c0, 0x00c1, 0x00c2, 0x0102, 0x00c4, 0x0106, 0x00c6, 0x00c7,
		0x00c8, 0x00c9, 0x00ca, 0x00cb, 0x00cc, 0x00cd, 0x00ce, 0x00cf,
		0x0110, 0x0143, 0x00d2, 0x00d3, 0x00d4, 0x0150, 0x00d6, 0x015a,
		0x0170, 0x00d9, 0x00da, 0x00db, 0x00dc, 0x0118, 0x021a, 0x00df,
		0x00e0, 0x00e1, 0x00e2, 0x0103, 0x00e4, 0x0107, 0x00e6, 0x00e7,
		0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x00ec, 0x00ed, 0x00ee, 0x00ef,
		0x0111, 0x0144, 0x00f2, 0x00f3, 0x00f4, 0x0151, 0x00f6, 0x015b,
		0x0171, 0x00f9, 0x00fa, 0x00fb, 0x00fc, 0x0119, 0x021b, 0x00ff,
	};

	for (UChar i = 0; i < 32; i++)
		table[i] = (UChar)(0x80 + i);
	memcpy(table + 32, upper, sizeof(upper));
}

/* Where the standard's tables differ from ICU's. */
static void
patch_table(const char *name, UChar table[128])
{
	static const struct {
		const char *name;
		unsigned char first, last;
		UChar c;
	} patches[] = {
		{ "KOI8-U", 0xae, 0xae, 0x45e },
		{ "KOI8-U", 0xbe, 0xbe, 0x40e },
		{ "windows-874", 0xdb, 0xde, 0xfffd },
		{ "windows-874", 0xfc, 0xff, 0xfffd },
		{ "windows-1253", 0xaa, 0xaa, 0xfffd },
		{ "windows-1255", 0xca, 0xca, 0x5ba },
	};

	for (size_t i = 0; i < sizeof(patches) / sizeof(patches[0]); i++)
		for (unsigned int c = patches[i].first; c <= patches[i].last &&
		    strcmp(patches[i].name, name) == 0; c++)
			table[c - 0x80] = patches[i].c;
}

/* What the bytes 0x80 to 0xff are in a single-byte encoding. */
static int
fill_table(const struct charset_entry *e, UChar table[128], struct err *err)
{
	UErrorCode code = U_ZERO_ERROR;
	UConverter *c;

	if (e->icu == NULL) {
		fill_romanian(table);
		return 0;
	}
	c = open_converter(e->icu, err);
	if (c == NULL)
		return -1;
	for (int i = 0; i < 128; i++) {
		char byte = (char)(0x80 + i);
		UChar *to = table + i;
		const char *from = &byte;

		*to = replacement;
		ucnv_toUnicode(c, &to, table + i + 1, &from, from + 1, NULL,
		    true, &code);
		ucnv_reset(c);
		code = U_ZERO_ERROR;
	}
	ucnv_close(c);
	patch_table(e->name, table);
	return 0;
}

static int
decode_single(const struct charset_entry *e, struct str s, struct buf *out,
    struct err *err)
{
	UChar table[128];
	size_t from = 0;

	if (fill_table(e, table, err) < 0)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < 0x80)
			continue;
		buf_put(out, s.p + from, i - from);
		buf_utf8(out, table[c - 0x80]);
		from = i + 1;
	}
	buf_s(out, str_from(s, from));
	return 0;
}

static void
decode_user_defined(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned int c = (unsigned char)s.p[i];

		buf_utf8(out, c < 0x80 ? c : 0xf780 + c - 0x80);
	}
}

/* Appends UTF-16 that does not end within a pair, in room made at once. */
static void
put_utf16(const UChar *u, size_t n, struct buf *out)
{
	char *to = buf_room(out, 0);
	size_t i = 0, len = 0;

	/* Three bytes for each unit at most; less where that is too much. */
	if (to != NULL && 3 * n <= out->max - out->len)
		to = buf_room(out, 3 * n);
	else
		to = NULL;
	while (to != NULL && i < n && (u[i] & 0xf800) != 0xd800) {
		unsigned int c = u[i];

		if (c < 0x80) {
			to[len++] = (char)c;
		} else if (c < 0x800) {
			to[len++] = (char)(0xc0 | c >> 6);
			to[len++] = (char)(0x80 | (c & 0x3f));
		} else {
			to[len++] = (char)(0xe0 | c >> 12);
			to[len++] = (char)(0x80 | (c >> 6 & 0x3f));
			to[len++] = (char)(0x80 | (c & 0x3f));
		}
		i++;
	}
	if (len > 0)
		buf_end(out, len);
	while (i < n) {
		unsigned int c = u[i++];

		if (U16_IS_LEAD(c) && i < n && U16_IS_TRAIL(u[i]))
			c = (unsigned int)U16_GET_SUPPLEMENTARY(c, u[i++]);
		buf_utf8(out, c);
	}
}

/* Characters that ICU still gives the private use code points of GB 18030's
 * year 2000 (Encoding Standard, index gb18030). */
static void
patch_gb18030(UChar *u, size_t n)
{
	static const UChar patches[][2] = {
		{ 0xe5e5, 0x3000 }, { 0xe78d, 0xfe10 }, { 0xe78e, 0xfe12 },
		{ 0xe78f, 0xfe11 }, { 0xe790, 0xfe13 }, { 0xe791, 0xfe14 },
		{ 0xe792, 0xfe15 }, { 0xe793, 0xfe16 }, { 0xe794, 0xfe17 },
		{ 0xe795, 0xfe18 }, { 0xe796, 0xfe19 }, { 0xe81e, 0x9fb4 },
		{ 0xe826, 0x9fb5 }, { 0xe82b, 0x9fb6 }, { 0xe82c, 0x9fb7 },
		{ 0xe832, 0x9fb8 }, { 0xe843, 0x9fb9 }, { 0xe854, 0x9fba },
		{ 0xe864, 0x9fbb },
	};

	for (size_t i = 0; i < n; i++) {
		if (u[i] < 0xe5e5 || u[i] > 0xe864)
			continue;
		for (size_t k = 0; k < sizeof(patches) / sizeof(patches[0]);
		    k++)
			if (patches[k][0] == u[i])
				u[i] = patches[k][1];
	}
}

/* Big5 and EUC-KR have no private characters in the standard. */
static void
patch_private(const char *icu, UChar *u, size_t n)
{
	bool is_big5 = strcmp(icu, "Big5-HKSCS") == 0;

	if (!is_big5 && strcmp(icu, "windows-949") != 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (u[i] >= 0xe000 && u[i] <= 0xf8ff)
			u[i] = is_big5 ? (UChar)charset_big5_private(u[i]) :
			    replacement;
}

static int
decode_multi(const struct charset_entry *e, struct str s, struct buf *out,
    struct err *err)
{
	UConverter *c = open_converter(e->icu, err);
	bool is_gb = strcmp(e->icu, "gb18030") == 0;
	const char *from = s.p, *end = s.n > 0 ? s.p + s.n : s.p;
	UChar units[CHUNK + 1];
	size_t kept = 0;
	UErrorCode code = U_BUFFER_OVERFLOW_ERROR;

	if (c == NULL)
		return -1;
	while (code == U_BUFFER_OVERFLOW_ERROR && !out->failed) {
		UChar *to = units + kept;
		size_t n;

		code = U_ZERO_ERROR;
		ucnv_toUnicode(c, &to, units + CHUNK, &from, end, NULL, true,
		    &code);
		n = (size_t)(to - units);
		if (is_gb)
			patch_gb18030(units, n);
		patch_private(e->icu, units, n);
		/* A pair may be cut in two by the chunk's end. */
		kept = code == U_BUFFER_OVERFLOW_ERROR && n > 0 &&
		    U16_IS_LEAD(units[n - 1]);
		put_utf16(units, n - kept, out);
		if (kept > 0)
			units[0] = units[n - 1];
	}
	ucnv_close(c);
	if (U_FAILURE(code) && code != U_BUFFER_OVERFLOW_ERROR)
		return err_set(err, ERR_ITEM, "cannot decode as %s: %s",
		    e->name, u_errorName(code));
	return 0;
}

static void
decode_utf8(struct str s, struct buf *out)
{
	struct charset_utf8 u;

	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_from(s, 3);
	charset_scan_utf8(s, &u);
	if (u.n_invalid == 0 && !u.is_cut)
		buf_s(out, s);
	else
		text_repair(out, s);
}

/* UTF-16's BOM, which is no text. */
static struct str
skip_bom(const struct charset_entry *e, struct str s)
{
	bool is_mark = (strcmp(e->name, "UTF-16LE") == 0 &&
	    str_starts(s, STR("\xff\xfe"))) ||
	    (strcmp(e->name, "UTF-16BE") == 0 &&
	    str_starts(s, STR("\xfe\xff")));

	return is_mark ? str_from(s, 2) : s;
}

int
charset_decode(const char *name, struct str bytes, struct buf *out,
    struct err *err)
{
	const struct charset_entry *e = charset_table_find(str_of(name));
	int result = 0;

	if (e == NULL)
		return err_set(err, ERR_ITEM, "unknown encoding '%s'", name);
	switch (e->kind) {
	case CHARSET_UTF8:
		decode_utf8(bytes, out);
		break;
	case CHARSET_SINGLE:
		result = decode_single(e, bytes, out, err);
		break;
	case CHARSET_MULTI:
		result = decode_multi(e, skip_bom(e, bytes), out, err);
		break;
	case CHARSET_REPLACEMENT:
		/* Encodings that browsers refuse: one mark for it all. */
		if (bytes.n > 0)
			buf_utf8(out, replacement);
		break;
	case CHARSET_USER_DEFINED:
		decode_user_defined(bytes, out);
		break;
	}
	return result < 0 ? -1 : buf_check(out, err);
}
