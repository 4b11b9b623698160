#include "article/rule_apply.h"

#include <stdio.h>
#include <stdlib.h>

#include "article/dates.h"
#include "article/explain.h"
#include "article/node.h"
#include "article/stats.h"
#include "article/weigh.h"
#include "base/mem.h"
#include "html/tree.h"

/* As the article's own fields. */
#define MAX_FIELD 4096
#define MAX_URL 8192
/* "blog.example.txt:12, strip" */
#define MAX_WHERE 200

struct work {
	struct rule_page *p;
	struct rule *rule;
	struct xpath_page xp;
	char where[MAX_WHERE];	/* the line that is being applied */
};

static void
set_where(struct work *w, const struct rule_line *l, const char *name)
{
	(void)snprintf(w->where, sizeof(w->where), "%.*s:%d, %s",
	    w->rule->name.n < 120 ? (int)w->rule->name.n : 120,
	    w->rule->name.p, l->number, name);
}

/* An expression that failed is told: it looks as if it had found nothing. */
static void
tell_failure(struct work *w, const struct rule_line *l)
{
	if (w->xp.failure != NULL)
		explain_say(w->xp.doc, EXPLAIN_RULE, "%.*s:%d %s",
		    STR_ARG(w->rule->name), l->number, w->xp.failure);
	w->xp.failure = NULL;
}

/* --- the body --- */

static bool
has_content(const xmlNode *n)
{
	return (n->type == XML_TEXT_NODE || n->type == XML_ELEMENT_NODE) &&
	    (weigh_node(n) > 0 || html_find(n, "img") != NULL);
}

/* The hits of the first line for the body that has any with content. */
static struct rule_line *
find_body(struct work *w, struct xpath_nodes *nodes)
{
	for (size_t i = 0; i < w->rule->n; i++) {
		struct rule_line *l = &w->rule->lines[i];

		if (l->key != RULE_BODY)
			continue;
		xpath_find(&w->xp, &l->value, true, nodes);
		/* Once: afterwards the same lines are looked for again. */
		if (w->p->rule == NULL)
			tell_failure(w, l);
		for (size_t k = 0; k < nodes->n; k++)
			if (has_content(nodes->v[k]))
				return l;
	}
	return NULL;
}

/* Is the body there? A rule without one only helps the general extraction. */
static bool
fits(struct work *w)
{
	AUTO(xpath_nodes_release) struct xpath_nodes nodes = { 0 };

	return !w->rule->has_body || find_body(w, &nodes) != NULL;
}

/* What only stands in pages, tables and lists cannot stand alone. */
static void
move_part(xmlNode *n, xmlNode *to)
{
	static const char *const parts[] = { "body", "tbody", "tr", "td",
		"th", "li", "dt", "dd", "caption" };

	if (NODE_IS_ANY(n, parts))
		xmlNodeSetName(n, BAD_CAST "div");
	xmlUnlinkNode(n);
	xmlAddChild(to, n);
}

/* The page's <body> stays where it is. */
static void
move(xmlNode *n, xmlNode *to)
{
	if (node_is(n, "body"))
		while (n->children != NULL)
			move_part(n->children, to);
	else
		move_part(n, to);
}

/* Of several parts each has lines of its own. */
static xmlNode *
place_for(const xmlNode *n, xmlNode *content, bool is_alone)
{
	if (is_alone || n->type != XML_ELEMENT_NODE || stats_is_block(n))
		return content;
	return xmlAddChild(content, xmlNewDocNode(n->doc, NULL,
	    BAD_CAST "div", NULL));
}

/* Moves the body into an element of its own. */
static void
take_body(struct work *w)
{
	AUTO(xpath_nodes_release) struct xpath_nodes nodes = { 0 };
	const struct rule_line *l = find_body(w, &nodes);
	xmlNode *content;

	if (l == NULL)
		return;
	set_where(w, l, "body");
	content = xmlNewDocNode(w->xp.doc, NULL, BAD_CAST "div", NULL);
	for (size_t i = 0; i < nodes.n; i++) {
		xmlNode *n = nodes.v[i], *place;
		/* Text becomes part of the text before it. */
		bool is_element = n->type == XML_ELEMENT_NODE;

		if (n->type == XML_ATTRIBUTE_NODE || n == w->p->root)
			continue;
		place = place_for(n, content, nodes.n == 1);
		move(n, place);
		if (place != content)
			n = place;
		if (is_element && has_content(n))
			explain_protect(n, w->where);
	}
	if (content->children != NULL)
		w->p->content = content;
	else
		xmlFreeNode(content);
}

/* --- what it says of itself --- */

static void
set_field(struct article *out, enum article_field f, struct str v)
{
	struct provenance *p = &out->provenance[f];
	char **field = article_field(out, f);

	if (p->source != NULL && (*field)[0] != '\0' &&
	    !str_eq(str_of(*field), v))
		provenance_add(p, p->source, str_of(*field));
	free(*field);
	*field = mem_dupn(v.p, v.n);
	provenance_drop(p, v);
	provenance_set(p, "site rule");
}

