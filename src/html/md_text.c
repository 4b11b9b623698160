#include "html/md_text.h"

#include <string.h>

#include "base/text.h"

/* A list marker, heading, quote or underline, were it not escaped. */
static bool
is_block_sign(struct str s)
{
	return memchr("#>+-=:", s.p[0], 6) != NULL;
}

/* Length of the digits that with the next sign would number a list. */
static size_t
list_number(struct str s)
{
	size_t i = 0;

	while (i < s.n && ch_is_digit(s.p[i]))
		i++;
	return i > 0 && i < s.n && (s.p[i] == '.' || s.p[i] == ')') ? i : 0;
}

/* GitHub makes links of bare addresses. */
static bool
begins_link(struct str word, size_t i)
{
	struct str rest = str_from(word, i);

	switch (word.p[i]) {
	case ':':
		return i > 0 && ch_is_alpha(word.p[i - 1]) &&
		    str_starts(rest, STR("://"));
	case '.':
		return str_ends_nocase(str_sub(word, 0, i), STR("www"));
	case '@':
		return i > 0 && i + 1 < word.n;
	default:
		return false;
	}
}

static bool
needs_escape(struct str word, size_t i, enum md_place place)
{
	char next = i + 1 < word.n ? word.p[i + 1] : '\0';

	switch (word.p[i]) {
	case '\\':
	case '`':
	case '*':
	case '[':
	case ']':
	case '<':
	case '~':
		return true;
	case '_':
		return i == 0 || next == '\0' || !ch_is_alnum(word.p[i - 1]) ||
		    !ch_is_alnum(next);
	case '&':
		return ch_is_alpha(next) || next == '#';
	case '!':
		return next == '\0';
	case '#':
		return place == MD_HEADING;
	case '|':
		return true;
	default:
		return begins_link(word, i);
	}
}

void
md_text_put_word(struct str word, enum md_place place, bool begins,
    struct buf *out)
{
	size_t number = begins ? list_number(word) : 0;

	if (begins && is_block_sign(word) && !needs_escape(word, 0, place))
		buf_char(out, '\\');
	for (size_t i = 0; i < word.n; i++) {
		if (needs_escape(word, i, place) || (number > 0 && i == number))
			buf_char(out, '\\');
		buf_char(out, word.p[i]);
	}
}

/* Unicode punctuation as far as texts have it around emphasis. */
static bool
is_word_char(unsigned int cp)
{
	if (cp < 0x80)
		return ch_is_alnum((char)cp);
	return cp >= 0xc0 && cp != 0xd7 && cp != 0xf7 &&
	    !(cp >= 0x2000 && cp <= 0x2bff) &&
	    !(cp >= 0x2e00 && cp <= 0x2e7f) &&
	    !(cp >= 0x3000 && cp <= 0x3030) &&
	    !(cp >= 0xfe10 && cp <= 0xfe6f) &&
	    !(cp >= 0xff00 && cp <= 0xff0f) &&
	    !(cp >= 0xff1a && cp <= 0xff20) &&
	    !(cp >= 0xff3b && cp <= 0xff40) &&
	    !(cp >= 0xff5b && cp <= 0xff65);
}

/* Unicode's white space beyond ASCII. */
static bool
is_wide_space(unsigned int cp)
{
	return cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
	    cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

static unsigned int
first_char(struct str s)
{
	unsigned int cp = ' ';

	return text_decode(s, &cp) > 0 ? cp : ' ';
}

static unsigned int
last_char(struct str s)
{
	size_t i = s.n > 0 ? s.n - 1 : 0;

	while (i > 0 && ((unsigned char)s.p[i] & 0xc0) == 0x80)
		i--;
	return first_char(str_from(s, i));
}

/* Where a sign next to a space may stand. */
static bool
is_outer_edge(unsigned int cp)
{
	return cp != '*' && cp != '~' && cp != '_' && cp != ' ' &&
	    !is_wide_space(cp);
}

enum md_edges
md_text_edges(struct str s)
{
	unsigned int first = first_char(s), last = last_char(s);

	if (is_word_char(first) && is_word_char(last))
		return MD_EDGES_WORDS;
	return is_outer_edge(first) && is_outer_edge(last) ? MD_EDGES_SIGNS :
	    MD_EDGES_NONE;
}

/* The longest run of backticks. */
static size_t
longest_run(struct str s)
{
	size_t max = 0, run = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] == '`' ? run + 1 : 0;
		max = run > max ? run : max;
	}
	return max;
}

void
md_text_put_code(struct str text, struct buf *out)
{
	size_t ticks = longest_run(text) + 1;
	bool pad = text.p[0] == '`' || text.p[text.n - 1] == '`';

	for (size_t i = 0; i < ticks; i++)
		buf_char(out, '`');
	buf_str(out, pad ? " " : "");
	for (size_t i = 0; i < text.n; i++)
		buf_char(out, ch_is_space(text.p[i]) ? ' ' : text.p[i]);
	buf_str(out, pad ? " " : "");
	for (size_t i = 0; i < ticks; i++)
		buf_char(out, '`');
}

static void
put_url(struct str url, struct buf *out)
{
	for (size_t i = 0; i < url.n; i++) {
		char c = url.p[i];

		if ((unsigned char)c <= ' ') {
			buf_fmt(out, "%%%02X", (unsigned char)c);
			continue;
		}
		if (memchr("()<>\\|\"&`", c, 9) != NULL)
			buf_char(out, '\\');
		buf_char(out, c);
	}
}

void
md_text_put_target(struct str url, struct str title, struct buf *out)
{
	buf_str(out, "](");
	put_url(url, out);
	if (title.n > 0) {
		buf_str(out, " \"");
		for (size_t i = 0; i < title.n; i++) {
			char c = title.p[i];

			if (memchr("\\\"&|<`", c, 6) != NULL)
				buf_char(out, '\\');
			buf_char(out, ch_is_space(c) ? ' ' : c);
		}
		buf_char(out, '"');
	}
	buf_char(out, ')');
}
