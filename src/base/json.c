#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static void
separate(struct buf *b)
{
	if (b->len > 0 && strchr("{[:,\n", b->p[b->len - 1]) == NULL)
		buf_char(b, ',');
}

void
json_begin(struct buf *b, char open)
{
	separate(b);
	buf_char(b, open);
}

void
json_end(struct buf *b, char close)
{
	buf_char(b, close);
}

void
json_key(struct buf *b, const char *key)
{
	json_str(b, key);
	buf_char(b, ':');
}

static bool
must_escape(unsigned int cp)
{
	return cp < 0x20 || cp == '"' || cp == '\\' ||
	    (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029 ||
	    (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Most of all bytes: of no other character, and as it is in JSON. */
static bool
is_plain(char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

static void
escape(struct buf *b, unsigned int cp)
{
	switch (cp) {
	case '"':
		buf_str(b, "\\\"");
		break;
	case '\\':
		buf_str(b, "\\\\");
		break;
	case '\n':
		buf_str(b, "\\n");
		break;
	case '\t':
		buf_str(b, "\\t");
		break;
	default:
		buf_fmt(b, "\\u%04x", cp);
	}
}

void
json_s(struct buf *b, struct str s)
{
	unsigned int cp, n;
	size_t from = 0, i = 0;

	separate(b);
	buf_char(b, '"');
	while (i < s.n) {
		if (is_plain(s.p[i])) {
			i++;
			continue;
		}
		n = text_decode(str_from(s, i), &cp);
		if (n > 0 && !must_escape(cp)) {
			i += n;
			continue;
		}
		buf_s(b, str_sub(s, from, i));
		if (n == 0)
			buf_utf8(b, 0xfffd);
		else
			escape(b, cp);
		i += n > 0 ? n : 1;
		from = i;
	}
	buf_s(b, str_from(s, from));
	buf_char(b, '"');
}

void
json_str(struct buf *b, const char *s)
{
	if (s == NULL)
		json_none(b);
	else
		json_s(b, str_of(s));
}

void
json_int(struct buf *b, int64_t v)
{
	separate(b);
	buf_fmt(b, "%lld", (long long)v);
}

void
json_bool(struct buf *b, bool v)
{
	separate(b);
	buf_str(b, v ? "true" : "false");
}

void
json_none(struct buf *b)
{
	separate(b);
	buf_str(b, "null");
}

void
json_pair(struct buf *b, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	json_key(b, key);
	json_str(b, value);
}

void
json_pair_int(struct buf *b, const char *key, int64_t v)
{
	json_key(b, key);
	json_int(b, v);
}

static void *
allocate(size_t n)
{
	return mem_resize(NULL, n, 1);
}

/* What jansson's reader is refused by malloc() it calls a mistake of the text:
 * a whole manifest would be taken for a damaged one. */
__attribute__((constructor)) static void
set_allocator(void)
{
	json_set_alloc_funcs(allocate, free);
}

int
json_read(struct str s, json_t **out, struct err *err)
{
	json_error_t e;

	*out = json_loadb(s.p, s.n, JSON_ALLOW_NUL, &e);
	if (*out == NULL)
		return err_set(err, ERR_ITEM, "not JSON at line %d, column %d: "
		    "%s", e.line, e.column, e.text);
	return 0;
}

/* The place of the closing quote; i is that of the opening one. */
static size_t
end_of_string(struct str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++)
		i += s.p[i] == '\\';
	return i < s.n ? i : s.n;
}

/* The four digits of \uXXXX; -1: there are none. */
static int
code_unit(struct str s)
{
	int v = 0;

	for (size_t i = 0; i < 4; i++) {
		if (i >= s.n || ch_hex(s.p[i]) < 0)
			return -1;
		v = v << 4 | ch_hex(s.p[i]);
	}
	return v;
}

/* What follows "\u"; 0: that is no character. */
static size_t
put_code(struct str s, struct buf *out)
{
	int high = code_unit(s), low;

	if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
		return 0;
	if (high < 0xd800 || high > 0xdbff) {
		buf_utf8(out, (unsigned int)high);
		return 4;
	}
	low = s.n >= 6 && s.p[4] == '\\' && s.p[5] == 'u' ?
	    code_unit(str_from(s, 6)) : -1;
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	buf_utf8(out, 0x10000u + ((unsigned int)(high - 0xd800) << 10) +
	    (unsigned int)(low - 0xdc00));
	return 10;
}

/* What follows a backslash; 0: that is no escape. */
static size_t
put_escaped(struct str s, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at = s.n > 0 ? memchr(from, s.p[0], sizeof(from) - 1) :
	    NULL;
	size_t n;

	if (at != NULL) {
		buf_char(out, to[at - from]);
		return 1;
	}
	if (s.n == 0 || s.p[0] != 'u')
		return 0;
	n = put_code(str_from(s, 1), out);
	return n > 0 ? n + 1 : 0;
}

/* Appends what stands between the quotes; false: it is no string. */
static bool
put_string(struct str raw, struct buf *out)
{
	bool has_control = false;

	for (size_t i = 0; i < raw.n; i++)
		has_control |= (unsigned char)raw.p[i] < ' ';
	if (has_control || !text_is_utf8(raw))
		return false;
	/* Escapes are longer than what they stand for. */
	if (raw.n <= out->max - out->len)
		(void)buf_room(out, raw.n);
	for (;;) {
		size_t n = str_chr(raw, '\\');

		if (n == (size_t)-1)
			break;
		buf_s(out, str_sub(raw, 0, n));
		raw = str_from(raw, n + 1);
		n = put_escaped(raw, out);
		if (n == 0)
			return false;
		raw = str_from(raw, n);
	}
	buf_s(out, raw);
	return true;
}

struct taker {
	const struct json_text *texts;
	size_t n, depth;
	bool in_object;		/* what is outermost */
	bool is_key;		/* the next string of it */
	struct buf *value;	/* for it; NULL: it stays */
};

static void
meet_string(struct taker *t, struct str raw)
{
	t->value = NULL;
	for (size_t i = 0; t->is_key && i < t->n; i++)
		if (str_eq(raw, str_of(t->texts[i].key)))
			t->value = t->texts[i].value;
	t->is_key = false;
}

static void
meet_mark(struct taker *t, char c)
{
	if (c == '{' || c == '[') {
		t->in_object = t->depth++ == 0 ? c == '{' : t->in_object;
		t->is_key = t->depth == 1 && c == '{';
	} else if (c == '}' || c == ']') {
		t->depth -= t->depth > 0;
	} else if (c == ',') {
		t->is_key = t->depth == 1 && t->in_object;
		t->value = NULL;
	}
}

/* Nothing is judged here but the texts: what is no JSON stays none. */
static int
take_texts(struct taker *t, struct str s, struct buf *rest, struct err *err)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		size_t end;

		if (s.p[i] != '"') {
			meet_mark(t, s.p[i]);
			continue;
		}
		end = end_of_string(s, i);
		if (t->depth == 1 && t->value != NULL && !t->is_key) {
			buf_s(rest, str_sub(s, from, i + 1));
			from = end;
			buf_reset(t->value);
			if (!put_string(str_sub(s, i + 1, end), t->value))
				return err_set(err, ERR_ITEM, "not JSON: a "
				    "broken string at byte %zu", i);
			t->value = NULL;
		} else if (t->depth == 1)
			meet_string(t, str_sub(s, i + 1, end));
		i = end;
	}
	buf_s(rest, str_from(s, from));
	return buf_check(rest, err);
}

int
json_read_apart(struct str s, const struct json_text *texts, size_t n,
    json_t **out, struct err *err)
{
	AUTO(buf_release) struct buf rest = BUF_INIT(s.n);
	struct taker t = { .texts = texts, .n = n };

	if (take_texts(&t, s, &rest, err) < 0)
		return -1;
	return json_read(buf_view(&rest), out, err);
}

void
json_freep(json_t **v)
{
	json_decref(*v);
}

const char *
json_get_str(const json_t *v, const char *key)
{
	return json_string_value(json_object_get(v, key));
}

int64_t
json_get_int(const json_t *v, const char *key, int64_t otherwise)
{
	const json_t *m = json_object_get(v, key);

	return json_is_integer(m) ? json_integer_value(m) : otherwise;
}

bool
json_get_bool(const json_t *v, const char *key)
{
	return json_is_true(json_object_get(v, key));
}
