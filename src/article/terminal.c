#include "article/terminal.h"

#include "article/node.h"
#include "base/buf.h"
#include "html/tree.h"

/* A session is a few screens long. */
#define MAX_SESSION ((size_t)256 << 10)

static void
play(xmlNode *pre)
{
	AUTO(buf_release) struct buf markup = BUF_INIT(MAX_SESSION);
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_SESSION);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	xmlNode *next;

	buf_str(&markup, "<pre>\n");
	html_text(pre, &markup);
	if (markup.failed ||
	    str_find(buf_view(&markup), STR("</")) == (size_t)-1 ||
	    html_parse(buf_view(&markup), &doc, NULL) < 0)
		return;
	html_text(html_find(xmlDocGetRootElement(doc), "body"), &text);
	if (text.failed)
		return;
	for (xmlNode *n = pre->children; n != NULL; n = next) {
		next = n->next;
		html_drop(n);
	}
	xmlAddChild(pre, xmlNewDocTextLen(pre->doc, BAD_CAST text.p,
	    (int)text.len));
}

void
terminal_normalise(xmlNode *body)
{
	static const char *const classes[] = { "termy" };

	for (xmlNode *n = body; n != NULL; n = html_next(n, body, false)) {
		if (node_is(n, "pre") && n->parent != NULL &&
		    (node_has_class(n->parent, classes, 1) ||
		    (n->parent->parent != NULL && node_has_class(
		    n->parent->parent, classes, 1))))
			play(n);
	}
}
