#include "article/tables.h"

#include <stdbool.h>

#include "article/explain.h"
#include "article/node.h"
#include "base/str.h"
#include "html/tree.h"

/* Readability's figures: so many rows, columns or cells place nothing. */
#define MANY_ROWS 10
#define MANY_COLUMNS 5
#define MANY_CELLS 11
/* Bytes in a cell of data on average; layout holds paragraphs. */
#define MAX_DATUM 160

struct shape {
	size_t rows, columns, cells;
	size_t filled;		/* cells with text */
	size_t text;		/* bytes, white space squeezed */
	bool has_header, has_table, has_blocks, is_bordered;
};

static bool
is_cell(const xmlNode *n)
{
	return node_is(n, "td") || node_is(n, "th");
}

/* Text that names the cells: only tables of data have it. */
static bool
is_header(const xmlNode *n)
{
	return node_is(n, "th") ? n->children != NULL :
	    html_attr(n, "headers").p != NULL ||
	    html_attr(n, "scope").p != NULL || html_attr(n, "abbr").p != NULL;
}

static bool
is_block(const xmlNode *n)
{
	static const char *const names[] = { "article", "blockquote", "dl",
		"figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "ol",
		"pre", "section", "ul" };

	return NODE_IS_ANY(n, names);
}

static size_t
bytes_of(const xmlNode *text)
{
	const char *s = (const char *)text->content;
	size_t n = 0;

	while (*s != '\0') {
		s += strspn(s, " \t\n\r\f");
		n += strcspn(s, " \t\n\r\f");
		s += strcspn(s, " \t\n\r\f");
	}
	return n;
}

static void
measure_row(struct shape *s, const xmlNode *row)
{
	size_t columns = 0;

	for (const xmlNode *c = row->children; c != NULL; c = c->next) {
		unsigned long across = 1;

		if (!is_cell(c))
			continue;
		s->cells++;
		(void)str_to_ulong(html_attr(c, "colspan"), 1000, &across);
		columns += across;
	}
	s->rows += columns > 0;
	s->columns = columns > s->columns ? columns : s->columns;
}

/* Ends early at a table inside: nested tables would be read again and again. */
static void
measure(struct shape *s, const xmlNode *table)
{
	const xmlNode *n = html_next(table, table, false), *filled = NULL;

	for (; n != NULL && !s->has_table; n = html_next(n, table, false)) {
		s->has_table = node_is(n, "table");
		s->has_blocks = s->has_blocks || is_block(n);
		s->has_header = s->has_header || is_header(n);
		if (node_is(n, "tr"))
			measure_row(s, n);
		if (is_cell(n))
			filled = n;
		if (n->type == XML_TEXT_NODE && bytes_of(n) > 0) {
			s->text += bytes_of(n);
			s->filled += filled != NULL;
			filled = NULL;
		}
	}
}

/* What an author says of it: 2 that it is data, 1 that it may be, -1 that it
 * is layout; 0: nothing. */
static int
declared(const xmlNode *table)
{
	static const char *const parts[] = { "caption", "thead", "tfoot",
		"colgroup", "col" };
	struct str role = html_attr(table, "role");
	struct str border = html_attr(table, "border");

	if (role.p != NULL && (str_eq_nocase(role, STR("presentation")) ||
	    str_eq_nocase(role, STR("none"))))
		return -1;
	if (str_eq(html_attr(table, "datatable"), STR("0")))
		return -1;
	if (html_attr(table, "summary").n > 0)
		return 1;
	for (const xmlNode *n = table->children; n != NULL; n = n->next)
		if (NODE_IS_ANY(n, parts) && n->children != NULL)
			return 2;
	return border.n > 0 && !str_eq(border, STR("0")) ? 1 : 0;
}

/* Is it a table for what it says, not for how it looks? */
static bool
is_data(const xmlNode *table)
{
	struct shape s = { 0 };
	int said = declared(table);

	if (said < 0)
		return false;
	measure(&s, table);
	if (s.has_table)
		return said > 1;
	if (s.rows * s.columns < 2 || s.filled == 0)
		return false;
	if (said > 0 || s.has_header)
		return true;
	if (s.rows < 2 || s.columns < 2)
		return false;
	if (s.rows >= MANY_ROWS || s.columns >= MANY_COLUMNS ||
	    s.cells >= MANY_CELLS)
		return true;
	return !s.has_blocks && s.filled * 2 > s.cells &&
	    s.text <= s.filled * MAX_DATUM;
}

static bool
is_part(const xmlNode *n)
{
	static const char *const parts[] = { "tbody", "thead", "tfoot", "tr",
		"colgroup", "col" };

	return NODE_IS_ANY(n, parts);
}

static void
rename_to(xmlNode *n, const char *name)
{
	xmlNodeSetName(n, BAD_CAST name);
	while (n->properties != NULL)
		xmlRemoveProp(n->properties);
}

/* Its rows and cells, none of a table inside. Returns where to go on. */
static xmlNode *
unwrap(xmlNode *table, const xmlNode *root)
{
	xmlNode *n = table->children, *next, *first;

	explain_keep(table, "a table that only places things");
	while (n != NULL) {
		if (is_part(n)) {
			next = n->children != NULL ? n->children : n->next;
			html_unwrap(n);
			n = next;
			continue;
		}
		next = n->next;
		if (is_cell(n) || node_is(n, "caption"))
			rename_to(n, "div");
		n = next;
	}
	first = table->children != NULL ? table->children :
	    html_next(table, root, true);
	html_unwrap(table);
	return first;
}

void
tables_unwrap(xmlNode *root)
{
	xmlNode *n = root, *next;

	for (; n != NULL; n = next) {
		if (n != root && node_is(n, "table") && !is_data(n))
			next = unwrap(n, root);
		else
			next = html_next(n, root, false);
	}
}
