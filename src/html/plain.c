#include "html/plain.h"

#include <string.h>

#include "html/tree.h"

struct plain {
	struct buf *out;
	size_t start;	/* of our text in out */
	int newlines;	/* wanted before the next word */
	bool space, tab;	/* likewise */
	bool in_new_cell;	/* no word since its start: its first block
				 * stays on the row's line */
};

enum shape {
	INLINE,
	LINE,		/* on lines of its own */
	PARAGRAPH,	/* also blank lines around it */
	CELL,
	PRE,
	READING,	/* in parentheses */
	BREAK,
	HIDDEN,
};

static const struct {
	const char *name;
	enum shape shape;
} shapes[] = {
	{ "address", PARAGRAPH }, { "annotation", HIDDEN },
	{ "annotation-xml", HIDDEN }, { "article", PARAGRAPH },
	{ "aside", PARAGRAPH }, { "blockquote", PARAGRAPH },
	{ "body", PARAGRAPH }, { "br", BREAK }, { "caption", LINE },
	{ "center", PARAGRAPH }, { "dd", LINE }, { "details", PARAGRAPH },
	{ "div", LINE }, { "dl", PARAGRAPH }, { "dt", LINE },
	{ "fieldset", PARAGRAPH }, { "figcaption", LINE },
	{ "figure", PARAGRAPH }, { "footer", PARAGRAPH },
	{ "form", PARAGRAPH }, { "h1", PARAGRAPH }, { "h2", PARAGRAPH },
	{ "h3", PARAGRAPH }, { "h4", PARAGRAPH }, { "h5", PARAGRAPH },
	{ "h6", PARAGRAPH }, { "head", HIDDEN }, { "header", PARAGRAPH },
	{ "hr", PARAGRAPH }, { "li", LINE }, { "listing", PRE },
	{ "main", PARAGRAPH }, { "menu", LINE }, { "nav", PARAGRAPH },
	{ "ol", LINE }, { "p", PARAGRAPH }, { "pre", PRE },
	{ "rt", READING }, { "script", HIDDEN }, { "section", PARAGRAPH },
	{ "style", HIDDEN }, { "summary", LINE }, { "table", PARAGRAPH },
	{ "td", CELL }, { "textarea", PRE }, { "th", CELL }, { "tr", LINE },
	{ "ul", LINE },
};

static enum shape
shape_of(const xmlNode *n)
{
	size_t lo = 0, hi = sizeof(shapes) / sizeof(shapes[0]);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = strcmp((const char *)n->name, shapes[mid].name);

		if (c == 0)
			return shapes[mid].shape;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return INLINE;
}

static void
want_newlines(struct plain *p, int n)
{
	if (p->in_new_cell)
		return;
	if (p->newlines < n)
		p->newlines = n;
	p->space = p->tab = false;
}

/* Writes what was wanted between the last word and the next. */
static void
separate(struct plain *p)
{
	if (p->out->len > p->start) {
		for (int i = 0; i < p->newlines; i++)
			buf_char(p->out, '\n');
		if (p->newlines == 0 && p->tab)
			buf_char(p->out, '\t');
		else if (p->newlines == 0 && p->space)
			buf_char(p->out, ' ');
	}
	p->newlines = 0;
	p->space = p->tab = p->in_new_cell = false;
}

static void
put_words(struct plain *p, const char *s)
{
	while (*s != '\0') {
		size_t n = strcspn(s, " \t\n\v\f\r");

		if (n > 0) {
			separate(p);
			buf_put(p->out, s, n);
			s += n;
		}
		if (*s != '\0')
			p->space = true;
		s += strspn(s, " \t\n\v\f\r");
	}
}

/* <pre> as it stands, but for the newlines around it. */
static void
put_pre(struct plain *p, const xmlNode *pre)
{
	AUTO(buf_release) struct buf text = BUF_INIT(p->out->max);
	struct str s;

	for (const xmlNode *n = pre; n != NULL; n = html_next(n, pre, false)) {
		if (html_is(n, "br"))
			buf_char(&text, '\n');
		else if (n->type == XML_TEXT_NODE)
			buf_str(&text, (const char *)n->content);
	}
	s = buf_view(&text);
	while (s.n > 0 && s.p[s.n - 1] == '\n')
		s.n--;
	want_newlines(p, 2);
	if (s.n > 0) {
		separate(p);
		buf_s(p->out, s);
	}
	want_newlines(p, 2);
}

static void
start_cell(struct plain *p, const xmlNode *cell)
{
	const xmlNode *prev = cell->prev;

	while (prev != NULL && prev->type != XML_ELEMENT_NODE)
		prev = prev->prev;
	p->space = false;
	if (prev != NULL) {
		p->newlines = 0;
		p->tab = true;
	}
	p->in_new_cell = true;
}

/* A page may have parentheses of its own around a reading. */
static bool
has_own_brackets(const xmlNode *rt)
{
	return rt->prev != NULL && html_is(rt->prev, "rp");
}

static bool
start(struct plain *p, const xmlNode *n)
{
	switch (shape_of(n)) {
	case INLINE:
		break;
	case LINE:
		want_newlines(p, 1);
		break;
	case PARAGRAPH:
		want_newlines(p, 2);
		break;
	case CELL:
		start_cell(p, n);
		break;
	case PRE:
		put_pre(p, n);
		return false;
	case READING:
		if (!has_own_brackets(n))
			put_words(p, "(");
		break;
	case BREAK:
		p->newlines = p->newlines < 2 ? p->newlines + 1 : 2;
		p->space = p->tab = false;
		break;
	case HIDDEN:
		return false;
	}
	return true;
}

static void
end(struct plain *p, const xmlNode *n)
{
	enum shape shape = shape_of(n);

	if (shape == READING && !has_own_brackets(n))
		put_words(p, ")");
	if (shape == LINE || shape == CELL)
		p->in_new_cell = false;
	if (shape == LINE)
		want_newlines(p, 1);
	else if (shape == PARAGRAPH)
		want_newlines(p, 2);
}

void
html_to_text(const xmlNode *root, struct buf *out)
{
	struct plain p = { out, out->len, 0, false, false, false };
	const xmlNode *n = root;
	bool inside;

	while (n != NULL) {
		inside = false;
		if (n->type == XML_TEXT_NODE)
			put_words(&p, (const char *)n->content);
		else if (n->type == XML_ELEMENT_NODE)
			inside = start(&p, n) && n->children != NULL;
		if (inside) {
			n = n->children;
			continue;
		}
		while (n != root && n->next == NULL) {
			n = n->parent;
			end(&p, n);
		}
		n = n == root ? NULL : n->next;
	}
	if (out->len > p.start)
		buf_char(out, '\n');
}
