#include "article/math.h"

#include <stdlib.h>

#include "article/explain.h"
#include "article/node.h"
#include "base/buf.h"
#include "base/mem.h"
#include "html/tree.h"

/* The longest formula that people write by hand is a tenth of this. */
#define MAX_TEX ((size_t)64 << 10)
/* Preview, drawing and script stand close together. */
#define MAX_SIBLINGS 8

static const struct {
	const char *open, *close;
	bool is_display;
} delimiters[] = {
	{ "\\[", "\\]", true }, { "$$", "$$", true }, { "\\(", "\\)", false },
};

static bool
has_letter(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ch_is_alnum(s.p[i]))
			return true;
	return false;
}

/* TeX between delimiters without them; "$$$" are prices. */
static struct str
without_delimiters(struct str s, bool *is_display)
{
	s = str_trim(s);
	for (size_t i = 0; i < sizeof(delimiters) / sizeof(*delimiters); i++) {
		struct str open = str_of(delimiters[i].open);
		struct str close = str_of(delimiters[i].close);
		struct str inside;

		if (s.n <= open.n + close.n || !str_starts(s, open) ||
		    !str_ends(s, close))
			continue;
		inside = str_sub(s, open.n, s.n - close.n);
		if (str_find(inside, str_sub(open, 0, open.p[0] == '$' ? 1 :
		    2)) != (size_t)-1 || !has_letter(inside))
			continue;
		*is_display = delimiters[i].is_display;
		return str_trim(inside);
	}
	return s;
}

/* Does an element declare to be one on lines of its own? */
static bool
says_display(const xmlNode *n)
{
	static const char *const classes[] = { "katex-display",
		"MathJax_Display", "MathJax_SVG_Display", "math-display",
		"mwe-math-fallback-image-display" };
	struct str v;

	if (n->type != XML_ELEMENT_NODE || n->properties == NULL)
		return false;
	v = html_attr(n, "type");
	if (node_is(n, "script"))
		return str_find_nocase(v, STR("mode=display")) != (size_t)-1;
	v = html_attr(n, "display");
	if (node_is(n, "math"))
		return str_eq_nocase(v, STR("block")) || str_eq_nocase(
		    html_attr(n, "mode"), STR("display"));
	if (node_is(n, "mjx-container") && str_eq_nocase(v, STR("true")))
		return true;
	/* Pictures of zhihu. */
	if (node_is(n, "img") && str_eq(html_attr(n, "eeimg"), STR("2")))
		return true;
	return node_has_class(n, classes, sizeof(classes) / sizeof(*classes)) ||
	    (html_has_class(n, "math") && html_has_class(n, "display"));
}

/* "\\[citation needed\\]" is what Markdown left over. */
static bool
is_like_tex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("\\^_={}+", s.p[i]) != NULL)
			return true;
	return false;
}

/*
 * Written TeX that a script was to draw: alone in an element that says so,
 * or, on lines of its own, in a block.
 */
static bool
written_tex(const xmlNode *n, struct buf *tex, bool *is_display)
{
	static const char *const classes[] = { "math", "arithmatex", "tex",
		"latex", "mathjax", "MathJax", "math-inline", "math-display" };
	static const char *const blocks[] = { "div", "p", "dd" };
	struct str text, inside;
	bool is_named;

	is_named = (node_is(n, "span") || node_is(n, "div")) &&
	    n->properties != NULL && node_has_class(n, classes,
	    sizeof(classes) / sizeof(*classes));
	if ((!is_named && !NODE_IS_ANY(n, blocks)) || n->children == NULL ||
	    n->children->type != XML_TEXT_NODE || n->children->next != NULL)
		return false;
	text = str_trim(str_of((const char *)n->children->content));
	if (text.n == 0 || text.n > MAX_TEX ||
	    (text.p[0] != '\\' && text.p[0] != '$'))
		return false;
	inside = without_delimiters(text, is_display);
	if (inside.n == text.n || (!is_named && (!*is_display ||
	    !is_like_tex(inside))))
		return false;
	buf_s(tex, inside);
	return true;
}

/* Has TeX been found for node? Appends it. */
static bool
tex_of(const xmlNode *node, struct buf *tex)
{
	static const char *const attrs[] = { "data-tex", "data-latex",
		"data-formula", "data-math" };
	struct str v;

	if (node->properties == NULL)
		return false;
	if (node_is(node, "script")) {
		v = html_attr(node, "type");
		if (v.p == NULL || (!str_starts_nocase(v, STR("math/tex")) &&
		    !str_starts_nocase(v, STR("math/asciimath"))))
			return false;
		html_text(node, tex);
		return true;
	}
	if (node_is(node, "span") || node_is(node, "div") ||
	    node_is(node, "img")) {
		for (size_t i = 0; i < sizeof(attrs) / sizeof(*attrs); i++) {
			v = html_attr(node, attrs[i]);
			if (v.p != NULL && str_trim(v).n > 0) {
				buf_s(tex, v);
				return true;
			}
		}
	}
	return false;
}

static bool
is_formula_picture(const xmlNode *img)
{
	static const char *const classes[] = { "eeimg", "mathcode", "latex",
		"tex", "math", "mwe-math-fallback-image-inline",
		"mwe-math-fallback-image-display", "Formula-image" };
	static const char *const sources[] = { "/equation?tex=",
		"latex.codecogs.com/", "math.now.sh", "chart?cht=tx" };
	struct str src;

	if (!node_is(img, "img") || html_attr(img, "alt").n == 0)
		return false;
	src = html_attr(img, "src");
	if (html_attr(img, "eeimg").p != NULL ||
	    (html_has_class(img, "formula") &&
	    html_attr(img, "source").n > 0))
		return true;
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		if (html_has_class(img, classes[i]))
			return true;
	for (size_t i = 0; src.p != NULL && i < sizeof(sources) /
	    sizeof(*sources); i++)
		if (str_find(src, str_of(sources[i])) != (size_t)-1)
			return true;
	return false;
}

