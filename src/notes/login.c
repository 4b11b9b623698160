#include "base/map.h"
#include "notes/notes.h"
#include "web/url.h"

/* Servers refuse longer heads, so no user has more. */
#define LOGIN_MAX 8192

/* Bytes of the file, one or two to a character. */
struct text {
	char *p;
	size_t n;
	size_t step, low;	/* low: which of them has an ASCII character */
	struct map logins;	/* as spelled in the file */
	bool is_apart;		/* one stands where no reference is */
};

/* The ASCII character at i, or 0. */
static char
at(const struct text *t, size_t i)
{
	if (i + t->step > t->n || (t->step == 2 && t->p[i + 1 - t->low] != 0))
		return 0;
	return t->p[i + t->low];
}

static void
blank(struct text *t, size_t from, size_t to)
{
	for (size_t i = from; i + t->step <= to; i += t->step) {
		if (at(t, i) == ':')
			continue;
		if (t->step == 2)
			t->p[i + 1 - t->low] = 0;
		t->p[i + t->low] = 'x';
	}
}

/* Also what no parser takes, or what is no http. */
static bool
has_login(const char *address)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct str s = str_of(address);
	size_t i = str_find(s, STR("//")), n = 0;

	if (str_chr(s, '@') == (size_t)-1)
		return false;
	if (url_parse(&u, s, NULL, NULL) == 0)
		return u.host != NULL &&
		    (u.username[0] != '\0' || u.password[0] != '\0');
	if (i == (size_t)-1 || (i > 0 && s.p[i - 1] != ':'))
		return false;
	s = str_from(s, i + 2);
	while (n < s.n && strchr("/?#\\", s.p[n]) == NULL)
		n++;
	return str_chr(str_sub(s, 0, n), '@') != (size_t)-1;
}

/* The login in a destination of the file: [*start, *end), without its '@'. */
static bool
find_login(const struct text *t, const struct ref *r, size_t *start,
    size_t *end)
{
	size_t i = r->start;

	while (i < r->end && at(t, i) != ':')
		i += t->step;
	/* JSON spells it ":\/\/". */
	while (i < r->end && at(t, i) != 0 && strchr(":/\\", at(t, i)) != NULL)
		i += t->step;
	*start = *end = i;
	for (; i < r->end && (at(t, i) == 0 ||
	    strchr("/?#\\", at(t, i)) == NULL); i += t->step)
		if (at(t, i) == '@')
			*end = i;
	return *end > *start;
}

/* Can the destination's bytes spell no '@'? */
static bool
is_plain(const struct text *t, const struct ref *r)
{
	for (size_t i = r->start; i < r->end; i += t->step)
		if (at(t, i) == 0 || strchr("@&\\", at(t, i)) != NULL)
			return false;
	return true;
}

static void
hide_ref(struct text *t, const struct ref *r)
{
	size_t start, end;

	if (r->end > t->n || r->start > r->end)
		return;
	if (!find_login(t, r, &start, &end)) {
		/* Spelled in a way that only its format's reader knows, or
		 * told by a base or an abbreviation. */
		if (is_plain(t, r))
			t->is_apart = true;
		else
			blank(t, r->start, r->end);
		return;
	}
	(void)map_add(&t->logins, str_make(t->p + start, end - start));
	blank(t, start, end);
}

/* The text of a link repeats its address, a comment may. */
static void
hide_elsewhere(struct text *t)
{
	size_t start = 0;

	for (size_t i = 0; i + t->step <= t->n; i += t->step) {
		char c = at(t, i);

		if (c == '@' && i > start && i - start <= LOGIN_MAX &&
		    map_has(&t->logins, str_make(t->p + start, i - start)))
			blank(t, start, i);
		if (c == '@' || c == '/' || c == '\\' || ch_is_space(c))
			start = i + t->step;
	}
}

/* "://user:password@", wherever it stands. */
static void
hide_written(struct text *t)
{
	size_t start, end, n;

	for (size_t i = 0; i + 3 * t->step <= t->n; i += t->step) {
		if (at(t, i) != ':' || at(t, i + t->step) != '/' ||
		    at(t, i + 2 * t->step) != '/')
			continue;
		start = end = n = i + 3 * t->step;
		for (; n + t->step <= t->n && n - start <= LOGIN_MAX &&
		    (at(t, n) == 0 || (strchr("/?#\\\"'<>", at(t, n)) == NULL &&
		    !ch_is_space(at(t, n)))); n += t->step)
			if (at(t, n) == '@')
				end = n;
		if (end > start)
			(void)map_add(&t->logins, str_make(t->p + start,
			    end - start));
		blank(t, start, end);
		i = n - t->step;
	}
}

bool
note_hide_logins(const struct note *note, struct str raw, struct buf *out)
{
	/* Without a mark it is HTML or XML, and begins with ASCII. */
	bool is_big = str_starts(raw, STR("\xfe\xff")) ||
	    str_starts(raw, str_make("\0<", 2));
	bool is_utf16 = is_big || str_starts(raw, STR("\xff\xfe")) ||
	    str_starts(raw, str_make("<\0", 2));
	struct text t = { .step = is_utf16 ? 2 : 1, .low = is_big };
	size_t i = 0;

	while (i < note->n_refs && !has_login(note->refs[i].url))
		i++;
	if (i == note->n_refs)
		return false;
	buf_s(out, raw);
	t.p = out->p;
	t.n = out->len;
	for (; i < note->n_refs; i++)
		if (has_login(note->refs[i].url))
			hide_ref(&t, &note->refs[i]);
	if (t.is_apart)
		hide_written(&t);
	hide_elsewhere(&t);
	map_release(&t.logins);
	return true;
}
