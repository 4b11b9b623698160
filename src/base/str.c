#include "base/str.h"

static bool
same_nocase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (ch_lower(a[i]) != ch_lower(b[i]))
			return false;
	return true;
}

bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_eq_nocase(struct str a, struct str b)
{
	return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n > 0 ? memcmp(a.p, b.p, n) : 0;

	if (c != 0)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_make(s.p, prefix.n), prefix);
}

bool
str_starts_nocase(struct str s, struct str prefix)
{
	return s.n >= prefix.n && same_nocase(s.p, prefix.p, prefix.n);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	    str_eq(str_from(s, s.n - suffix.n), suffix);
}

bool
str_ends_nocase(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	    str_eq_nocase(str_from(s, s.n - suffix.n), suffix);
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && ch_is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && ch_is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

size_t
str_find(struct str hay, struct str needle)
{
	const char *hit, *first;

	if (needle.n == 0)
		return 0;
	if (hay.n < needle.n)
		return (size_t)-1;
	/* memmem() prepares a table, and mostly there is nothing to find. */
	first = memchr(hay.p, needle.p[0], hay.n - needle.n + 1);
	if (first == NULL)
		return (size_t)-1;
	hit = memmem(first, hay.n - (size_t)(first - hay.p), needle.p,
	    needle.n);
	return hit == NULL ? (size_t)-1 : (size_t)(hit - hay.p);
}

size_t
str_find_nocase(struct str hay, struct str needle)
{
	int first = needle.n > 0 ? needle.p[0] | 0x20 : 0;

	/* Letters of both cases differ in one bit: most places fail by it. */
	for (size_t i = 0; i + needle.n <= hay.n; i++)
		if (needle.n == 0 || ((hay.p[i] | 0x20) == first &&
		    same_nocase(hay.p + i, needle.p, needle.n)))
			return i;
	return (size_t)-1;
}

size_t
str_chr(struct str s, char c)
{
	const char *hit = s.n > 0 ? memchr(s.p, c, s.n) : NULL;

	return hit == NULL ? (size_t)-1 : (size_t)(hit - s.p);
}

/* Lists are long, and most items fail by their first letter. */
static bool
may_begin(struct str s, const char *item)
{
	return s.n > 0 && ch_lower(s.p[0]) == ch_lower(item[0]);
}

bool
str_is_any_nocase(struct str s, const char *const *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (may_begin(s, items[i]) &&
		    str_eq_nocase(s, str_of(items[i])))
			return true;
	return false;
}

bool
str_starts_any_nocase(struct str s, const char *const *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (may_begin(s, items[i]) &&
		    str_starts_nocase(s, str_of(items[i])))
			return true;
	return false;
}

bool
str_has_any_nocase(struct str s, const char *const *items, size_t n)
{
	for (size_t i = 0; s.n > 0 && i < n; i++)
		if (str_find_nocase(s, str_of(items[i])) != (size_t)-1)
			return true;
	return false;
}

bool
str_cut(struct str *rest, char sep, struct str *piece)
{
	size_t i;

	if (rest->p == NULL)
		return false;
	i = str_chr(*rest, sep);
	if (i == (size_t)-1) {
		*piece = *rest;
		*rest = str_make(NULL, 0);
		return true;
	}
	*piece = str_make(rest->p, i);
	*rest = str_from(*rest, i + 1);
	return true;
}

bool
str_to_ulong(struct str s, unsigned long max, unsigned long *out)
{
	unsigned long v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned long d;

		if (!ch_is_digit(s.p[i]))
			return false;
		d = (unsigned long)(s.p[i] - '0');
		if (v > max / 10 || v * 10 > max - d)
			return false;
		v = v * 10 + d;
	}
	*out = v;
	return true;
}
