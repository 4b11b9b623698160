/*
 * md_skeleton.h: what of a tree Markdown is to hold, one block a line, so that
 * two trees can be compared: blocks and their nesting, items and their
 * numbers, rows and cells, the bytes of listings, and in each block the words,
 * links, pictures, breaks and emphasis.
 *
 * Left out, because Markdown has no sign for it: ids and classes but a
 * listing's language; wrappers (div, figure, dl, details …) around blocks;
 * span, abbr, cite, small, q, time; white space at the edges of emphasis, and
 * emphasis in itself; what numbers items (type, reversed, value); headers of
 * rows; spans of cells, which are empty cells; tables with blocks in them,
 * which are those blocks; empty paragraphs, quotes and rows; a second break.
 * Written as text: readings of ruby in parentheses, TeX as $`…`$.  Formulas on
 * lines of their own are listings in the language "math".
 */
#ifndef TESTS_MD_SKELETON_H
#define TESTS_MD_SKELETON_H

#include "base/buf.h"
#include "html/tree.h"

#define SKELETON_OPEN 64
#define SKELETON_COLUMNS 100

enum skeleton_gap { GAP_NONE, GAP_SPACE, GAP_BREAK };

struct skeleton {
	struct buf *out;
	size_t start;			/* of the block's words in out */
	enum skeleton_gap gap;		/* before the next word */
	bool one_line, in_cell;
	const xmlNode *link;		/* around the blocks */
	char *open[SKELETON_OPEN];	/* marks to be set before it */
	size_t n_open, n_set;
};

static inline bool
skeleton_is(const xmlNode *n, const char *list)
{
	struct str rest = str_of(list), name;

	while (n->type == XML_ELEMENT_NODE && str_cut(&rest, ' ', &name))
		if (str_eq(name, str_of((const char *)n->name)))
			return true;
	return false;
}

static inline bool
skeleton_is_display(const xmlNode *n)
{
	return html_is(n, "code") && html_has_class(n, "math") &&
	    html_has_class(n, "display");
}

static inline bool
skeleton_is_block(const xmlNode *n)
{
	return skeleton_is_display(n) || skeleton_is(n, "article aside blockquote caption dd details "
	    "div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre "
	    "section summary table tbody td tfoot th thead tr ul");
}

static inline bool
skeleton_has(const xmlNode *root, bool (*is)(const xmlNode *))
{
	for (const xmlNode *n = html_next(root, root, false); n != NULL;
	    n = html_next(n, root, false))
		if (is(n))
			return true;
	return false;
}

/* Before a word or picture: the gap, then the marks. */
static inline void
skeleton_content(struct skeleton *s)
{
	if (s->out->len > s->start && s->gap != GAP_NONE)
		buf_str(s->out, s->gap == GAP_BREAK && !s->one_line ? "<br>" :
		    " ");
	s->gap = GAP_NONE;
	while (s->n_set < s->n_open)
		buf_str(s->out, s->open[s->n_set++]);
}

static inline void
skeleton_gap(struct skeleton *s, enum skeleton_gap gap)
{
	s->gap = gap > s->gap ? gap : s->gap;
}

static inline void
skeleton_words(struct skeleton *s, const char *p)
{
	while (*p != '\0') {
		size_t n = strcspn(p, " \t\n\v\f\r");

		if (n > 0) {
			skeleton_content(s);
			buf_put(s->out, p, n);
		}
		p += n;
		if (*p != '\0')
			skeleton_gap(s, GAP_SPACE);
		p += strspn(p, " \t\n\v\f\r");
	}
}

static inline void skeleton_inline(struct skeleton *, const xmlNode *,
    const xmlNode *);

static inline void
skeleton_marked(struct skeleton *s, const xmlNode *n, const char *mark)
{
	char *open = mem_fmt("<%s>", mark);
	size_t len = strcspn(mark, " ");
	bool is_again = s->n_open == SKELETON_OPEN;

	for (size_t i = 0; i < s->n_open; i++)
		is_again = is_again || strcmp(s->open[i], open) == 0;
	if (is_again) {
		free(open);
		skeleton_inline(s, n->children, NULL);
		return;
	}
	s->open[s->n_open++] = open;
	skeleton_inline(s, n->children, NULL);
	if (s->n_set == s->n_open) {
		buf_fmt(s->out, "</%.*s>", (int)len, mark);
		s->n_set--;
	}
	free(s->open[--s->n_open]);
}

