#include "html/nest.h"

#include <string.h>

#include "base/buf.h"
#include "html/sanitise.h"
#include "html/tree.h"

static bool
is_one_of(const xmlNode *n, const char *const *names)
{
	for (; *names != NULL; names++) {
		if (html_is(n, *names))
			return true;
	}
	return false;
}

static bool
is_heading(const xmlNode *n)
{
	return n->type == XML_ELEMENT_NODE && n->name[0] == 'h' &&
	    n->name[1] >= '1' && n->name[1] <= '6' && n->name[2] == '\0';
}

/* Start tags that close an open <p>; a table only outside quirks mode, but
 * the text is to mean the same in both. */
static bool
closes_p(const xmlNode *n)
{
	static const char *const names[] = {
		"article", "aside", "blockquote", "dd", "details", "div", "dl",
		"dt", "figcaption", "figure", "hr", "li", "ol", "p", "pre",
		"section", "summary", "table", "ul", NULL,
	};

	return is_heading(n) || is_one_of(n, names);
}

static void
rename_to(xmlNode *n, const char *name)
{
	xmlAttr *a, *next;

	n->name = xmlDictLookup(n->doc->dict, (const xmlChar *)name, -1);
	if (n->name == NULL)
		mem_give_up();
	/* Only these are allowed on every element (sanitise.h). */
	for (a = n->properties; a != NULL; a = next) {
		next = a->next;
		if (!sanitise_allows_attr(str_of(name),
		    str_of((const char *)a->name)))
			xmlRemoveProp(a);
	}
}

static bool
has_above(const xmlNode *n, const xmlNode *root,
    bool (*is)(const xmlNode *))
{
	while (n != root) {
		n = n->parent;
		if (is(n))
			return true;
	}
	return false;
}

static bool
is_link(const xmlNode *n)
{
	return html_is(n, "a");
}

/* Is n where its element belongs? */
static bool
is_placed(const xmlNode *n)
{
	static const char *const lists[] = { "ol", "ul", NULL };
	static const char *const sections[] = {
		"tbody", "thead", "tfoot", NULL };
	static const char *const in_table[] = {
		"caption", "tbody", "thead", "tfoot", NULL };
	static const char *const in_dl[] = { "dd", "dt", NULL };
	static const char *const cells[] = { "td", "th", NULL };
	const xmlNode *parent = n->parent;

	if (html_is(n, "li"))
		return is_one_of(parent, lists);
	if (is_one_of(n, in_dl))
		return html_is(parent, "dl") || (html_is(parent, "div") &&
		    html_is(parent->parent, "dl"));
	if (is_one_of(n, cells))
		return html_is(parent, "tr");
	if (html_is(n, "tr"))
		return is_one_of(parent, sections);
	if (is_one_of(n, in_table))
		return html_is(parent, "table");
	return true;
}

static xmlNode *
new_element(xmlNode *like, const char *name)
{
	xmlNode *n = xmlNewDocNode(like->doc, NULL, (const xmlChar *)name,
	    NULL);

	if (n == NULL)
		mem_give_up();
	return n;
}

static bool
is_blank(const xmlNode *n)
{
	return n->type == XML_TEXT_NODE &&
	    strspn((const char *)n->content, " \t\n\f\r") ==
	    strlen((const char *)n->content);
}

/*
 * The children of parent that are none of names go before the table, blank
 * text is dropped; runs of wrapped ones are put into a new wrapper.
 */
struct frame {
	const char *const *names;
	const char *const *wrapped;
	const char *wrapper;
};

static void
fix_children(xmlNode *parent, xmlNode *table, const struct frame *f)
{
	xmlNode *n, *next, *open = NULL;

	for (n = parent->children; n != NULL; n = next) {
		next = n->next;
		if (is_one_of(n, f->names)) {
			open = NULL;
		} else if (is_blank(n)) {
			html_drop(n);
		} else if (is_one_of(n, f->wrapped)) {
			if (open == NULL) {
				open = new_element(parent, f->wrapper);
				xmlAddPrevSibling(n, open);
			}
			xmlUnlinkNode(n);
			xmlAddChild(open, n);
		} else {
			xmlUnlinkNode(n);
			xmlAddPrevSibling(table, n);
		}
	}
}

