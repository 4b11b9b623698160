#include "article/stats.h"

#include <stdlib.h>

#include "article/names.h"
#include "article/node.h"
#include "article/weigh.h"
#include "base/mem.h"
#include "html/tree.h"

/* Shorter lines are labels, buttons and bylines. */
#define GOOD_TEXT 40
/* Lines with more of their text in links are menus. */
#define GOOD_LINKS 0.4

bool
stats_is_block(const xmlNode *node)
{
	static const char *const blocks[] = {
		"address", "article", "aside", "blockquote", "body", "br",
		"center", "dd", "details", "dialog", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "h1",
		"h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
		"nav", "ol", "option", "p", "pre", "section", "summary",
		"table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
	};
	const char *name = (const char *)node->name;
	size_t low = 0, high = sizeof(blocks) / sizeof(blocks[0]);

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int c = strcmp(name, blocks[mid]);

		if (c == 0)
			return strcmp(name, "br") != 0;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return false;
}

static bool
is_heading(const xmlNode *n)
{
	const char *name = (const char *)n->name;

	return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' &&
	    name[2] == '\0';
}

/* Is all of a heading a link to somewhere else? */
static bool
is_linked(const struct stat_node *s)
{
	const xmlNode *a;
	struct str href;

	if (s->text == 0 || s->link * 10 < s->text * 9)
		return false;
	a = html_find(s->node, "a");
	if (a == NULL)
		a = s->node->parent;
	href = html_attr(a, "href");
	return href.p == NULL || str_chr(href, '#') == (size_t)-1;
}

static void
count_element(struct stat_node *s)
{
	const char *name = (const char *)s->node->name;

	if (strcmp(name, "img") == 0)
		s->images = 1;
	else if (strcmp(name, "p") == 0)
		s->paragraphs = 1;
	else if (strcmp(name, "li") == 0)
		s->items = 1;
	else if (strcmp(name, "input") == 0 || strcmp(name, "textarea") == 0 ||
	    strcmp(name, "select") == 0 || strcmp(name, "button") == 0)
		s->inputs = 1;
	else if (strcmp(name, "pre") == 0)
		s->pres = 1;
	else if (is_heading(s->node))
		s->headings = 1;
}

static int
push_element(struct stats *st, xmlNode *node, int parent)
{
	struct stat_node *s = VEC_PUSH(&st->v, &st->n, &st->cap);
	int i = (int)st->n - 1;

	memset(s, 0, sizeof(*s));
	s->node = node;
	s->parent = parent;
	s->is_block = stats_is_block(node);
	s->block = s->is_block || parent < 0 ? i : st->v[parent].block;
	s->in_link = (parent >= 0 && st->v[parent].in_link) ||
	    (node_is(node, "a") && html_attr(node, "href").p != NULL);
	count_element(s);
	if (s->is_block && parent >= 0)
		st->v[st->v[parent].block].has_block = true;
	return i;
}

static void
add_text(struct stats *st, int parent, const char *text)
{
	struct weight w = { 0, 0 };
	struct stat_node *s = &st->v[parent], *b = &st->v[s->block];

	weigh_add(&w, str_of(text));
	s->text += w.text;
	s->commas += w.commas;
	b->own += w.text;
	b->own_commas += w.commas;
	if (s->in_link) {
		s->link += w.text;
		b->own_link += w.text;
	}
}

bool
stats_is_good(const struct stat_node *s)
{
	return s->own >= GOOD_TEXT && s->own_link < GOOD_LINKS * s->own;
}

static void
sum_up(struct stats *st)
{
	for (size_t i = st->n; i-- > 0; ) {
		struct stat_node *s = &st->v[i], *p;

		if (stats_is_good(s))
			s->good += s->own;
		if (is_heading(s->node) && is_linked(s))
			s->linked++;
		if (s->parent < 0)
			continue;
		p = &st->v[s->parent];
		p->text += s->text;
		p->link += s->link;
		p->good += s->good;
		p->commas += s->commas;
		p->images += s->images;
		p->paragraphs += s->paragraphs;
		p->items += s->items;
		p->inputs += s->inputs;
		p->pres += s->pres;
		p->headings += s->headings;
		p->linked += s->linked;
	}
}

void
stats_build(struct stats *st, xmlNode *root, bool with_names)
{
	struct names_cache cache = { .flags = { 0 } };
	const xmlNode *node = root;
	int parent = -1;

	st->n = 0;
	while (node != NULL) {
		const xmlNode *down = NULL;

		if (node->type == XML_ELEMENT_NODE) {
			parent = push_element(st, (xmlNode *)node, parent);
			if (with_names)
				st->v[parent].names = names_of(node,
				    &cache);
			down = node->children;
			if (down == NULL) {
				st->v[parent].end = (int)st->n;
				parent = st->v[parent].parent;
			}
		} else if (node->type == XML_TEXT_NODE && parent >= 0) {
			add_text(st, parent, (const char *)node->content);
		}
		if (down != NULL) {
			node = down;
			continue;
		}
		while (node != root && node->next == NULL) {
			node = node->parent;
			st->v[parent].end = (int)st->n;
			parent = st->v[parent].parent;
		}
		node = node == root ? NULL : node->next;
	}
	sum_up(st);
}

void
stats_release(struct stats *st)
{
	free(st->v);
	memset(st, 0, sizeof(*st));
}

bool
stats_is_heading(const struct stat_node *s)
{
	return is_heading(s->node);
}

double
stats_link_density(const struct stat_node *s)
{
	return s->text > 0 ? (double)s->link / (double)s->text : 0;
}
