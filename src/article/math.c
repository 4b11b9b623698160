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
	if (html_attr(img, "eeimg").p != NULL)
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
drawn_tex(const xmlNode *root, struct buf *tex, xmlNode **math)
{
	for (xmlNode *n = (xmlNode *)root; n != NULL;
	    n = html_next(n, root, false)) {
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
put_code(xmlNode *node, struct str tex)
{
	xmlNode *code;

	tex = str_trim(tex);
	if (str_starts(tex, STR("{\\displaystyle ")) && tex.n > 16)
		tex = str_trim(str_sub(tex, 15, tex.n - 1));
	code = xmlNewDocNode(node->doc, NULL, BAD_CAST "code", NULL);
	xmlAddChild(code, xmlNewDocTextLen(node->doc, BAD_CAST tex.p,
	    (int)tex.n));
	html_attr_set(code, "class", STR("math"));
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

	if (node_is(n, "span") && html_has_class(n, "MathJax_Preview")) {
		explain_drop(n, "a formula shown twice");
	} else if (tex_of(n, &tex)) {
		put_code(n, buf_view(&tex));
	} else if (is_formula_picture(n)) {
		buf_s(&tex, html_attr(n, "alt"));
		put_code(n, buf_view(&tex));
	} else if (is_mathml_script(n)) {
		open_script(n);
	} else if (is_drawn(n) || node_is(n, "math")) {
		if (has_script_after(n)) {
			explain_drop(n, "a formula shown twice");
		} else if (drawn_tex(n, &tex, &math)) {
			put_code(n, buf_view(&tex));
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
