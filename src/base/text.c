#include "base/text.h"

#include <stdint.h>
#include <string.h>

unsigned int
text_decode(struct str s, unsigned int *cp)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c;
	unsigned int n, v;

	if (s.n == 0)
		return 0;
	c = (unsigned char)s.p[0];
	if (c < 0x80) {
		*cp = c;
		return 1;
	}
	if (c >= 0xc2 && c <= 0xdf)
		n = 2;
	else if ((c & 0xf0) == 0xe0)
		n = 3;
	else if (c >= 0xf0 && c <= 0xf4)
		n = 4;
	else
		return 0;
	if (s.n < n)
		return 0;
	v = c & (0x7fu >> n);
	for (unsigned int i = 1; i < n; i++) {
		unsigned char d = (unsigned char)s.p[i];

		if ((d & 0xc0) != 0x80)
			return 0;
		v = v << 6 | (d & 0x3fu);
	}
	if (v < least[n] || v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff))
		return 0;
	*cp = v;
	return n;
}

/* The first of eight bytes at a time that are not all ASCII. */
static struct str
skip_ascii(struct str s)
{
	uint64_t eight;

	while (s.n >= sizeof(eight)) {
		memcpy(&eight, s.p, sizeof(eight));
		if ((eight & 0x8080808080808080u) != 0)
			break;
		s = str_from(s, sizeof(eight));
	}
	return s;
}

bool
text_is_utf8(struct str s)
{
	unsigned int cp, n;

	for (s = skip_ascii(s); s.n > 0; s = skip_ascii(s)) {
		n = text_decode(s, &cp);
		if (n == 0)
			return false;
		s = str_from(s, n);
	}
	return true;
}

/* How many of the bytes at s.p, which are no character, one mark stands for:
 * those that could have begun one. */
static size_t
maximal_subpart(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	unsigned char least = 0x80, most = 0xbf;
	size_t n, i;

	if (c < 0xc2 || c > 0xf4)
		return 1;
	n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (c == 0xe0)
		least = 0xa0;
	else if (c == 0xf0)
		least = 0x90;
	else if (c == 0xed)
		most = 0x9f;
	else if (c == 0xf4)
		most = 0x8f;
	for (i = 1; i < n && i < s.n; i++) {
		unsigned char d = (unsigned char)s.p[i];

		if (d < least || d > most)
			break;
		least = 0x80;
		most = 0xbf;
	}
	return i;
}

void
text_repair(struct buf *out, struct str s)
{
	unsigned int cp, n;
	size_t from = 0, i = 0;

	while (i < s.n) {
		n = text_decode(str_from(s, i), &cp);
		if (n > 0) {
			i += n;
			continue;
		}
		buf_s(out, str_sub(s, from, i));
		buf_utf8(out, 0xfffd);
		i += maximal_subpart(str_from(s, i));
		from = i;
	}
	buf_s(out, str_from(s, from));
}

