#include "html/md_inline.h"

#include <string.h>

#include "html/md_text.h"
#include "html/tree.h"

/* Wanted before the next word. */
enum gap { GAP_NONE, GAP_SPACE, GAP_BREAK };

/* A block's words, or those of a link or of emphasis in it. */
struct line {
	struct buf *out;
	enum md_place place;
	bool begins;	/* the first word begins a line of the text */
	bool has_words;
	enum gap lead;	/* what stood before the first word */
	enum gap gap;
};

static const char *const blocks[] = {
	"article", "aside", "blockquote", "caption", "dd", "details", "div",
	"dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
	"hr", "li", "ol", "p", "pre", "section", "summary", "table", "tbody",
	"td", "tfoot", "th", "thead", "tr", "ul", NULL,
};

/* Markdown has no sign for these; readers take them as HTML. */
static const char *const as_html[] = {
	"ins", "kbd", "mark", "sub", "sup", "u", NULL,
};

static bool
is_one_of(const xmlNode *n, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (html_is(n, *names))
			return true;
	}
	return false;
}

bool
md_inline_is_display(const xmlNode *n)
{
	return html_is(n, "code") && html_has_class(n, "math") &&
	    html_has_class(n, "display");
}

bool
md_inline_is_block(const xmlNode *n)
{
	return is_one_of(n, blocks) || md_inline_is_display(n);
}

bool
md_inline_has_block(const xmlNode *root)
{
	const xmlNode *n = html_next(root, root, false);

	while (n != NULL && !md_inline_is_block(n))
		n = html_next(n, root, false);
	return n != NULL;
}

static bool
is_at_line_start(const struct line *l)
{
	return l->has_words ? l->out->len > 0 &&
	    l->out->p[l->out->len - 1] == '\n' : l->begins;
}

static void
want(struct line *l, enum gap gap)
{
	l->gap = gap > l->gap ? gap : l->gap;
}

/* True: what follows begins a line. */
static bool
put_gap(struct line *l)
{
	bool begins = !l->has_words && l->begins;

	if (!l->has_words)
		l->lead = l->gap;
	else if (l->gap == GAP_BREAK && l->place != MD_HEADING)
		buf_str(l->out, l->place == MD_CELL ? "<br>" : "\\\n");
	else if (l->gap != GAP_NONE)
		buf_char(l->out, ' ');
	begins = begins || is_at_line_start(l);
	l->has_words = true;
	l->gap = GAP_NONE;
	return begins;
}

static void
put_word(struct line *l, struct str word)
{
	bool begins = put_gap(l);

	md_text_put_word(word, l->place, begins, l->out);
}

static void
put_text(struct line *l, const char *s)
{
	while (*s != '\0') {
		size_t n = strcspn(s, " \t\n\v\f\r");

		if (n > 0)
			put_word(l, str_make(s, n));
		s += n;
		if (*s != '\0')
			want(l, GAP_SPACE);
		s += strspn(s, " \t\n\v\f\r");
	}
}

static void put_nodes(struct line *, const xmlNode *, const xmlNode *);

/* The children on their own; false: there is nothing in them. The gaps at
 * their edges go outside. */
static bool
put_apart(struct line *l, const xmlNode *n, struct buf *inside,
    enum gap *trail)
{
	struct line sub = { inside, l->place, false, false, GAP_NONE,
		GAP_NONE };

	put_nodes(&sub, n->children, NULL);
	*trail = sub.gap;
	want(l, sub.has_words ? sub.lead : sub.gap);
	return sub.has_words;
}

/* Does the line go on with white space, or end, after the node? */
static bool
is_followed_by_space(const xmlNode *n)
{
	while (n->next == NULL && n->parent != NULL &&
	    !md_inline_is_block(n->parent))
		n = n->parent;
	n = n->next;
	return n == NULL || html_is(n, "br") || md_inline_is_block(n) ||
	    (n->type == XML_TEXT_NODE && ch_is_space((char)n->content[0]));
}

static bool
is_after_space(const struct line *l)
{
	return l->gap != GAP_NONE || (l->has_words ?
	    is_at_line_start(l) : l->begins);
}

/* May the signs stand around s? Between words they do wherever s begins and
 * ends with a letter; else only between spaces. */
static bool
may_emphasise(const struct line *l, const xmlNode *n, struct str s, char sign)
{
	char last = l->has_words && l->gap == GAP_NONE ?
	    l->out->p[l->out->len - 1] : ' ';

	if (last == sign)
		return false;
	switch (md_text_edges(s)) {
	case MD_EDGES_WORDS:
		return true;
	case MD_EDGES_SIGNS:
		return is_after_space(l) && is_followed_by_space(n);
	case MD_EDGES_NONE:
		break;
	}
	return false;
}

