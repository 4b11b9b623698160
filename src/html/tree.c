#include "html/tree.h"

#include <gumbo.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "html/charref.h"
#include "html/guard.h"
#include "html/heap.h"

/* A page's bytes; more is no page that somebody reads. */
#define TEXT_MAX ((size_t)20 << 20)
/* gumbo takes about 20 bytes per byte of an ordinary page, 90 of one that is
 * all short tags. */
#define HEAP_MIN ((size_t)64 << 20)
#define HEAP_MAX ((size_t)1 << 30)
#define HEAP_PER_BYTE 100
/* A longer name is none that a page means; custom elements stay under 60. */
#define NAME_MAX_LEN 128

/* One element being converted. */
struct level {
	const GumboVector *children;
	unsigned int next;
	xmlNode *to;	/* where its children go */
	unsigned int depth;	/* of to */
};

struct builder {
	xmlDoc *doc;
	struct level *levels;
	size_t n, cap;
	struct buf text;	/* collected until the next element */
	const xmlChar *names[GUMBO_TAG_LAST];	/* in the dictionary */
};

static struct str
lower_into(struct str s, char *room, size_t n)
{
	size_t i;

	for (i = 0; i < s.n && i < n; i++)
		room[i] = ch_lower(s.p[i]);
	return str_make(room, i);
}

static bool
is_name(struct str s)
{
	if (s.n == 0 || ch_is_digit(s.p[0]) || s.p[0] == '-' || s.p[0] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!ch_is_alnum(c) && c != '-' && c != '_' && c != ':' &&
		    c != '.' && (unsigned char)c < 0x80)
			return false;
	}
	return true;
}

static const xmlChar *
intern(struct builder *b, struct str name)
{
	const xmlChar *p = xmlDictLookup(b->doc->dict,
	    (const xmlChar *)name.p, (int)name.n);

	if (p == NULL)
		mem_give_up();
	return p;
}

/* The name of an element gumbo has no number for. NULL: unfit for a tree. */
static const xmlChar *
rare_name(struct builder *b, const GumboElement *e)
{
	GumboStringPiece piece = e->original_tag;
	const char *svg = NULL;
	char room[NAME_MAX_LEN];
	struct str name;

	gumbo_tag_from_original_text(&piece);
	if (piece.data == NULL || piece.length > sizeof(room))
		return NULL;
	if (e->tag_namespace == GUMBO_NAMESPACE_SVG)
		svg = gumbo_normalize_svg_tagname(&piece);
	name = svg != NULL ? str_of(svg) : lower_into(
	    str_make(piece.data, piece.length), room, sizeof(room));
	return is_name(name) ? intern(b, name) : NULL;
}

static const xmlChar *
element_name(struct builder *b, const GumboElement *e)
{
	if (e->tag == GUMBO_TAG_UNKNOWN ||
	    e->tag_namespace == GUMBO_NAMESPACE_SVG)
		return rare_name(b, e);
	if (b->names[e->tag] == NULL)
		b->names[e->tag] = intern(b,
		    str_of(gumbo_normalized_tagname(e->tag)));
	return b->names[e->tag];
}

/* Allocation as libxml2's own: xmlFree() later frees it. */
static void *
xml_zeroed(size_t n)
{
	void *p = xmlMalloc(n);

	if (p == NULL)
		mem_give_up();
	memset(p, 0, n);
	return p;
}

static xmlChar *
xml_copy(const char *s, size_t n)
{
	xmlChar *p = xmlMalloc(n + 1);

	if (p == NULL)
		mem_give_up();
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

/* Is one of the eight bytes below ' '? Only such a byte, or one right of it,
 * borrows when ' ' is taken from each. */
static bool
has_control(const xmlChar *s)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t x;

	memcpy(&x, s, sizeof(x));
	return ((x - each * ' ') & ~x & each * 0x80) != 0;
}

/* HTML knows one line end; CR can only come from &#13;. The other controls
 * mean nothing in HTML and are forbidden in XML. */
static void
replace_controls(xmlChar *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i % 8 == 0 && n - i >= 8 && !has_control(s + i)) {
			i += 7;
			continue;
		}
		if (s[i] < ' ' && s[i] != '\t' && s[i] != '\n')
			s[i] = s[i] == '\r' ? '\n' : ' ';
	}
}

static xmlNode *
new_text(xmlDoc *doc, const char *s, size_t n)
{
	xmlNode *t = xml_zeroed(sizeof(*t));

	t->type = XML_TEXT_NODE;
	t->name = xmlStringText;
	t->doc = doc;
	t->content = xml_copy(s, n);
	replace_controls(t->content, n);
	return t;
}

static void
append(xmlNode *parent, xmlNode *node)
{
	node->parent = parent;
	node->prev = parent->last;
	if (parent->last != NULL)
		parent->last->next = node;
	else
		parent->children = node;
	parent->last = node;
}

static void
set_value(xmlAttr *a, const char *value, size_t n)
{
	xmlNode *t;

	if (n == 0)
		return;
	t = new_text(a->doc, value, n);
	t->parent = (xmlNode *)a;
	a->children = a->last = t;
}

