#include "notes/mask.h"

#include <stdlib.h>

#include "base/mem.h"

/* A destination that a person typed with spaces in it is short; the bound
 * keeps a line of unclosed "](" linear. */
#define MASK_DESTINATION 768
/* A label in brackets is short; the bound keeps "]](]](" linear. */
#define MASK_LABEL 512
/* As GitHub's, about. */
#define MASK_ID 100

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
mask_footnote(struct str s, struct str *id, size_t *n)
{
	size_t i = 2;

	if (!str_starts(s, STR("[^")))
		return false;
	while (i < s.n && i < MASK_ID && s.p[i] != ']' && s.p[i] != '[' &&
	    !ch_is_space(s.p[i]))
		i++;
	if (i == 2 || i >= s.n || s.p[i] != ']')
		return false;
	*id = str_sub(s, 2, i);
	*n = i + 1;
	return true;
}

static void
mask_body(struct mask *m, struct str text, size_t line)
{
	struct str id;
	size_t i = line, n;

	while (i < text.n && i < line + 3 && text.p[i] == ' ')
		i++;
	if (!mask_footnote(str_from(text, i), &id, &n) ||
	    i + n >= text.n || text.p[i + n] != ':')
		return;
	(void)map_add(&m->footnotes, id);
	memset(m->text + i, MASK_NOTE, n + 1);
	m->text[i] = '+';
	m->text[i + 1] = ' ';
}

/* The ')' that closes the destination which begins at i, or 0. */
static size_t
find_close(struct str text, size_t i)
{
	size_t limit = i + MASK_DESTINATION, depth = 0;

	for (; i < text.n && i < limit; i++) {
		char c = text.p[i];

		if (c == '\n' || c == '\r' || c == '<' || c == '`')
			return 0;
		if (c == '\\')
			i++;
		else if (c == '(')
			depth++;
		else if (c == ')' && depth-- == 0)
			return i;
	}
	return 0;
}

/* Without the title at its end. */
static struct str
cut_title(struct str s)
{
	char q = s.n > 0 ? s.p[s.n - 1] : '\0', open = q == ')' ? '(' : q;
	struct str before = s;

	if (q != '"' && q != '\'' && q != ')')
		return s;
	for (size_t i = 1; i + 1 < s.n && before.n == s.n; i++)
		if (s.p[i] == open && is_blank(s.p[i - 1]))
			before = str_trim(str_sub(s, 0, i));
	/* "my file (1)" is a name, "/url (title)" is not. */
	return q == ')' && memchr(before.p, ' ', before.n) != NULL ? s :
	    before;
}

/* A title between the quotes that an input method makes: they become ASCII
 * ones. Returns what is before it. */
static struct str
mask_title(struct mask *m, struct str text, struct str s)
{
	size_t from = str_find(s, STR(" \xe2\x80\x9c")), at;

	if (from == (size_t)-1 || !str_ends(s, STR("\xe2\x80\x9d")) ||
	    memchr(s.p + from, '"', s.n - from) != NULL)
		return s;
	at = (size_t)(s.p - text.p);
	memset(m->text + at + from + 1, MASK_SPACE, 3);
	memset(m->text + at + s.n - 3, MASK_SPACE, 3);
	m->text[at + from + 1] = '"';
	m->text[at + s.n - 1] = '"';
	return str_trim(str_sub(s, 0, from));
}

/* Something that leads somewhere, not a remark in parentheses. */
static bool
is_plausible(struct str s)
{
	static const char *const starts[] = { "/", "./", "../", "www.",
	    "mailto:", "file:" };
	size_t dot = s.n, colon = 0;

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (str_starts_nocase(s, str_of(starts[i])))
			return true;
	while (colon < s.n && ch_is_alpha(s.p[colon]))
		colon++;
	if (colon > 0 && str_starts(str_from(s, colon), STR("://")))
		return true;
	while (dot > 0 && ch_is_alnum(s.p[dot - 1]))
		dot--;
	return dot > 1 && s.p[dot - 1] == '.' && s.n - dot >= 2 &&
	    s.n - dot <= 8 && !is_blank(s.p[dot - 2]);
}

static void
mask_destination(struct mask *m, struct str text, size_t i)
{
	struct str s;
	size_t close;

	while (i < text.n && is_blank(text.p[i]))
		i++;
	close = find_close(text, i);
	if (close == 0)
		return;
	s = cut_title(str_trim(str_sub(text, i, close)));
	s = mask_title(m, text, s);
	if (!is_plausible(s))
		return;
	for (size_t j = 0; j < s.n; j++)
		if (is_blank(s.p[j]))
			m->text[i + j] = MASK_SPACE;
}

/* "[[text]](url)" is a link whose text has brackets, no wikilink: hides the
 * inner ones. i is at "]](". */
static void
mask_brackets(struct mask *m, struct str text, size_t i)
{
	size_t limit = i > MASK_LABEL ? i - MASK_LABEL : 0, j = i;

	while (j > limit && text.p[j - 1] != '[' && text.p[j - 1] != ']' &&
	    text.p[j - 1] != '\n')
		j--;
	if (j < limit + 2 || text.p[j - 1] != '[' || text.p[j - 2] != '[')
		return;
	m->text[j - 1] = m->text[i] = MASK_SPACE;
}

/* A tab before a list item right under a heading makes it code, which nobody
 * means who cites a page in it. Returns whether the line was such. */
static bool
mask_tab(struct mask *m, struct str text, size_t line)
{
	struct str s = str_sub(text, line, line + MASK_DESTINATION);
	size_t i = 1, end = str_chr(s, '\n');

	s.n = end != (size_t)-1 ? end : s.n;
	if (s.n < 2 || s.p[0] != '\t')
		return false;
	while (i < s.n && ch_is_digit(s.p[i]))
		i++;
	if (i + 1 >= s.n || !is_blank(s.p[i + 1]) ||
	    strchr(i > 1 ? ".)" : "-*+", s.p[i]) == NULL ||
	    str_find(s, STR("](http")) == (size_t)-1)
		return false;
	m->text[line] = ' ';
	return true;
}

/* Called for each line: *under says whether only blank lines and such items
 * stand between a heading and it. */
static void
mask_line(struct mask *m, struct str text, size_t line, bool *under)
{
	char c = text.p[line];

	mask_body(m, text, line);
	if (c == '\n' || c == '\r')
		return;
	*under = c == '#' || (*under && mask_tab(m, text, line));
}

void
mask_init(struct mask *m, struct str text)
{
	bool at_line = true, under = false;

	memset(m, 0, sizeof(*m));
	m->text = mem_dupn(text.p, text.n);
	for (size_t i = 0; i < text.n; i++) {
		if (at_line)
			mask_line(m, text, i, &under);
		at_line = text.p[i] == '\n' || text.p[i] == '\r';
		if (str_starts(str_from(text, i), STR("]](")))
			mask_brackets(m, text, i);
		if (text.p[i] == ']' && i + 1 < text.n &&
		    text.p[i + 1] == '(' && (i == 0 || text.p[i - 1] != '\\'))
			mask_destination(m, text, i + 2);
	}
}

void
mask_release(struct mask *m)
{
	free(m->text);
	map_release(&m->footnotes);
	memset(m, 0, sizeof(*m));
}