static bool
is_drawn(const xmlNode *n)
{
	static const char *const classes[] = { "katex", "katex-display",
		"mwe-math-element", "MathJax_SVG", "MathJax", "mjx-chtml",
		"MathJax_Display", "MathJax_SVG_Display" };

	if (node_is(n, "mjx-container"))
		return true;
	if (!node_is(n, "span") && !node_is(n, "div"))
		return false;
	return node_has_class(n, classes, sizeof(classes) / sizeof(*classes));
}

/* Annotations hold the source in many languages. */
static bool
is_tex_annotation(const xmlNode *n)
{
	static const char *const names[] = { "application/x-tex", "tex",
		"latex", "application/x-latex", "text/x-tex" };
	struct str encoding;

	if (!node_is(n, "annotation"))
		return false;
	encoding = html_attr(n, "encoding");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_eq_nocase(encoding, str_of(names[i])))
			return true;
	return encoding.n == 0;
}

/* The TeX or MathML inside of what a program drew. */
static bool
drawn_tex(const xmlNode *root, struct buf *tex, xmlNode **math,
    bool *is_display)
{
	for (xmlNode *n = (xmlNode *)root; n != NULL;
	    n = html_next(n, root, false)) {
		*is_display = *is_display || says_display(n);
		if (node_is(n, "math") && *math == NULL)
			*math = n;
		if (is_tex_annotation(n)) {
			html_text(n, tex);
			return true;
		}
		if (n != root && tex_of(n, tex))
			return true;
	}
	if (*math != NULL && html_attr(*math, "alttext").n > 0) {
		buf_s(tex, html_attr(*math, "alttext"));
		return true;
	}
	return false;
}

static void
put_code(xmlNode *node, struct str tex, bool is_display)
{
	xmlNode *code;

	tex = without_delimiters(tex, &is_display);
	if (str_starts(tex, STR("{\\displaystyle ")) && tex.n > 16)
		tex = str_trim(str_sub(tex, 15, tex.n - 1));
	code = xmlNewDocNode(node->doc, NULL, BAD_CAST "code", NULL);
	xmlAddChild(code, xmlNewDocTextLen(node->doc, BAD_CAST tex.p,
	    (int)tex.n));
	html_attr_set(code, "class", is_display ? STR("math display") :
	    STR("math"));
	xmlReplaceNode(node, code);
	xmlFreeNode(node);
}

/* MathJax leaves its script behind the drawing: one of the two goes. */
static bool
has_script_after(const xmlNode *n)
{
	n = n->next;
	for (int i = 0; i < MAX_SIBLINGS && n != NULL; i++, n = n->next) {
		if (node_is(n, "script"))
			return str_starts_nocase(html_attr(n, "type"),
			    STR("math/"));
		if (n->type == XML_ELEMENT_NODE && !is_drawn(n))
			return false;
	}
	return false;
}

/* MathML that a script was to draw, in place of the script. */
static void
open_script(xmlNode *script)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEX);
	const xmlNode *math;

	html_text(script, &text);
	if (text.failed || html_parse(buf_view(&text), &doc, NULL) < 0)
		return;
	math = html_find(xmlDocGetRootElement(doc), "math");
	if (math == NULL)
		return;
	xmlAddPrevSibling(script, xmlDocCopyNode((xmlNode *)math,
	    script->doc, 1));
	html_drop(script);
}

static bool
is_mathml_script(const xmlNode *n)
{
	return node_is(n, "script") && str_starts_nocase(html_attr(n, "type"),
	    STR("math/mml"));
}

static xmlNode *
rewrite(xmlNode *n, xmlNode *root)
{
	AUTO(buf_release) struct buf tex = BUF_INIT(MAX_TEX);
	xmlNode *math = NULL, *next = html_next(n, root, true);
	bool is_display = says_display(n);

	if (node_is(n, "span") && html_has_class(n, "MathJax_Preview")) {
		explain_drop(n, "a formula shown twice");
	} else if (tex_of(n, &tex)) {
		put_code(n, buf_view(&tex), is_display);
	} else if (written_tex(n, &tex, &is_display)) {
		xmlNodeSetContent(n, NULL);
		put_code(xmlAddChild(n, xmlNewDocNode(n->doc, NULL,
		    BAD_CAST "span", NULL)), buf_view(&tex), is_display);
	} else if (is_formula_picture(n)) {
		buf_s(&tex, html_attr(n, "alt"));
		put_code(n, buf_view(&tex), is_display);
	} else if (is_mathml_script(n)) {
		open_script(n);
	} else if (is_drawn(n) || node_is(n, "math")) {
		if (has_script_after(n)) {
			explain_drop(n, "a formula shown twice");
		} else if (drawn_tex(n, &tex, &math, &is_display)) {
			put_code(n, buf_view(&tex), is_display);
		} else if (math != NULL && math != n) {
			xmlUnlinkNode(math);
			xmlReplaceNode(n, math);
			xmlFreeNode(n);
		}
	} else {
		next = html_next(n, root, false);
	}
	return next;
}

void
math_normalise(xmlNode *root)
{
	xmlNode *n = html_next(root, root, false);

	while (n != NULL)
		n = n->type == XML_ELEMENT_NODE && n != root ?
		    rewrite(n, root) : html_next(n, root, false);
}
