#include "article/score.h"

#include <math.h>
#include <string.h>

#include "article/explain.h"
#include "article/names.h"
#include "article/node.h"
#include "article/phrases.h"
#include "base/buf.h"
#include "base/text.h"
#include "html/tree.h"

/* A paragraph shorter than this gives no points (Readability's 25). */
#define MIN_PARAGRAPH 25
/* Readability's five levels. */
#define MAX_LEVELS 5
/* Longer headings are none of a dialogue. */
#define MAX_HEADING 256
/* Comments are dropped when this much is written outside of them. */
#define ENOUGH_OUTSIDE 300
/* What opens a discussion is no article of its own when it is shorter. */
#define MAX_OPENING 1500
/* The share of the written text that the article's element holds. */
#define MOST 0.75
/* The same for the posts of a thread: none may be lost. */
#define NEARLY_ALL 0.85
/* With less than this share of it an element is but a section. */
#define PART 0.55
/* Candidates that an explanation names. */
#define N_SHOWN 5

static bool
is_clutter_tag(const xmlNode *n)
{
	static const char *const tags[] = {
		"nav", "footer", "aside", "dialog", "menu", "button",
		"select", "object", "iframe",
	};

	return NODE_IS_ANY(n, tags);
}

/* "articleBody" and the like: the page says what it is. */
static bool
is_declared(const xmlNode *n)
{
	struct str prop = html_attr(n, "itemprop");

	return prop.p != NULL && (str_eq_nocase(prop, STR("articleBody")) ||
	    str_eq_nocase(prop, STR("reviewBody")));
}

/* Cleaning drops those of headings, and needs them until then. */
static bool
is_anchor(const xmlNode *n)
{
	return node_is(n, "a") && str_starts(html_attr(n, "href"), STR("#"));
}

static bool
is_clutter(const struct stats *st, size_t i, enum score_mode mode)
{
	const struct stat_node *s = &st->v[i];
	uint32_t total = st->v[0].good;

	if (node_is(s->node, "body") || node_is(s->node, "main") ||
	    is_declared(s->node) || (s->names != 0 && is_anchor(s->node)))
		return false;
	if ((s->names & NAME_COMMENT) && mode != SCORE_THREAD &&
	    total - s->good >= ENOUGH_OUTSIDE && s->good * 10 < total * 9)
		return true;
	if (mode != SCORE_ARTICLE && (s->names & NAME_USER) &&
	    s->good * 4 < total)
		return true;
	if (mode != SCORE_ARTICLE && (s->names & (NAME_POST | NAME_COMMENT)))
		return false;
	if (!(s->names & NAME_CLUTTER) && (!is_clutter_tag(s->node) ||
	    (s->names & NAME_NOTE)))
		return false;
	if (s->names & NAME_CONTENT)
		return s->good * 10 < total;
	return s->good * 2 < total || s->good == 0;
}

static void
sum_net(struct stats *st)
{
	for (size_t i = st->n; i-- > 0; ) {
		struct stat_node *s = &st->v[i];

		if (s->is_out) {
			s->net = s->bulk = 0;
		} else {
			s->net += stats_is_good(s) ? s->own : 0;
			s->bulk += s->own;
		}
		if (s->parent >= 0) {
			st->v[s->parent].net += s->net;
			st->v[s->parent].bulk += s->bulk;
		}
	}
}

/* Does the element begin with the heading of a dialogue about privacy? */
static bool
is_consent(const struct stats *st, int i)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(MAX_HEADING);
	AUTO(buf_release) struct buf line = BUF_INIT(MAX_HEADING);

	html_text(st->v[i].node, &raw);
	text_squeeze(&line, buf_view(&raw));
	return !raw.failed && phrases_is_consent(buf_view(&line));
}

/* The dialogue is what holds its heading and says something. */
static void
mark_consents(struct stats *st)
{
	for (int i = 1; i < (int)st->n; i++) {
		int box = st->v[i].parent;

		if (st->v[i].headings == 0 || !stats_is_heading(&st->v[i]) ||
		    !is_consent(st, i))
			continue;
		while (box > 0 && st->v[box].good == 0)
			box = st->v[box].parent;
		if (box <= 0 || node_is(st->v[box].node, "main") ||
		    node_is(st->v[box].node, "article") ||
		    html_find(st->v[box].node, "h1") != NULL)
			continue;
		for (int j = box; j < st->v[box].end; j++)
			st->v[j].is_out = true;
	}
}

void
score_mark(struct stats *st, enum score_mode mode)
{
	mark_consents(st);
	for (size_t i = 1; i < st->n; i++) {
		struct stat_node *s = &st->v[i];

		s->is_out = s->is_out || st->v[s->parent].is_out ||
		    is_clutter(st, i, mode);
	}
	sum_net(st);
}

const char *
score_why_out(const struct stat_node *s)
{
	if (s->names & NAME_CLUTTER)
		return "named as clutter";
	if (s->names & NAME_COMMENT)
		return "comments, which are not what the page is about";
	return "an element that holds no content (nav, aside, footer …)";
}

