#include "html/md_inline.h"

#include <string.h>

#include "base/text.h"
#include "html/tree.h"

struct line {
	struct buf *out;
	size_t start;	/* of the block's text in out */
	enum md_place place;
	bool space;	/* wanted before the next word */
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
md_inline_is_block(const xmlNode *n)
{
	return is_one_of(n, blocks);
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
	size_t n = l->out->len;

	return n == l->start || (n > 0 && l->out->p[n - 1] == '\n');
}

static void
put_space(struct line *l)
{
	if (l->space && l->out->len > 0 && !is_at_line_start(l))
		buf_char(l->out, ' ');
	l->space = false;
}

/* A list marker, heading, quote or underline, were it not escaped. */
static bool
is_block_sign(struct str s)
{
	return memchr("#>+-=:", s.p[0], 6) != NULL;
}

/* Length of the digits that with the next sign would number a list. */
static size_t
list_number(struct str s)
{
	size_t i = 0;

	while (i < s.n && ch_is_digit(s.p[i]))
		i++;
	return i > 0 && i < s.n && (s.p[i] == '.' || s.p[i] == ')') ? i : 0;
}

static bool
needs_escape(const struct line *l, struct str word, size_t i)
{
	char next = i + 1 < word.n ? word.p[i + 1] : '\0';

	switch (word.p[i]) {
	case '\\':
	case '`':
	case '*':
	case '[':
	case ']':
	case '<':
	case '~':
		return true;
	case '_':
		return i == 0 || next == '\0' || !ch_is_alnum(word.p[i - 1]) ||
		    !ch_is_alnum(next);
	case '&':
		return ch_is_alpha(next) || next == '#';
	case '!':
		return next == '\0';
	case '#':
		return l->place == MD_HEADING;
	case '|':
		return true;
	default:
		return false;
	}
}

static void
put_word(struct line *l, struct str word)
{
	size_t number;

	put_space(l);
	if (is_at_line_start(l) && is_block_sign(word) &&
	    !needs_escape(l, word, 0))
		buf_char(l->out, '\\');
	number = is_at_line_start(l) ? list_number(word) : 0;
	for (size_t i = 0; i < word.n; i++) {
		if (needs_escape(l, word, i) || (number > 0 && i == number))
			buf_char(l->out, '\\');
		buf_char(l->out, word.p[i]);
	}
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
			l->space = true;
		s += strspn(s, " \t\n\v\f\r");
	}
}

static void put_nodes(struct line *, const xmlNode *, const xmlNode *);

/* The children on their own, squeezed; l's text goes on after them. */
static void
put_apart(const struct line *l, const xmlNode *n, struct buf *inside)
{
	/* Not at a line's start, so that nothing is escaped in vain. */
	struct line sub = { inside, (size_t)-1, l->place, false };

	sub.start = l->out->len == l->start ? 0 : (size_t)-1;
	put_nodes(&sub, n->children, NULL);
}

/* Unicode punctuation as far as texts have it around emphasis. */
static bool
is_word_char(unsigned int cp)
{
	if (cp < 0x80)
		return ch_is_alnum((char)cp);
	return cp >= 0xc0 && cp != 0xd7 && cp != 0xf7 &&
	    !(cp >= 0x2000 && cp <= 0x2bff) &&
	    !(cp >= 0x2e00 && cp <= 0x2e7f) &&
	    !(cp >= 0x3000 && cp <= 0x3030) &&
	    !(cp >= 0xfe10 && cp <= 0xfe6f) &&
	    !(cp >= 0xff00 && cp <= 0xff0f) &&
	    !(cp >= 0xff1a && cp <= 0xff20) &&
	    !(cp >= 0xff3b && cp <= 0xff40) &&
	    !(cp >= 0xff5b && cp <= 0xff65);
}

static bool
is_word_edge(struct str s, bool at_end)
{
	unsigned int cp = 0;
	size_t i = 0;

	if (s.n == 0)
		return false;
	if (at_end) {
		i = s.n - 1;
		while (i > 0 && ((unsigned char)s.p[i] & 0xc0) == 0x80)
			i--;
	}
	return text_decode(str_from(s, i), &cp) > 0 && is_word_char(cp);
}

/* sign around the content; HTML where it would not be read as emphasis: next
 * to punctuation or to another sign. */
static void
put_emphasis(struct line *l, const xmlNode *n, const char *sign,
    const char *tag)
{
	AUTO(buf_release) struct buf inside = BUF_INIT(l->out->max);
	struct str s;
	bool leads, trails, is_plain;

	put_apart(l, n, &inside);
	s = buf_view(&inside);
	if (s.n == 0) {
		put_nodes(l, n->children, NULL);
		return;
	}
	leads = n->children->type == XML_TEXT_NODE &&
	    ch_is_space((char)n->children->content[0]);
	trails = n->last->type == XML_TEXT_NODE && n->last->content[0] != '\0'
	    && ch_is_space((char)n->last->content[
	    xmlStrlen(n->last->content) - 1]);
	l->space = l->space || leads;
	put_space(l);
	is_plain = is_word_edge(s, false) && is_word_edge(s, true) &&
	    (l->out->len == 0 || l->out->len == l->start ||
	    l->out->p[l->out->len - 1] != sign[0]);
	buf_fmt(l->out, is_plain ? "%s" : "<%s>", is_plain ? sign : tag);
	buf_s(l->out, s);
	buf_fmt(l->out, is_plain ? "%s" : "</%s>", is_plain ? sign : tag);
	l->space = trails;
}

/* The longest run of backticks. */
static size_t
longest_run(struct str s)
{
	size_t max = 0, run = 0;

	for (size_t i = 0; i < s.n; i++) {
		run = s.p[i] == '`' ? run + 1 : 0;
		max = run > max ? run : max;
	}
	return max;
}

