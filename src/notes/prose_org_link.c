#include "notes/prose.h"

#include "base/mem.h"

/* No link that people write is longer: farther ends belong to others. */
#define ORG_LINK 4096
#define ORG_VERBATIM 1024

enum { NEXT_CLOSE, NEXT_MIDDLE, NEXT_END, NEXT_ANGLE };

static bool
is_picture(struct str url)
{
	static const char *const exts[] = { ".png", ".jpg", ".jpeg", ".gif",
	    ".svg", ".webp", ".bmp", ".tif", ".tiff", ".avif" };

	for (size_t i = 0; i < sizeof(exts) / sizeof(exts[0]); i++)
		if (str_ends_nocase(url, str_of(exts[i])))
			return true;
	return false;
}

static bool
has_scheme(struct str s)
{
	size_t i = 0;

	while (i < s.n && (ch_is_alnum(s.p[i]) || s.p[i] == '+' ||
	    s.p[i] == '-' || s.p[i] == '.'))
		i++;
	return i > 1 && i + 1 < s.n && s.p[i] == ':' && ch_is_alpha(s.p[0]);
}

/* What a link leads to; false when it is a place in the notes by its words,
 * by an id, or a program. */
static bool
take_destination(struct str s, struct prose_link *l)
{
	static const char *const own[] = { "id:", "elisp:", "shell:",
	    "coderef:", "radio:" };
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (str_starts_nocase(s, str_of(own[i])))
			return false;
	l->url = s;
	l->has_scheme = true;
	if (str_starts_nocase(s, STR("file:"))) {
		s = str_from(s, 5);
	} else if (has_scheme(s)) {
		return true;
	} else if (s.n == 0 || (strchr("./~#", s.p[0]) == NULL)) {
		return false;
	}
	/* "file.org::*Heading": a search inside of it. */
	i = str_find(s, STR("::"));
	l->url = str_sub(s, 0, i);
	return l->url.n > 0;
}

