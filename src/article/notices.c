#include "article/notices.h"

#include "article/explain.h"
#include "article/node.h"
#include "article/phrases.h"
#include "article/stats.h"
#include "article/thread.h"
#include "base/map.h"
#include "base/text.h"
#include "html/tree.h"

#define MAX_LINE 4096
/* Notices are shorter, captions of galleries a little longer. */
#define MAX_PHRASE 400
#define MIN_REPEATED 60

static bool
is_tag(const struct stat_node *s, const char *name)
{
	return strcmp((const char *)s->node->name, name) == 0;
}

void
notices_line(const xmlNode *n, struct buf *out)
{
	AUTO(buf_release) struct buf raw = BUF_INIT((size_t)1 << 20);

	html_text(n, &raw);
	text_squeeze(out, buf_view(&raw));
}

/* A line that is one link in bold or in capitals: another article's. */
static bool
is_inline_teaser(const struct stat_node *s, struct str line)
{
	bool has_upper = false, has_lower = false;

	if (!is_tag(s, "p") || s->text < 20 || s->own_link * 10 < s->text * 9 ||
	    s->images > 0 || str_find(line, STR("://")) != (size_t)-1)
		return false;
	if (html_find(s->node, "strong") != NULL ||
	    html_find(s->node, "b") != NULL)
		return true;
	for (size_t i = 0; i < line.n; i++) {
		has_upper = has_upper || (line.p[i] >= 'A' &&
		    line.p[i] <= 'Z');
		has_lower = has_lower || (line.p[i] >= 'a' &&
		    line.p[i] <= 'z');
	}
	return has_upper && !has_lower;
}

static bool
is_in_caption(const xmlNode *n)
{
	const char *class = n->parent != NULL ? node_class(n->parent) : NULL;

	return class != NULL && strstr(class, "caption") != NULL;
}

/* Galleries write each caption twice; people repeat a paragraph or a row, but
 * no long line of a box. */
static bool
is_repeated(const struct stat_node *s, struct str line, struct map *seen)
{
	return s->text >= MIN_REPEATED && (is_tag(s, "div") ||
	    is_tag(s, "li") || is_tag(s, "figcaption") ||
	    (is_tag(s, "p") && is_in_caption(s->node))) &&
	    !map_add(seen, line);
}

static bool
breaks_line(const xmlNode *n)
{
	return n == NULL || node_is(n, "br") ||
	    (n->type == XML_ELEMENT_NODE && stats_is_block(n));
}

/* A block of text alone, or what stands between two line breaks. */
static bool
is_line(const struct stat_node *s)
{
	const xmlNode *prev = s->node->prev, *next = s->node->next;

	if (s->is_block)
		return !s->has_block;
	if (!is_tag(s, "span"))
		return false;
	while (prev != NULL && xmlIsBlankNode(prev))
		prev = prev->prev;
	while (next != NULL && xmlIsBlankNode(next))
		next = next->next;
	return prev != NULL && breaks_line(prev) && breaks_line(next);
}

/* Pages for the printer and the clipboard say where they are from. */
static bool
is_own_address(struct str line, struct str own)
{
	size_t end = str_find(own, STR("://"));

	if (end == (size_t)-1)
		return false;
	own = str_from(own, end + 3);
	own = str_sub(own, 0, str_chr(own, '#'));
	own = str_sub(own, 0, str_chr(own, '?'));
	if (str_starts(line, STR("http://")))
		line = str_from(line, strlen("http://"));
	else if (str_starts(line, STR("https://")))
		line = str_from(line, strlen("https://"));
	while (line.n > 0 && line.p[line.n - 1] == '/')
		line.n--;
	while (own.n > 0 && own.p[own.n - 1] == '/')
		own.n--;
	/* The site's own name may be a word of the text. */
	return str_chr(own, '/') != (size_t)-1 && str_eq(line, own);
}

/* The rule by which a line is none of the article's, NULL: by none. */
static const char *
line_rule(const struct stat_node *s, struct str line,
    const struct clean_opts *o, struct map *seen)
{
	if (phrases_is_clutter(line, stats_link_density(s)))
		return "a phrase of pages on a line of its own";
	if (is_own_address(line, o->address))
		return "the page's own address";
	if (is_inline_teaser(s, line))
		return "a line that is one link, in bold or capitals";
	if (o->is_thread)
		return thread_is_noise(line, o->title) ?
		    "a label of the forum's" : NULL;
	return !o->is_bare && is_repeated(s, line, seen) ? "said before" :
	    NULL;
}

/* "Share this", "Read more: …", "上一篇：…" on a line of their own. */
void
notices_drop(xmlNode *root, const struct clean_opts *o)
{
	AUTO(stats_release) struct stats st = STATS_INIT;
	AUTO(map_release) struct map seen = MAP_INIT;

	stats_build(&st, root, false);
	for (int i = 1; i < (int)st.n; ) {
		AUTO(buf_release) struct buf line = BUF_INIT(MAX_LINE);
		struct stat_node *s = &st.v[i];
		const char *rule = NULL;

		if (is_line(s) && s->text > 0 && s->text < MAX_PHRASE &&
		    s->pres == 0 && !is_tag(s, "td") &&
		    !is_tag(s, "summary")) {
			notices_line(s->node, &line);
			rule = line_rule(s, buf_view(&line), o, &seen);
		}
		if (rule != NULL) {
			int end = s->end;

			explain_drop(s->node, rule);
			i = end;
		} else {
			i++;
		}
	}
}
