#include "html/write.h"

#include <string.h>

#include "html/tree.h"

static const char *const voids[] = {
	"area", "base", "br", "col", "embed", "hr", "img", "input", "link",
	"meta", "param", "source", "track", "wbr", NULL,
};

/* Their content is no markup to an HTML5 parser: escaping would not hold. */
static const char *const raws[] = {
	"iframe", "listing", "noembed", "noframes", "noscript", "plaintext",
	"script", "style", "template", "textarea", "title", "xmp", NULL,
};

static bool
is_one_of(struct str name, const char *const *list)
{
	for (; name.n > 0 && *list != NULL; list++) {
		if (name.p[0] == (*list)[0] && str_eq(name, str_of(*list)))
			return true;
	}
	return false;
}

bool
html_is_void(struct str name)
{
	return is_one_of(name, voids);
}

static const char *
entity(char c, bool in_attr)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return in_attr ? "&quot;" : NULL;
	case '\r':
		return "\n";
	default:
		return NULL;
	}
}

static void
escape(struct buf *out, struct str s, bool in_attr)
{
	size_t from = 0;
	const char *e;

	for (size_t i = 0; i < s.n; i++) {
		if (in_attr && s.p[i] == '\xc2' && i + 1 < s.n &&
		    s.p[i + 1] == '\xa0') {
			buf_s(out, str_sub(s, from, i));
			buf_str(out, "&nbsp;");
			from = ++i + 1;
			continue;
		}
		e = entity(s.p[i], in_attr);
		if (e == NULL)
			continue;
		buf_s(out, str_sub(s, from, i));
		buf_str(out, e);
		from = i + 1;
	}
	buf_s(out, str_from(s, from));
}

void
html_escape(struct buf *out, struct str s)
{
	escape(out, s, true);
}

void
html_escape_text(struct buf *out, struct str s)
{
	escape(out, s, false);
}

static void
write_start(const xmlNode *n, struct buf *out)
{
	buf_char(out, '<');
	buf_str(out, (const char *)n->name);
	for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
		buf_char(out, ' ');
		buf_str(out, (const char *)a->name);
		buf_str(out, "=\"");
		if (a->children != NULL)
			escape(out, str_of((const char *)a->children->content),
			    true);
		buf_char(out, '"');
	}
	buf_char(out, '>');
	/* The parser takes one newline after <pre> away. */
	if (html_is(n, "pre") && n->children != NULL &&
	    n->children->type == XML_TEXT_NODE &&
	    (n->children->content[0] == '\n' ||
	    n->children->content[0] == '\r'))
		buf_char(out, '\n');
}

/* Writes what stands before the children; true when there may be some. */
static bool
enter(const xmlNode *n, struct buf *out)
{
	struct str name;

	if (n->type == XML_TEXT_NODE) {
		escape(out, str_of((const char *)n->content), false);
		return false;
	}
	if (n->type != XML_ELEMENT_NODE)
		return false;
	name = str_of((const char *)n->name);
	if (is_one_of(name, raws))
		return false;
	write_start(n, out);
	return !html_is_void(name);
}

static void
leave(const xmlNode *n, struct buf *out)
{
	buf_str(out, "</");
	buf_str(out, (const char *)n->name);
	buf_char(out, '>');
}

void
html_write(const xmlNode *root, struct buf *out)
{
	const xmlNode *n = root;

	for (;;) {
		if (enter(n, out)) {
			if (n->children != NULL) {
				n = n->children;
				continue;
			}
			leave(n, out);
		}
		while (n != root && n->next == NULL) {
			n = n->parent;
			leave(n, out);
		}
		if (n == root)
			return;
		n = n->next;
	}
}

void
html_write_children(const xmlNode *root, struct buf *out)
{
	for (const xmlNode *n = root->children; n != NULL; n = n->next)
		html_write(n, out);
}