static inline void
skeleton_link(struct skeleton *s, const xmlNode *a, const xmlNode *inside)
{
	AUTO(mem_freep) char *mark = mem_fmt("a %s", html_attr(a, "href").n > 0 ?
	    html_attr(a, "href").p : "");

	skeleton_marked(s, inside, mark);
}

static inline bool
skeleton_splits_code(const xmlNode *n)
{
	return skeleton_is(n, "a img br");
}

static inline void
skeleton_code(struct skeleton *s, const xmlNode *n)
{
	AUTO(buf_release) struct buf text = BUF_INIT((size_t)1 << 24);
	struct skeleton inside = { &text, 0, GAP_NONE, true, false, NULL,
		{ NULL }, 0, 0 };

	html_text(n, &text);
	if (text.len > 0 && ch_is_space(text.p[0]))
		skeleton_gap(s, GAP_SPACE);
	buf_reset(&text);
	for (const xmlNode *t = n; t != NULL; t = html_next(t, n, false))
		if (t->type == XML_TEXT_NODE)
			skeleton_words(&inside, (const char *)t->content);
	if (text.len == 0)
		return;
	skeleton_content(s);
	buf_fmt(s->out, "`%s`", text.p);
	s->gap = inside.gap;
}

static inline void
skeleton_tex(struct skeleton *s, const xmlNode *n)
{
	skeleton_words(s, "$");
	skeleton_code(s, n);
	s->gap = GAP_NONE;
	skeleton_words(s, "$");
}

/* A listing in a line may hold links and pictures. */
static inline void
skeleton_codes(struct skeleton *s, const xmlNode *n)
{
	if (!skeleton_has(n, skeleton_splits_code)) {
		skeleton_code(s, n);
		return;
	}
	for (const xmlNode *c = n->children; c != NULL; c = c->next) {
		if (c->type == XML_TEXT_NODE)
			skeleton_code(s, c);
		else if (skeleton_is(c, "br img"))
			skeleton_inline(s, c, c->next);
		else if (skeleton_is(c, "a")) {
			AUTO(mem_freep) char *mark = mem_fmt("a %s",
			    html_attr(c, "href").p);
			xmlNode *code = xmlCopyNode((xmlNode *)c, 1);
			xmlNode *around = xmlNewNode(NULL, BAD_CAST "x");

			xmlNodeSetName(code, BAD_CAST "code");
			xmlAddChild(around, code);
			skeleton_marked(s, around, mark);
			xmlFreeNode(around);
		} else if (c->type == XML_ELEMENT_NODE)
			skeleton_codes(s, c);
	}
}

static inline void
skeleton_image(struct skeleton *s, const xmlNode *n)
{
	struct skeleton alt = { s->out, 0, GAP_NONE, true, false, NULL,
		{ NULL }, 0, 0 };

	skeleton_content(s);
	buf_fmt(s->out, "<img %s ", html_attr(n, "src").p);
	alt.start = s->out->len;
	if (html_attr(n, "alt").p != NULL)
		skeleton_words(&alt, html_attr(n, "alt").p);
	buf_char(s->out, '>');
}

static inline void
skeleton_element(struct skeleton *s, const xmlNode *n)
{
	static const char *const marks[] = { "strong", "b", "em", "i", "del",
		"s", "kbd", "mark", "sub", "sup", "u", "ins" };
	static const char *const names[] = { "strong", "strong", "em", "em",
		"del", "del", "kbd", "mark", "sub", "sup", "u", "ins" };
	const xmlNode *tex;

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (html_is(n, marks[i])) {
			skeleton_marked(s, n, names[i]);
			return;
		}
	}
	if (html_is(n, "a") && html_attr(n, "href").n > 0) {
		skeleton_link(s, n, n);
	} else if (html_is(n, "img")) {
		skeleton_image(s, n);
	} else if (html_is(n, "br")) {
		skeleton_gap(s, GAP_BREAK);
	} else if (html_is(n, "code") && html_has_class(n, "math")) {
		skeleton_tex(s, n);
	} else if (skeleton_is(n, "code samp")) {
		skeleton_codes(s, n);
	} else if (html_is(n, "math") &&
	    (tex = html_find(n, "annotation")) != NULL &&
	    str_eq(html_attr(tex, "encoding"), STR("application/x-tex"))) {
		skeleton_tex(s, tex);
	} else if (html_is(n, "rt") && (n->prev == NULL ||
	    !html_is(n->prev, "rp"))) {
		skeleton_words(s, "(");
		skeleton_inline(s, n->children, NULL);
		skeleton_words(s, ")");
	} else {
		bool is_block = skeleton_is_block(n);

		if (is_block)
			skeleton_gap(s, s->in_cell ? GAP_BREAK : GAP_SPACE);
		skeleton_inline(s, n->children, NULL);
		if (is_block)
			skeleton_gap(s, s->in_cell ? GAP_BREAK : GAP_SPACE);
	}
}

