#include "base/mem.h"
#include "notes/bare.h"
#include "notes/walker.h"

/* As long as a file name may be, with a label. */
#define INLINE_EMBED 512

static int
send(struct walker *w, MD_TEXTTYPE type, size_t from, size_t to)
{
	struct markdown_text t = {
		str_make(w->run.p + from, to - from), w->run.at + from
	};

	return to > from ? w->sink->text(w->ctx, type, &t) : 0;
}

static int
send_link(struct walker *w, struct markdown_link *l, size_t from, size_t to)
{
	if (w->sink->link(w->ctx, l, true) < 0 ||
	    send(w, MD_TEXT_NORMAL, from, to) < 0)
		return -1;
	return w->sink->link(w->ctx, l, false);
}

/* Where the source's bytes of run[.., end) end. */
static size_t
end_of(const struct walker *w, size_t end)
{
	size_t at = w->run.at[end - 1];

	if (at < w->src.n && w->src.p[at] == w->run.p[end - 1])
		return at + 1;
	return end < w->run.n ? w->run.at[end] : w->cursor;
}

static int
send_bare(struct walker *w, const struct bare *b)
{
	AUTO(mem_freep) char *url = mem_fmt("%s%.*s",
	    b->has_scheme ? "" : "http://", (int)(b->end - b->start),
	    w->run.p + b->start);
	struct markdown_link l = { .kind = REF_AUTOLINK, .url = str_of(url),
	    .title = STR(""), .at = w->run.at[b->start] };

	l.start = l.at;
	l.end = end_of(w, b->end);
	return send_link(w, &l, b->start, b->end);
}

/* "![[target|label]]" at i: its length, or 0. */
static size_t
match_embed(struct str s, size_t i, struct str *target)
{
	struct str rest = str_sub(s, i, i + INLINE_EMBED);
	size_t end;

	if (!str_starts(rest, STR("![[")))
		return 0;
	end = str_find(rest, STR("]]"));
	if (end == (size_t)-1 || end == 3 ||
	    str_chr(str_sub(rest, 0, end), '\n') != (size_t)-1)
		return 0;
	*target = str_sub(rest, 3, end);
	if (str_chr(*target, '|') != (size_t)-1)
		target->n = str_chr(*target, '|');
	*target = str_trim(*target);
	return target->n > 0 ? end + 2 : 0;
}

static int
send_embed(struct walker *w, size_t i, size_t n, struct str target)
{
	size_t from = (size_t)(target.p - w->run.p);
	bool has_label = w->run.p[from + target.n] == '|';
	struct markdown_link l = { .kind = REF_EMBED, .url = target,
	    .title = STR(""), .at = w->run.at[i] };

	l.start = w->run.at[from];
	l.end = end_of(w, from + target.n);
	if (has_label)
		return send_link(w, &l, from + target.n + 1, i + n - 2);
	return send_link(w, &l, from, from + target.n);
}

/* What begins at i: sends it and returns its length, 0 when nothing does,
 * -1 when the sink stopped. */
static int
special(struct walker *w, size_t i, size_t *n)
{
	struct str text = run_view(&w->run), what;

	*n = match_embed(text, i, &what);
	if (*n > 0)
		return send_embed(w, i, *n, what);
	if (mask_footnote(str_from(text, i), &what, n)) {
		if (map_has(&w->mask.footnotes, what))
			return w->sink->footnote(w->ctx, what, false);
		*n = 0;
	}
	return 0;
}

static bool
may_be_special(struct str s, size_t i)
{
	if (i + 1 >= s.n)
		return false;
	return (s.p[i] == '!' && s.p[i + 1] == '[') ||
	    (s.p[i] == '[' && s.p[i + 1] == '^');
}

/* from: what is before it was sent. */
static int
send_until(struct walker *w, size_t from, size_t to)
{
	struct str what;
	size_t n;

	for (size_t i = from; i < to; i++) {
		if (!may_be_special(run_view(&w->run), i))
			continue;
		n = match_embed(run_view(&w->run), i, &what);
		if (n == 0 && !mask_footnote(str_from(run_view(&w->run), i),
		    &what, &n))
			continue;
		if (i + n > to)
			continue;
		if (send(w, MD_TEXT_NORMAL, from, i) < 0 ||
		    special(w, i, &n) < 0)
			return -1;
		from = i + n;
		i = n > 0 ? from - 1 : i;
	}
	return send(w, MD_TEXT_NORMAL, from, to);
}

static int
send_text(struct walker *w)
{
	struct str text = run_view(&w->run);
	struct bare b;
	size_t from = 0;

	while (bare_find(text, from, &b)) {
		if (send_until(w, from, b.start) < 0 || send_bare(w, &b) < 0)
			return -1;
		from = b.end;
	}
	return send_until(w, from, text.n);
}

int
inline_flush(struct walker *w)
{
	int rc;

	if (w->run.n == 0)
		return 0;
	if (w->run_type == MD_TEXT_NORMAL && w->n_links == 0)
		rc = send_text(w);
	else
		rc = send(w, w->run_type, 0, w->run.n);
	run_reset(&w->run);
	return rc;
}
