#include "html/svg.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>

#include "html/svg_allow.h"
#include "html/tree.h"
#include "html/write.h"
#include "web/charset.h"

/* A drawing; larger ones are maps or scans that no page needs inline. */
#define TEXT_MAX ((size_t)4 << 20)

#define SVG_NS "http://www.w3.org/2000/svg"
#define XLINK_NS "http://www.w3.org/1999/xlink"

static struct str
name_of(const xmlNode *n)
{
	return str_of((const char *)n->name);
}

static bool
is_in_ns(const xmlNs *ns, const char *want)
{
	return ns != NULL && str_eq(str_of((const char *)ns->href),
	    str_of(want));
}

/* SVG's own namespace, or none as sloppy files have it. */
static bool
is_svg_element(const xmlNode *n)
{
	return n->type == XML_ELEMENT_NODE &&
	    (n->ns == NULL || is_in_ns(n->ns, SVG_NS)) &&
	    svg_allow_element(name_of(n));
}

static void
put_attr(struct buf *out, const char *name, struct str value)
{
	buf_char(out, ' ');
	buf_str(out, name);
	buf_str(out, "=\"");
	for (size_t i = 0; i < value.n; i++) {
		/* White space other than a space is normalised away. */
		switch (value.p[i]) {
		case '&':
			buf_str(out, "&amp;");
			break;
		case '<':
			buf_str(out, "&lt;");
			break;
		case '>':
			buf_str(out, "&gt;");
			break;
		case '"':
			buf_str(out, "&quot;");
			break;
		case '\t':
		case '\n':
		case '\r':
			buf_char(out, ' ');
			break;
		default:
			buf_char(out, value.p[i]);
		}
	}
	buf_char(out, '"');
}

static bool
has_attr_before(const xmlAttr *a)
{
	for (const xmlAttr *b = a->prev; b != NULL; b = b->prev) {
		if (xmlStrEqual(a->name, b->name))
			return true;
	}
	return false;
}

static void
write_attr(const xmlNode *n, const xmlAttr *a, struct buf *out)
{
	xmlChar *text = xmlNodeListGetString(n->doc, a->children, 1);
	struct str value = str_of((const char *)text);
	struct str name = str_of((const char *)a->name);
	bool is_local = a->ns == NULL;

	if (str_eq(name, STR("href")) &&
	    (is_local || is_in_ns(a->ns, XLINK_NS))) {
		if (svg_allow_href(name_of(n), value) && !has_attr_before(a))
			put_attr(out, "href", value);
	} else if (str_eq(name, STR("space")) && a->ns != NULL) {
		if (str_eq(value, STR("preserve")))
			put_attr(out, "xml:space", value);
	} else if (is_local && svg_allow_attr(name) && svg_allow_css(value)) {
		put_attr(out, (const char *)a->name, value);
	}
	xmlFree(text);
}

/* True when children may follow. */
static bool
write_start(const xmlNode *n, bool is_root, struct buf *out)
{
	AUTO(buf_release) struct buf css = BUF_INIT(TEXT_MAX);

	if (html_is(n, "style")) {
		html_text(n, &css);
		if (css.failed || !svg_allow_css(buf_view(&css)))
			return false;
	}
	buf_char(out, '<');
	buf_str(out, (const char *)n->name);
	if (is_root)
		put_attr(out, "xmlns", STR(SVG_NS));
	for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
		write_attr(n, a, out);
	buf_char(out, '>');
	return true;
}

static void
write_end(const xmlNode *n, struct buf *out)
{
	buf_str(out, "</");
	buf_str(out, (const char *)n->name);
	buf_char(out, '>');
}

static bool
enter(const xmlNode *n, const xmlNode *root, struct buf *out)
{
	if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
		html_escape_text(out, str_of((const char *)n->content));
	return is_svg_element(n) && write_start(n, n == root, out);
}

static void
write_all(const xmlNode *root, struct buf *out)
{
	const xmlNode *n = root;

	for (;;) {
		if (enter(n, root, out)) {
			if (n->children != NULL) {
				n = n->children;
				continue;
			}
			write_end(n, out);
		}
		while (n != root && n->next == NULL) {
			n = n->parent;
			write_end(n, out);
		}
		if (n == root)
			return;
		n = n->next;
	}
}

/* Also those that the text's encoding hid from a search. */
static bool
has_entities(const xmlDoc *doc)
{
	const xmlNode *n;

	n = doc->intSubset != NULL ? doc->intSubset->children : NULL;
	while (n != NULL && n->type != XML_ENTITY_DECL)
		n = n->next;
	return n != NULL;
}

static void
free_doc(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
}

static void
be_silent(void *ctx, xmlErrorPtr error)
{
	(void)ctx;
	(void)error;
}

static xmlDoc *
read_xml(struct str in)
{
	xmlParserCtxt *ctx = xmlNewParserCtxt();
	xmlDoc *doc;

	if (ctx == NULL)
		return NULL;
	xmlSetStructuredErrorFunc(ctx, be_silent);
	/* A picture with small faults is still a picture: RECOVER. */
	doc = xmlCtxtReadMemory(ctx, in.p, (int)in.n, NULL, "UTF-8",
	    XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOERROR |
	    XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
	xmlSetStructuredErrorFunc(NULL, NULL);
	xmlFreeParserCtxt(ctx);
	return doc;
}

int
svg_clean(struct str in, struct buf *out, struct err *err)
{
	/* A byte becomes three at most, as U+FFFD or from a single-byte set. */
	AUTO(buf_release) struct buf text = BUF_INIT(3 * TEXT_MAX);
	AUTO(free_doc) xmlDoc *doc = NULL;
	const xmlNode *root;

	if (in.n > TEXT_MAX)
		return err_set(err, ERR_ITEM, "SVG larger than %zu bytes",
		    TEXT_MAX);
	/* libxml2 would load converters from files, which a worker cannot. */
	if (charset_decode(charset_detect(in, STR(""), STR("")), in, &text,
	    err) < 0)
		return -1;
	in = buf_view(&text);
	/* Entities can grow without bound; a DOCTYPE alone is common. */
	if (str_find_nocase(in, STR("<!ENTITY")) != (size_t)-1)
		return err_set(err, ERR_ITEM, "SVG declares entities");
	doc = read_xml(in);
	root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	if (root == NULL || has_entities(doc) || !html_is(root, "svg") ||
	    !is_svg_element(root))
		return err_set(err, ERR_ITEM, "not an SVG picture");
	write_all(root, out);
	return buf_check(out, err);
}
