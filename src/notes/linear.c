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

/* A part of a line that is searched for links. */
struct piece {
	struct str s;
	size_t off;		/* in the source */
	size_t sent;		/* what is before it was sent */
	size_t open;		/* behind the last '[' seen; 0: none */
	size_t skip;		/* no link's destination begins before it */
};

static int
send_text(struct walker *w, const struct piece *p, size_t from, size_t to)
{
	struct markdown_text t;
	int rc;

	run_add(&w->run, str_sub(p->s, from, to), p->off + from);
	t = (struct markdown_text){ run_view(&w->run), w->run.at };
	rc = w->sink->text(w->ctx, MD_TEXT_NORMAL, &t);
	run_reset(&w->run);
	return rc;
}

/* "](" is at i: sends the text before the link, and the link. */
static int
send_link(struct walker *w, struct piece *p, size_t i)
{
	struct str s = p->s;
	size_t angle = i + 2 < s.n && s.p[i + 2] == '<' ? 1 : 0;
	size_t from = p->open, start = i + 2 + angle, to;
	struct markdown_link l = { .title = STR("") };

	to = place_destination_end(str_sub(s, 0, i + LINEAR_LINK), i + 2);
	if (to <= start || to >= s.n || (angle == 0 && s.p[to] != ')')) {
		p->skip = to;
		return 0;
	}
	l.kind = from > 1 && s.p[from - 2] == '!' ? REF_IMAGE : REF_LINK;
	l.at = p->off + from - (l.kind == REF_IMAGE ? 2 : 1);
	l.start = p->off + start;
	l.end = p->off + to;
	l.url = str_sub(s, start, to);
	run_add(&w->run, str_sub(s, p->sent, l.at - p->off), p->off + p->sent);
	if (inline_flush(w) < 0 || w->sink->link(w->ctx, &l, true) < 0 ||
	    send_text(w, p, from, i) < 0)
		return -1;
	p->sent = to + 1 + angle < s.n ? to + 1 + angle : s.n;
	p->open = 0;
	return w->sink->link(w->ctx, &l, false);
}

static int
send_piece(struct walker *w, struct str s)
{
	struct piece p = { .s = s, .off = (size_t)(s.p - w->src.p) };

	w->run_type = MD_TEXT_NORMAL;
	w->cursor = p.off + s.n;
	for (size_t i = 0; i + 1 < s.n; i++) {
		if (i < p.sent)
			continue;
		if (s.p[i] == '[')
			p.open = i + 1;
		else if (s.p[i] == ']' && s.p[i + 1] == '(' && p.open > 0 &&
		    i >= p.skip && send_link(w, &p, i) < 0)
			return -1;
	}
	run_add(&w->run, str_from(s, p.sent), p.off + p.sent);
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
