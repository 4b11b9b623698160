#include "article/clean.h"

#include <stdlib.h>

#include "article/explain.h"
#include "article/names.h"
#include "article/node.h"
#include "article/notices.h"
#include "article/phrases.h"
#include "article/stats.h"
#include "article/tail.h"
#include "article/title.h"
#include "article/weigh.h"
#include "base/buf.h"
#include "html/tree.h"

/* A byline, a row of tags, a date: never longer. */
#define MAX_META 260
#define MAX_LINE 4096
/* What stands under the linked heading of a teaser. */
#define MAX_TEASER 400
/* An article of this size stands for itself, however many cards follow. */
#define ENOUGH_BESIDE 1500
/* The first links of a table of contents tell of all. */
#define MAX_TOC_LINKS 6
/* On shorter pages a last heading may be the content. */
#define MIN_BEFORE_HEADING 500

static bool
is_tag(const struct stat_node *s, const char *name)
{
	return strcmp((const char *)s->node->name, name) == 0;
}

static bool
is_list(const struct stat_node *s)
{
	return is_tag(s, "ul") || is_tag(s, "ol");
}

static bool
is_declared(const xmlNode *n)
{
	struct str prop = html_attr(n, "itemprop");

	return prop.p != NULL && str_eq_nocase(prop, STR("articleBody"));
}

/* The share of the article's good text in s. */
static bool
holds_much(const struct stats *st, const struct stat_node *s)
{
	return s->good * 2 >= st->v[0].good && s->good > 0;
}

static bool
is_cell(const struct stat_node *s)
{
	return is_tag(s, "td") || is_tag(s, "th") || is_tag(s, "tr");
}

static bool
is_clutter_by_name(const struct stats *st, const struct stat_node *s,
    const struct clean_opts *o)
{
	unsigned int f = s->names;

	if (holds_much(st, s) || is_declared(s->node) || s->pres > 0)
		return false;
	if ((f & NAME_COMMENT) && !o->keep_comments)
		return true;
	if ((f & (NAME_POST | NAME_COMMENT)) && o->is_thread)
		return false;
	if (f & NAME_CONTENT)
		f &= ~(unsigned int)(NAME_CLUTTER | NAME_WEAK);
	if ((f & NAME_CLUTTER) && s->good * 4 < st->v[0].good)
		return true;
	if ((f & NAME_META) && s->text < MAX_META && s->headings == 0 &&
	    s->good * 8 < st->v[0].good && s->images == 0 &&
	    s->paragraphs < 2)
		return true;
	if ((f & NAME_WEAK) && !is_cell(s) && s->text * 2 < st->v[0].text &&
	    (s->text < 30 || stats_link_density(s) > 0.5) &&
	    s->images == 0 && !o->keep_links && s->is_block)
		return true;
	return false;
}

/* A table of contents whose links all stay on this page. */
static bool
is_toc(const struct stat_node *s)
{
	size_t n_links = 0;

	if (!(s->names & (NAME_WEAK | NAME_CLUTTER)) ||
	    stats_link_density(s) < 0.8)
		return false;
	for (const xmlNode *n = s->node; n != NULL && n_links < MAX_TOC_LINKS;
	    n = html_next(n, s->node, false)) {
		struct str href;

		if (!node_is(n, "a"))
			continue;
		href = html_attr(n, "href");
		if (href.n > 0 && href.p[0] != '#')
			return false;
		n_links++;
	}
	return n_links >= 2;
}

/* The chapters of a book, one page each, where little else is written. */
static bool
is_chapters(const struct stats *st, const struct stat_node *s)
{
	return (s->names & NAME_TOC) && !(s->names & NAME_CLUTTER) &&
	    s->text * 3 > st->v[0].text && !is_toc(s);
}

static bool
is_clutter_by_tag(const struct stats *st, const struct stat_node *s)
{
	if (is_tag(s, "form") || is_tag(s, "fieldset"))
		return s->good * 4 < st->v[0].good && s->good < 400;
	if (is_tag(s, "aside") && (s->names & NAME_NOTE))
		return false;
	if (is_tag(s, "nav") || is_tag(s, "footer") || is_tag(s, "aside") ||
	    is_tag(s, "menu") || is_tag(s, "dialog"))
		return s->good * 4 < st->v[0].good;
	if (is_tag(s, "button"))
		return s->images == 0;
	return is_tag(s, "label") && s->text < 30;
}

/* A row of links to the tags of the article. */
static bool
is_tag_row(const struct stat_node *s)
{
	size_t n_tags = 0;

	if (s->text == 0 || s->text > MAX_META * 2 || s->in_link ||
	    s->link * 2 < s->text)
		return false;
	for (const xmlNode *n = s->node; n != NULL; n = html_next(n, s->node,
	    false)) {
		struct str rel;

		if (!node_is(n, "a"))
			continue;
		rel = html_attr(n, "rel");
		if (rel.p == NULL || !str_ends_nocase(str_trim(rel),
		    STR("tag")))
			return false;
		n_tags++;
	}
	return n_tags >= 2;
}