static bool
is_unsafe(unsigned int cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
	    (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
	    cp == 0x200e || cp == 0x200f || cp == 0x2028 || cp == 0x2029 ||
	    cp == 0x061c || cp == 0xfeff;
}

void
text_escape(struct buf *out, struct str s)
{
	unsigned int cp, n;

	while (s.n > 0) {
		n = text_decode(s, &cp);
		if (n == 0) {
			buf_fmt(out, "\\x%02x", (unsigned char)s.p[0]);
			n = 1;
		} else if (is_unsafe(cp) && cp < 0x100) {
			buf_fmt(out, "\\x%02x", cp);
		} else if (is_unsafe(cp)) {
			buf_fmt(out, "\\u{%04x}", cp);
		} else {
			buf_put(out, s.p, n);
		}
		s = str_from(s, n);
	}
}

void
text_squeeze(struct buf *out, struct str s)
{
	bool space = false, any = false;
	unsigned int cp, n;

	while (s.n > 0) {
		n = text_decode(s, &cp);
		if (n == 0) {
			n = 1;
			cp = 0xfffd;
		}
		if (cp == 0xa0 || cp == 0x3000 || (cp < 0x80 &&
		    ch_is_space((char)cp))) {
			space = any;
		} else {
			if (space)
				buf_char(out, ' ');
			space = false;
			any = true;
			buf_utf8(out, cp);
		}
		s = str_from(s, n);
	}
}

static unsigned int
columns(unsigned int cp)
{
	if (cp < 0x300)
		return 1;
	if (cp <= 0x36f || (cp >= 0x200b && cp <= 0x200f) ||
	    (cp >= 0xfe00 && cp <= 0xfe0f) || cp == 0x20e3)
		return 0;
	if ((cp >= 0x1100 && cp <= 0x115f) || (cp >= 0x2e80 && cp <= 0x303e) ||
	    (cp >= 0x3041 && cp <= 0xa4cf) || (cp >= 0xac00 && cp <= 0xd7a3) ||
	    (cp >= 0xf900 && cp <= 0xfaff) || (cp >= 0xfe30 && cp <= 0xfe6f) ||
	    (cp >= 0xff00 && cp <= 0xff60) || (cp >= 0xffe0 && cp <= 0xffe6) ||
	    (cp >= 0x1f300 && cp <= 0x1f64f) ||
	    (cp >= 0x1f900 && cp <= 0x1f9ff) ||
	    (cp >= 0x20000 && cp <= 0x3fffd))
		return 2;
	return 1;
}

struct str
text_fit(struct str s, size_t max)
{
	size_t i = 0, width = 0;
	unsigned int cp, n;

	while (i < s.n) {
		n = text_decode(str_from(s, i), &cp);
		if (n == 0) {
			n = 1;
			cp = 0xfffd;
		}
		width += columns(cp);
		if (width > max)
			break;
		i += n;
	}
	return str_sub(s, 0, i);
}

size_t
text_width(struct str s)
{
	size_t width = 0;
	unsigned int cp, n;

	while (s.n > 0) {
		n = text_decode(s, &cp);
		if (n == 0) {
			n = 1;
			cp = 0xfffd;
		}
		width += columns(cp);
		s = str_from(s, n);
	}
	return width;
}

bool
text_is_cjk(unsigned int cp)
{
	if (cp < 0x3040)
		return false;
	return cp <= 0x312f ||
	    (cp >= 0x3400 && cp <= 0x4dbf) || (cp >= 0x4e00 && cp <= 0x9fff) ||
	    (cp >= 0xac00 && cp <= 0xd7a3) || (cp >= 0xf900 && cp <= 0xfaff) ||
	    (cp >= 0x20000 && cp <= 0x3134f);
}

static bool
is_word(unsigned int cp)
{
	if (cp < 0x80)
		return ch_is_alnum((char)cp) || cp == '_';
	return cp >= 0xc0 && cp != 0xd7 && cp != 0xf7 &&
	    !(cp >= 0x2000 && cp <= 0x2bff) &&
	    !(cp >= 0x3000 && cp <= 0x303f) &&
	    !(cp >= 0xfe10 && cp <= 0xfe6f) &&
	    !(cp >= 0xff00 && cp <= 0xff0f) &&
	    !(cp >= 0xff1a && cp <= 0xff20) &&
	    !(cp >= 0xff3b && cp <= 0xff40) &&
	    !(cp >= 0xff5b && cp <= 0xff65);
}

size_t
text_words(struct str s)
{
	bool in_word = false;
	unsigned int cp, n;
	size_t words = 0;

	while (s.n > 0) {
		n = text_decode(s, &cp);
		if (n == 0) {
			n = 1;
			cp = ' ';
		}
		if (text_is_cjk(cp)) {
			words++;
			in_word = false;
		} else if (is_word(cp)) {
			words += !in_word;
			in_word = true;
		} else {
			in_word = false;
		}
		s = str_from(s, n);
	}
	return words;
}
