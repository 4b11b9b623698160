#include "html/build.h"

#include <libxml/parserInternals.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "html/tree.h"

/* The text of one node: that of a page, each byte three at most. */
#define TEXT_MAX ((size_t)64 << 20)
/* A longer name is none that a page means; custom elements stay under 60. */
#define NAME_MAX_LEN 128
/* Pages have a few hundred names. libxml2's dictionary stops growing at 16,384
 * buckets: with more names each new one would take longer than the last. */
#define NAMES_MAX 8192

/* One element being converted. */
struct level {
	GumboNode *from;
	unsigned int next;
	xmlNode *to;	/* where its children go; NULL: nowhere */
	unsigned int depth;	/* of to */
};

struct builder {
	struct build *job;
	xmlDoc *doc;
	struct level *levels;
	size_t n, cap;
	struct buf text;	/* collected until the next element */
	struct buf value;	/* of an attribute */
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

/* A name of the page's own making. NULL: it is new, and there are too many. */
static const xmlChar *
intern_any(struct builder *b, struct str name)
{
	if (xmlDictSize(b->doc->dict) < NAMES_MAX)
		return intern(b, name);
	return xmlDictExists(b->doc->dict, (const xmlChar *)name.p,
	    (int)name.n);
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
	/* To gumbo a vertical tab is white space here, and part of the name
	 * where it looks for the element's number. */
	if (piece.data == NULL || piece.length > sizeof(room) ||
	    piece.data[piece.length] == '\v')
		return NULL;
	if (e->tag_namespace == GUMBO_NAMESPACE_SVG)
		svg = gumbo_normalize_svg_tagname(&piece);
	name = svg != NULL ? str_of(svg) : lower_into(
	    str_make(piece.data, piece.length), room, sizeof(room));
	return is_name(name) ? intern_any(b, name) : NULL;
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
xml_alloc(size_t n)
{
	void *p = xmlMalloc(n);

	if (p == NULL)
		mem_give_up();
	return p;
}

static void *
xml_zeroed(size_t n)
{
	return memset(xml_alloc(n), 0, n);
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

xmlNode *
build_text(xmlDoc *doc, const char *s, size_t n)
{
	xmlNode *t = xml_zeroed(sizeof(*t));

	t->type = XML_TEXT_NODE;
	t->name = xmlStringText;
	t->doc = doc;
	/* libxml2 knows a short text by its place in the node, where elements
	 * have their attributes. */
	t->content = n < offsetof(xmlNode, line) - offsetof(xmlNode,
	    properties) ? (xmlChar *)&t->properties : xml_alloc(n + 1);
	memcpy(t->content, s, n);
	t->content[n] = '\0';
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

void
build_value(xmlAttr *a, const char *value, size_t n)
{
	xmlNode *t;

	if (n == 0)
		return;
	t = build_text(a->doc, value, n);
	t->parent = (xmlNode *)a;
	a->children = a->last = t;
}

xmlAttr *
build_attr(xmlNode *node, const xmlChar *name)
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

/* What gumbo read, as the page has it. */
static void
expand(struct builder *b, const char *s, struct buf *out)
{
	size_t before = out->len;

	if (b->job->skeleton == NULL) {
		buf_str(out, s);
		return;
	}
	if (b->job->is_full)
		return;
	skeleton_expand(b->job->skeleton, str_of(s), out);
	b->job->is_full = out->failed || out->len - before > b->job->room;
	if (!b->job->is_full)
		b->job->room -= out->len - before;
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
		interned = intern_any(b, name);
		if (interned == NULL)
			continue;
		for (a = node->properties; a != NULL; a = a->next) {
			if (a->name == interned)
				break;
		}
		if (a != NULL)
			continue;
		buf_reset(&b->value);
		expand(b, from->value, &b->value);
		build_value(build_attr(node, interned), b->value.p,
		    b->value.len);
	}
}

static void
flush_text(struct builder *b, xmlNode *to)
{
	if (b->text.len == 0)
		return;
	append(to, build_text(b->doc, b->text.p, b->text.len));
	buf_reset(&b->text);
}

static void
enter(struct builder *b, GumboNode *from, xmlNode *to, unsigned int depth)
{
	*VEC_PUSH(&b->levels, &b->n, &b->cap) =
	    (struct level){ from, 0, to, depth };
}

/* Gives back what gumbo holds for a node whose children are given back. */
static void
give_back(struct builder *b, GumboNode *from)
{
	struct heap *h = b->job->drained;
	GumboElement *e = &from->v.element;

	if (h == NULL)
		return;
	if (from->type == GUMBO_NODE_ELEMENT ||
	    from->type == GUMBO_NODE_TEMPLATE) {
		for (unsigned int i = 0; i < e->attributes.length; i++) {
			GumboAttribute *a = e->attributes.data[i];

			heap_free(h, (void *)(uintptr_t)a->name);
			heap_free(h, (void *)(uintptr_t)a->value);
			heap_free(h, a);
		}
		heap_free(h, e->attributes.data);
		heap_free(h, e->children.data);
	} else if (from->type != GUMBO_NODE_DOCUMENT) {
		heap_free(h, (void *)(uintptr_t)from->v.text.text);
	}
	heap_free(h, from);
}

/* Tells the skeleton of an element that holds raw text. */
static void
meet(const struct builder *b, const GumboElement *e)
{
	const char *from = e->original_tag.data;

	if (b->job->skeleton == NULL || from == NULL ||
	    e->tag_namespace != GUMBO_NAMESPACE_HTML)
		return;
	switch (e->tag) {
	case GUMBO_TAG_IFRAME:
	case GUMBO_TAG_NOEMBED:
	case GUMBO_TAG_NOFRAMES:
	case GUMBO_TAG_SCRIPT:
	case GUMBO_TAG_STYLE:
	case GUMBO_TAG_TEXTAREA:
	case GUMBO_TAG_TITLE:
	case GUMBO_TAG_XMP:
		skeleton_meet(b->job->skeleton,
		    (size_t)(from - b->job->skeleton->text.p));
		break;
	default:
		break;
	}
}

static void
convert_element(struct builder *b, GumboNode *from)
{
	const GumboElement *e = &from->v.element;
	struct level at = b->levels[b->n - 1];
	const xmlChar *name;
	xmlNode *node;

	meet(b, e);
	if (at.to == NULL) {
		enter(b, from, NULL, at.depth);
		return;
	}
	name = at.depth < HTML_DEPTH ? element_name(b, e) : NULL;
	if (name == NULL) {
		enter(b, from, at.to, at.depth);
		return;
	}
	flush_text(b, at.to);
	node = xml_zeroed(sizeof(*node));
	node->type = XML_ELEMENT_NODE;
	node->name = name;
	node->doc = b->doc;
	append(at.to, node);
	add_attrs(b, node, e);
	enter(b, from, node, at.depth + 1);
}

static void
convert_node(struct builder *b, GumboNode *from)
{
	switch (from->type) {
	case GUMBO_NODE_ELEMENT:
		convert_element(b, from);
		break;
	case GUMBO_NODE_TEXT:
	case GUMBO_NODE_CDATA:
	case GUMBO_NODE_WHITESPACE:
		if (b->levels[b->n - 1].to != NULL)
			expand(b, from->v.text.text, &b->text);
		give_back(b, from);
		break;
	case GUMBO_NODE_TEMPLATE:
		enter(b, from, NULL, 0);
		break;
	case GUMBO_NODE_DOCUMENT:
	case GUMBO_NODE_COMMENT:
		give_back(b, from);
		break;
	}
}

static void
convert_all(struct builder *b)
{
	while (b->n > 0) {
		struct level *at = &b->levels[b->n - 1];

		const GumboVector *children = &at->from->v.element.children;

		if (at->next < children->length) {
			convert_node(b, children->data[at->next++]);
			continue;
		}
		/* A flattened element's text runs on in its parent, and past a
		 * template. */
		if (at->to != NULL && (b->n == 1 ||
		    b->levels[b->n - 2].to != at->to))
			flush_text(b, at->to);
		give_back(b, at->from);
		b->n--;
	}
}

xmlDoc *
build_tree(struct build *job, const GumboOutput *parsed)
{
	struct builder *b = mem_alloc(sizeof(*b));
	xmlNode *root = xml_zeroed(sizeof(*root));
	xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");

	if (doc == NULL || (doc->dict = xmlDictCreate()) == NULL)
		mem_give_up();
	b->job = job;
	b->doc = doc;
	buf_init(&b->text, TEXT_MAX);
	buf_init(&b->value, TEXT_MAX);
	root->type = XML_ELEMENT_NODE;
	root->name = intern(b, STR("html"));
	root->doc = doc;
	root->parent = (xmlNode *)doc;
	doc->children = doc->last = root;
	add_attrs(b, root, &parsed->root->v.element);
	enter(b, parsed->root, root, 1);
	convert_all(b);
	buf_release(&b->text);
	buf_release(&b->value);
	free(b->levels);
	free(b);
	return doc;
}
