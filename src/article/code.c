#include "article/code.h"

#include <stdlib.h>

#include "article/codelang.h"
#include "article/explain.h"
#include "article/node.h"
#include "base/buf.h"
#include "base/mem.h"
#include "html/tree.h"

/* A listing beyond this is a data dump. */
#define MAX_LISTING ((size_t)8 << 20)

struct nodes {
	xmlNode **v;
	size_t n, cap;
};

/* Does any class name of the node equal or, with a '*' at its end, start with
 * one of the patterns? */
static bool
has_class_of(const xmlNode *node, const char *const *patterns, size_t n)
{
	struct str rest = html_attr(node, "class"), name;

	while (rest.p != NULL && str_cut(&rest, ' ', &name)) {
		for (size_t i = 0; name.n > 0 && i < n; i++) {
			struct str p;

			if (ch_lower(name.p[0]) != ch_lower(patterns[i][0]))
				continue;
			p = str_of(patterns[i]);
			if (p.p[p.n - 1] == '*' ? str_starts_nocase(name,
			    str_sub(p, 0, p.n - 1)) : str_eq_nocase(name, p))
				return true;
		}
	}
	return false;
}

#define HAS_CLASS_OF(node, list) \
	has_class_of(node, list, sizeof(list) / sizeof((list)[0]))

static bool
is_gutter(const xmlNode *n)
{
	static const char *const gutters[] = {
		"gutter", "linenos", "lineno", "linenumber",
		"line-numbers-rows",
		"hljs-ln-numbers", "hljs-ln-n", "rouge-gutter", "blob-num*",
		"line-number", "line-numbers-wrapper", "crayon-nums",
		"react-syntax-highlighter-line-number", "pre-numbering",
		"code-line-number", "lnt", "ln", "line_numbers", "ln-num",
		"codeblock-lines", "linenodiv", "cnblogs_code_collapse",
		"enlighter-gutter", "code-lines", "highlight-lines",
		"token-line-number", "line-num", "gl",
	};
	static const char *const extras[] = {
		"copy*", "btn*", "code-copy*", "hljs-button", "signin",
		"toolbar", "clipboard*", "code-toolbar-item",
		"cnblogs_code_copy",
		"opt-box", "hljs-copy*", "code-header", "code-tools",
		"lang-label",
		"copy-button", "codecopy*", "zclip*", "contentcopy",
	};

	return HAS_CLASS_OF(n, gutters) || HAS_CLASS_OF(n, extras) ||
	    node_is(n, "button") || node_is(n, "style") ||
	    node_is(n, "textarea") || node_is(n, "script");
}

/* Elements that stand on a line of their own inside a listing. */
static bool
is_line(const xmlNode *n)
{
	static const char *const lines[] = {
		"li", "div", "tr", "p", "ol", "ul", "table", "tbody",
	};
	static const char *const classes[] = {
		"code-line", "view-line", "token-line", "cm-line",
		"CodeMirror-line", "ace_line",
	};

	return NODE_IS_ANY(n, lines) || HAS_CLASS_OF(n, classes);
}

/* One <code> a line: siblings without a newline between them. */
static bool
is_code_line(const xmlNode *n)
{
	const xmlNode *next = n->next;

	return node_is(n, "code") && node_is(n->parent, "pre") &&
	    (node_is(next, "code") || node_is(n->prev, "code"));
}

static void
start_line(struct buf *out)
{
	if (out->len > 0 && out->p[out->len - 1] != '\n')
		buf_char(out, '\n');
}

static void
put_text(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (s[0] == '\xc2' && s[1] == '\xa0') {
			buf_char(out, ' ');
			s++;
		} else if (s[0] == '\xe2' && s[1] == '\x80' && s[2] == '\x8b') {
			s += 2;
		} else if (*s != '\r') {
			buf_char(out, *s);
		}
	}
}

/* "1", "1\n2\n3": what numbers the lines. */
static bool
is_numbers(const xmlNode *cell)
{
	bool has_digit = false;

	for (const xmlNode *n = cell; n != NULL; n = html_next(n, cell,
	    false)) {
		if (n->type != XML_TEXT_NODE)
			continue;
		for (const xmlChar *p = n->content; *p != '\0'; p++) {
			has_digit = has_digit || ch_is_digit((char)*p);
			if (!ch_is_digit((char)*p) && !ch_is_space((char)*p))
				return false;
		}
	}
	return has_digit;
}

static const xmlNode *
next_element(const xmlNode *n)
{
	do {
		n = n->next;
	} while (n != NULL && n->type != XML_ELEMENT_NODE);
	return n;
}

/* The first of a row's two cells, with numbers only. */
static bool
is_number_cell(const xmlNode *n)
{
	const xmlNode *next;

	if (!node_is(n, "td") || (next = next_element(n)) == NULL ||
	    !node_is(next, "td") || next_element(next) != NULL)
		return false;
	return is_numbers(n);
}

/* The text of a listing. Every line element ends with a newline; an empty
 * one is an empty line. */