static void
put_code(struct line *l, const xmlNode *n)
{
	AUTO(buf_release) struct buf text = BUF_INIT(l->out->max);
	bool pad;
	size_t ticks;

	html_text(n, &text);
	if (text.len == 0)
		return;
	put_space(l);
	/* Readers differ on a '|' in a cell's code. */
	if (l->place == MD_CELL && str_chr(buf_view(&text), '|') !=
	    (size_t)-1) {
		buf_str(l->out, "<code>");
		put_text(l, text.p);
		buf_str(l->out, "</code>");
		return;
	}
	ticks = longest_run(buf_view(&text)) + 1;
	pad = text.p[0] == '`' || text.p[text.len - 1] == '`' ||
	    (text.p[0] == ' ' && text.p[text.len - 1] == ' ');
	for (size_t i = 0; i < ticks; i++)
		buf_char(l->out, '`');
	buf_str(l->out, pad ? " " : "");
	for (size_t i = 0; i < text.len; i++)
		buf_char(l->out, ch_is_space(text.p[i]) ? ' ' : text.p[i]);
	buf_str(l->out, pad ? " " : "");
	for (size_t i = 0; i < ticks; i++)
		buf_char(l->out, '`');
}

static void
put_url(struct line *l, struct str url)
{
	for (size_t i = 0; i < url.n; i++) {
		char c = url.p[i];

		if ((unsigned char)c <= ' ' ||
		    memchr("()<>\\|\"", c, 7) != NULL)
			buf_fmt(l->out, "%%%02X", (unsigned char)c);
		else if (c == '&')
			buf_str(l->out, "\\&");
		else
			buf_char(l->out, c);
	}
}

static void
put_target(struct line *l, struct str url, struct str title)
{
	buf_str(l->out, "](");
	put_url(l, url);
	if (title.n > 0) {
		buf_str(l->out, " \"");
		for (size_t i = 0; i < title.n; i++) {
			char c = title.p[i];

			if (memchr("\\\"&|<`", c, 6) != NULL)
				buf_char(l->out, '\\');
			buf_char(l->out, ch_is_space(c) ? ' ' : c);
		}
		buf_char(l->out, '"');
	}
	buf_char(l->out, ')');
}

static void
put_link(struct line *l, const xmlNode *n)
{
	AUTO(buf_release) struct buf inside = BUF_INIT(l->out->max);
	struct str href = html_attr(n, "href");

	if (href.n == 0) {
		put_nodes(l, n->children, NULL);
		return;
	}
	put_apart(l, n, &inside);
	put_space(l);
	buf_char(l->out, '[');
	buf_s(l->out, buf_view(&inside));
	put_target(l, href, html_attr(n, "title"));
}

static void
put_image(struct line *l, const xmlNode *n)
{
	struct line alt = *l;
	struct str text = html_attr(n, "alt");

	put_space(l);
	buf_str(l->out, "![");
	/* Not at a line's start any more. */
	alt.start = 0;
	alt.space = false;
	put_text(&alt, text.p != NULL ? text.p : "");
	put_target(l, html_attr(n, "src"), html_attr(n, "title"));
}

/* TeX where the page has it, between dollar signs; else the words. */
static void
put_math(struct line *l, const xmlNode *n)
{
	AUTO(buf_release) struct buf tex = BUF_INIT(l->out->max);
	const xmlNode *a = html_find(n, "annotation");
	bool is_display = str_eq(html_attr(n, "display"), STR("block"));

	if (a == NULL || !str_eq(html_attr(a, "encoding"),
	    STR("application/x-tex"))) {
		put_nodes(l, n->children, NULL);
		return;
	}
	html_text(a, &tex);
	put_space(l);
	buf_str(l->out, is_display ? "$$" : "$");
	for (size_t i = 0; i < tex.len; i++)
		buf_char(l->out, tex.p[i] == '\n' ? ' ' : tex.p[i]);
	buf_str(l->out, is_display ? "$$" : "$");
}

static void
put_break(struct line *l)
{
	l->space = false;
	if (l->place == MD_CELL)
		buf_str(l->out, "<br>");
	else if (l->place == MD_PARAGRAPH && !is_at_line_start(l))
		buf_str(l->out, "\\\n");
	else
		l->space = true;
}

static void
put_element(struct line *l, const xmlNode *n)
{
	if (html_is(n, "br")) {
		put_break(l);
	} else if (html_is(n, "strong") || html_is(n, "b")) {
		put_emphasis(l, n, "**", "strong");
	} else if (html_is(n, "em") || html_is(n, "i")) {
		put_emphasis(l, n, "*", "em");
	} else if (html_is(n, "del") || html_is(n, "s")) {
		put_emphasis(l, n, "~~", "del");
	} else if (html_is(n, "code") || html_is(n, "samp")) {
		put_code(l, n);
	} else if (html_is(n, "a")) {
		put_link(l, n);
	} else if (html_is(n, "img")) {
		put_image(l, n);
	} else if (html_is(n, "math")) {
		put_math(l, n);
	} else if (is_one_of(n, as_html)) {
		put_space(l);
		buf_fmt(l->out, "<%s>", (const char *)n->name);
		put_nodes(l, n->children, NULL);
		buf_fmt(l->out, "</%s>", (const char *)n->name);
	} else {
		l->space = l->space || md_inline_is_block(n);
		put_nodes(l, n->children, NULL);
		l->space = l->space || md_inline_is_block(n);
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
	struct line l = { out, out->len, place, false };

	put_nodes(&l, first, end);
	/* A break at the end would show its sign. */
	while (out->len >= l.start + 2 && str_ends(str_from(buf_view(out),
	    l.start), STR("\\\n")))
		buf_cut(out, out->len - 2);
}
