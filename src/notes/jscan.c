#include "notes/jscan.h"

static size_t
skip_space(struct str s, size_t i)
{
	while (i < s.n && ch_is_space(s.p[i]))
		i++;
	return i;
}

static enum jscan_type
take_string(struct jscan *j)
{
	size_t i = j->pos + 1, from = i;

	while (i < j->s.n && j->s.p[i] != '"')
		i += j->s.p[i] == '\\' ? 2 : 1;
	if (i > j->s.n)
		i = j->s.n;
	j->token = str_sub(j->s, from, i);
	j->pos = i < j->s.n ? i + 1 : i;
	i = skip_space(j->s, j->pos);
	return i < j->s.n && j->s.p[i] == ':' ? JSCAN_KEY : JSCAN_STRING;
}

static bool
is_word(char c)
{
	return ch_is_alnum(c) || c == '-' || c == '+' || c == '.';
}

enum jscan_type
jscan_next(struct jscan *j)
{
	size_t from;

	for (; j->pos < j->s.n; j->pos++) {
		char c = j->s.p[j->pos];

		if (c == '"')
			return take_string(j);
		if (c == '{' || c == '[' || c == '}' || c == ']') {
			j->token = str_sub(j->s, j->pos, j->pos + 1);
			j->pos++;
			return c == '{' || c == '[' ? JSCAN_OPEN : JSCAN_CLOSE;
		}
		if (!is_word(c))
			continue;
		from = j->pos;
		while (j->pos < j->s.n && is_word(j->s.p[j->pos]))
			j->pos++;
		j->token = str_sub(j->s, from, j->pos);
		return JSCAN_SCALAR;
	}
	return JSCAN_END;
}

/* The four digits at i, or -1. */
static int
hex4(struct str s, size_t i)
{
	int v = 0;

	for (size_t n = 0; n < 4; n++) {
		int d = i + n < s.n ? ch_hex(s.p[i + n]) : -1;

		if (d < 0)
			return -1;
		v = v * 16 + d;
	}
	return v;
}

/* "\u" is at i: appends its character, returns how many bytes it took. */
static size_t
decode_u(struct str s, size_t i, struct buf *out)
{
	int hi = hex4(s, i + 2), lo;

	if (hi < 0) {
		buf_char(out, 'u');
		return 2;
	}
	if (hi >= 0xd800 && hi <= 0xdbff &&
	    str_starts(str_from(s, i + 6), STR("\\u"))) {
		lo = hex4(s, i + 8);
		if (lo >= 0xdc00 && lo <= 0xdfff) {
			buf_utf8(out, 0x10000 + ((unsigned int)(hi - 0xd800)
			    << 10) + (unsigned int)(lo - 0xdc00));
			return 12;
		}
	}
	buf_utf8(out, (unsigned int)hi);
	return 6;
}

void
jscan_decode(struct str s, struct buf *out)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	const char *known;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\\' || i + 1 >= s.n) {
			buf_char(out, s.p[i]);
			continue;
		}
		if (s.p[i + 1] == 'u') {
			i += decode_u(s, i, out) - 1;
			continue;
		}
		known = s.p[i + 1] != '\0' ? strchr(from, s.p[i + 1]) : NULL;
		buf_char(out, known != NULL ? to[known - from] : s.p[i + 1]);
		i++;
	}
}