static inline void
skeleton_inline(struct skeleton *s, const xmlNode *n, const xmlNode *end)
{
	for (; n != NULL && n != end; n = n->next) {
		if (n->type == XML_TEXT_NODE)
			skeleton_words(s, (const char *)n->content);
		else if (n->type == XML_ELEMENT_NODE)
			skeleton_element(s, n);
	}
}

/* A line of words behind what begins it; none without words. */
static inline void
skeleton_line(struct skeleton *s, const char *kind, const xmlNode *from,
    const xmlNode *end)
{
	size_t before = s->out->len;
	xmlNode around = { .type = XML_ELEMENT_NODE, .name = BAD_CAST "x" };

	buf_str(s->out, kind);
	buf_char(s->out, ' ');
	s->start = s->out->len;
	s->gap = GAP_NONE;
	around.children = (xmlNode *)from;
	if (s->link != NULL && end == NULL)
		skeleton_link(s, s->link, &around);
	else
		skeleton_inline(s, from, end);
	if (s->out->len == s->start)
		buf_cut(s->out, before);
	else
		buf_char(s->out, '\n');
}

static inline void skeleton_flow(struct skeleton *, const xmlNode *);

static inline void
skeleton_nested(struct skeleton *s, const xmlNode *n, const char *kind,
    bool may_be_empty)
{
	size_t before = s->out->len, inside;

	buf_fmt(s->out, "%s {\n", kind);
	inside = s->out->len;
	skeleton_flow(s, n);
	if (s->out->len == inside && !may_be_empty)
		buf_cut(s->out, before);
	else
		buf_str(s->out, "}\n");
}

static inline void
skeleton_list(struct skeleton *s, const xmlNode *list)
{
	unsigned long start = 1;
	size_t before = s->out->len, inside;

	if (html_is(list, "ol"))
		(void)str_to_ulong(html_attr(list, "start"), 99999999, &start);
	buf_fmt(s->out, "%s %lu {\n", (const char *)list->name, start);
	inside = s->out->len;
	for (const xmlNode *li = list->children; li != NULL; li = li->next)
		if (html_is(li, "li"))
			skeleton_nested(s, li, "li", true);
	if (s->out->len == inside)
		buf_cut(s->out, before);
	else
		buf_str(s->out, "}\n");
}

static inline void
skeleton_pre(struct skeleton *s, const xmlNode *pre)
{
	const xmlNode *code = html_find(pre, "code");
	struct str class = html_attr(pre, "class"), name;

	if (class.n == 0 && code != NULL)
		class = html_attr(code, "class");
	buf_str(s->out, "pre ");
	if (skeleton_is_display(pre))
		class = STR("language-math");
	while (class.n > 0 && str_cut(&class, ' ', &name)) {
		if (str_starts(name, STR("language-"))) {
			buf_s(s->out, str_from(name, 9));
			break;
		}
	}
	buf_str(s->out, "\n|");
	for (const xmlNode *n = pre; n != NULL; n = html_next(n, pre, false)) {
		if (html_is(n, "br"))
			buf_char(s->out, '\n');
		else if (n->type == XML_TEXT_NODE)
			buf_str(s->out, (const char *)n->content);
	}
	if (s->out->p[s->out->len - 1] != '\n')
		buf_char(s->out, '\n');
	buf_str(s->out, "pre end\n");
}

static inline bool
skeleton_breaks_table(const xmlNode *n)
{
	return skeleton_is(n, "blockquote h1 h2 h3 h4 h5 h6 hr ol pre table "
	    "ul");
}

static inline unsigned long
skeleton_span(const xmlNode *cell, const char *attr)
{
	unsigned long n;

	return str_to_ulong(html_attr(cell, attr), 65534, &n) && n > 0 ? n : 1;
}