static void
set_authors(struct article *out, struct str v)
{
	struct str rest = v, name;
	size_t cap = 0;

	for (size_t i = 0; i < out->n_authors; i++)
		free(out->authors[i]);
	free(out->authors);
	out->authors = NULL;
	out->n_authors = 0;
	while (str_cut(&rest, '\n', &name))
		*VEC_PUSH(&out->authors, &out->n_authors, &cap) =
		    mem_dupn(name.p, name.n);
}

static bool
read_authors(struct work *w, struct rule_line *l)
{
	AUTO(buf_release) struct buf lines = BUF_INIT(MAX_FIELD);
	AUTO(buf_release) struct buf line = BUF_INIT(2 * MAX_FIELD);

	xpath_text(&w->xp, &l->value, "\n", &lines);
	if (lines.failed || lines.len == 0)
		return false;
	for (size_t i = 0; i < lines.len; i++)
		if (lines.p[i] == '\n')
			buf_str(&line, ", ");
		else
			buf_char(&line, lines.p[i]);
	if (line.len > MAX_FIELD)
		return false;
	set_authors(w->p->out, buf_view(&lines));
	set_field(w->p->out, ARTICLE_AUTHORS, buf_view(&line));
	return true;
}

static bool
read_date(struct work *w, struct rule_line *l)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_FIELD);
	char date[DATES_SIZE];

	xpath_text(&w->xp, &l->value, " ", &text);
	if (text.failed || !dates_find(buf_view(&text), date))
		return false;
	set_field(w->p->out, ARTICLE_PUBLISHED, str_of(date));
	return true;
}

static bool
read_title(struct work *w, struct rule_line *l)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_FIELD);

	xpath_text(&w->xp, &l->value, " ", &text);
	if (text.failed || text.len == 0)
		return false;
	set_field(w->p->out, ARTICLE_TITLE, buf_view(&text));
	return true;
}

/* A link, its href, or an address as text. */
static bool
read_next(struct work *w, struct rule_line *l)
{
	AUTO(xpath_nodes_release) struct xpath_nodes nodes = { 0 };
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_URL);
	AUTO(buf_release) struct buf href = BUF_INIT(MAX_URL);
	AUTO(url_release) struct url u = URL_INIT;

	xpath_find(&w->xp, &l->value, true, &nodes);
	if (nodes.n > 0 && html_attr(nodes.v[0], "href").n > 0 &&
	    nodes.v[0]->type == XML_ELEMENT_NODE)
		buf_s(&text, html_attr(nodes.v[0], "href"));
	else
		xpath_text(&w->xp, &l->value, "\n", &text);
	if (text.failed || text.len == 0 || url_parse(&u, buf_view(&text),
	    w->p->base, NULL) < 0 || !url_is_http(&u))
		return false;
	url_href(&u, &href);
	if (href.failed)
		return false;
	free(w->p->out->next);
	w->p->out->next = mem_dup(href.p);
	return true;
}

typedef bool read_fn(struct work *, struct rule_line *);

static read_fn *const readers[RULE_KEY_COUNT] = {
	[RULE_TITLE] = read_title, [RULE_AUTHOR] = read_authors,
	[RULE_DATE] = read_date, [RULE_NEXT] = read_next,
};

/* The first line of each kind that finds something wins. */
static void
read_fields(struct work *w)
{
	bool is_done[RULE_KEY_COUNT] = { false };

	for (size_t i = 0; i < w->rule->n; i++) {
		struct rule_line *l = &w->rule->lines[i];

		if (readers[l->key] == NULL || is_done[l->key])
			continue;
		is_done[l->key] = readers[l->key](w, l);
		tell_failure(w, l);
	}
}

/* --- what is no content --- */

static bool
has_part(const xmlNode *n, const char *name, struct str part)
{
	struct str v = html_attr(n, name);

	return v.p != NULL && str_find(v, part) != (size_t)-1;
}

/* Drops all elements with the text in one of two attributes. */
static void
drop_by_attr(struct work *w, const struct rule_line *l, const char *a,
    const char *b)
{
	xmlNode *next;

	for (xmlNode *n = w->p->root; n != NULL; n = next) {
		next = html_next(n, w->p->root, false);
		if (n == w->p->root || n->type != XML_ELEMENT_NODE ||
		    n->properties == NULL || node_is(n, "body") ||
		    (l->key == RULE_STRIP_IMAGE && !node_is(n, "img")))
			continue;
		if (has_part(n, a, l->value.text) ||
		    (b != NULL && has_part(n, b, l->value.text))) {
			next = html_next(n, w->p->root, true);
			explain_drop(n, w->where);
		}
	}
}