/* Does it stand among the paragraphs of the article itself? */
static bool
is_in_flow(const struct stats *st, const struct stat_node *s)
{
	const struct stat_node *parent = &st->v[s->parent];

	return holds_much(st, parent) && !is_tag(parent, "body") &&
	    (parent->names & NAME_CONTENT) != 0;
}

/* The card of a page that the author cites: a link around blocks, as a figure
 * of its own. */
static bool
is_cited(const struct stats *st, const struct stat_node *s)
{
	if (!s->in_link || s->text == 0)
		return false;
	while (s->parent > 0) {
		s = &st->v[s->parent];
		if (is_tag(s, "figure"))
			return true;
	}
	return false;
}

/* Readability's conditional cleaning, gentler on pictures and lists. */
static bool
is_clutter_by_figures(const struct stats *st, const struct stat_node *s)
{
	double links = stats_link_density(s);
	bool is_box = is_list(s) || is_tag(s, "div") || is_tag(s, "section") ||
	    is_tag(s, "table") || is_tag(s, "dl");

	if (!is_box || s->pres > 0 || holds_much(st, s) ||
	    s->good * 4 > st->v[0].good || is_cited(st, s))
		return false;
	if (s->text == 0)
		return s->images == 0;
	if (s->inputs > 1 && s->inputs * 3 > s->paragraphs && s->good < 200)
		return true;
	if (s->commas >= 10 && links < 0.5)
		return false;
	if (s->names & NAME_CONTENT)
		return links > 0.7;
	if (is_list(s))
		return links > 0.6 && s->good == 0 &&
		    s->items + 1 > s->images && !is_in_flow(st, s);
	if (is_tag(s, "table"))
		return links > 0.7;
	return links > 0.5 && s->images <= 1 && (s->good == 0 || links > 0.7);
}

/* Cards of other articles: linked headings with a line or two each. */
static bool
is_teasers(const struct stats *st, const struct stat_node *s)
{
	return s->linked > 0 && s->linked * 2 > s->headings &&
	    s->text < s->linked * MAX_TEASER && s->pres == 0 &&
	    s->good * 3 < st->v[0].good && !is_tag(s, "a") &&
	    !is_tag(s, "header") && (s->linked > 1 || !is_tag(s, "h2"));
}

static const char by_name[] = "named as clutter, inside of what was chosen";

/* The rule by which it is clutter, NULL: by none. */
static const char *
junk_rule(const struct stats *st, const struct stat_node *s,
    const struct clean_opts *o)
{
	if (is_clutter_by_tag(st, s))
		return "an element that holds no content (form, button …)";
	if (is_clutter_by_name(st, s, o))
		return by_name;
	if (is_toc(s))
		return "a table of contents of this page";
	if (!o->keep_links && is_tag_row(s))
		return "a row of tags";
	return NULL;
}

/* Boxes of links and cards: clutter beside an article, but where they are
 * most of what there is, the content. */
static const char *
box_rule(const struct stats *st, const struct stat_node *s,
    const struct clean_opts *o)
{
	/* Its lists and cards lead to the chapters of a manual. */
	if (o->is_manual && s->text > 0 && (s->items > 0 || s->headings > 0))
		return NULL;
	if (is_clutter_by_figures(st, s))
		return "a box of links, or of next to nothing";
	return is_teasers(st, s) ? "cards of other articles" : NULL;
}

static bool
are_boxes_few(const struct stats *st, const struct clean_opts *o)
{
	uint32_t sum = 0, other = 0;

	for (int i = 1; i < (int)st->n; ) {
		const struct stat_node *s = &st->v[i];

		if (junk_rule(st, s, o) != NULL) {
			other += s->text;
			i = s->end;
		} else if (box_rule(st, s, o) != NULL) {
			sum += s->text;
			i = s->end;
		} else {
			i++;
		}
	}
	return st->v[0].text - sum - other > ENOUGH_BESIDE ||
	    sum * 10 < (st->v[0].text - other) * 4;
}

static void
drop_junk(xmlNode *root, const struct clean_opts *o)
{
	AUTO(stats_release) struct stats st = STATS_INIT;
	bool no_boxes;

	stats_build(&st, root, true);
	no_boxes = !o->keep_links && (o->is_dated || are_boxes_few(&st, o));
	for (int i = 1; i < (int)st.n; ) {
		struct stat_node *s = &st.v[i];
		const char *rule;

		if (is_chapters(&st, s)) {
			i = s->end;
			continue;
		}
		rule = junk_rule(&st, s, o);
		if (rule == NULL && no_boxes)
			rule = box_rule(&st, s, o);
		if (rule != NULL) {
			int end = s->end;

			explain_drop_named(s->node, rule, rule == by_name ?
			    NAME_CLUTTER | NAME_WEAK | NAME_META |
			    NAME_COMMENT : 0);
			i = end;
		} else {
			i++;
		}
	}
}

