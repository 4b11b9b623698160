#include "html/srcset.h"

#include <stdlib.h>

/* Wider pictures cost more than they show on a page of text. */
#define WIDTH_MAX 2000.0
#define DENSITY_MAX 3.0

static bool
is_space(char c)
{
	return ch_is_space(c) && c != '\v';
}

static size_t
skip_spaces(struct str s, size_t i)
{
	while (i < s.n && is_space(s.p[i]))
		i++;
	return i;
}

/* "rules for parsing floating-point number values", restricted to what the
 * attribute allows: digits, a point, an exponent. */
static bool
to_number(struct str s, double *out)
{
	char text[32], *end;

	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!ch_is_digit(s.p[i]) && memchr(".eE+-", s.p[i], 5) == NULL)
			return false;
		text[i] = s.p[i];
	}
	text[s.n] = '\0';
	*out = strtod(text, &end);
	return *end == '\0' && *out >= 0;
}

/* False: the candidate is not to be used. */
static bool
read_descriptor(struct str d, struct srcset_item *item)
{
	struct str number = str_sub(d, 0, d.n - 1);
	unsigned long n;

	switch (d.p[d.n - 1]) {
	case 'w':
		if (item->width > 0 || item->density >= 0 ||
		    !str_to_ulong(number, 1000000, &n) || n == 0)
			return false;
		item->width = (double)n;
		return true;
	case 'x':
		return item->width <= 0 && item->density < 0 &&
		    to_number(number, &item->density);
	case 'h':
		return str_to_ulong(number, 1000000, &n) && n > 0;
	default:
		return false;
	}
}

/* The standard's descriptor tokenizer: parentheses protect commas. Returns
 * where the candidate ends. */
static size_t
read_descriptors(struct str s, size_t i, struct srcset_item *item, bool *ok)
{
	size_t from;
	bool in_parens;

	for (;;) {
		i = skip_spaces(s, i);
		from = i;
		in_parens = false;
		while (i < s.n && (in_parens ||
		    (!is_space(s.p[i]) && s.p[i] != ','))) {
			if (s.p[i] == '(')
				in_parens = true;
			else if (s.p[i] == ')')
				in_parens = false;
			i++;
		}
		if (i > from && !read_descriptor(str_sub(s, from, i), item))
			*ok = false;
		if (i == s.n)
			return i;
		if (s.p[i] == ',')
			return i + 1;
	}
}

static bool
read_candidate(struct str *rest, struct srcset_item *item, bool *ok)
{
	struct str s = *rest;
	size_t i = 0, from, end;

	while (i < s.n && (is_space(s.p[i]) || s.p[i] == ','))
		i++;
	if (i == s.n)
		return false;
	from = i;
	while (i < s.n && !is_space(s.p[i]))
		i++;
	end = i;
	*item = (struct srcset_item){ STR(""), 0, -1 };
	*ok = true;
	if (s.p[end - 1] == ',') {
		while (end > from && s.p[end - 1] == ',')
			end--;
	} else {
		i = read_descriptors(s, i, item, ok);
	}
	item->url = str_sub(s, from, end);
	if (item->density < 0)
		item->density = 1;
	*rest = str_from(s, i);
	return true;
}

bool
srcset_next(struct str *rest, struct srcset_item *item)
{
	bool ok;

	while (rest->p != NULL && read_candidate(rest, item, &ok)) {
		if (ok)
			return true;
	}
	*rest = str_make(NULL, 0);
	return false;
}

/* Is a better than b, both within or both beyond the limit? */
static bool
is_better(double a, double b, double max)
{
	if ((a > max) != (b > max))
		return a <= max;
	return a > max ? a < b : a > b;
}

struct srcset_item
srcset_best(struct str value)
{
	struct srcset_item best = { { NULL, 0 }, 0, 0 }, item;

	while (srcset_next(&value, &item)) {
		if (best.url.p == NULL ||
		    (item.width > 0) > (best.width > 0) ||
		    (item.width > 0 && is_better(item.width, best.width,
		    WIDTH_MAX)) || (item.width <= 0 && best.width <= 0 &&
		    is_better(item.density, best.density, DENSITY_MAX)))
			best = item;
	}
	return best;
}