static xmlAttr *
new_attr(xmlNode *node, const xmlChar *name)
{
	xmlAttr *a = xml_zeroed(sizeof(*a)), *last = node->properties;

	a->type = XML_ATTRIBUTE_NODE;
	a->name = name;
	a->doc = node->doc;
	a->parent = node;
	while (last != NULL && last->next != NULL)
		last = last->next;
	a->prev = last;
	if (last != NULL)
		last->next = a;
	else
		node->properties = a;
	return a;
}

static void
add_attrs(struct builder *b, xmlNode *node, const GumboElement *e)
{
	for (unsigned int i = 0; i < e->attributes.length; i++) {
		const GumboAttribute *from = e->attributes.data[i];
		struct str name = str_of(from->name);
		const xmlChar *interned;
		xmlAttr *a;

		if (from->attr_namespace == GUMBO_ATTR_NAMESPACE_XMLNS ||
		    !is_name(name))
			continue;
		interned = intern(b, name);
		for (a = node->properties; a != NULL; a = a->next) {
			if (a->name == interned)
				break;
		}
		if (a == NULL)
			set_value(new_attr(node, interned), from->value,
			    strlen(from->value));
	}
}

static void
flush_text(struct builder *b, xmlNode *to)
{
	if (b->text.len == 0)
		return;
	append(to, new_text(b->doc, b->text.p, b->text.len));
	buf_reset(&b->text);
}

static void
enter(struct builder *b, const GumboElement *e, xmlNode *to,
    unsigned int depth)
{
	*VEC_PUSH(&b->levels, &b->n, &b->cap) =
	    (struct level){ &e->children, 0, to, depth };
}

static void
convert_element(struct builder *b, const GumboElement *e)
{
	struct level at = b->levels[b->n - 1];
	const xmlChar *name;
	xmlNode *node;

	name = at.depth < HTML_DEPTH ? element_name(b, e) : NULL;
	if (name == NULL) {
		enter(b, e, at.to, at.depth);
		return;
	}
	flush_text(b, at.to);
	node = xml_zeroed(sizeof(*node));
	node->type = XML_ELEMENT_NODE;
	node->name = name;
	node->doc = b->doc;
	append(at.to, node);
	add_attrs(b, node, e);
	if (e->children.length > 0)
		enter(b, e, node, at.depth + 1);
}

static void
convert_node(struct builder *b, const GumboNode *from)
{
	switch (from->type) {
	case GUMBO_NODE_ELEMENT:
		convert_element(b, &from->v.element);
		break;
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_CDATA:
	case GUMBO_NODE_WHITESPACE:
		buf_str(&b->text, from->v.text.text);
		break;
	case GUMBO_NODE_DOCUMENT:
	case GUMBO_NODE_COMMENT:
	case GUMBO_NODE_TEMPLATE:
		break;
	}
}

static void
convert_all(struct builder *b)
{
	while (b->n > 0) {
		struct level *at = &b->levels[b->n - 1];

		if (at->next < at->children->length) {
			convert_node(b, at->children->data[at->next++]);
			continue;
		}
		/* A flattened element's text runs on in its parent. */
		if (b->n == 1 || b->levels[b->n - 2].to != at->to)
			flush_text(b, at->to);
		b->n--;
	}
}

static xmlDoc *
convert(const GumboOutput *parsed)
{
	struct builder *b = mem_alloc(sizeof(*b));
	xmlNode *root = xml_zeroed(sizeof(*root));
	xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");

	if (doc == NULL || (doc->dict = xmlDictCreate()) == NULL)
		mem_give_up();
	b->doc = doc;
	buf_init(&b->text, 2 * TEXT_MAX);
	root->type = XML_ELEMENT_NODE;
	root->name = intern(b, STR("html"));
	root->doc = doc;
	root->parent = (xmlNode *)doc;
	doc->children = doc->last = root;
	add_attrs(b, root, &parsed->root->v.element);
	enter(b, &parsed->root->v.element, root, 1);
	convert_all(b);
	buf_release(&b->text);
	free(b->levels);
	free(b);
	return doc;
}

/* What changes between setjmp() and longjmp() lives in the heap struct. */
static int
parse(struct heap *heap, struct str text, xmlDoc **out, struct err *err)
{
	GumboOptions options = kGumboDefaultOptions;

	options.allocator = heap_alloc;
	options.deallocator = heap_free;
	options.userdata = heap;
	options.max_errors = 0;
	if (setjmp(heap->full) != 0)
		return err_set(err, ERR_ITEM, "page needs too much memory");
	*out = convert(gumbo_parse_with_options(&options, text.p, text.n));
	return 0;
}

int
html_parse(struct str text, xmlDoc **out, struct err *err)
{
	AUTO(buf_release) struct buf clamped = BUF_INIT(2 * TEXT_MAX);
	AUTO(buf_release) struct buf shorter = BUF_INIT(TEXT_MAX);
	AUTO(heap_release) struct heap heap;
	size_t max;

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
	max = HEAP_MIN + text.n * HEAP_PER_BYTE;
	heap_init(&heap, max < HEAP_MAX ? max : HEAP_MAX);
	return parse(&heap, text, out, err);
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
		a = new_attr(node, interned);
	}
	old = a->children;
	a->children = a->last = NULL;
	set_value(a, value.p, value.n);
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
