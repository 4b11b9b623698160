#include "html/md_table.h"

#include "html/tree.h"

/* The Standard's greatest span. */
#define ROWS_MAX 65534

const xmlNode *
md_table_next(const xmlNode *n, const xmlNode *table)
{
	do {
		n = html_next(n, table, html_is(n, "tr"));
	} while (n != NULL && !html_is(n, "tr"));
	return n;
}

static unsigned long
span_of(const xmlNode *cell, const char *attr, unsigned long max)
{
	unsigned long n;

	return str_to_ulong(html_attr(cell, attr), max, &n) && n > 0 ? n : 1;
}

static size_t
skip_taken(struct md_grid *g, size_t i, const xmlNode **cells)
{
	for (; i < MD_COLUMNS && g->below[i] > 0; i++) {
		g->below[i]--;
		cells[i] = NULL;
	}
	return i;
}

size_t
md_table_fill(struct md_grid *g, const xmlNode *row,
    const xmlNode *cells[MD_COLUMNS])
{
	size_t i = 0, used;

	for (const xmlNode *c = row->children; c != NULL; c = c->next) {
		unsigned long across, down;

		if (!html_is(c, "td") && !html_is(c, "th"))
			continue;
		i = skip_taken(g, i, cells);
		across = span_of(c, "colspan", MD_COLUMNS);
		down = span_of(c, "rowspan", ROWS_MAX) - 1;
		for (unsigned long k = 0; k < across && i < MD_COLUMNS; k++) {
			cells[i] = k == 0 ? c : NULL;
			g->below[i++] = down;
		}
	}
	for (used = i; i < MD_COLUMNS; i++) {
		cells[i] = NULL;
		if (g->below[i] > 0) {
			g->below[i]--;
			used = i + 1;
		}
	}
	return used;
}

bool
md_table_is_head(const xmlNode *row)
{
	if (html_is(row->parent, "thead"))
		return true;
	for (const xmlNode *c = row->children; c != NULL; c = c->next) {
		if (html_is(c, "td"))
			return false;
	}
	return true;
}

bool
md_table_has_blocks(const xmlNode *table)
{
	static const char *const blocks[] = {
		"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ol",
		"pre", "table", "ul",
	};

	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		if (html_find(table, blocks[i]) != NULL)
			return true;
	}
	return false;
}
