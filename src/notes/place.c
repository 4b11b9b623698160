#include <stdlib.h>

#include "base/mem.h"
#include "notes/entity.h"
#include "notes/walker.h"

/* Between a link's last text and its "]" stands only emphasis. */
#define PLACE_CLOSER 1024
/* As CommonMark 4.7: a label has at most 999 characters. */
#define PLACE_LABEL 1000

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_escaped(struct str s, size_t i)
{
	size_t n = 0;

	while (i > n && s.p[i - 1 - n] == '\\')
		n++;
	return n % 2 == 1;
}

/* The opening bracket before at and behind the cursor. */
static size_t
find_opener(const struct walker *w, size_t at)
{
	for (size_t i = at; i > w->cursor; i--)
		if (w->src.p[i - 1] == '[' && !is_escaped(w->src, i - 1))
			return i - 1;
	return w->cursor < at ? w->cursor : at;
}

static bool
settle_autolink(struct walker *w, struct walker_link *l, size_t at)
{
	bool is_mail = !l->in_source &&
	    str_starts(l->link.url, STR("mailto:"));

	if (l->span != MD_SPAN_A || at == 0 || w->src.p[at - 1] != '<' ||
	    !(is_mail || (l->in_source && (l->link.start == at ||
	    (w->src.p[at] == '<' && l->link.start == at + 1)))))
		return false;
	at += w->src.p[at] == '<';
	l->link.kind = REF_AUTOLINK;
	l->link.at = at - 1;
	l->link.start = at;
	l->link.end = at + l->link.url.n - (is_mail ? 7 : 0);
	return true;
}

static void
settle_one(struct walker *w, struct walker_link *l, size_t at)
{
	l->has_at = true;
	if (settle_autolink(w, l, at))
		return;
	l->link.at = find_opener(w, at);
	if ((l->span == MD_SPAN_IMG && l->link.at > 0 &&
	    w->src.p[l->link.at - 1] == '!') ||
	    (l->span == MD_SPAN_WIKILINK && l->link.at > 0 &&
	    w->src.p[l->link.at - 1] == '['))
		l->link.at--;
}

void
place_settle(struct walker *w, size_t at)
{
	for (size_t i = w->n_links; i > 0 && !w->links[i - 1].has_at; i--) {
		settle_one(w, &w->links[i - 1], at);
		at = w->links[i - 1].link.at;
	}
}

size_t
place_destination_end(struct str s, size_t i)
{
	bool is_angled = i < s.n && s.p[i] == '<';
	size_t depth = 0;

	for (i += is_angled; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\n' || c == '\r' || (is_angled && c == '>') ||
		    (!is_angled && is_blank(c)))
			break;
		if (c == '\\' && i + 1 < s.n && s.p[i + 1] != '\n')
			i++;
		else if (c == '(')
			depth++;
		else if (c == ')' && !is_angled && depth-- == 0)
			break;
	}
	return i < s.n ? i : s.n;
}

/* Undoes the escapes and references of a destination. */
static void
decode(struct str raw, struct buf *out)
{
	size_t n;

	for (size_t i = 0; i < raw.n; i += n) {
		n = raw.p[i] == '&' ?
		    entity_decode(str_from(raw, i), out) : 0;
		if (n > 0)
			continue;
		n = 1;
		if (raw.p[i] == '\\' && i + 1 < raw.n &&
		    !ch_is_alnum(raw.p[i + 1]) && !ch_is_space(raw.p[i + 1]) &&
		    (unsigned char)raw.p[i + 1] < 0x80)
			i++;
		buf_char(out, raw.p[i]);
	}
}

static bool
spells(struct str raw, struct str url)
{
	AUTO(buf_release) struct buf b = BUF_INIT(raw.n * 4 + 16);

	decode(raw, &b);
	return str_eq(buf_view(&b), url);
}

/* Skips what may stand before a destination, quote markers included. */
static size_t
skip_space(struct str s, size_t i)
{
	bool at_line = false;

	for (; i < s.n; i++) {
		if (s.p[i] == '\n' || s.p[i] == '\r')
			at_line = true;
		else if (!is_blank(s.p[i]) && !(at_line && s.p[i] == '>'))
			break;
	}
	return i;
}

/* Does the link stand in a line whose indentation was masked? */
static bool
is_unindented(const struct walker *w, size_t at)
{
	size_t i = at;

	while (i > 0 && at - i < PLACE_CLOSER && w->src.p[i - 1] != '\n')
		i--;
	return w->src.p[i] == '\t' && w->mask.text[i] == ' ';
}