static bool
is_escaped(struct str s, size_t i)
{
	size_t n = 0;

	while (n < i && s.p[i - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

/* As prose_find(), but not behind a backslash. */
static size_t
find_unescaped(struct prose_links *l, size_t slot, size_t from,
    struct str needle)
{
	struct prose_next *n = &l->nexts[slot];
	size_t at = from;

	if (n->is_known && from >= n->from && from <= n->at)
		return n->at;
	for (; at < l->s.n; at++) {
		size_t i = str_find(str_from(l->s, at), needle);

		at = i == (size_t)-1 ? l->s.n : at + i;
		if (at == l->s.n || !is_escaped(l->s, at))
			break;
	}
	*n = (struct prose_next){ from, at < l->s.n ? at : l->s.n, true };
	return n->at;
}

/* Brackets have a backslash before them, and backslashes before those. */
static void
unescape(struct str s, struct buf *out)
{
	size_t n;

	for (size_t i = 0; i < s.n; i += n) {
		for (n = 0; i + n < s.n && s.p[i + n] == '\\'; n++)
			;
		if (i + n == s.n || s.p[i + n] == '[' || s.p[i + n] == ']')
			buf_s(out, str_sub(s, i, i + n / 2));
		else
			buf_s(out, str_sub(s, i, i + n));
		if (i + n < s.n)
			buf_char(out, s.p[i + n]);
		n++;
	}
}

static void
put_hex(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (ch_is_alnum(s.p[i]) || (s.p[i] != '\0' &&
		    strchr("-._~", s.p[i]) != NULL))
			buf_char(out, s.p[i]);
		else
			buf_fmt(out, "%%%02X", (unsigned char)s.p[i]);
	}
}

/* "abbreviation:tag" (Org manual, "Link Abbreviations"). False when only a
 * program could tell. */
static bool
expand(const struct prose_terms *t, struct str s, struct buf *out)
{
	size_t colon = str_chr(s, ':'), at;
	struct str tag = colon != (size_t)-1 ? str_from(s, colon + 1) :
	    STR("");
	const char *value = map_get(&t->links, str_sub(s, 0, colon));
	struct str v = str_of(value);

	if (value == NULL) {
		buf_s(out, s);
		return true;
	}
	if (tag.n > 0 && tag.p[0] == ':')
		tag = str_from(tag, 1);
	at = str_find(v, STR("%s"));
	if (at == (size_t)-1)
		at = str_find(v, STR("%h"));
	buf_s(out, str_sub(v, 0, at));
	if (at != (size_t)-1 && v.p[at + 1] == 'h')
		put_hex(tag, out);
	else
		buf_s(out, tag);
	if (at != (size_t)-1)
		buf_s(out, str_from(v, at + 2));
	return str_find(v, STR("%(")) == (size_t)-1;
}

static bool
read_destination(struct prose_terms *t, struct str raw,
    struct prose_link *link)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(PROSE_URL);
	bool is_made = memchr(raw.p, '\\', raw.n) != NULL ||
	    map_has(&t->links, str_sub(raw, 0, str_chr(raw, ':')));

	link->raw = raw;
	if (memchr(raw.p, '\n', raw.n) != NULL)
		return false;
	if (!is_made) {
		if (!take_destination(raw, link))
			return false;
		link->raw = link->url;
		return true;
	}
	buf_reset(&t->url);
	unescape(raw, &plain);
	return expand(t, buf_view(&plain), &t->url) && !plain.failed &&
	    !t->url.failed && take_destination(buf_view(&t->url), link);
}

/* "[[destination][description]]" or "[[destination]]" at i. */
static bool
take_brackets(struct prose_links *l, size_t i, struct prose_link *link)
{
	size_t close = find_unescaped(l, NEXT_CLOSE, i + 2, STR("]]"));
	size_t middle = find_unescaped(l, NEXT_MIDDLE, i + 2, STR("]["));
	size_t end = middle < close ? middle : close;

	if (middle < close)
		close = prose_find(l, NEXT_END, middle + 2, STR("]]"));
	/* A description may end with a bracket of its own. */
	while (middle < close && close + 2 < l->s.n &&
	    l->s.p[close + 2] == ']' && close - i < ORG_LINK)
		close++;
	if (close >= l->s.n || close - i > ORG_LINK)
		return false;
	memset(link, 0, sizeof(*link));
	link->kind = REF_LINK;
	link->text = middle < close ? str_sub(l->s, middle + 2, close) :
	    STR("");
	if (!read_destination(l->terms, str_trim(str_sub(l->s, i + 2, end)),
	    link))
		return false;
	if (middle >= close && is_picture(link->url))
		link->kind = REF_IMAGE;
	link->at = i;
	link->after = close + 2;
	return true;
}

/* "<https://…>" at i. */
static bool
take_angle(struct prose_links *l, size_t i, struct prose_link *link)
{
	size_t end = prose_find(l, NEXT_ANGLE, i + 1, STR(">"));
	struct str url = str_sub(l->s, i + 1, end);

	if (end >= l->s.n || end - i > ORG_LINK || !has_scheme(url) ||
	    str_find(url, STR("//")) == (size_t)-1)
		return false;
	for (size_t n = 0; n < url.n; n++)
		if (ch_is_space(url.p[n]) || url.p[n] == '<')
			return false;
	*link = (struct prose_link){ .kind = REF_AUTOLINK, .at = i,
	    .after = end + 1, .url = url, .raw = url, .text = STR(""),
	    .has_scheme = true };
	return true;
}

static bool
closes(struct str s, size_t n)
{
	return (s.p[n] == '=' || s.p[n] == '~') && !ch_is_space(s.p[n - 1]) &&
	    (n + 1 == s.n || (!ch_is_alnum(s.p[n + 1]) &&
	    s.p[n + 1] != s.p[n] && s.p[n + 1] != '/'));
}

/* Behind "=code=" or "~code~" at i, or i when it is none. */
static size_t
skip_verbatim(struct prose_links *l, size_t i)
{
	struct str s = l->s;
	size_t limit = i + ORG_VERBATIM < s.n ? i + ORG_VERBATIM : s.n;
	size_t n = i + 2 > l->unclosed ? i + 2 : l->unclosed;

	if ((i > 0 && !ch_is_space(s.p[i - 1]) &&
	    strchr("-('\"{", s.p[i - 1]) == NULL) || i + 2 >= s.n ||
	    ch_is_space(s.p[i + 1]))
		return i;
	while (n < limit && s.p[n] != '\n' && !closes(s, n))
		n++;
	l->unclosed = n;
	if (n < limit && s.p[n] == s.p[i])
		return n + 1;
	return i;
}

bool
prose_org_link(struct prose_links *l, struct prose_link *link)
{
	struct str s = l->s;
	size_t after;

	for (; l->pos < s.n; l->pos++) {
		char c = s.p[l->pos];

		if ((c == '[' && l->pos + 1 < s.n && s.p[l->pos + 1] == '[' &&
		    take_brackets(l, l->pos, link)) ||
		    (c == '<' && take_angle(l, l->pos, link)) ||
		    prose_bare(l, l->pos, link)) {
			l->pos = link->after;
			return true;
		}
		if (c != '=' && c != '~')
			continue;
		after = skip_verbatim(l, l->pos);
		l->pos = after > l->pos ? after - 1 : l->pos;
	}
	return false;
}

/* "#+LINK: abbreviation replacement", wherever it stands; the first counts. */
void
prose_org_begin(struct prose_terms *t, struct str text)
{
	size_t next;

	prose_begin(t, text);
	for (size_t i = 0; i < text.n; i = next) {
		struct str s = str_trim(prose_line(text, i, &next)), name;
		size_t n = 0;

		if (!str_starts_nocase(s, STR("#+link:")) || s.n > ORG_LINK)
			continue;
		s = str_trim(str_from(s, 7));
		while (n < s.n && !ch_is_space(s.p[n]))
			n++;
		name = str_sub(s, 0, n);
		s = str_trim(str_from(s, n));
		if (s.n > 0 && !map_has(&t->links, name))
			(void)map_set(&t->links, name, mem_dupn(s.p, s.n));
	}
}
