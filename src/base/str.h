/*
 * str.h: text that is not ours: a pointer and a length, not NUL-terminated.
 *
 * Never owns memory; valid as long as what it points into.  ASCII rules only:
 * nothing here depends on the locale.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

#define STR(lit) ((struct str){ (lit), sizeof(lit) - 1 })
/* For "%.*s". */
#define STR_ARG(s) (int)((s).n > 1000000 ? 1000000 : (s).n), (s).p

/* s may be NULL: the empty string. */
static inline struct str
str_of(const char *s)
{
	return (struct str){ s != NULL ? s : "", s != NULL ? strlen(s) : 0 };
}

static inline struct str
str_make(const char *p, size_t n)
{
	return (struct str){ p, n };
}

bool str_eq(struct str, struct str);
bool str_eq_nocase(struct str, struct str);
int str_cmp(struct str, struct str);
bool str_starts(struct str, struct str prefix);
bool str_starts_nocase(struct str, struct str prefix);
bool str_ends(struct str, struct str suffix);
bool str_ends_nocase(struct str, struct str suffix);

/* Without ASCII white space (tab, LF, VT, FF, CR, space) at both ends. */
struct str str_trim(struct str);

/* From byte i to the end; empty when i is beyond it. */
static inline struct str
str_from(struct str s, size_t i)
{
	if (i > s.n)
		i = s.n;
	return str_make(i > 0 ? s.p + i : s.p, s.n - i);
}

/* Bytes [i, j), clamped to the string. */
static inline struct str
str_sub(struct str s, size_t i, size_t j)
{
	if (j > s.n)
		j = s.n;
	if (i > j)
		i = j;
	return str_make(i > 0 ? s.p + i : s.p, j - i);
}

/* Index of the first occurrence, or (size_t)-1. */
size_t str_find(struct str hay, struct str needle);
size_t str_find_nocase(struct str hay, struct str needle);
size_t str_chr(struct str, char);

/* Is s, does s begin with, does s hold one of the n items, ASCII letters in
 * either case? No item is empty. */
bool str_is_any_nocase(struct str s, const char *const *items, size_t n);
bool str_starts_any_nocase(struct str s, const char *const *items, size_t n);
bool str_has_any_nocase(struct str s, const char *const *items, size_t n);

/*
 * Cuts the next piece up to sep off *rest into *piece. False when *rest was
 * used up (rest->p == NULL).
 */
bool str_cut(struct str *rest, char sep, struct str *piece);

/* Decimal digits only, no sign, no white space. False: not a number, or above
 * max. */
bool str_to_ulong(struct str, unsigned long max, unsigned long *out);

static inline bool
ch_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
ch_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ch_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
ch_is_alnum(char c)
{
	return ch_is_alpha(c) || ch_is_digit(c);
}

static inline char
ch_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* 0..15, or -1. */
static inline int
ch_hex(char c)
{
	if (ch_is_digit(c))
		return c - '0';
	c = ch_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
