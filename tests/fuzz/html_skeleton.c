#include "fuzz.h"
#include "html/tree.h"

#define MAX_OUT (64 << 20)

/* Each node on a line of its own, with the depth that it has. */
static bool
tree_of(struct str text, struct buf *out)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;
	const xmlNode *root;

	if (html_parse(text, &doc, &err) < 0)
		return false;
	root = xmlDocGetRootElement(doc);
	for (const xmlNode *n = root; n != NULL;
	    n = html_next(n, root, false)) {
		size_t depth = 0;

		for (const xmlNode *up = n; up != root; up = up->parent)
			depth++;
		buf_fmt(out, "%zu %s", depth, (const char *)n->name);
		if (n->type == XML_TEXT_NODE)
			buf_fmt(out, " %s", (const char *)n->content);
		for (const xmlAttr *a = n->type == XML_ELEMENT_NODE ?
		    n->properties : NULL; a != NULL; a = a->next) {
			buf_fmt(out, " %s=", (const char *)a->name);
			buf_s(out, html_attr(n, (const char *)a->name));
		}
		buf_char(out, '\n');
	}
	return !out->failed;
}

/* A text is parsed as it stands when one of the signs that stand for left out
 * parts is in it, as here in a comment before all else. */
int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	AUTO(buf_release) struct buf whole = BUF_INIT(MAX_OUT);
	AUTO(buf_release) struct buf want = BUF_INIT(MAX_OUT);
	AUTO(buf_release) struct buf got = BUF_INIT(MAX_OUT);

	if (n > 100000)
		return 0;
	buf_str(&whole, "<!--\U000F0000-->");
	buf_s(&whole, fuzz_str(p, n));
	if (!tree_of(buf_view(&whole), &want) ||
	    !tree_of(fuzz_str(p, n), &got))
		return 0;
	if (!str_eq(buf_view(&want), buf_view(&got))) {
		fprintf(stderr, "parsed whole:\n%s\n----\nin parts:\n%s\n",
		    want.p, got.p);
		abort();
	}
	return 0;
}