static void
fix_rows(xmlNode *section, xmlNode *table)
{
	static const char *const tr[] = { "tr", NULL };
	static const char *const cells[] = { "td", "th", NULL };
	static const struct frame rows = { tr, cells, "tr" };
	static const struct frame in_row = { cells, tr + 1, NULL };

	fix_children(section, table, &rows);
	for (xmlNode *row = section->children; row != NULL; row = row->next)
		fix_children(row, table, &in_row);
}

/* Returns the first node that moved before the table, or NULL. */
static xmlNode *
fix_table(xmlNode *table)
{
	static const char *const parts[] = {
		"caption", "tbody", "tfoot", "thead", NULL };
	static const char *const rows[] = { "td", "th", "tr", NULL };
	static const struct frame frame = { parts, rows, "tbody" };
	xmlNode *before = table->prev, *part;
	xmlNode *parent = table->parent;

	fix_children(table, table, &frame);
	for (part = table->children; part != NULL; part = part->next) {
		if (!html_is(part, "caption"))
			fix_rows(part, table);
	}
	if (table->prev == before)
		return NULL;
	return before != NULL ? before->next : parent->children;
}

static xmlNode *
unwrap_and_go_on(xmlNode *n, const xmlNode *root)
{
	xmlNode *next = n->children != NULL ? n->children :
	    html_next(n, root, true);

	html_unwrap(n);
	return next;
}

static bool
is_ruby_part(const xmlNode *n)
{
	return html_is(n, "rt") || html_is(n, "rp");
}

/* Returns where to go on; NULL: as usual. */
static xmlNode *
fix_element(xmlNode *n, const xmlNode *root, bool *is_done)
{
	*is_done = true;
	if ((is_link(n) && has_above(n, root, is_link)) ||
	    (is_heading(n) && has_above(n, root, is_heading)) ||
	    (is_ruby_part(n) && !html_is(n->parent, "ruby")))
		return unwrap_and_go_on(n, root);
	if (!is_placed(n))
		rename_to(n, "div");
	if (closes_p(n)) {
		for (xmlNode *p = n->parent; p != root && p != NULL;
		    p = p->parent) {
			if (html_is(p, "p"))
				rename_to(p, "div");
		}
	}
	if (html_is(n, "table")) {
		xmlNode *moved = fix_table(n);

		if (moved != NULL)
			return moved;
	}
	*is_done = false;
	return NULL;
}

/* Text nodes side by side become one. */
static void
join_text(xmlNode *first)
{
	AUTO(buf_release) struct buf b = BUF_INIT((size_t)64 << 20);
	xmlNode *next;

	buf_str(&b, (const char *)first->content);
	for (next = first->next; next != NULL && next->type == XML_TEXT_NODE;
	    next = first->next) {
		buf_str(&b, (const char *)next->content);
		html_drop(next);
	}
	xmlNodeSetContent(first, NULL);
	xmlNodeAddContentLen(first, (const xmlChar *)b.p, (int)b.len);
}

static void
join_all(xmlNode *root)
{
	xmlNode *n = html_next(root, root, false), *next;

	while (n != NULL) {
		if (n->type == XML_TEXT_NODE && n->next != NULL &&
		    n->next->type == XML_TEXT_NODE)
			join_text(n);
		next = html_next(n, root, false);
		if (n->type == XML_TEXT_NODE && (n->content == NULL ||
		    n->content[0] == '\0'))
			html_drop(n);
		n = next;
	}
}

void
nest_fix(xmlNode *root)
{
	xmlNode *n = html_next(root, root, false), *next;
	bool is_done;

	while (n != NULL) {
		is_done = false;
		next = NULL;
		if (n->type == XML_ELEMENT_NODE)
			next = fix_element(n, root, &is_done);
		n = is_done ? next : html_next(n, root, false);
	}
	join_all(root);
}
