#include "article/score.h"

#include <string.h>

#include "article/names.h"
#include "html/tree.h"

/* A paragraph shorter than this gives no points (Readability's 25). */
#define MIN_PARAGRAPH 25
/* Readability's five levels. */
#define MAX_LEVELS 5
/* Comments are dropped when this much is written outside of them. */
#define ENOUGH_OUTSIDE 300

static bool
is_any(const xmlNode *n, const char *const *names, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (html_is(n, names[i]))
			return true;
	return false;
}

static bool
is_clutter_tag(const xmlNode *n)
{
	static const char *const tags[] = {
		"nav", "footer", "aside", "dialog", "menu", "button",
		"select", "object", "iframe",
	};

	return is_any(n, tags, sizeof(tags) / sizeof(tags[0]));
}

/* "articleBody" and the like: the page says what it is. */
static bool
is_declared(const xmlNode *n)
{
	struct str prop = html_attr(n, "itemprop");

	return prop.p != NULL && (str_eq_nocase(prop, STR("articleBody")) ||
	    str_eq_nocase(prop, STR("reviewBody")));
}

static bool
is_clutter(const struct stats *st, size_t i, bool comments_too)
{
	const struct stat_node *s = &st->v[i];
	uint32_t total = st->v[0].good;

	if (html_is(s->node, "body") || html_is(s->node, "main") ||
	    is_declared(s->node))
		return false;
	if ((s->names & NAME_COMMENT) && comments_too &&
	    total - s->good >= ENOUGH_OUTSIDE && s->good * 10 < total * 9)
		return true;
	if (!(s->names & NAME_CLUTTER) && !is_clutter_tag(s->node))
		return false;
	if (s->names & NAME_CONTENT)
		return s->good * 10 < total;
	return s->good * 2 < total;
}

static void
sum_net(struct stats *st)
{
	for (size_t i = st->n; i-- > 0; ) {
		struct stat_node *s = &st->v[i];

		if (s->is_out)
			s->net = 0;
		else if (stats_is_good(s))
			s->net += s->own;
		if (s->parent >= 0)
			st->v[s->parent].net += s->net;
	}
}

void
score_mark(struct stats *st, bool comments_too)
{
	for (size_t i = 1; i < st->n; i++) {
		struct stat_node *s = &st->v[i];

		s->is_out = st->v[s->parent].is_out ||
		    is_clutter(st, i, comments_too);
	}
	sum_net(st);
}

static double
tag_points(const xmlNode *n)
{
	static const char *const good[] = { "div", "article", "section",
		"main" };
	static const char *const fair[] = { "pre", "td", "blockquote" };
	static const char *const poor[] = { "address", "ol", "ul", "dl", "dd",
		"dt", "li", "form" };
	static const char *const bad[] = { "h1", "h2", "h3", "h4", "h5", "h6",
		"th" };

	if (is_any(n, good, 4))
		return html_is(n, "article") ? 15 : 5;
	if (is_any(n, fair, 3))
		return 3;
	if (is_any(n, poor, 8))
		return -3;
	if (is_any(n, bad, 7))
		return -5;
	return 0;
}

static double
name_points(const struct stat_node *s)
{
	double points = 0;

	if (s->names & NAME_CONTENT)
		points += 25;
	if (s->names & (NAME_CLUTTER | NAME_COMMENT))
		points -= 25;
	if (is_declared(s->node))
		points += 60;
	return points;
}

static double
paragraph_points(const struct stat_node *s)
{
	double points, length, links;

	if (s->own < MIN_PARAGRAPH)
		return 0;
	links = (double)s->own_link / (double)s->own;
	length = (double)s->own / 100;
	points = 1 + s->own_commas + (length > 3 ? 3 : length);
	return links > 0.5 ? 0 : points * (1 - links);
}

static void
give(struct stats *st, int i, double points)
{
	for (int level = 0; level < MAX_LEVELS && i >= 0; level++) {
		double divider = level == 0 ? 1 : level == 1 ? 2 : level * 3;

		st->v[i].score += points / divider;
		i = st->v[i].parent;
	}
}

static void
score_all(struct stats *st)
{
	for (size_t i = 0; i < st->n; i++) {
		struct stat_node *s = &st->v[i];
		double points;

		if (s->is_out || s->block != (int)i)
			continue;
		points = paragraph_points(s);
		if (points <= 0)
			continue;
		/* A leaf pays its holder; loose text pays where it stands. */
		give(st, s->has_block ? (int)i : s->parent, points);
	}
	for (size_t i = 0; i < st->n; i++) {
		struct stat_node *s = &st->v[i];

		if (s->score > 0)
			s->score = (s->score + tag_points(s->node) +
			    name_points(s)) * (1 - stats_link_density(s));
	}
}

/*
 * Up to the element that holds the whole article, when the best one is but a
 * section of it: as long as a step gains written text without gaining as much
 * of something else.
 */
static int
climb(const struct stats *st, int top)
{
	uint32_t good = st->v[top].net;
	int best = top;

	for (int i = st->v[top].parent; i > 0; i = st->v[i].parent) {
		const struct stat_node *s = &st->v[i];
		uint32_t now = s->net;
		bool is_named = (s->names & NAME_CONTENT) != 0 ||
		    html_is(s->node, "article") || html_is(s->node, "main");
		double gain = good > 0 ? (double)now / (double)good : 2;

		if (is_declared(st->v[best].node) && gain < 3)
			break;
		if (gain > (is_named ? 4 : 3))
			break;
		if (gain > 1.1 && (is_named || s->score >
		    st->v[best].score * 0.3)) {
			best = i;
			good = now;
		}
		if (html_is(s->node, "article"))
			break;
	}
	return best;
}

int
score_choose(struct stats *st)
{
	int top = -1;

	score_all(st);
	for (size_t i = 0; i < st->n; i++) {
		struct stat_node *s = &st->v[i];

		if (!s->is_out && s->score > 0 && s->is_block &&
		    (top < 0 || s->score > st->v[top].score))
			top = (int)i;
	}
	return top > 0 ? climb(st, top) : top;
}