/* sign around the content; HTML where it would not be read as emphasis. */
static void
put_emphasis(struct line *l, const xmlNode *n, const char *sign,
    const char *tag)
{
	AUTO(buf_release) struct buf inside = BUF_INIT(l->out->max);
	enum gap trail;
	bool is_plain;

	if (!put_apart(l, n, &inside, &trail))
		return;
	is_plain = may_emphasise(l, n, buf_view(&inside), sign[0]);
	(void)put_gap(l);
	buf_fmt(l->out, is_plain ? "%s" : "<%s>", is_plain ? sign : tag);
	buf_s(l->out, buf_view(&inside));
	buf_fmt(l->out, is_plain ? "%s" : "</%s>", is_plain ? sign : tag);
	l->gap = trail;
}

static void
put_as_html(struct line *l, const xmlNode *n)
{
	AUTO(buf_release) struct buf inside = BUF_INIT(l->out->max);
	enum gap trail;

	if (!put_apart(l, n, &inside, &trail))
		return;
	(void)put_gap(l);
	buf_fmt(l->out, "<%s>", (const char *)n->name);
	buf_s(l->out, buf_view(&inside));
	buf_fmt(l->out, "</%s>", (const char *)n->name);
	l->gap = trail;
}

/* text begins and ends without white space. */
static void
put_ticked(struct line *l, struct str text)
{
	(void)put_gap(l);
	/* Readers differ on a '|' in a cell's code. */
	if (l->place == MD_CELL && str_chr(text, '|') != (size_t)-1) {
		buf_str(l->out, "<code>");
		put_text(l, text.p);
		buf_str(l->out, "</code>");
		return;
	}
	md_text_put_code(text, l->out);
}

/* White space at the edges goes outside. */
static void
put_code_text(struct line *l, const xmlNode *n)
{
	AUTO(buf_release) struct buf text = BUF_INIT(l->out->max);
	struct str s;
	size_t end;

	html_text(n, &text);
	s = str_trim(buf_view(&text));
	if (s.n == 0) {
		want(l, text.len > 0 ? GAP_SPACE : GAP_NONE);
		return;
	}
	end = (size_t)(s.p - text.p) + s.n;
	if (s.p > text.p)
		want(l, GAP_SPACE);
	if (end < text.len) {
		buf_cut(&text, end);
		put_ticked(l, s);
		want(l, GAP_SPACE);
	} else {
		put_ticked(l, s);
	}
}

static bool
splits_code(const xmlNode *n)
{
	static const char *const names[] = { "a", "br", "img", NULL };

	return is_one_of(n, names);
}

static void put_element(struct line *, const xmlNode *);
static void put_link(struct line *, const xmlNode *, bool is_code);

/* A link or a picture cannot stand between backticks, so these go around it,
 * or inside. */
static void
put_code(struct line *l, const xmlNode *code)
{
	const xmlNode *n = code;

	while (n != NULL && !splits_code(n))
		n = html_next(n, code, false);
	if (n == NULL) {
		put_code_text(l, code);
		return;
	}
	for (n = code->children; n != NULL; n = n->next) {
		if (n->type == XML_TEXT_NODE)
			put_code_text(l, n);
		else if (html_is(n, "a"))
			put_link(l, n, true);
		else if (splits_code(n))
			put_element(l, n);
		else if (n->type == XML_ELEMENT_NODE)
			put_code(l, n);
	}
}

/* The words between the brackets. */
static bool
put_linked(struct line *l, const xmlNode *n, bool is_code, struct buf *inside,
    enum gap *trail)
{
	struct line sub = { inside, l->place, false, false, GAP_NONE,
		GAP_NONE };

	if (!is_code)
		return put_apart(l, n, inside, trail);
	put_code(&sub, n);
	*trail = sub.gap;
	want(l, sub.has_words ? sub.lead : sub.gap);
	return sub.has_words;
}

/* An address that is shown as it stands. */
static bool
is_bare(const xmlNode *a, struct str href)
{
	const xmlNode *text = a->children;

	if (text == NULL || text->type != XML_TEXT_NODE || text->next != NULL ||
	    !str_eq(str_of((char *)text->content), href) ||
	    html_attr(a, "title").n > 0 || !str_starts(href, STR("http")))
		return false;
	for (size_t i = 0; i < href.n; i++)
		if ((unsigned char)href.p[i] <= ' ' ||
		    memchr("<>|\\`", href.p[i], 5) != NULL)
			return false;
	return true;
}

