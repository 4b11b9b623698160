#include "notes/prose.h"

#include <stdlib.h>

void
prose_begin(struct prose_terms *t, struct str text)
{
	(void)text;
	memset(t, 0, sizeof(*t));
	buf_init(&t->url, PROSE_URL);
	buf_init(&t->address, PROSE_URL);
}

void
prose_release(struct prose_terms *t)
{
	for (size_t i = 0; i < t->links.n; i++)
		free(t->links.items[i].value);
	map_release(&t->links);
	buf_release(&t->url);
	buf_release(&t->address);
}

struct str
prose_line(struct str s, size_t i, size_t *next)
{
	size_t n = i;

	while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
		n++;
	*next = n + 1 < s.n && s.p[n] == '\r' && s.p[n + 1] == '\n' ? n + 2 :
	    n < s.n ? n + 1 : n;
	return str_sub(s, i, n);
}

size_t
prose_find(struct prose_links *l, size_t slot, size_t from, struct str needle)
{
	struct prose_next *n = &l->nexts[slot];
	size_t i;

	if (!n->is_known || from < n->from || from > n->at) {
		i = from < l->s.n ? str_find(str_from(l->s, from), needle) :
		    (size_t)-1;
		*n = (struct prose_next){ from,
		    i == (size_t)-1 ? l->s.n : from + i, true };
	}
	return n->at;
}

bool
prose_bare(struct prose_links *l, size_t i, struct prose_link *link)
{
	if (!l->is_bare_known || (l->has_bare && l->bare.start < i)) {
		l->has_bare = bare_find(l->s, i, &l->bare);
		l->is_bare_known = true;
	}
	if (!l->has_bare || l->bare.start != i)
		return false;
	*link = (struct prose_link){ .kind = REF_AUTOLINK, .at = i,
	    .after = l->bare.end, .has_scheme = l->bare.has_scheme,
	    .raw = str_sub(l->s, i, l->bare.end), .text = STR("") };
	link->url = link->raw;
	return true;
}

size_t
prose_marker(struct str s)
{
	size_t n = 0;

	if (s.n > 1 && (s.p[0] == '-' || s.p[0] == '+' || s.p[0] == '*') &&
	    s.p[1] == ' ')
		return 2;
	while (n < s.n && n < 9 && ch_is_digit(s.p[n]))
		n++;
	if (n == 0 && s.n > 0 && s.p[0] == '#')
		n = 1;
	return n > 0 && n + 1 < s.n && (s.p[n] == '.' || s.p[n] == ')') &&
	    s.p[n + 1] == ' ' ? n + 2 : 0;
}
