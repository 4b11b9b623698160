#include "article/lead.h"

#include "article/names.h"
#include "article/node.h"
#include "article/phrases.h"
#include "base/text.h"
#include "html/tree.h"

/* A lead is one paragraph; what is shorter is a second title. */
#define MAX_LEAD 1500
#define MIN_LEAD 105
/* With so much text in between, it belongs to something else. */
#define MAX_BETWEEN 1200
/* Descriptions are cut off; so many bytes tell enough. */
#define ENOUGH_ALIKE 40
#define MAX_LINE 8192

static bool
is_lead_block(const struct stats *st, int i)
{
	const struct stat_node *s = &st->v[i];

	return s->is_block && !s->has_block && !s->in_link &&
	    s->own >= MIN_LEAD && s->own <= MAX_LEAD && stats_is_good(s) &&
	    s->own_link * 10 < s->own * 4 && s->pres == 0;
}

static bool
is_in_caption(const xmlNode *n)
{
	for (int up = 0; n != NULL && up < 4; up++, n = n->parent)
		if (node_is(n, "figcaption") || node_is(n, "figure") ||
		    node_is(n, "blockquote") || node_is(n, "li") ||
		    node_is(n, "label") || node_is(n, "td"))
			return true;
	return false;
}

static void
line_of(const struct stat_node *s, struct buf *line)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(MAX_LINE);

	html_text(s->node, &raw);
	if (!raw.failed)
		text_squeeze(line, buf_view(&raw));
}

/* Does the block begin with these words, white space aside? */
static bool
begins_alike(const struct stat_node *s, struct str words)
{
	AUTO(buf_release) struct buf line = BUF_INIT(MAX_LINE);

	line_of(s, &line);
	return !line.failed && line.len >= ENOUGH_ALIKE &&
	    words.n >= ENOUGH_ALIKE &&
	    memcmp(line.p, words.p, ENOUGH_ALIKE) == 0;
}

/* Some pages repeat what the article begins with above it. */
static bool
is_repeated(const struct stats *st, int lead, int top)
{
	AUTO(buf_release) struct buf line = BUF_INIT(MAX_LINE);

	line_of(&st->v[lead], &line);
	for (int i = top; i < st->v[top].end; i++)
		if (st->v[i].is_block && !st->v[i].has_block &&
		    st->v[i].own >= MIN_LEAD / 2 &&
		    begins_alike(&st->v[i], buf_view(&line)))
			return true;
	return false;
}

static bool
is_within(int i, const struct stat_node *v, int outer)
{
	return i >= outer && i < v[outer].end;
}

/* The last <h1> before top. */
static int
title_before(const struct stats *st, int top)
{
	for (int i = top - 1; i > 0; i--)
		if (node_is(st->v[i].node, "h1"))
			return i;
	return -1;
}

/* The first written block after the title. */
static int
after_title(const struct stats *st, int top)
{
	int title = title_before(st, top);
	uint32_t between = 0;

	if (title < 0 || is_within(top, st->v, title))
		return -1;
	for (int i = st->v[title].end; i < top; i++) {
		const struct stat_node *s = &st->v[i];

		between += s->own;
		if (between > MAX_BETWEEN)
			return -1;
		if (is_lead_block(st, i) && !s->is_out &&
		    !is_in_caption(s->node) && !(s->names & NAME_META))
			return i;
	}
	return -1;
}

int
lead_find(const struct stats *st, int top, struct str description)
{
	int lead = after_title(st, top);

	for (int i = 1; i < top; i++) {
		if (is_lead_block(st, i) && !is_within(top, st->v, i) &&
		    begins_alike(&st->v[i], description)) {
			lead = i;
			break;
		}
	}
	return lead >= 0 && is_repeated(st, lead, top) ? -1 : lead;
}