static void
listing_text(const xmlNode *root, struct buf *out)
{
	const xmlNode *n = root;

	while (n != NULL) {
		bool inside = false;

		if (n->type == XML_TEXT_NODE) {
			/* Between rows there is only the source's layout. */
			if (!node_is(n->parent, "tr") &&
			    !node_is(n->parent, "tbody") &&
			    !node_is(n->parent, "table") &&
			    !node_is(n->parent, "ol") &&
			    !node_is(n->parent, "ul"))
				put_text(out, (const char *)n->content);
		} else if (n->type == XML_ELEMENT_NODE && (n == root ||
		    (!is_gutter(n) && !is_number_cell(n)))) {
			if (node_is(n, "br"))
				buf_char(out, '\n');
			else if (n != root && is_line(n))
				start_line(out);
			inside = n->children != NULL;
			if (!inside && node_is(n, "li"))
				buf_char(out, '\n');
		}
		if (inside) {
			n = n->children;
			continue;
		}
		while (n != root && n->next == NULL) {
			n = n->parent;
			if (n != root && (is_line(n) || is_code_line(n)))
				start_line(out);
		}
		if (n == root)
			break;
		if (is_code_line(n))
			start_line(out);
		n = n->next;
	}
}

/* Puts <pre><code>text</code></pre> in place of node. */
static void
replace(xmlNode *node, const xmlNode *pre)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_LISTING);
	char class[16 + CODELANG_SIZE] = "language-";
	xmlNode *new_pre, *code;
	struct str s;

	listing_text(pre, &text);
	s = buf_view(&text);
	while (s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == ' '))
		s.n--;
	while (s.n > 0 && s.p[0] == '\n')
		s = str_from(s, 1);
	if (s.n == 0) {
		explain_drop(node, "an empty listing");
		return;
	}
	new_pre = xmlNewDocNode(node->doc, NULL, BAD_CAST "pre", NULL);
	code = xmlNewDocNode(node->doc, NULL, BAD_CAST "code", NULL);
	xmlAddChild(new_pre, code);
	xmlAddChild(code, xmlNewDocTextLen(node->doc, BAD_CAST s.p,
	    (int)s.n));
	if (codelang_find(pre, class + strlen(class)))
		html_attr_set(code, "class", str_of(class));
	xmlReplaceNode(node, new_pre);
	xmlFreeNode(node);
}

/* <pre> holding figures, headings or paragraphs of prose is layout. */
static bool
is_layout(const xmlNode *pre)
{
	for (const xmlNode *n = pre; n != NULL; n = html_next(n, pre, false))
		if (node_is(n, "img") || node_is(n, "h1") ||
		    node_is(n, "h2") || node_is(n, "h3"))
			return true;
	return false;
}

/* Is there a listing in the cell, and no word outside of it? */
static bool
is_only_code(const xmlNode *cell)
{
	static const char *const names[] = { "pre", "code" };
	const xmlNode *n = html_next(cell, cell, false);
	bool has_code = false;

	while (n != NULL) {
		bool is_code = NODE_IS_ANY(n, names);

		if (n->type == XML_TEXT_NODE && !xmlIsBlankNode(n))
			return false;
		has_code = has_code || is_code;
		n = html_next(n, cell, is_code);
	}
	return has_code;
}

static bool
is_listing_table(const xmlNode *table)
{
	static const char *const classes[] = {
		"highlighttable", "hljs-ln", "rouge-table", "lntable",
		"crayon-table", "rouge-line-table", "diff-table",
		"js-file-line-container", "blob-wrapper",
	};
	const xmlNode *n;

	if (HAS_CLASS_OF(table, classes))
		return true;
	for (n = table; n != NULL; n = html_next(n, table, false)) {
		const xmlNode *code = node_is(n, "td") ? next_element(n) :
		    NULL;

		if (!node_is(n, "td"))
			continue;
		if (!node_is(code, "td"))
			return false;
		return is_gutter(n) || (is_number_cell(n) &&
		    is_only_code(code));
	}
	return false;
}

/* The cell or the listing of a table that holds the code itself. */
static const xmlNode *
table_code(const xmlNode *table)
{
	const xmlNode *last = NULL;
	size_t n_pre = 0;

	for (const xmlNode *n = table; n != NULL; ) {
		if (n != table && n->type == XML_ELEMENT_NODE &&
		    (is_gutter(n) || is_number_cell(n))) {
			n = html_next(n, table, true);
			continue;
		}
		if (node_is(n, "pre")) {
			last = n;
			n_pre++;
		}
		n = html_next(n, table, false);
	}
	return n_pre == 1 ? last : table;
}

static bool
is_inside_pre(const xmlNode *n)
{
	for (n = n->parent; n != NULL; n = n->parent)
		if (node_is(n, "pre"))
			return true;
	return false;
}

/* Editors that draw a listing with blocks and no <pre>. */
static bool
is_drawn_listing(const xmlNode *n)
{
	static const char *const classes[] = {
		"syntaxhighlighter", "CodeMirror-code", "cm-content",
		"view-lines", "ace_text-layer",
	};

	return node_is(n, "div") && HAS_CLASS_OF(n, classes);
}

static void
collect(xmlNode *root, struct nodes *found)
{
	xmlNode *n = root;

	while (n != NULL) {
		bool is_found = false;

		if (node_is(n, "table"))
			is_found = is_listing_table(n) && !is_inside_pre(n);
		else if (node_is(n, "pre"))
			is_found = !is_layout(n);
		else if (node_is(n, "div"))
			is_found = is_drawn_listing(n);
		else if (node_is(n, "xmp") || node_is(n, "listing"))
			is_found = true;
		if (is_found)
			*VEC_PUSH(&found->v, &found->n, &found->cap) = n;
		n = html_next(n, root, is_found);
	}
}

void
code_normalise(xmlNode *root)
{
	struct nodes found = { NULL, 0, 0 };

	collect(root, &found);
	for (size_t i = 0; i < found.n; i++) {
		xmlNode *n = found.v[i];

		replace(n, node_is(n, "table") ? table_code(n) : n);
	}
	free(found.v);
}
