#include "notes/front.h"

#include "notes/when.h"

/* Front matter is short; a "---" a megabyte further down is a rule. */
#define FRONT_MAX 65536

static bool
cut_line(struct str *rest, struct str *line)
{
	if (rest->n == 0)
		return false;
	(void)str_cut(rest, '\n', line);
	if (rest->p == NULL)
		*rest = STR("");
	while (line->n > 0 && strchr("\r \t", line->p[line->n - 1]) != NULL)
		line->n--;
	return true;
}

static bool
is_fence(struct str line, bool is_toml)
{
	return is_toml ? str_eq(line, STR("+++")) :
	    str_eq(line, STR("---")) || str_eq(line, STR("..."));
}

/* "key: value" or "key = value" of the top level. */
static bool
split(struct str line, bool is_toml, struct str *key, struct str *value)
{
	size_t i = str_chr(line, is_toml ? '=' : ':');

	if (i == (size_t)-1 || i == 0 || ch_is_space(line.p[0]) ||
	    line.p[0] == '#' || line.p[0] == '-')
		return false;
	*key = str_trim(str_sub(line, 0, i));
	*value = str_trim(str_from(line, i + 1));
	return true;
}

static struct str
unquote(struct str s)
{
	size_t end;

	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'')) {
		end = str_chr(str_from(s, 1), s.p[0]);
		return end == (size_t)-1 ? s : str_sub(s, 1, end + 1);
	}
	end = str_find(s, STR(" #"));
	return end == (size_t)-1 ? s : str_trim(str_sub(s, 0, end));
}

static void
take(struct front *f, struct str key, struct str value)
{
	value = unquote(value);
	if (str_eq_nocase(key, STR("title")) && f->title.n == 0)
		f->title = value;
	else if (str_eq_nocase(key, STR("date")) && f->date == 0)
		f->date = when_read(value);
	else if (str_eq_nocase(key, STR("created")) && f->created == 0)
		f->created = when_read(value);
}

void
front_find(struct str text, struct front *f)
{
	struct str rest = str_sub(text, 0, FRONT_MAX), line, key, value;
	bool is_toml, has_key = false;
	struct front found = { .title = STR("") };

	*f = found;
	if (!cut_line(&rest, &line) || (!str_eq(line, STR("---")) &&
	    !str_eq(line, STR("+++"))))
		return;
	is_toml = line.p[0] == '+';
	while (cut_line(&rest, &line)) {
		/* A rule and a paragraph look like it, but have a gap. */
		if (line.n == 0 && !has_key)
			return;
		if (split(line, is_toml, &key, &value)) {
			has_key = true;
			take(&found, key, value);
		}
		if (!is_fence(line, is_toml))
			continue;
		found.end = rest.n > 0 ? (size_t)(rest.p - text.p) :
		    (size_t)(line.p + line.n - text.p);
		if (found.date == 0)
			found.date = found.created;
		*f = found;
		return;
	}
}

/* The next of a list; in quotes it may hold commas. */
static struct str
cut_item(struct str *list)
{
	struct str item = *list = str_trim(*list);
	size_t n = str_chr(item, ','), quote = (size_t)-1;

	if (item.n > 1 && (item.p[0] == '"' || item.p[0] == '\''))
		quote = str_chr(str_from(item, 1), item.p[0]);
	if (quote != (size_t)-1 && n < quote + 1) {
		n = str_chr(str_from(item, quote + 2), ',');
		n = n == (size_t)-1 ? n : n + quote + 2;
	}
	*list = n == (size_t)-1 ? STR("") : str_from(item, n + 1);
	item = unquote(str_trim(str_sub(item, 0, n)));
	return str_starts(item, STR("[[")) && str_ends(item, STR("]]")) ?
	    str_sub(item, 2, item.n - 2) : item;
}

/* "a, b" or "[a, b]", each perhaps in quotes or as a wikilink. */
static void
give_list(struct str list, notes_alias_fn *fn, void *ctx)
{
	struct str one;

	list = str_trim(list);
	if (list.n > 1 && list.p[0] == '[' && list.p[1] != '[' &&
	    list.p[list.n - 1] == ']')
		list = str_sub(list, 1, list.n - 1);
	while (list.n > 0) {
		one = cut_item(&list);
		if (one.n > 0)
			fn(ctx, one);
	}
}

static bool
is_alias(struct str key)
{
	return str_eq_nocase(key, STR("alias")) ||
	    str_eq_nocase(key, STR("aliases"));
}

/* Properties are the first lines of a page, "key:: value" each. */
static void
each_property(struct str text, notes_alias_fn *fn, void *ctx)
{
	struct str rest = str_sub(text, 0, FRONT_MAX), line;
	size_t i;

	while (cut_line(&rest, &line)) {
		if (str_starts(line, STR("- ")))
			line = str_from(line, 2);
		i = str_find(line, STR("::"));
		if (i == (size_t)-1)
			return;
		if (is_alias(str_trim(str_sub(line, 0, i))))
			give_list(str_from(line, i + 2), fn, ctx);
	}
}

void
front_each_alias(struct str text, notes_alias_fn *fn, void *ctx)
{
	struct str rest, line, key, value;
	bool in_list = false;
	struct front front;

	front_find(text, &front);
	if (front.end == 0) {
		each_property(text, fn, ctx);
		return;
	}
	rest = str_sub(text, 0, front.end);
	while (cut_line(&rest, &line)) {
		struct str item = str_trim(line);

		if (split(line, text.p[0] == '+', &key, &value)) {
			in_list = is_alias(key);
			if (in_list)
				give_list(value, fn, ctx);
		} else if (in_list && str_starts(item, STR("- "))) {
			item = unquote(str_trim(str_from(item, 2)));
			if (item.n > 0)
				fn(ctx, item);
		}
	}
}
