#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/utf16.h>

#include "base/text.h"
#include "web/charset.h"
#include "web/charset_table.h"

/* Bytes of one character: an escape sequence, four bytes, another one. */
#define BYTES_MAX 16

struct encoder {
	const struct charset_entry *entry;
	UConverter *trial;	/* one character at a time */
	UConverter *text;	/* keeps its state from one to the next */
	unsigned int upper[128];	/* of single bytes */
};

static UConverter *
open_converter(const char *name, UErrorCode *code)
{
	UConverter *c = ucnv_open(name, code);

	ucnv_setFromUCallBack(c, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL,
	    code);
	return c;
}

static void
encoder_release(struct encoder *e)
{
	ucnv_close(e->trial);
	ucnv_close(e->text);
}

/* What the bytes from 0x80 are; U+FFFD: nothing. */
static void
fill_upper(struct encoder *e)
{
	for (int i = 0; i < 128; i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(8);
		char byte = (char)(0x80 + i);

		e->upper[i] = 0xfffd;
		if (charset_decode(e->entry->name, str_make(&byte, 1), &b,
		    NULL) == 0)
			(void)text_decode(buf_view(&b), &e->upper[i]);
	}
}

/* Does the standard have cp in this encoding? What ICU makes of it must be
 * what the decoder reads; Big5 is written without its Hong Kong rows. */
static bool
has_character(struct encoder *e, unsigned int cp)
{
	AUTO(buf_release) struct buf back = BUF_INIT(32);
	UErrorCode code = U_ZERO_ERROR;
	char bytes[BYTES_MAX];
	unsigned int got = 0;
	int32_t len = 0, n;
	UChar u[2];

	if (strcmp(e->entry->name, "ISO-2022-JP") == 0 &&
	    (cp == 0x0e || cp == 0x0f || cp == 0x1b))
		return false;
	U16_APPEND_UNSAFE(u, len, cp);
	n = ucnv_fromUChars(e->trial, bytes, BYTES_MAX, u, len, &code);
	if (U_FAILURE(code) || n <= 0 || n > BYTES_MAX ||
	    charset_decode(e->entry->name, str_make(bytes, (size_t)n), &back,
	    NULL) < 0)
		return false;
	if (strcmp(e->entry->name, "Big5") == 0 && cp >= 0x80 &&
	    (unsigned char)bytes[0] < 0xa1)
		return false;
	return text_decode(buf_view(&back), &got) == back.len && got == cp;
}

/* len 0: ends what is under way, as an escape sequence. */
static void
put_units(struct encoder *e, const UChar *u, int32_t len, struct buf *out)
{
	UErrorCode code = U_ZERO_ERROR;
	char bytes[BYTES_MAX], *to = bytes;

	ucnv_fromUnicode(e->text, &to, bytes + BYTES_MAX, &u, u + len, NULL,
	    len == 0, &code);
	buf_put(out, bytes, (size_t)(to - bytes));
}

static void
put_multi(struct encoder *e, unsigned int cp, struct buf *out)
{
	UChar u[2] = { 0, 0 };
	int32_t len = 0;
	bool is_jis = str_starts(str_of(e->entry->name), STR("ISO-2022"));

	/* The minus sign is written as its full-width form (12.3.2). */
	if (cp == 0x2212 && (is_jis ||
	    strcmp(e->entry->name, "Shift_JIS") == 0 ||
	    strcmp(e->entry->name, "EUC-JP") == 0))
		cp = 0xff0d;
	if (has_character(e, cp)) {
		U16_APPEND_UNSAFE(u, len, cp);
		put_units(e, u, len, out);
		return;
	}
	put_units(e, u, 0, out);
	buf_fmt(out, "%%26%%23%u%%3B", is_jis && cp < 0x80 ? 0xfffd : cp);
}

static void
put_single(const struct encoder *e, unsigned int cp, struct buf *out)
{
	size_t i = 0;

	while (i < 128 && (e->upper[i] != cp || cp == 0xfffd))
		i++;
	if (cp < 0x80)
		buf_char(out, (char)cp);
	else if (i < 128)
		buf_char(out, (char)(0x80 + i));
	else
		buf_fmt(out, "%%26%%23%u%%3B", cp);
}

/* 0: ready; the converters are for encodings of several bytes. */
static int
encoder_init(struct encoder *e, const struct charset_entry *entry,
    struct err *err)
{
	UErrorCode code = U_ZERO_ERROR;

	e->entry = entry;
	if (entry->kind != CHARSET_MULTI) {
		fill_upper(e);
		return 0;
	}
	e->trial = open_converter(entry->icu, &code);
	e->text = open_converter(entry->icu, &code);
	if (U_FAILURE(code))
		return err_set(err, ERR_SYSTEM, "no converter for %s",
		    entry->name);
	return 0;
}

int
charset_encode_query(const char *name, struct str s, struct buf *out,
    struct err *err)
{
	const struct charset_entry *entry = charset_table_find(str_of(name));
	AUTO(encoder_release) struct encoder e = { 0 };
	const UChar none = 0;
	unsigned int cp, n;

	if (entry == NULL)
		return err_set(err, ERR_ITEM, "unknown encoding '%s'", name);
	/* What cannot be written is written as UTF-8 (4.3). */
	if (entry->kind == CHARSET_UTF8 || entry->kind == CHARSET_REPLACEMENT ||
	    str_starts(str_of(entry->name), STR("UTF-16"))) {
		buf_s(out, s);
		return buf_check(out, err);
	}
	if (encoder_init(&e, entry, err) < 0)
		return -1;
	for (; s.n > 0; s = str_from(s, n)) {
		n = text_decode(s, &cp);
		if (n == 0) {
			n = 1;
			cp = 0xfffd;
		}
		if (e.text != NULL)
			put_multi(&e, cp, out);
		else
			put_single(&e, cp, out);
	}
	if (e.text != NULL)
		put_units(&e, &none, 0, out);
	return buf_check(out, err);
}
