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
