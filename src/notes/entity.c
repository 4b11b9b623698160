#include "notes/entity.h"

/* The longest name of the HTML Standard has 31 letters. */
#define ENTITY_NAME 32

/* What occurs in notes' URLs and titles; any other name stays as written. */
static const struct {
	const char *name;
	unsigned int cp;
} names[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' },
	{ "apos", '\'' }, { "nbsp", 0xa0 }, { "copy", 0xa9 },
	{ "reg", 0xae }, { "trade", 0x2122 }, { "hellip", 0x2026 },
	{ "mdash", 0x2014 }, { "ndash", 0x2013 }, { "lsquo", 0x2018 },
	{ "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d },
	{ "laquo", 0xab }, { "raquo", 0xbb }, { "middot", 0xb7 },
	{ "bull", 0x2022 }, { "times", 0xd7 }, { "divide", 0xf7 },
	{ "deg", 0xb0 }, { "yen", 0xa5 }, { "euro", 0x20ac },
	{ "pound", 0xa3 }, { "cent", 0xa2 }, { "sect", 0xa7 },
	{ "para", 0xb6 }, { "ensp", 0x2002 }, { "emsp", 0x2003 },
	{ "thinsp", 0x2009 }, { "zwnj", 0x200c }, { "zwj", 0x200d },
	{ "larr", 0x2190 }, { "uarr", 0x2191 }, { "rarr", 0x2192 },
	{ "darr", 0x2193 }, { "harr", 0x2194 }, { "ne", 0x2260 },
	{ "le", 0x2264 }, { "ge", 0x2265 }, { "plusmn", 0xb1 },
	{ "micro", 0xb5 }, { "auml", 0xe4 }, { "ouml", 0xf6 },
	{ "uuml", 0xfc }, { "Auml", 0xc4 }, { "Ouml", 0xd6 },
	{ "Uuml", 0xdc }, { "szlig", 0xdf }, { "eacute", 0xe9 },
	{ "egrave", 0xe8 }, { "agrave", 0xe0 }, { "ccedil", 0xe7 },
	{ "ntilde", 0xf1 }, { "lpar", '(' }, { "rpar", ')' },
	{ "lsqb", '[' }, { "rsqb", ']' }, { "lbrack", '[' },
	{ "rbrack", ']' }, { "ast", '*' }, { "lowbar", '_' },
	{ "num", '#' }, { "colon", ':' }, { "comma", ',' },
	{ "period", '.' }, { "sol", '/' }, { "bsol", '\\' },
	{ "vert", '|' }, { "verbar", '|' }, { "grave", '`' },
	{ "dollar", '$' }, { "percnt", '%' }, { "equals", '=' },
	{ "plus", '+' }, { "quest", '?' }, { "excl", '!' },
	{ "semi", ';' }, { "commat", '@' }, { "Tab", '\t' },
	{ "NewLine", '\n' },
};

static size_t
decode_number(struct str s, unsigned int *cp)
{
	bool is_hex = s.n > 2 && ch_lower(s.p[2]) == 'x';
	size_t i = is_hex ? 3 : 2, from = i;
	unsigned int v = 0;

	/* CommonMark 0.31, 2.5: at most seven digits. */
	for (; i < s.n && i < from + 7; i++) {
		int d = ch_hex(s.p[i]);

		if (d < 0 || (!is_hex && d > 9))
			break;
		v = v * (is_hex ? 16 : 10) + (unsigned int)d;
	}
	if (i == from || i >= s.n || s.p[i] != ';')
		return 0;
	*cp = v == 0 ? 0xfffd : v;
	return i + 1;
}

size_t
entity_decode(struct str s, struct buf *out)
{
	size_t n = 1, len;
	unsigned int cp;

	if (s.n < 3 || s.p[0] != '&')
		return 0;
	if (s.p[1] == '#') {
		len = decode_number(s, &cp);
		if (len > 0)
			buf_utf8(out, cp);
		return len;
	}
	while (n < s.n && n <= ENTITY_NAME && ch_is_alnum(s.p[n]))
		n++;
	if (n >= s.n || s.p[n] != ';')
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq(str_sub(s, 1, n), str_of(names[i].name))) {
			buf_utf8(out, names[i].cp);
			return n + 1;
		}
	}
	return 0;
}

void
entity_decode_all(struct str s, struct buf *out)
{
	size_t n;

	while (s.n > 0) {
		n = s.p[0] == '&' ? entity_decode(s, out) : 0;
		if (n == 0) {
			n = 1;
			buf_char(out, s.p[0]);
		}
		s = str_from(s, n);
	}
}

void
entity_escape(struct str s, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *as = s.p[i] == '&' ? "&amp;" :
		    s.p[i] == '<' ? "&lt;" : s.p[i] == '>' ? "&gt;" :
		    s.p[i] == '"' ? "&quot;" : NULL;

		if (as == NULL)
			continue;
		buf_s(out, str_sub(s, from, i));
		buf_str(out, as);
		from = i + 1;
	}
	buf_s(out, str_from(s, from));
}
