#include "article/tail.h"

#include <stdbool.h>

#include "article/explain.h"
#include "article/node.h"
#include "article/phrases.h"
#include "article/weigh.h"
#include "base/text.h"
#include "html/tree.h"

/* A box holds less of the root than one in so many parts. */
#define MAX_PART 3
/* Headings are short. */
#define MAX_HEADING 120
/* Boxes have no more headings than this, so that all are looked at once. */
#define MAX_TAILS 40

/* 1 to 6, a line in bold 7, else 0. */
static int
rank(const xmlNode *n)
{
	const char *name = (const char *)n->name;

	if (n->type != XML_ELEMENT_NODE)
		return 0;
	if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' &&
	    name[2] == '\0')
		return name[1] - '0';
	return node_is(n, "p") && n->children != NULL &&
	    (node_is(n->children, "strong") || node_is(n->children, "b")) &&
	    n->children->next == NULL ? 7 : 0;
}

/* The first heading inside, or the node itself. */
static int
rank_inside(const xmlNode *n)
{
	for (const xmlNode *i = n; i != NULL; i = html_next(i, n, false))
		if (rank(i) > 0)
			return rank(i);
	return 0;
}

/* Does the text say that other articles follow? */
static bool
is_tail(const xmlNode *n)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(4096);
	AUTO(buf_release) struct buf line = BUF_INIT(4096);

	html_text(n, &raw);
	if (raw.failed || raw.len > MAX_HEADING * 4)
		return false;
	text_squeeze(&line, buf_view(&raw));
	return line.len > 0 && line.len <= MAX_HEADING &&
	    phrases_is_tail(buf_view(&line));
}

/* The heading's box: as long as nothing stands before it. */
static xmlNode *
box_of(xmlNode *heading, const xmlNode *root)
{
	xmlNode *n = heading;

	while (n->parent != root && n->parent != NULL) {
		const xmlNode *prev = n->prev;

		while (prev != NULL && xmlIsBlankNode(prev))
			prev = prev->prev;
		if (prev != NULL || n->next != NULL)
			break;
		n = n->parent;
	}
	return n;
}

/* Where the box ends: before the next heading of this rank or a higher. */
static xmlNode *
end_of(xmlNode *box, int level)
{
	xmlNode *n = box->next;

	while (n != NULL) {
		int other = rank_inside(n);

		if (other > 0 && other <= level)
			break;
		n = n->next;
	}
	return n;
}

static uint32_t
weigh_range(const xmlNode *from, const xmlNode *end)
{
	uint32_t sum = 0;

	for (; from != end; from = from->next)
		sum += weigh_node(from);
	return sum;
}

void
tail_drop(xmlNode *root)
{
	uint32_t total = weigh_node(root);
	xmlNode *n = root, *next;

	for (int tails = 0; n != NULL && tails < MAX_TAILS; n = next) {
		xmlNode *box, *end, *at;

		next = html_next(n, root, false);
		if (n == root || rank(n) == 0 || !is_tail(n))
			continue;
		tails++;
		box = box_of(n, root);
		end = end_of(box, rank(n));
		if (weigh_range(box, end) * MAX_PART > total)
			continue;
		next = end != NULL ? end : html_next(box->parent, root, true);
		if (end == NULL && box->parent == root)
			next = NULL;
		while ((at = box) != end) {
			box = box->next;
			explain_drop(at, "a headed box after the text");
		}
	}
}