static void
put_link(struct line *l, const xmlNode *n, bool is_code)
{
	AUTO(buf_release) struct buf inside = BUF_INIT(l->out->max);
	struct str href = html_attr(n, "href");
	enum gap trail;

	if (href.n == 0) {
		if (is_code)
			put_code_text(l, n);
		else
			put_nodes(l, n->children, NULL);
		return;
	}
	if (!is_code && is_bare(n, href)) {
		(void)put_gap(l);
		buf_fmt(l->out, "<%s>", href.p);
		return;
	}
	if (!put_linked(l, n, is_code, &inside, &trail))
		return;
	(void)put_gap(l);
	buf_char(l->out, '[');
	buf_s(l->out, buf_view(&inside));
	md_text_put_target(href, html_attr(n, "title"), l->out);
	l->gap = trail;
}

static void
put_image(struct line *l, const xmlNode *n)
{
	struct line alt = { l->out, l->place, false, false, GAP_NONE,
		GAP_NONE };
	struct str text = html_attr(n, "alt");

	(void)put_gap(l);
	buf_str(l->out, "![");
	put_text(&alt, text.p != NULL ? text.p : "");
	md_text_put_target(html_attr(n, "src"), html_attr(n, "title"), l->out);
}

/* $`TeX`$, which GitHub and GitLab draw and everybody else reads as code. */
static void
put_tex(struct line *l, const xmlNode *n)
{
	put_word(l, STR("$"));
	put_code_text(l, n);
	l->gap = GAP_NONE;
	put_word(l, STR("$"));
}

static void
put_math(struct line *l, const xmlNode *n)
{
	const xmlNode *a = html_find(n, "annotation");

	if (a != NULL && str_eq(html_attr(a, "encoding"),
	    STR("application/x-tex")))
		put_tex(l, a);
	else
		put_nodes(l, n->children, NULL);
}

/* Blocks in a line keep apart. */
static void
put_edge(struct line *l)
{
	want(l, l->place == MD_CELL ? GAP_BREAK : GAP_SPACE);
}

/* Base text with its reading in parentheses, which pages may have already. */
static void
put_reading(struct line *l, const xmlNode *rt)
{
	bool has_own = rt->prev != NULL && html_is(rt->prev, "rp");

	if (!has_own)
		put_word(l, STR("("));
	put_nodes(l, rt->children, NULL);
	if (!has_own)
		put_word(l, STR(")"));
}

static void
put_element(struct line *l, const xmlNode *n)
{
	if (html_is(n, "br")) {
		want(l, GAP_BREAK);
	} else if (html_is(n, "rt")) {
		put_reading(l, n);
	} else if (html_is(n, "strong") || html_is(n, "b")) {
		put_emphasis(l, n, "**", "strong");
	} else if (html_is(n, "em") || html_is(n, "i")) {
		put_emphasis(l, n, "*", "em");
	} else if (html_is(n, "del") || html_is(n, "s")) {
		put_emphasis(l, n, "~~", "del");
	} else if (html_is(n, "code") && html_has_class(n, "math")) {
		put_tex(l, n);
	} else if (html_is(n, "code") || html_is(n, "samp")) {
		put_code(l, n);
	} else if (html_is(n, "a")) {
		put_link(l, n, false);
	} else if (html_is(n, "img")) {
		put_image(l, n);
	} else if (html_is(n, "math")) {
		put_math(l, n);
	} else if (is_one_of(n, as_html)) {
		put_as_html(l, n);
	} else if (md_inline_is_block(n)) {
		put_edge(l);
		put_nodes(l, n->children, NULL);
		put_edge(l);
	} else {
		put_nodes(l, n->children, NULL);
	}
}

/* Recursion as deep as the tree, which html_parse() bounds. */
static void
put_nodes(struct line *l, const xmlNode *n, const xmlNode *end)
{
	for (; n != end && n != NULL; n = n->next) {
		if (n->type == XML_TEXT_NODE)
			put_text(l, (const char *)n->content);
		else if (n->type == XML_ELEMENT_NODE)
			put_element(l, n);
	}
}

void
md_inline_put(const xmlNode *first, const xmlNode *end, enum md_place place,
    struct buf *out)
{
	struct line l = { out, place, place == MD_PARAGRAPH, false, GAP_NONE,
		GAP_NONE };

	put_nodes(&l, first, end);
}

void
md_inline_put_link(const xmlNode *a, struct str text, struct buf *out)
{
	buf_char(out, '[');
	buf_s(out, text);
	md_text_put_target(html_attr(a, "href"), html_attr(a, "title"), out);
}
