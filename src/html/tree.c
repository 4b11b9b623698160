#include "html/tree.h"

#include <gumbo.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "html/build.h"
#include "html/charref.h"
#include "html/guard.h"
#include "html/heap.h"

/* A page's bytes; more is no page that somebody reads. */
#define TEXT_MAX ((size_t)20 << 20)
/* What gumbo may take for one text, and what may be put back into its tree:
 * more than a million elements. Where less is to be had, malloc() says so. */
#define HEAP_MAX ((size_t)320 << 20)
/* From here on gumbo's tree is given back while it is copied. Ordinary pages
 * save the time that this takes. */
#define DRAIN_MIN ((size_t)12 << 20)

/* What changes between setjmp() and longjmp() lives in the heap struct. */
static int
parse(struct heap *heap, struct str text, struct build *job, xmlDoc **out)
{
	GumboOptions options = kGumboDefaultOptions;
	const GumboOutput *parsed;

	options.allocator = heap_alloc;
	options.deallocator = heap_free;
	options.userdata = heap;
	options.max_errors = 0;
	if (setjmp(heap->full) != 0)
		return -1;
	parsed = gumbo_parse_with_options(&options, text.p, text.n);
	if (heap->used >= DRAIN_MIN) {
		heap_drain(heap);
		job->drained = heap;
	}
	*out = build_tree(job, parsed);
	if (!job->is_full)
		return 0;
	html_doc_freep(out);
	return -1;
}

/* False: the text itself is to be parsed. */
static bool
parse_skeleton(struct str text, int *rc, xmlDoc **out)
{
	AUTO(skeleton_release) struct skeleton skeleton;
	AUTO(heap_release) struct heap heap;
	struct build job = { .skeleton = &skeleton, .room = HEAP_MAX };

	heap_init(&heap, HEAP_MAX);
	if (!skeleton_make(&skeleton, text))
		return false;
	*rc = parse(&heap, buf_view(&skeleton.text), &job, out);
	if (*rc < 0 || skeleton_is_met(&skeleton))
		return true;
	html_doc_freep(out);
	return false;
}

int
html_parse(struct str text, xmlDoc **out, struct err *err)
{
	AUTO(buf_release) struct buf clamped = BUF_INIT(2 * TEXT_MAX);
	AUTO(buf_release) struct buf shorter = BUF_INIT(TEXT_MAX);
	AUTO(heap_release) struct heap heap;
	struct build job = { .skeleton = NULL };
	int rc;

	heap_init(&heap, 0);
	*out = NULL;
	if (text.n > TEXT_MAX)
		return err_set(err, ERR_ITEM, "page larger than %zu bytes",
		    TEXT_MAX);
	if (text.n == 0)
		text = STR("");
	if (charref_clamp(text, &clamped)) {
		if (buf_check(&clamped, err) < 0)
			return -1;
		text = buf_view(&clamped);
	}
	if (guard_scan(text, &shorter)) {
		if (buf_check(&shorter, err) < 0)
			return -1;
		text = buf_view(&shorter);
	}
	if (!parse_skeleton(text, &rc, out)) {
		heap_init(&heap, HEAP_MAX);
		rc = parse(&heap, text, &job, out);
	}
	return rc == 0 ? 0 : err_set(err, ERR_ITEM,
	    "page needs too much memory");
}

void
html_doc_freep(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
	*doc = NULL;
}

bool
html_is(const xmlNode *node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	    (char)node->name[0] == name[0] &&
	    strcmp((const char *)node->name, name) == 0;
}

static xmlAttr *
find_attr(const xmlNode *node, const char *name)
{
	xmlAttr *a;

	if (node == NULL || node->type != XML_ELEMENT_NODE)
		return NULL;
	for (a = node->properties; a != NULL; a = a->next) {
		if ((char)a->name[0] == name[0] &&
		    strcmp((const char *)a->name, name) == 0)
			break;
	}
	return a;
}

struct str
html_attr(const xmlNode *node, const char *name)
{
	const xmlAttr *a = find_attr(node, name);

	if (a == NULL)
		return str_make(NULL, 0);
	if (a->children == NULL || a->children->content == NULL)
		return STR("");
	return str_of((const char *)a->children->content);
}

void
html_attr_set(xmlNode *node, const char *name, struct str value)
{
	xmlAttr *a = find_attr(node, name);
	xmlNode *old;

	if (a == NULL) {
		const xmlChar *interned = xmlDictLookup(node->doc->dict,
		    (const xmlChar *)name, -1);

		if (interned == NULL)
			mem_give_up();
		a = build_attr(node, interned);
	}
	old = a->children;
	a->children = a->last = NULL;
	build_value(a, value.p, value.n);
	xmlFreeNodeList(old);
}

void
html_attr_del(xmlNode *node, const char *name)
{
	xmlAttr *a = find_attr(node, name);

	if (a != NULL)
		xmlRemoveProp(a);
}

bool
html_has_class(const xmlNode *node, const char *token)
{
	struct str rest = html_attr(node, "class"), want = str_of(token);
	size_t i = 0, from;

	while (i < rest.n) {
		while (i < rest.n && ch_is_space(rest.p[i]))
			i++;
		from = i;
		while (i < rest.n && !ch_is_space(rest.p[i]))
			i++;
		if (i > from && str_eq(str_sub(rest, from, i), want))
			return true;
	}
	return false;
}

xmlNode *
html_next(const xmlNode *node, const xmlNode *root, bool skip_children)
{
	if (!skip_children && node->type == XML_ELEMENT_NODE &&
	    node->children != NULL)
		return node->children;
	while (node != root && node->next == NULL)
		node = node->parent;
	return node == root ? NULL : node->next;
}

xmlNode *
html_find(const xmlNode *root, const char *name)
{
	xmlNode *n = html_next(root, root, false);

	while (n != NULL && !html_is(n, name))
		n = html_next(n, root, false);
	return n;
}

void
html_text(const xmlNode *root, struct buf *out)
{
	const xmlNode *n = root;

	for (; n != NULL; n = html_next(n, root, false)) {
		if (n->type == XML_TEXT_NODE && n->content != NULL)
			buf_str(out, (const char *)n->content);
	}
}

void
html_drop(xmlNode *node)
{
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

void
html_unwrap(xmlNode *node)
{
	xmlNode *child, *parent = node->parent;

	if (node->children != NULL) {
		for (child = node->children; child != NULL;
		    child = child->next)
			child->parent = parent;
		node->children->prev = node->prev;
		node->last->next = node->next;
		if (node->prev != NULL)
			node->prev->next = node->children;
		else
			parent->children = node->children;
		if (node->next != NULL)
			node->next->prev = node->last;
		else
			parent->last = node->last;
		node->children = node->last = NULL;
		node->prev = node->next = node->parent = NULL;
	}
	html_drop(node);
}