static bool
is_void_content(const xmlNode *n)
{
	static const char *const tags[] = { "img", "br", "hr", "video",
		"audio", "iframe", "math", "svg", "td", "th", "picture",
		"source", "col" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (node_is(n, tags[i]))
			return true;
	return false;
}

static void
drop_empty(xmlNode *root)
{
	AUTO(stats_release) struct stats st = STATS_INIT;
	bool *is_kept;

	stats_build(&st, root, false);
	is_kept = mem_array(st.n + 1, sizeof(*is_kept));
	for (size_t i = st.n; i-- > 1; ) {
		struct stat_node *s = &st.v[i];
		bool is_full = is_kept[i] || s->text > 0;

		is_kept[i] = is_full || is_void_content(s->node);
		/* An empty cell keeps its place, but no row. */
		if (is_kept[i] && !is_tag(s, "br") && (is_full ||
		    !is_tag(s, "td")))
			is_kept[s->parent] = true;
	}
	for (int i = 1; i < (int)st.n; ) {
		if (is_kept[i] || !st.v[i].is_block) {
			i++;
			continue;
		}
		int end = st.v[i].end;

		explain_drop(st.v[i].node, "empty");
		i = end;
	}
	free(is_kept);
}

/* Headings that repeat the title, before any text was written. */
static void
drop_title(xmlNode *root, struct str title)
{
	xmlNode *n = root, *next;
	uint32_t seen = 0;

	for (; n != NULL && seen < 600; n = next) {
		AUTO(buf_release) struct buf line = BUF_INIT(MAX_LINE);

		next = html_next(n, root, false);
		if (n->type == XML_TEXT_NODE)
			seen += (uint32_t)str_trim(str_of((char *)
			    n->content)).n;
		if (n == root || (!node_is(n, "h1") && !node_is(n, "h2")))
			continue;
		notices_line(n, &line);
		if (node_is(n, "h1") ? phrases_same(buf_view(&line), title) ||
		    seen < 100 :
		    phrases_same(buf_view(&line), title)) {
			next = html_next(n, root, true);
			explain_drop(n, "repeats the title");
		}
	}
}

static bool
is_heading(const xmlNode *n)
{
	static const char *const tags[] = { "h2", "h3", "h4", "h5", "h6" };

	return NODE_IS_ANY(n, tags);
}

/* A heading with nothing under it at the end was a box's. */
static void
drop_last_heading(xmlNode *root)
{
	xmlNode *n = root->last;

	while (n != NULL) {
		if (n->type == XML_TEXT_NODE &&
		    str_trim(str_of((char *)n->content)).n == 0) {
			n = n->prev;
			continue;
		}
		if (is_heading(n)) {
			if (html_find(n, "img") == NULL &&
			    weigh_node(root) > MIN_BEFORE_HEADING)
				explain_drop(n,
				    "a heading with nothing under it");
			return;
		}
		if (!node_is(n, "div") && !node_is(n, "section") &&
		    !node_is(n, "article"))
			return;
		n = n->last;
	}
}

/* Links of headings to themselves. */
static void
drop_anchors(xmlNode *root)
{
	xmlNode *next;

	for (xmlNode *n = root; n != NULL; n = next) {
		next = html_next(n, root, false);
		if (n != root && title_is_anchor(n) &&
		    html_find(n, "img") == NULL) {
			next = html_next(n, root, true);
			explain_drop(n, "a heading's link to itself");
		}
	}
}

/* White space between blocks as one newline at most. */
static void
squeeze_blanks(xmlNode *root)
{
	for (xmlNode *n = root; n != NULL; n = html_next(n, root,
	    node_is(n, "pre"))) {
		struct str s;

		if (n->type != XML_TEXT_NODE)
			continue;
		s = str_of((char *)n->content);
		if (s.n > 1 && str_trim(s).n == 0)
			xmlNodeSetContent(n, str_chr(s, '\n') != (size_t)-1 ?
			    BAD_CAST "\n" : BAD_CAST " ");
	}
}

void
clean_root(xmlNode *root, const struct clean_opts *o)
{
	if (!o->keep_all && !o->is_bare)
		drop_junk(root, o);
	drop_anchors(root);
	drop_title(root, o->title);
	if (!o->is_thread && !o->keep_links && !o->keep_all)
		tail_drop(root);
	if (!o->keep_all)
		notices_drop(root, o);
	drop_empty(root);
	if (!o->keep_all && !o->is_bare)
		drop_last_heading(root);
	squeeze_blanks(root);
}