static inline void
skeleton_row(struct skeleton *s, const xmlNode *row, bool is_head,
    unsigned long below[SKELETON_COLUMNS])
{
	size_t before = s->out->len, column = 0, last = 0;

	buf_str(s->out, is_head ? "head" : "row");
	last = s->out->len;
	for (const xmlNode *c = row->children; c != NULL; c = c->next) {
		unsigned long across = skeleton_span(c, "colspan");

		if (!skeleton_is(c, "td th"))
			continue;
		for (; column < SKELETON_COLUMNS && below[column] > 0; column++) {
			below[column]--;
			buf_str(s->out, " |");
		}
		if (column == SKELETON_COLUMNS)
			break;
		buf_str(s->out, " |");
		s->start = s->out->len;
		s->gap = GAP_NONE;
		s->in_cell = true;
		if (s->link != NULL)
			skeleton_link(s, s->link, c);
		else
			skeleton_inline(s, c->children, NULL);
		s->in_cell = false;
		if (s->out->len > s->start)
			last = s->out->len;
		for (; across > 0 && column < SKELETON_COLUMNS; across--) {
			below[column++] = skeleton_span(c, "rowspan") - 1;
			if (across > 1 && column < SKELETON_COLUMNS)
				buf_str(s->out, " |");
		}
	}
	for (; column < SKELETON_COLUMNS; column++)
		below[column] -= below[column] > 0;
	buf_cut(s->out, last);
	if (s->out->p[last - 1] == (is_head ? 'd' : 'w') &&
	    last == before + (is_head ? 4 : 3))
		buf_cut(s->out, before);
	else
		buf_char(s->out, '\n');
}

static inline bool
skeleton_is_td(const xmlNode *n)
{
	return html_is(n, "td");
}

static inline void
skeleton_table(struct skeleton *s, const xmlNode *table)
{
	const xmlNode *caption = html_find(table, "caption");
	unsigned long below[SKELETON_COLUMNS] = { 0 };
	bool is_first = true;

	if (skeleton_has(table, skeleton_breaks_table)) {
		skeleton_flow(s, table);
		return;
	}
	if (caption != NULL)
		skeleton_line(s, "p", caption->children, NULL);
	buf_str(s->out, "table\n");
	for (const xmlNode *n = table; n != NULL; n = html_next(n, table,
	    false)) {
		if (!html_is(n, "tr"))
			continue;
		skeleton_row(s, n, is_first && (html_is(n->parent, "thead") ||
		    !skeleton_has(n, skeleton_is_td)), below);
		is_first = false;
	}
}

static inline void
skeleton_block(struct skeleton *s, const xmlNode *n)
{
	if (skeleton_is(n, "h1 h2 h3 h4 h5 h6")) {
		s->one_line = true;
		skeleton_line(s, (const char *)n->name, n->children, NULL);
		s->one_line = false;
	} else if (html_is(n, "pre") || skeleton_is_display(n)) {
		skeleton_pre(s, n);
	} else if (html_is(n, "blockquote")) {
		skeleton_nested(s, n, "quote", false);
	} else if (skeleton_is(n, "ul ol")) {
		skeleton_list(s, n);
	} else if (html_is(n, "table")) {
		skeleton_table(s, n);
	} else if (html_is(n, "hr")) {
		buf_str(s->out, "hr\n");
	} else {
		const xmlNode *link = s->link;

		if (html_is(n, "a") && html_attr(n, "href").n > 0)
			s->link = n;
		skeleton_flow(s, n);
		s->link = link;
	}
}

static inline void
skeleton_run(struct skeleton *s, const xmlNode *from, const xmlNode *end)
{
	xmlNode around = { .type = XML_ELEMENT_NODE, .name = BAD_CAST "x" };
	xmlNode *last;

	if (s->link == NULL) {
		skeleton_line(s, "p", from, end);
		return;
	}
	/* The link goes around this run alone. */
	for (const xmlNode *n = from; n != NULL && n != end; n = n->next) {
		xmlNode *copy = xmlCopyNode((xmlNode *)n, 1);

		copy->parent = NULL;
		last = around.last;
		copy->prev = last;
		if (last != NULL)
			last->next = copy;
		else
			around.children = copy;
		around.last = copy;
	}
	skeleton_line(s, "p", around.children, NULL);
	xmlFreeNodeList(around.children);
}

static inline void
skeleton_flow(struct skeleton *s, const xmlNode *parent)
{
	const xmlNode *run = NULL;

	for (const xmlNode *n = parent->children; n != NULL; n = n->next) {
		if (!skeleton_is_block(n) &&
		    !skeleton_has(n, skeleton_is_block)) {
			run = run != NULL ? run : n;
			continue;
		}
		if (run != NULL)
			skeleton_run(s, run, n);
		run = NULL;
		skeleton_block(s, n);
	}
	if (run != NULL)
		skeleton_run(s, run, NULL);
}

/* Appends the skeleton of root's children. */
static inline void
skeleton_put(const xmlNode *root, struct buf *out)
{
	struct skeleton s = { out, 0, GAP_NONE, false, false, NULL,
		{ NULL }, 0, 0 };

	skeleton_flow(&s, root);
}

#endif
