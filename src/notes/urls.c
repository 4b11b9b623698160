#include "notes/urls.h"

#include "notes/bare.h"

/* A longer line is no list: it is then only searched for URLs. */
#define URLS_LINE 65536

/* "scheme://" at the start of a line: its first word, or 0. */
static size_t
match_word(struct str line)
{
	size_t i = 0, n = 0;

	while (i < line.n && i < 20 && (ch_is_alnum(line.p[i]) ||
	    (i > 0 && strchr("+-.", line.p[i]) != NULL)))
		i++;
	if (i == 0 || !ch_is_alpha(line.p[0]) ||
	    !str_starts(str_from(line, i), STR("://")))
		return 0;
	while (n < line.n && !ch_is_space(line.p[n])) {
		if ((unsigned char)line.p[n] >= 0x80)
			return 0;
		n++;
	}
	return n > i + 3 ? n : 0;
}

/* Goes to the next line. False at the end of the text. */
static bool
next_line(struct urls_walk *w)
{
	size_t i = w->line_end;

	while (i < w->text.n && ch_is_space(w->text.p[i]))
		i++;
	w->pos = i;
	while (i < w->text.n && w->text.p[i] != '\n' && w->text.p[i] != '\r')
		i++;
	w->line_end = i;
	return w->pos < i;
}

/* What follows the URL is its title, unless that holds another URL. */
static struct str
title_of(struct str rest)
{
	struct bare b;

	rest = str_trim(rest);
	if (rest.n > URLS_LINE || bare_find(rest, 0, &b))
		return STR("");
	return rest;
}

static bool
match_line(struct str text, size_t from, size_t end, struct urls_item *item)
{
	struct str line = str_sub(text, from, end);
	struct bare b;
	size_t n = match_word(line);

	if (n > 0) {
		*item = (struct urls_item){ from, from + n, true,
		    title_of(str_from(line, n)) };
		return true;
	}
	if (!bare_find(line, 0, &b))
		return false;
	*item = (struct urls_item){ from + b.start, from + b.end,
	    b.has_scheme, STR("") };
	if (b.start == 0)
		item->title = title_of(str_from(line, b.end));
	return true;
}

bool
urls_next(struct urls_walk *w, struct urls_item *item)
{
	do {
		if (w->pos >= w->line_end || w->text.p[w->pos] == '#')
			continue;
		if (match_line(w->text, w->pos, w->line_end, item)) {
			w->pos = item->end;
			while (w->pos < w->line_end &&
			    ch_is_space(w->text.p[w->pos]))
				w->pos++;
			return true;
		}
	} while (next_line(w));
	return false;
}
