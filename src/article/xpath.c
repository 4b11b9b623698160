#include "article/xpath.h"

#include <libxml/xpathInternals.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "html/tree.h"

/* Names and dates; longer values are not what was meant. */
#define MAX_TEXT 16384
/* Authors of an article that are named. */
#define MAX_VALUES 20

static char in_set;	/* its address marks a node */

void
xpath_release(struct xpath *x)
{
	if (x->compiled != NULL)
		xmlXPathFreeCompExpr(x->compiled);
	x->compiled = NULL;
}

/* libxml2 says some things to standard error that have a code as well. */
static void
say_nothing(void *ctx, const char *fmt, ...)
{
	(void)ctx;
	(void)fmt;
}

static void
note_error(void *ctx, xmlErrorPtr e)
{
	*(int *)ctx = e->int1;
}

static xmlXPathCompExpr *
compile(struct str text, int *at)
{
	AUTO(mem_freep) char *s = mem_dupn(text.p, text.n);
	xmlXPathContext *ctx = xmlXPathNewContext(NULL);
	xmlXPathCompExpr *x = NULL;

	if (ctx != NULL) {
		ctx->error = note_error;
		ctx->userData = at;
		x = xmlXPathCtxtCompile(ctx, BAD_CAST s);
		xmlXPathFreeContext(ctx);
	}
	return x;
}

int
xpath_check(struct str text, struct err *err)
{
	int at = 0;
	xmlXPathCompExpr *x;

	xmlSetGenericErrorFunc(NULL, say_nothing);
	x = compile(text, &at);
	xmlSetGenericErrorFunc(NULL, NULL);
	if (x == NULL)
		return err_set(err, ERR_USAGE, "no XPath 1.0 after character "
		    "%d of '%.*s'", at, STR_ARG(text));
	xmlXPathFreeCompExpr(x);
	return 0;
}

static void
note_failure(void *ctx, xmlErrorPtr e)
{
	struct xpath_page *page = ctx;

	page->failure = e->code == XML_XPATH_EXPRESSION_OK +
	    XPATH_OP_LIMIT_EXCEEDED ? "takes too many steps" :
	    "cannot be worked out";
}

void
xpath_page_init(struct xpath_page *page, xmlDoc *doc)
{
	*page = (struct xpath_page){ xmlXPathNewContext(doc), doc, NULL };
	if (page->ctx == NULL)
		mem_give_up();
	page->ctx->opLimit = XPATH_MAX_STEPS;
	page->ctx->error = note_failure;
	page->ctx->userData = page;
}

void
xpath_page_release(struct xpath_page *page)
{
	if (page->ctx != NULL)
		xmlXPathFreeContext(page->ctx);
	page->ctx = NULL;
}

void
xpath_nodes_release(struct xpath_nodes *nodes)
{
	free(nodes->v);
	*nodes = (struct xpath_nodes){ 0 };
}

static xmlXPathObject *
eval(struct xpath_page *page, struct xpath *x)
{
	xmlXPathObject *o = NULL;
	int at = 0;

	page->failure = NULL;
	xmlSetGenericErrorFunc(NULL, say_nothing);
	if (x->compiled == NULL && !x->is_wrong) {
		x->compiled = compile(x->text, &at);
		x->is_wrong = x->compiled == NULL;
	}
	page->ctx->node = xmlDocGetRootElement(page->doc);
	if (x->compiled != NULL)
		o = xmlXPathCompiledEval(x->compiled, page->ctx);
	xmlSetGenericErrorFunc(NULL, NULL);
	if (o == NULL && page->failure == NULL)
		page->failure = "cannot be worked out";
	return o;
}

static bool
is_found(const xmlNode *n)
{
	return n->type == XML_ELEMENT_NODE || n->type == XML_TEXT_NODE ||
	    n->type == XML_ATTRIBUTE_NODE;
}

/* Marks the nodes of a set and remembers what stood there, or puts it back. */
static void
mark(const xmlNodeSet *set, int n, void **before, bool is_back)
{
	for (int k = 0; k < n; k++) {
		int i = is_back ? n - 1 - k : k;
		xmlNode *node = set->nodeTab[i];

		if (!is_found(node) || node->type == XML_ATTRIBUTE_NODE)
			continue;
		if (!is_back)
			before[i] = node->_private;
		node->_private = is_back ? before[i] : &in_set;
	}
}

/* In document order, by a walk: sorting would look at each pair's siblings. */
static void
collect(const xmlDoc *doc, const xmlNodeSet *set, bool is_outer,
    struct xpath_nodes *out)
{
	xmlNode *root = xmlDocGetRootElement(doc);
	int n_set = set->nodeNr < XPATH_MAX_NODES ? set->nodeNr :
	    XPATH_MAX_NODES;
	AUTO(mem_freep) void **before = mem_array((size_t)n_set + 1,
	    sizeof(*before));

	for (int i = 0; i < n_set; i++)
		if (set->nodeTab[i]->type == XML_ATTRIBUTE_NODE)
			*VEC_PUSH(&out->v, &out->n, &out->cap) =
			    set->nodeTab[i];
	mark(set, n_set, before, false);
	for (xmlNode *n = root, *next; n != NULL; n = next) {
		bool is_hit = n->_private == &in_set;

		if (is_hit)
			*VEC_PUSH(&out->v, &out->n, &out->cap) = n;
		next = html_next(n, root, is_hit && is_outer);
	}
	mark(set, n_set, before, true);
}

void
xpath_find(struct xpath_page *page, struct xpath *x, bool is_outer,
    struct xpath_nodes *out)
{
	xmlXPathObject *o = eval(page, x);

	out->n = 0;
	if (o != NULL && o->type == XPATH_NODESET && o->nodesetval != NULL &&
	    o->nodesetval->nodeNr > 0)
		collect(page->doc, o->nodesetval, is_outer, out);
	/* Before anything in it is freed: libxml2 looks at each node. */
	xmlXPathFreeObject(o);
}

bool
xpath_holds(struct xpath_page *page, struct xpath *x)
{
	xmlXPathObject *o = eval(page, x);
	bool holds = o != NULL && xmlXPathCastToBoolean(o) != 0;

	xmlXPathFreeObject(o);
	return holds;
}

static void
value_of(const xmlNode *n, struct buf *raw)
{
	if (n->type == XML_ATTRIBUTE_NODE)
		buf_str(raw, n->children != NULL ?
		    (const char *)n->children->content : "");
	else
		html_text(n, raw);
}

void
xpath_text(struct xpath_page *page, struct xpath *x, const char *sep,
    struct buf *out)
{
	AUTO(xpath_nodes_release) struct xpath_nodes nodes = { 0 };
	xmlXPathObject *o = eval(page, x);
	size_t start = out->len;

	if (o != NULL && o->type == XPATH_NODESET && o->nodesetval != NULL)
		collect(page->doc, o->nodesetval, true, &nodes);
	else if (o != NULL && o->type == XPATH_STRING && o->stringval != NULL)
		text_squeeze(out, str_of((const char *)o->stringval));
	xmlXPathFreeObject(o);
	for (size_t i = 0; i < nodes.n && i < MAX_VALUES; i++) {
		AUTO(buf_release) struct buf raw = BUF_INIT(MAX_TEXT);
		AUTO(buf_release) struct buf line = BUF_INIT(MAX_TEXT);

		value_of(nodes.v[i], &raw);
		text_squeeze(&line, buf_view(&raw));
		if (line.len == 0)
			continue;
		if (out->len > start)
			buf_str(out, sep);
		buf_s(out, buf_view(&line));
	}
}
