#include "notes/csv.h"

/* Names of columns are short. */
#define CSV_NAME 256

static bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Behind the quote that closes the cell whose text begins at i. */
static size_t
skip_quoted(struct str s, size_t i)
{
	for (; i < s.n; i++) {
		if (s.p[i] != '"')
			continue;
		if (i + 1 >= s.n || s.p[i + 1] != '"')
			return i;
		i++;
	}
	return s.n;
}

bool
csv_next(struct csv *c, struct csv_cell *cell)
{
	struct str s = c->s;
	size_t i = c->pos;

	if (i >= s.n)
		return false;
	cell->is_quoted = s.p[i] == '"';
	cell->start = i + cell->is_quoted;
	if (cell->is_quoted)
		i = skip_quoted(s, i + 1);
	cell->end = i;
	/* What follows a closing quote belongs to no cell. */
	while (i < s.n && s.p[i] != c->separator && !is_line_end(s.p[i]))
		i++;
	if (!cell->is_quoted)
		cell->end = i;
	cell->is_last = i >= s.n || s.p[i] != c->separator;
	if (!cell->is_last)
		i++;
	while (cell->is_last && i < s.n && is_line_end(s.p[i]))
		i++;
	c->pos = i;
	return true;
}

void
csv_decode(const struct csv *c, const struct csv_cell *cell, struct buf *out)
{
	struct str s = str_sub(c->s, cell->start, cell->end);
	size_t i;

	while (cell->is_quoted && (i = str_find(s, STR("\"\""))) !=
	    (size_t)-1) {
		buf_s(out, str_sub(s, 0, i + 1));
		s = str_from(s, i + 2);
	}
	buf_s(out, s);
}

/* Names in the order of their rank: the first one that is there counts. */
static const char *const names[CSV_ROLES][8] = {
	[CSV_URL] = { "url", "given_url", "link", "href", "uri", "address" },
	[CSV_TITLE] = { "title", "name", "given_title", "description" },
	[CSV_DATE] = { "time_added", "access date", "created", "timestamp" },
	[CSV_ADDED] = { "date added", "date" },
	[CSV_FOLDER] = { "folder", "collection", "collections" },
	[CSV_TAGS] = { "tags", "manual tags" },
};

static void
take_name(struct csv_columns *c, size_t ranks[CSV_ROLES], struct str name,
    size_t column)
{
	for (size_t role = 0; role < CSV_ROLES; role++) {
		for (size_t i = 0; i < ranks[role] &&
		    names[role][i] != NULL; i++) {
			if (str_eq_nocase(name, str_of(names[role][i]))) {
				ranks[role] = i;
				c->of[role] = column;
			}
		}
	}
}

static bool
read_names(struct str text, char separator, struct csv_columns *c)
{
	struct csv csv = { text, 0, separator };
	size_t ranks[CSV_ROLES] = { 8, 8, 8, 8, 8, 8 }, column = 0;
	struct csv_cell cell = { 0 };

	c->separator = separator;
	for (size_t i = 0; i < CSV_ROLES; i++)
		c->of[i] = (size_t)-1;
	while (!cell.is_last && csv_next(&csv, &cell)) {
		AUTO(buf_release) struct buf name = BUF_INIT(CSV_NAME);

		csv_decode(&csv, &cell, &name);
		take_name(c, ranks, str_trim(buf_view(&name)), column++);
	}
	c->end = csv.pos;
	return c->of[CSV_URL] != (size_t)-1 &&
	    (c->of[CSV_TITLE] != (size_t)-1 ||
	    c->of[CSV_DATE] != (size_t)-1 || c->of[CSV_ADDED] != (size_t)-1);
}

bool
csv_find_columns(struct str text, struct csv_columns *c)
{
	return read_names(text, ',', c) || read_names(text, ';', c) ||
	    read_names(text, '\t', c);
}
