#include "web/charset_scan.h"

#include <stdint.h>

/* Length of the sequence at p, 0: invalid; -1: the bytes end within it. */
static int
sequence_len(const unsigned char *p, size_t n)
{
	unsigned char c = p[0], low = 0x80, high = 0xbf;
	int len;

	if (c >= 0xc2 && c <= 0xdf) {
		len = 2;
	} else if (c >= 0xe0 && c <= 0xef) {
		len = 3;
		low = c == 0xe0 ? 0xa0 : 0x80;
		high = c == 0xed ? 0x9f : 0xbf;
	} else if (c >= 0xf0 && c <= 0xf4) {
		len = 4;
		low = c == 0xf0 ? 0x90 : 0x80;
		high = c == 0xf4 ? 0x8f : 0xbf;
	} else {
		return 0;
	}
	for (int i = 1; i < len; i++) {
		if ((size_t)i == n)
			return -1;
		if (p[i] < low || p[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return len;
}

void
charset_scan_utf8(struct str s, struct charset_utf8 *u)
{
	const unsigned char *p = (const unsigned char *)s.p;
	const unsigned char *end = s.n > 0 ? p + s.n : p;

	*u = (struct charset_utf8){ 0 };
	while (p < end) {
		uint64_t word;
		int n;

		if (*p < 0x80) {
			/* Most of a page is ASCII: eight bytes at a time. */
			p++;
			while (end - p >= 8) {
				memcpy(&word, p, 8);
				if ((word & 0x8080808080808080) != 0)
					break;
				p += 8;
			}
			continue;
		}
		n = sequence_len(p, (size_t)(end - p));
		if (n < 0) {
			u->is_cut = true;
			return;
		}
		if (n == 0) {
			u->n_invalid++;
			p++;
			continue;
		}
		u->n_multi++;
		u->n_long += n > 2;
		p += n;
	}
}

static struct str
skip_space(struct str s)
{
	while (s.n > 0 && ch_is_space(s.p[0]))
		s = str_from(s, 1);
	return s;
}

/* One attribute off the front of *s; false at the tag's end. */
static bool
cut_attribute(struct str *s, struct str *name, struct str *value)
{
	size_t n;

	while (s->n > 0 && (ch_is_space(s->p[0]) || s->p[0] == '/'))
		*s = str_from(*s, 1);
	*value = STR("");
	if (s->n == 0 || s->p[0] == '>')
		return false;
	for (n = 0; n < s->n && strchr("=/> \t\n\f\r", s->p[n]) == NULL; n++)
		;
	*name = str_sub(*s, 0, n);
	*s = skip_space(str_from(*s, n));
	if (s->n == 0 || s->p[0] != '=') {
		/* A stray NUL would stop the scan where it is. */
		if (n == 0 && s->n > 0)
			*s = str_from(*s, 1);
		return true;
	}
	*s = skip_space(str_from(*s, 1));
	if (s->n > 0 && (s->p[0] == '"' || s->p[0] == '\'')) {
		n = str_chr(str_from(*s, 1), s->p[0]);
		if (n == (size_t)-1)
			n = s->n;
		*value = str_sub(*s, 1, n + 1);
		*s = str_from(*s, n + 2);
		return true;
	}
	for (n = 0; n < s->n && s->p[n] != '>' && !ch_is_space(s->p[n]); n++)
		;
	*value = str_sub(*s, 0, n);
	*s = str_from(*s, n);
	return true;
}

/* HTML, "extracting a character encoding from a meta element": the label in
 * "text/html; charset=gbk". */
static struct str
content_charset(struct str s)
{
	size_t i, n;

	for (;;) {
		i = str_find_nocase(s, STR("charset"));
		if (i == (size_t)-1)
			return STR("");
		s = skip_space(str_from(s, i + 7));
		if (s.n > 0 && s.p[0] == '=')
			break;
	}
	s = skip_space(str_from(s, 1));
	if (s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'')) {
		n = str_chr(str_from(s, 1), s.p[0]);
		return n == (size_t)-1 ? STR("") : str_sub(s, 1, n + 1);
	}
	for (n = 0; n < s.n && s.p[n] != ';' && !ch_is_space(s.p[n]); n++)
		;
	return str_sub(s, 0, n);
}

/* The label in one <meta>, *s from behind its name. */
static struct str
meta_charset(struct str *s)
{
	struct str name, value, charset = STR(""), content = STR("");
	bool is_pragma = false;

	while (cut_attribute(s, &name, &value)) {
		if (str_eq_nocase(name, STR("http-equiv")))
			is_pragma = str_eq_nocase(str_trim(value),
			    STR("content-type"));
		else if (str_eq_nocase(name, STR("content")))
			content = content_charset(value);
		else if (str_eq_nocase(name, STR("charset")))
			charset = str_trim(value);
	}
	if (charset.n > 0)
		return charset;
	return is_pragma ? str_trim(content) : STR("");
}

static struct str
skip_past(struct str s, struct str end)
{
	size_t i = str_find(s, end);

	return i == (size_t)-1 ? STR("") : str_from(s, i + end.n);
}

struct str
charset_scan_meta(struct str s)
{
	struct str name, value, label;
	size_t i;

	while ((i = str_chr(s, '<')) != (size_t)-1) {
		s = str_from(s, i);
		if (str_starts(s, STR("<!--"))) {
			/* "<!-->" is a whole comment. */
			s = skip_past(str_from(s, 2), STR("-->"));
		} else if (str_starts_nocase(s, STR("<meta")) && s.n > 5 &&
		    (ch_is_space(s.p[5]) || s.p[5] == '/')) {
			s = str_from(s, 5);
			label = meta_charset(&s);
			if (label.n > 0)
				return label;
		} else if (s.n > 2 && (ch_is_alpha(s.p[1]) ||
		    (s.p[1] == '/' && ch_is_alpha(s.p[2])))) {
			for (i = 1; i < s.n && s.p[i] != '>' &&
			    !ch_is_space(s.p[i]); i++)
				;
			s = str_from(s, i);
			while (cut_attribute(&s, &name, &value))
				;
		} else if (s.n > 1 && strchr("!/?", s.p[1]) != NULL) {
			s = skip_past(s, STR(">"));
		} else {
			s = str_from(s, 1);
		}
	}
	return STR("");
}

struct str
charset_scan_xml(struct str s)
{
	size_t i;

	s = skip_space(s);
	if (!str_starts(s, STR("<?xml")))
		return STR("");
	s = str_sub(s, 0, str_chr(s, '>'));
	i = str_find(s, STR("encoding"));
	if (i == (size_t)-1)
		return STR("");
	s = skip_space(str_from(s, i + 8));
	if (!str_starts(s, STR("=")))
		return STR("");
	s = skip_space(str_from(s, 1));
	if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\''))
		return STR("");
	i = str_chr(str_from(s, 1), s.p[0]);
	return i == (size_t)-1 ? STR("") : str_trim(str_sub(s, 1, i + 1));
}

/* Behind an element whose content is no text. */
static struct str
skip_raw(struct str s, struct str end_tag)
{
	size_t i = str_find_nocase(s, end_tag);

	return str_from(s, i == (size_t)-1 ? s.n : i);
}

void
charset_scan_text(struct str s, struct buf *b)
{
	while (s.n > 0 && b->len < b->max) {
		size_t i = str_chr(s, '<');
		struct str text = str_sub(s, 0, i);

		buf_s(b, str_sub(text, 0, b->max - b->len));
		s = str_from(s, text.n);
		if (str_starts(s, STR("<!--")))
			s = skip_past(s, STR("-->"));
		else if (str_starts_nocase(s, STR("<script")))
			s = skip_past(skip_raw(s, STR("</script")), STR(">"));
		else if (str_starts_nocase(s, STR("<style")))
			s = skip_past(skip_raw(s, STR("</style")), STR(">"));
		else if (s.n > 1 && (ch_is_alpha(s.p[1]) ||
		    strchr("/!?", s.p[1]) != NULL))
			s = skip_past(s, STR(">"));
		else if (s.n > 0) {
			if (b->len < b->max)
				buf_char(b, '<');
			s = str_from(s, 1);
		}
	}
}
