#include "notes/walker.h"

/* A run's worth of a line; longer lines are cut at a space. */
#define LINEAR_PIECE 65536
/* Longer destinations are data, and unclosed ones must not cost much. */
#define LINEAR_LINK 4096

struct fence {
	char c;		/* '\0': outside of code */
	size_t n;
};

static struct str
indent_cut(struct str line)
{
	size_t i = 0;

	while (i < line.n && (line.p[i] == ' ' || line.p[i] == '>'))
		i++;
	return str_from(line, i);
}

/* Does the line open or close a code fence? */
static bool
is_fence(struct fence *f, struct str line)
{
	struct str s = indent_cut(line);
	size_t n = 0;

	while (n < s.n && s.p[n] == s.p[0] && (s.p[0] == '`' ||
	    s.p[0] == '~'))
		n++;
	if (n < 3 || (f->c != '\0' && (s.p[0] != f->c || n < f->n ||
	    str_trim(str_from(s, n)).n > 0)))
		return false;
	if (f->c == '\0' && s.p[0] == '`' &&
	    str_chr(str_from(s, n), '`') != (size_t)-1)
		return false;
	*f = f->c != '\0' ? (struct fence){ '\0', 0 } :
	    (struct fence){ s.p[0], n };
	return true;
}

/* "[text](destination" whose "](" is at i of s: as a link event pair. */
static int
send_link(struct walker *w, struct str s, size_t i, size_t *end)
{
	size_t from = i, to, open, off = (size_t)(s.p - w->src.p);
	struct markdown_link l = { .title = STR("") };
	struct markdown_text t;

	while (from > *end && s.p[from - 1] != '[' && i - from < LINEAR_LINK)
		from--;
	to = place_destination_end(str_sub(s, 0, i + LINEAR_LINK), i + 2);
	open = i + 2 + (i + 2 < s.n && s.p[i + 2] == '<');
	if (from == *end || s.p[from - 1] != '[' || to <= open || to >= s.n)
		return 0;
	l.kind = from > 1 && s.p[from - 2] == '!' ? REF_IMAGE : REF_LINK;
	l.at = off + from - (l.kind == REF_IMAGE ? 2 : 1);
	l.start = off + open;
	l.end = off + to;
	l.url = str_sub(s, open, to);
	run_add(&w->run, str_sub(s, *end, l.at - off), off + *end);
	if (inline_flush(w) < 0 || w->sink->link(w->ctx, &l, true) < 0)
		return -1;
	run_add(&w->run, str_sub(s, from, i), off + from);
	t = (struct markdown_text){ run_view(&w->run), w->run.at };
	if (w->sink->text(w->ctx, MD_TEXT_NORMAL, &t) < 0)
		return -1;
	run_reset(&w->run);
	while (to < s.n && s.p[to] != ')')
		to++;
	*end = to < s.n ? to + 1 : to;
	return w->sink->link(w->ctx, &l, false);
}

static int
send_piece(struct walker *w, struct str s)
{
	size_t end = 0, off = (size_t)(s.p - w->src.p);

	w->run_type = MD_TEXT_NORMAL;
	w->cursor = off + s.n;
	for (size_t i = 0; i + 1 < s.n; i++) {
		if (s.p[i] != ']' || s.p[i + 1] != '(' || i < end)
			continue;
		if (send_link(w, s, i, &end) < 0)
			return -1;
	}
	run_add(&w->run, str_from(s, end), off + end);
	return inline_flush(w);
}

static size_t
piece_len(struct str s)
{
	size_t n = s.n < LINEAR_PIECE ? s.n : LINEAR_PIECE;

	if (n == s.n)
		return n;
	for (size_t i = n; i > n / 2; i--)
		if (ch_is_space(s.p[i - 1]))
			return i;
	while (n > 1 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static int
send_line(struct walker *w, struct str line, bool is_code)
{
	MD_BLOCK_H_DETAIL h = { 0 };
	MD_BLOCK_CODE_DETAIL code;
	struct str s = is_code ? line : str_trim(line);
	MD_BLOCKTYPE type = is_code ? MD_BLOCK_CODE : MD_BLOCK_P;

	if (s.n == 0)
		return 0;
	memset(&code, 0, sizeof(code));
	while (!is_code && h.level < s.n && s.p[h.level] == '#')
		h.level++;
	if (h.level > 0 && h.level <= 6 && h.level < s.n &&
	    s.p[h.level] == ' ') {
		type = MD_BLOCK_H;
		s = str_trim(str_from(s, h.level));
	}
	if (w->sink->block(w->ctx, type, type == MD_BLOCK_H ? (void *)&h :
	    (void *)&code, true) < 0)
		return -1;
	for (size_t n; s.n > 0; s = str_from(s, n)) {
		n = piece_len(s);
		if (!is_code && send_piece(w, str_sub(s, 0, n)) < 0)
			return -1;
		if (!is_code)
			continue;
		w->run_type = MD_TEXT_CODE;
		run_add(&w->run, str_sub(s, 0, n),
		    (size_t)(s.p - w->src.p));
		if (inline_flush(w) < 0)
			return -1;
	}
	return w->sink->block(w->ctx, type, type == MD_BLOCK_H ? (void *)&h :
	    (void *)&code, false);
}

int
linear_walk(struct walker *w)
{
	struct str rest = w->src, line;
	struct fence fence = { '\0', 0 };

	if (w->sink->block(w->ctx, MD_BLOCK_DOC, NULL, true) < 0)
		return -1;
	while (str_cut(&rest, '\n', &line)) {
		bool was_code = fence.c != '\0';

		if (is_fence(&fence, line))
			continue;
		if (send_line(w, line, was_code) < 0)
			return -1;
	}
	return w->sink->block(w->ctx, MD_BLOCK_DOC, NULL, false);
}
