#include "notes/tags.h"

/* Behind the '>' of the tag whose content begins at i; npos: never closed. */
static size_t
find_end(struct str s, size_t i)
{
	char quote = '\0';
	bool is_value = false;

	for (; i < s.n; i++) {
		char c = s.p[i];

		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (is_value && (c == '"' || c == '\''))
			quote = c;
		else if (c == '>')
			return i + 1;
		if (!ch_is_space(c))
			is_value = c == '=';
	}
	return (size_t)-1;
}

static size_t
skip_past(struct str s, size_t from, struct str what)
{
	size_t i = str_find(str_from(s, from), what);

	return i == (size_t)-1 ? s.n : from + i + what.n;
}

/* The content of script and style is no mark-up. */
static size_t
skip_raw_text(struct str s, const struct tag *t, size_t i)
{
	const char *end = tags_is(t, "script") ? "</script" :
	    tags_is(t, "style") ? "</style" : NULL;
	size_t at;

	if (end == NULL || t->is_end)
		return i;
	at = str_find_nocase(str_from(s, i), str_of(end));
	return at == (size_t)-1 ? s.n : i + at;
}

bool
tags_is(const struct tag *t, const char *name)
{
	return str_eq_nocase(t->name, str_of(name));
}

static bool
is_name(char c)
{
	return ch_is_alnum(c) || (unsigned char)c >= 0x80 ||
	    c == ':' || c == '_' || c == '.' || c == '-';
}

/* Behind the name at i, or i when none begins there. */
static size_t
skip_name(struct str s, size_t i)
{
	if (i >= s.n || !(ch_is_alpha(s.p[i]) || s.p[i] == '_'))
		return i;
	while (i < s.n && is_name(s.p[i]))
		i++;
	return i;
}

bool
tags_read(struct str s, size_t at, struct tag *t)
{
	size_t i = at + 1, n;

	t->start = t->end = at;
	t->is_end = i < s.n && s.p[i] == '/';
	i += t->is_end;
	n = skip_name(s, i);
	if (n == i)
		return false;
	t->name = str_sub(s, i, n);
	t->end = find_end(s, n);
	if (t->end == (size_t)-1)
		return false;
	t->attrs = str_sub(s, n, t->end - 1);
	return true;
}

bool
tags_next(struct str s, size_t from, struct tag *t)
{
	size_t i = from;

	while (i < s.n) {
		const char *lt = memchr(s.p + i, '<', s.n - i);

		if (lt == NULL)
			return false;
		i = (size_t)(lt - s.p);
		if (str_starts(str_from(s, i), STR("<!--"))) {
			i = skip_past(s, i + 4, STR("-->"));
			continue;
		}
		if (tags_read(s, i, t)) {
			t->end = skip_raw_text(s, t, t->end);
			return true;
		}
		/* An unclosed quote: no tag follows that could be trusted. */
		if (t->end == (size_t)-1)
			return false;
		i++;
	}
	return false;
}

static struct str
cut_value(struct str *rest)
{
	struct str v;
	size_t n = 0;

	*rest = str_trim(str_from(*rest, 1));
	if (rest->n > 0 && (rest->p[0] == '"' || rest->p[0] == '\'')) {
		n = str_chr(str_from(*rest, 1), rest->p[0]);
		n = n == (size_t)-1 ? rest->n : n + 1;
		v = str_sub(*rest, 1, n);
		*rest = str_from(*rest, n + 1);
		return v;
	}
	while (n < rest->n && !ch_is_space(rest->p[n]))
		n++;
	v = str_sub(*rest, 0, n);
	*rest = str_from(*rest, n);
	return v;
}

struct str
tags_attr(const struct tag *t, const char *name)
{
	struct str rest = str_trim(t->attrs), key, value;
	size_t n;

	while (rest.n > 0) {
		for (n = 0; n < rest.n && !ch_is_space(rest.p[n]) &&
		    (rest.p[n] != '=' || n == 0) && rest.p[n] != '/';)
			n++;
		key = str_sub(rest, 0, n);
		rest = str_trim(str_from(rest, n > 0 ? n : 1));
		value = STR("");
		if (rest.n > 0 && rest.p[0] == '=')
			value = cut_value(&rest);
		rest = str_trim(rest);
		if (key.n > 0 && str_eq_nocase(key, str_of(name)))
			return value;
	}
	return (struct str){ NULL, 0 };
}
