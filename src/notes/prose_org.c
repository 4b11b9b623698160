#include "notes/prose.h"

#include <stdio.h>

#include "base/mem.h"

static struct str
left_trim(struct str s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_from(s, 1);
	return s;
}

/* Org's own keywords, in capitals: what is to do, and what is done. */
static bool
has_keyword(struct str s)
{
	for (size_t i = 0; i < 4; i++)
		if (s.n < 5 || s.p[i] < 'A' || s.p[i] > 'Z')
			return false;
	return str_starts_nocase(s, STR("todo ")) ||
	    str_starts_nocase(s, STR("done "));
}

/* A headline without its keyword, "[#A]" and ":tag:". */
static struct str
cut_heading(struct str s)
{
	size_t n, i;

	s = str_trim(s);
	if (has_keyword(s))
		s = str_trim(str_from(s, 5));
	if (s.n > 4 && str_starts(s, STR("[#")) && s.p[3] == ']')
		s = str_trim(str_from(s, 4));
	if (s.n < 3 || s.p[s.n - 1] != ':')
		return s;
	for (i = n = s.n - 1; i > 0 && !ch_is_space(s.p[i - 1]); i--)
		if (!ch_is_alnum(s.p[i - 1]) && strchr(":_@#%", s.p[i - 1]) ==
		    NULL && (unsigned char)s.p[i - 1] < 0x80)
			return s;
	return i > 0 && s.p[i] == ':' && i < n ? str_trim(str_sub(s, 0, i)) :
	    s;
}

static bool
read_heading(struct str line, struct prose_block *b)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == '*')
		n++;
	if (n == 0 || n >= line.n || line.p[n] != ' ')
		return false;
	b->type = PROSE_HEADING;
	b->level = n < 1000 ? (unsigned int)n : 1000;
	b->s = cut_heading(str_from(line, n));
	return true;
}

/* Does the line "#+end_KIND" come before the next "#+begin_KIND"? Each line is
 * looked at once for each kind: the search ends where the next begins. */
static bool
is_closed(const struct prose *p, const char *kind)
{
	AUTO(mem_freep) char *begin = mem_fmt("#+begin_%s", kind);
	AUTO(mem_freep) char *end = mem_fmt("#+end_%s", kind);
	size_t i = p->pos;

	while (i < p->s.n) {
		struct str line = str_trim(prose_line(p->s, i, &i));

		if (str_eq_nocase(line, str_of(end)))
			return true;
		if (str_starts_nocase(line, str_of(begin)))
			return false;
	}
	return false;
}

/* "#+BEGIN_SRC c" opens code that ends with "#+END_SRC"; without that it is a
 * line like any other. */
static void
open_code(struct prose *p, struct str line)
{
	static const char *const kinds[] = { "src", "example", "export",
	    "comment" };
	struct str rest = str_from(line, strlen("#+begin_"));

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!str_starts_nocase(rest, str_of(kinds[i])) ||
		    !is_closed(p, kinds[i]))
			continue;
		p->is_hidden = i >= 2;
		(void)snprintf(p->code, sizeof(p->code), "#+end_%s", kinds[i]);
	}
}

/* ":KEY: value" and "#+KEY: value". */
static bool
read_field(struct str s, size_t skip, struct prose_block *b)
{
	size_t i = str_chr(str_from(s, skip), ':');

	if (i == (size_t)-1 || i == 0)
		return false;
	b->type = PROSE_FIELD;
	b->key = str_sub(s, skip, skip + i);
	b->s = str_trim(str_from(s, skip + i + 1));
	return memchr(b->key.p, ' ', b->key.n) == NULL;
}

/* A line between those that open and close code. */
static bool
read_code(struct prose *p, struct str line, struct prose_block *b)
{
	if (str_eq_nocase(str_trim(line), str_of(p->code))) {
		p->code[0] = '\0';
		p->is_hidden = false;
		return false;
	}
	b->type = PROSE_CODE;
	b->s = line;
	return !p->is_hidden;
}

/* Lines that are no text of a paragraph. False: nothing to give. */
static bool
read_special(struct prose *p, struct str s, struct prose_block *b)
{
	if (str_starts_nocase(s, STR("#+begin_"))) {
		open_code(p, s);
		return false;
	}
	/* An abbreviation's replacement is no address of its own; but what may
	 * tell a password is, so that it is hidden as others are. */
	if (str_starts_nocase(s, STR("#+link:")) &&
	    str_chr(s, '@') == (size_t)-1)
		return false;
	if (str_starts(s, STR("#+")))
		return !str_starts_nocase(s, STR("#+end_")) &&
		    read_field(s, 2, b);
	if (s.p[0] == '#')
		return false;
	if (str_starts(s, STR(": ")) || s.n == 1) {
		b->type = PROSE_CODE;
		b->s = str_from(s, 2);
		return true;
	}
	if (s.p[0] == ':')
		return read_field(s, 1, b) && b->s.n > 0;
	b->type = PROSE_RULE;
	return true;
}

static bool
is_rule(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] == '-')
		n++;
	return n >= 5 && n == s.n;
}

/* ":END:" or ":NAME: value", but no ":-)". */
static bool
is_drawer(struct str s)
{
	size_t n = 1;

	while (n < s.n && (ch_is_alnum(s.p[n]) || s.p[n] == '_' ||
	    s.p[n] == '-' || s.p[n] == '+'))
		n++;
	return n > 1 && n < s.n && s.p[n] == ':';
}

static bool
is_special(struct str s)
{
	return s.n > 0 && ((s.p[0] == '#' && (s.n == 1 || s.p[1] == ' ' ||
	    s.p[1] == '+')) || (s.p[0] == ':' && (s.n == 1 || s.p[1] == ' ' ||
	    is_drawer(s))) || is_rule(s));
}

static bool
is_plain(struct str line)
{
	struct str s = left_trim(line);
	struct prose_block b;

	return str_trim(s).n > 0 && !is_special(str_trim(s)) &&
	    prose_marker(s) == 0 && !read_heading(line, &b);
}

/* A paragraph or item goes on to the next line that is something else. */
static void
take_lines(struct prose *p, struct str first, struct prose_block *b)
{
	size_t marker = prose_marker(first), next, end;
	struct str line = first;

	b->type = marker > 0 ? PROSE_ITEM : PROSE_TEXT;
	end = (size_t)(line.p + line.n - p->s.p);
	while (p->pos < p->s.n) {
		line = prose_line(p->s, p->pos, &next);
		if (!is_plain(line))
			break;
		end = (size_t)(line.p + line.n - p->s.p);
		p->pos = next;
	}
	b->s = str_sub(p->s, (size_t)(first.p - p->s.p) + marker, end);
}

static bool
next_block(struct prose *p, struct prose_block *b)
{
	struct str line, s;

	while (p->pos < p->s.n) {
		memset(b, 0, sizeof(*b));
		b->at = p->pos;
		line = prose_line(p->s, p->pos, &p->pos);
		if (p->code[0] != '\0') {
			if (read_code(p, line, b))
				return true;
			continue;
		}
		if (read_heading(line, b))
			return true;
		s = left_trim(line);
		b->at += (size_t)(s.p - line.p);
		if (str_trim(s).n == 0)
			continue;
		if (is_special(str_trim(s))) {
			if (read_special(p, str_trim(s), b))
				return true;
			continue;
		}
		take_lines(p, s, b);
		return true;
	}
	return false;
}

const struct prose_syntax prose_org = { prose_org_begin, next_block,
    prose_org_link };