static void
set_src(struct work *w, const struct rule_line *l)
{
	AUTO(mem_freep) char *name = mem_dupn(l->value.text.p,
	    l->value.text.n);

	for (xmlNode *n = w->p->root; n != NULL; n = html_next(n, w->p->root,
	    false))
		if (node_is(n, "img") && html_attr(n, name).n > 0)
			html_attr_set(n, "src", html_attr(n, name));
}

static void
wrap(xmlNode *n, const struct rule_line *l)
{
	AUTO(mem_freep) char *name = mem_dupn(l->argument.p, l->argument.n);
	xmlNode *box = xmlNewDocNode(n->doc, NULL, BAD_CAST name, NULL);

	xmlReplaceNode(n, box);
	xmlAddChild(box, n);
}

/* Is it a part of the page that may be dropped, moved or wrapped? */
static bool
is_movable(const struct work *w, const xmlNode *n)
{
	return n->type != XML_ATTRIBUTE_NODE && n != w->p->root &&
	    !node_is(n, "body") && !node_is(n, "head");
}

static void
change(struct work *w, const struct rule_line *l, xmlNode *n)
{
	if (l->key == RULE_STRIP_ATTR) {
		if (n->type == XML_ATTRIBUTE_NODE)
			xmlRemoveProp((xmlAttr *)n);
		return;
	}
	if (!is_movable(w, n))
		return;
	if (l->key == RULE_STRIP)
		explain_drop(n, w->where);
	else if (l->key == RULE_DISSOLVE && n->type == XML_ELEMENT_NODE)
		html_unwrap(n);
	else if (l->key == RULE_WRAP)
		wrap(n, l);
	else if (l->key == RULE_KEEP && n->type == XML_ELEMENT_NODE)
		explain_protect(n, w->where);
}

static const char *
name_of(enum rule_key key)
{
	static const char *const names[RULE_KEY_COUNT] = {
		[RULE_STRIP] = "strip", [RULE_STRIP_ATTR] = "strip_attr",
		[RULE_DISSOLVE] = "dissolve", [RULE_WRAP] = "wrap_in",
		[RULE_KEEP] = "keep",
		[RULE_STRIP_NAME] = "strip_id_or_class",
		[RULE_STRIP_IMAGE] = "strip_image_src",
		[RULE_LAZY] = "src_lazy_load_attr",
	};

	return names[key];
}

static void
apply_line(struct work *w, struct rule_line *l)
{
	AUTO(xpath_nodes_release) struct xpath_nodes nodes = { 0 };
	bool is_outer = l->key == RULE_STRIP;

	if (name_of(l->key) == NULL)
		return;
	set_where(w, l, name_of(l->key));
	if (l->key == RULE_STRIP_NAME) {
		drop_by_attr(w, l, "class", "id");
	} else if (l->key == RULE_STRIP_IMAGE) {
		drop_by_attr(w, l, "src", NULL);
	} else if (l->key == RULE_LAZY) {
		set_src(w, l);
	} else {
		xpath_find(&w->xp, &l->value, is_outer, &nodes);
		tell_failure(w, l);
		for (size_t i = 0; i < nodes.n; i++)
			change(w, l, nodes.v[i]);
	}
}

/* Addresses of pictures first: other lines look at them. */
static void
apply_lines(struct work *w)
{
	for (size_t i = 0; i < w->rule->n; i++)
		if (w->rule->lines[i].key == RULE_LAZY)
			apply_line(w, &w->rule->lines[i]);
	for (size_t i = 0; i < w->rule->n; i++)
		if (w->rule->lines[i].key != RULE_LAZY &&
		    w->rule->lines[i].key != RULE_KEEP)
			apply_line(w, &w->rule->lines[i]);
}

/* After the rule's own drops: what it keeps is kept from the cleaning. */
static void
apply_keep(struct work *w)
{
	for (size_t i = 0; i < w->rule->n; i++)
		if (w->rule->lines[i].key == RULE_KEEP)
			apply_line(w, &w->rule->lines[i]);
}

void
rule_apply(struct rules *rules, struct rule_page *p)
{
	struct rule *found[RULES_MAX_CANDIDATES];
	struct work w = { .p = p };
	size_t n;

	xpath_page_init(&w.xp, p->root->doc);
	n = rules_find(rules, p->base != NULL && p->base->host != NULL ?
	    str_of(p->base->host) : STR(""), &w.xp, found);
	for (size_t i = 0; i < n && p->rule == NULL; i++) {
		w.rule = found[i];
		if (!fits(&w)) {
			explain_say(w.xp.doc, EXPLAIN_RULE, "%.*s is for this "
			    "page, but its body is not on it",
			    STR_ARG(w.rule->name));
			continue;
		}
		p->rule = w.rule;
		read_fields(&w);
		apply_lines(&w);
		apply_keep(&w);
		take_body(&w);
	}
	xpath_page_release(&w.xp);
}
