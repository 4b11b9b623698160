#include "web/link.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "web/http.h"

#define LINKS_MAX 10000
/* A parameter's value; titles are lines. */
#define VALUE_MAX 4096

static struct str
skip_space(struct str s)
{
	while (s.n > 0 && ch_is_space(s.p[0]))
		s = str_from(s, 1);
	return s;
}

/* Appendix B.4: a quoted string, to its end or that of the field. */
static struct str
read_quoted(struct str s, struct buf *value)
{
	size_t i;

	for (i = 1; i < s.n && s.p[i] != '"'; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n)
			i++;
		buf_char(value, s.p[i]);
	}
	return str_from(s, i < s.n ? i + 1 : s.n);
}

/* What stands after the name: "=", and a token or a quoted string. */
static struct str
read_value(struct str s, struct buf *value)
{
	size_t i;

	s = skip_space(s);
	if (!str_starts(s, STR("=")))
		return s;
	s = skip_space(str_from(s, 1));
	if (str_starts(s, STR("\"")))
		return read_quoted(s, value);
	for (i = 0; i < s.n && s.p[i] != ';' && s.p[i] != ','; i++)
		;
	buf_s(value, str_trim(str_sub(s, 0, i)));
	return str_from(s, i);
}

/* Relation types are compared without regard to case (2.1.1). */
static char *
normal_rel(struct str s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(VALUE_MAX);

	for (size_t i = 0; i < s.n; i++) {
		if (!ch_is_space(s.p[i]))
			buf_char(&b, ch_lower(s.p[i]));
		else if (b.len > 0 && b.p[b.len - 1] != ' ')
			buf_char(&b, ' ');
	}
	if (b.len > 0 && b.p[b.len - 1] == ' ')
		buf_cut(&b, b.len - 1);
	return mem_dupn(b.p, b.len);
}

/* The first of a name counts (3.3, 3.4.1). */
static void
set_once(char **to, struct str value)
{
	if (*to == NULL)
		*to = mem_dupn(value.p, value.n);
}

static void
take_param(struct link *l, struct str name, struct str value, char **wide)
{
	AUTO(buf_release) struct buf text = BUF_INIT(3 * VALUE_MAX);

	if (str_eq_nocase(name, STR("rel"))) {
		if (l->rel == NULL)
			l->rel = normal_rel(value);
	} else if (str_eq_nocase(name, STR("anchor"))) {
		set_once(&l->anchor, value);
	} else if (str_eq_nocase(name, STR("type"))) {
		set_once(&l->type, value);
	} else if (str_eq_nocase(name, STR("title"))) {
		set_once(&l->title, value);
	} else if (str_eq_nocase(name, STR("datetime"))) {
		set_once(&l->datetime, value);
	} else if (str_eq_nocase(name, STR("title*")) &&
	    http_extended(value, &text)) {
		set_once(wide, buf_view(&text));
	}
}

/* Appendix B.3: parameters up to the comma that ends the link. */
static struct str
read_params(struct link *l, struct str s)
{
	AUTO(mem_freep) char *wide = NULL;

	for (s = skip_space(s); str_starts(s, STR(";")); s = skip_space(s)) {
		AUTO(buf_release) struct buf value = BUF_INIT(VALUE_MAX);
		struct str name;
		size_t i = 0;

		s = skip_space(str_from(s, 1));
		while (i < s.n && s.p[i] != '=' && s.p[i] != ';' &&
		    s.p[i] != ',' && !ch_is_space(s.p[i]))
			i++;
		name = str_sub(s, 0, i);
		s = read_value(str_from(s, i), &value);
		take_param(l, name, buf_view(&value), &wide);
	}
	if (wide != NULL) {
		free(l->title);
		l->title = wide;
		wide = NULL;
	}
	return s;
}

void
link_parse(struct links *links, struct str s)
{
	while (s.n > 0 && links->n < LINKS_MAX) {
		struct link l = { 0 };
		size_t end;

		s = skip_space(s);
		if (str_starts(s, STR("<")) &&
		    (end = str_chr(s, '>')) != (size_t)-1) {
			struct str target = str_trim(str_sub(s, 1, end));

			l.target = mem_dupn(target.p, target.n);
			s = read_params(&l, str_from(s, end + 1));
			if (l.rel == NULL)
				l.rel = mem_dup("");
			*VEC_PUSH(&links->items, &links->n, &links->cap) = l;
		}
		/* What is left before the comma is nothing known. */
		end = str_chr(s, ',');
		s = str_from(s, end == (size_t)-1 ? s.n : end + 1);
	}
}

void
link_release(struct links *links)
{
	for (size_t i = 0; i < links->n; i++) {
		struct link *l = &links->items[i];

		free(l->target);
		free(l->rel);
		free(l->anchor);
		free(l->type);
		free(l->title);
		free(l->datetime);
	}
	free(links->items);
	*links = (struct links)LINKS_INIT;
}

bool
link_has_rel(const struct link *l, const char *rel)
{
	struct str rest = str_of(l->rel), one;

	while (str_cut(&rest, ' ', &one))
		if (one.n > 0 && str_eq(one, str_of(rel)))
			return true;
	return false;
}