/* What is written in comments. */
static uint32_t
good_in_comments(const struct stats *st)
{
	uint32_t sum = 0;

	for (int i = 1; i < (int)st->n; ) {
		const struct stat_node *s = &st->v[i];

		if ((s->names & NAME_COMMENT) && !(s->names & NAME_CLUTTER)) {
			sum += s->good;
			i = s->end;
		} else {
			i++;
		}
	}
	return sum;
}

enum score_mode
score_settle(const struct stats *st, enum score_mode mode)
{
	uint32_t sum = good_in_comments(st), total = st->v[0].good;

	switch (mode) {
	case SCORE_ARTICLE:
		if (sum * 4 > total * 3 && total - sum < MAX_OPENING)
			return SCORE_THREAD;
		break;
	case SCORE_ANSWERS:
		if (sum * 10 > total * 7)
			return SCORE_THREAD;
		break;
	case SCORE_THREAD:
		break;
	}
	return mode;
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

	if (NODE_IS_ANY(n, good))
		return node_is(n, "article") ? 15 : 5;
	if (NODE_IS_ANY(n, fair))
		return 3;
	if (NODE_IS_ANY(n, poor))
		return -3;
	if (NODE_IS_ANY(n, bad))
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
		    node_is(s->node, "article") || node_is(s->node, "main");
		double gain = good > 0 ? (double)now / (double)good : 2;

		if (is_declared(st->v[best].node) && gain < 3)
			break;
		if (gain > (is_named ? 4 : 3))
			break;
		if (gain > 1.1 && (is_named || s->score >
		    st->v[best].score * 0.3)) {
			best = i;
			good = now;
			explain_node(s->node, EXPLAIN_CHOICE, "widened to "
			    "this one: it holds more written text and little "
			    "else");
		}
		if (node_is(s->node, "article"))
			break;
	}
	return best;
}

static uint32_t
amount(const struct stats *st, int i, size_t field)
{
	uint32_t v;

	memcpy(&v, (const char *)&st->v[i] + field, sizeof(v));
	return v;
}

static bool
may_hold(const struct stats *st, int i)
{
	const struct stat_node *s = &st->v[i];

	return !node_is(s->node, "p") && !node_is(s->node, "pre") &&
	    !node_is(s->node, "ul") && !node_is(s->node, "ol") &&
	    !node_is(s->node, "tbody") && !node_is(s->node, "tr") &&
	    !node_is(s->node, "table") && s->end > i + 1;
}

/*
 * Down from the root as long as one child holds most of the text: the smallest
 * element that misses little of it.
 */
static int
descend(const struct stats *st, size_t field, double share)
{
	int at = 0;

	for (;;) {
		uint32_t all = amount(st, at, field), most = 0;
		int best = -1;

		for (int i = at + 1; i < st->v[at].end; i = st->v[i].end) {
			if (best < 0 || amount(st, i, field) > most) {
				best = i;
				most = amount(st, i, field);
			}
		}
		if (best < 0 || most < share * all || !may_hold(st, best))
			return at;
		at = best;
	}
}

static bool
is_within(const struct stats *st, int i, int outer)
{
	return i >= outer && i < st->v[outer].end;
}

/* The best ones, for the explanation. */
static void
show_candidates(const struct stats *st)
{
	double below = HUGE_VAL;

	if (!explain_is_on(st->v[0].node->doc))
		return;
	for (int n = 0; n < N_SHOWN; n++) {
		const struct stat_node *best = NULL;

		for (size_t i = 0; i < st->n; i++)
			if (st->v[i].score > 0 && st->v[i].score < below &&
			    !st->v[i].is_out && st->v[i].is_block &&
			    (best == NULL || st->v[i].score > best->score))
				best = &st->v[i];
		if (best == NULL)
			return;
		below = best->score;
		explain_candidate(best->node, &(struct explain_figures){
		    best->score, best->text, stats_link_density(best) });
	}
}

int
score_choose(struct stats *st)
{
	int all = descend(st, offsetof(struct stat_node, net), MOST);
	int top = -1;

	score_all(st);
	for (size_t i = 0; i < st->n; i++) {
		struct stat_node *s = &st->v[i];

		if (!s->is_out && s->score > 0 && s->is_block &&
		    (top < 0 || s->score > st->v[top].score))
			top = (int)i;
	}
	if (top <= 0)
		return top;
	show_candidates(st);
	explain_node(st->v[top].node, EXPLAIN_CHOICE, "this one has the most "
	    "points");
	top = climb(st, top);
	if (!is_within(st, top, all) || st->v[top].net >= PART *
	    st->v[all].net)
		return top;
	explain_node(st->v[all].node, EXPLAIN_CHOICE, "widened to this one: "
	    "it holds most of what is written, of which the other is but a "
	    "part");
	return all;
}

int
score_choose_thread(const struct stats *st)
{
	int i = descend(st, offsetof(struct stat_node, net), NEARLY_ALL);

	explain_node(st->v[i].node, EXPLAIN_CHOICE, "the smallest one that "
	    "holds nearly all that is written, for the posts of a thread "
	    "belong together");
	return i;
}

int
score_choose_list(const struct stats *st)
{
	int i = descend(st, offsetof(struct stat_node, bulk), MOST);

	explain_node(st->v[i].node, EXPLAIN_CHOICE, "little is written: the "
	    "smallest one that holds most of what is not clutter");
	return i;
}
