#include "notes/front.h"

#include "base/clock.h"
#include "base/mem.h"

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

/* RFC 3339, also with '/' between the parts and without seconds or zone. */
static int64_t
read_date(struct str s)
{
	AUTO(mem_freep) char *copy = NULL;
	int64_t ms = 0;
	size_t n;

	if (s.n < 8 || s.n > 40)
		return 0;
	copy = mem_dupn(s.p, s.n);
	for (n = 0; n < s.n && n < 10; n++)
		if (copy[n] == '/')
			copy[n] = '-';
	if (clock_parse(str_make(copy, s.n), &ms))
		return ms;
	/* Some spelling of the time of day: the day is certain. */
	n = strcspn(copy, " T");
	return n < s.n && clock_parse(str_make(copy, n), &ms) ? ms : 0;
}

static void
take(struct front *f, struct str key, struct str value)
{
	value = unquote(value);
	if (str_eq_nocase(key, STR("title")) && f->title.n == 0)
		f->title = value;
	else if (str_eq_nocase(key, STR("date")) && f->date == 0)
		f->date = read_date(value);
}

void
front_find(struct str text, struct front *f)
{
	struct str rest = str_sub(text, 0, FRONT_MAX), line, key, value;
	bool is_toml, has_key = false;
	struct front found = { 0, STR(""), 0 };

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
		*f = found;
		return;
	}
}