static bool
finish_inline(struct walker *w, struct walker_link *l, size_t paren)
{
	struct str parsed = str_make(w->mask.text, w->src.n);
	size_t i = skip_space(w->src, paren + 1), end, after;
	bool is_angled = i < w->src.n && w->src.p[i] == '<';

	if (l->in_source) {
		if (l->link.start != i + is_angled)
			return false;
	} else {
		/* No spelling is longer than "&NewLine;" for each byte. */
		end = place_destination_end(str_sub(parsed, 0,
		    i + l->link.url.n * 10 + 2), i);
		i += is_angled;
		if (end < i || !spells(str_sub(w->src, i, end), l->link.url))
			return false;
		l->link.start = i;
		l->link.end = end;
	}
	end = l->link.end;
	for (after = end; after < w->src.n && is_blank(w->src.p[after]);)
		after++;
	if (!is_angled && (is_blank(w->src.p[l->link.start - 1]) ||
	    (after > end && after < w->src.n && (w->src.p[after] == ')' ||
	    parsed.p[after] != w->src.p[after]))))
		l->link.is_lenient = true;
	if (memchr(parsed.p + l->link.start, MASK_SPACE, end - l->link.start)
	    != NULL || is_unindented(w, l->link.at))
		l->link.is_lenient = true;
	w->cursor = end;
	return true;
}

static void
collect_definitions(struct walker *w)
{
	struct str s = w->src;

	w->has_definitions = true;
	for (size_t i = 0; i + 2 < s.n; i++) {
		AUTO(buf_release) struct buf url = BUF_INIT(s.n * 4 + 16);
		struct walker_span *span;
		size_t from, end;

		if (s.p[i] != ']' || s.p[i + 1] != ':')
			continue;
		from = skip_space(s, i + 2);
		end = place_destination_end(s, from);
		from += from < s.n && s.p[from] == '<';
		if (end <= from)
			continue;
		decode(str_sub(s, from, end), &url);
		if (map_has(&w->definitions, buf_view(&url)))
			continue;
		span = mem_alloc(sizeof(*span));
		*span = (struct walker_span){ from, end };
		(void)map_set(&w->definitions, buf_view(&url), span);
		i = end - 1;
	}
}

/* md4c decoded the destination of a definition: looks for its spelling. */
static void
finish_definition(struct walker *w, struct walker_link *l)
{
	const struct walker_span *span;

	if (!w->has_definitions)
		collect_definitions(w);
	l->link.start = l->link.end = l->link.at;
	span = map_get(&w->definitions, l->link.url);
	if (span == NULL)
		return;
	l->link.start = span->start;
	l->link.end = span->end;
}

/* An empty text: no event told where the link begins. */
static void
settle_empty(struct walker *w, struct walker_link *l)
{
	struct str rest = str_from(w->src, w->cursor);
	size_t i = str_find(str_sub(rest, 0, PLACE_LABEL), STR("[]"));

	place_settle(w, w->cursor + (i == (size_t)-1 ? 0 : i + 1));
	if (i != (size_t)-1)
		w->cursor += i + 1;
	l->has_at = true;
}

static size_t
find_closer(const struct walker *w)
{
	size_t i = w->cursor;

	while (i < w->src.n && i < w->cursor + PLACE_CLOSER &&
	    w->src.p[i] != ']')
		i += w->src.p[i] == '\\' ? 2 : 1;
	return i;
}

static size_t
skip_label(struct str s, size_t i)
{
	size_t limit = i + PLACE_LABEL;

	for (size_t j = i + 1; j < s.n && j < limit; j++) {
		if (s.p[j] == '\\')
			j++;
		else if (s.p[j] == ']')
			return j + 1;
	}
	return i;
}

void
place_finish(struct walker *w, struct walker_link *l)
{
	size_t i;

	if (!l->has_at)
		settle_empty(w, l);
	if (l->link.kind == REF_AUTOLINK)
		return;
	i = find_closer(w);
	if (l->span == MD_SPAN_WIKILINK) {
		if (!l->in_source) {
			l->link.start = l->link.at + 2;
			l->link.end = l->has_bar ? l->link.end : i;
		}
		return;
	}
	if (i + 1 < w->src.n && w->src.p[i + 1] == '(' &&
	    finish_inline(w, l, i + 1))
		return;
	if (!l->in_source)
		finish_definition(w, l);
	if (i >= w->src.n || w->src.p[i] != ']')
		return;
	w->cursor = i + 1 < w->src.n && w->src.p[i + 1] == '[' ?
	    skip_label(w->src, i + 1) : i + 1;
}

void
place_release(struct walker *w)
{
	for (size_t i = 0; i < w->definitions.n; i++)
		free(w->definitions.items[i].value);
	map_release(&w->definitions);
}
