#include "notes/bare.h"

#include "base/text.h"

/* Longer ones no server takes; keeps a hostile line linear. */
#define BARE_MAX 65536

/* CJK and typographic punctuation that ends a URL; letters do not. */
static bool
is_stop(unsigned int cp)
{
	if (cp <= 0x20 || cp == 0x7f)
		return true;
	if (cp < 0x80)
		return cp == '<' || cp == '>' || cp == '"' || cp == '`';
	return (cp >= 0x80 && cp <= 0xa0) ||
	    (cp >= 0x2000 && cp <= 0x200b) || cp == 0x2014 || cp == 0x2015 ||
	    (cp >= 0x2018 && cp <= 0x201f) || cp == 0x2026 ||
	    (cp >= 0x2028 && cp <= 0x202f) || cp == 0x205f ||
	    (cp >= 0x3000 && cp <= 0x3003) || (cp >= 0x3008 && cp <= 0x3011) ||
	    (cp >= 0x3014 && cp <= 0x301f) || cp == 0x30fb || cp == 0xfeff ||
	    cp == 0xff01 || cp == 0xff02 || cp == 0xff07 || cp == 0xff08 ||
	    cp == 0xff09 || cp == 0xff0c || cp == 0xff0e || cp == 0xff1a ||
	    cp == 0xff1b || cp == 0xff1c || cp == 0xff1e || cp == 0xff1f ||
	    cp == 0xff3b || cp == 0xff3d || (cp >= 0xff5b && cp <= 0xff65) ||
	    cp == 0xfffd;
}

static size_t
prefix_len(struct str s)
{
	static const char *const all[] = { "https://", "http://", "ftp://" };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (str_starts_nocase(s, str_of(all[i])))
			return strlen(all[i]);
	return 0;
}

/* "&name;" at the end is no part of the URL (GFM 6.9). */
static size_t
cut_entity(struct str s, size_t start, size_t end)
{
	size_t i = end - 1;

	while (i > start && ch_is_alnum(s.p[i - 1]))
		i--;
	return i > start && i < end - 1 && s.p[i - 1] == '&' ? i - 1 : end - 1;
}

static size_t
cut_trailing(struct str s, size_t start, size_t end)
{
	long open = 0;

	for (size_t i = start; i < end; i++)
		open += s.p[i] == '(' ? 1 : s.p[i] == ')' ? -1 : 0;
	while (end > start) {
		char c = s.p[end - 1];

		if (c == ';')
			end = cut_entity(s, start, end);
		else if (c == ')' && open < 0)
			end--, open++;
		else if (c != '\0' && strchr(".,:!?'\"*_~", c) != NULL)
			end--;
		else
			break;
	}
	return end;
}

static size_t
find_end(struct str s, size_t i)
{
	unsigned int cp, n;
	size_t limit = i + BARE_MAX < s.n ? i + BARE_MAX : s.n;
	size_t square = 0, curly = 0;

	for (; i < limit; i += n) {
		n = text_decode(str_from(s, i), &cp);
		/* What nothing opened belongs to the text around: "\url{…}". */
		if (n == 0 || is_stop(cp) || (cp == ']' && square == 0) ||
		    (cp == '}' && curly == 0))
			break;
		square += cp == '[' ? 1u : 0u;
		square -= cp == ']' ? 1u : 0u;
		curly += cp == '{' ? 1u : 0u;
		curly -= cp == '}' ? 1u : 0u;
	}
	return i;
}

/* A host begins with a letter, a digit, '[' or a letter beyond ASCII. */
static bool
has_host(struct str s, size_t i)
{
	unsigned int cp, n = text_decode(str_from(s, i), &cp);

	return n > 1 ? !is_stop(cp) : n == 1 && (ch_is_alnum(s.p[i]) ||
	    s.p[i] == '[');
}

static bool
match_at(struct str s, size_t i, struct bare *b)
{
	struct str rest = str_from(s, i);
	size_t n = prefix_len(rest);

	b->has_scheme = n > 0;
	if (n == 0 && str_starts_nocase(rest, STR("www.")))
		n = 4;
	if (n == 0 || !has_host(s, i + n))
		return false;
	b->start = i;
	b->end = cut_trailing(s, i, find_end(s, i));
	if (b->end <= i + n)
		return false;
	return b->has_scheme || memchr(rest.p + 4, '.', b->end - i - 4) != NULL;
}

/* "www." must not go on a word; a scheme must not go on a longer scheme. */
static bool
is_boundary(struct str s, size_t i)
{
	if (i == 0)
		return true;
	if (ch_lower(s.p[i]) == 'w')
		return !ch_is_alnum(s.p[i - 1]) &&
		    strchr("./@-_:", s.p[i - 1]) == NULL;
	return !ch_is_alnum(s.p[i - 1]);
}

bool
bare_find(struct str s, size_t from, struct bare *b)
{
	for (size_t i = from; i < s.n; i++) {
		char c = ch_lower(s.p[i]);

		if (c != 'h' && c != 'w' && c != 'f')
			continue;
		if (is_boundary(s, i) && match_at(s, i, b))
			return true;
	}
	return false;
}
