#include "article/thread.h"

#include "article/explain.h"
#include "article/names.h"
#include "article/node.h"
#include "article/phrases.h"
#include "base/text.h"
#include "html/tree.h"

/* Longer names are sentences about someone. */
#define MAX_NAME 64
/* With fewer posts a page is an article with an answer. */
#define MIN_POSTS 3
/* Of what is written, this much stands in the posts. */
#define MOST_POSTED 0.6
/* An element is looked into by no more than so many of its ancestors. */
#define MAX_GROUPS 8

static bool
is_name(const xmlNode *n)
{
	static const char *const classes[] = { "username", "author",
		"author-name", "nickname", "user-name", "bigusername",
		"message-name", "MessageCard__user-info__name", "postauthor",
		"UserLink", "hcard", "authi" };
	struct str prop = html_attr(n, "itemprop");

	if (prop.p != NULL && str_eq(prop, STR("name")))
		return true;
	return node_has_class(n, classes, sizeof(classes) / sizeof(*classes));
}

void
thread_keep_name(xmlNode *box)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(4096);
	AUTO(buf_release) struct buf name = BUF_INIT(4096);
	const xmlNode *n = box;
	xmlNode *p, *strong;

	while (n != NULL && name.len == 0) {
		if (n->type == XML_ELEMENT_NODE && n->properties != NULL &&
		    is_name(n)) {
			html_text(n, &raw);
			text_squeeze(&name, buf_view(&raw));
			buf_reset(&raw);
		}
		n = html_next(n, box, false);
	}
	if (name.failed || name.len == 0 || name.len > MAX_NAME) {
		explain_drop(box, "who wrote, without a name");
		return;
	}
	p = xmlNewDocNode(box->doc, NULL, BAD_CAST "p", NULL);
	strong = xmlAddChild(p, xmlNewDocNode(box->doc, NULL,
	    BAD_CAST "strong", NULL));
	xmlAddChild(strong, xmlNewDocTextLen(box->doc, BAD_CAST name.p,
	    (int)name.len));
	xmlReplaceNode(box, p);
	xmlFreeNode(box);
}

/* "13", "#4", "1.2K" */
static bool
is_counter(struct str s)
{
	size_t n_digits = 0;

	if (s.n == 0 || s.n > 8)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		n_digits += ch_is_digit(s.p[i]);
		if (!ch_is_digit(s.p[i]) && s.p[i] != '#' && s.p[i] != '.' &&
		    s.p[i] != ',' && s.p[i] != 'K' && s.p[i] != 'k' &&
		    s.p[i] != '+' && s.p[i] != '-')
			return false;
	}
	return n_digits > 0;
}

bool
thread_is_noise(struct str line, struct str title)
{
	static const char *const whole[] = { "click to expand...",
		"click to shrink...", "click to expand…", "quote", "reply",
		"attachments", "like", "code: select all", "select all",
		"reply with quote", "offline", "online", "top", "report",
		"member", "new member", "guest", "moderator", "link", "joined",
		"messages", "location", "join date", "posts", "status",
		"not open for further replies.", "report post", "permalink",
		"share", "copy link", "edit", "delete", "next", "prev",
		"1 like", "original poster", "discussion starter",
		"back to top",
		"last edited", "answered", "accepted answer", "引用", "回复",
		"举报", "只看该作者", "电梯直达", "使用道具", "发表于", "楼主",
		"reputation:", "reaction score", "expand signature" };
	static const char *const starts[] = { "posts: ", "registered: ",
		"joined: ", "last edited by", "last edited:", "join date:",
		"you must log in", "pages: 1", "view attachment ",
		"messages: ", "location: ", "reaction score", "likes: ",
		"last post by", "liked by", "thanks: ", "thanked ",
		"reactions: ", "this post was edited", "本帖最后由" };
	struct str rest = line;

	if (is_counter(line) || phrases_same(line, title))
		return true;
	if (str_starts_nocase(rest, STR("re: ")) &&
	    phrases_same(str_from(rest, 4), title))
		return true;
	return str_is_any_nocase(line, whole, sizeof(whole) / sizeof(*whole)) ||
	    (line.n < 160 && str_starts_any_nocase(line, starts,
	    sizeof(starts) / sizeof(*starts)));
}

static bool
is_author(const struct stat_node *s)
{
	static const char *const classes[] = { "user", "member", "poster",
		"userid", "user-link", "by", "name" };
	struct str rel;

	if ((s->names & NAME_USER) || (s->node->properties != NULL &&
	    is_name(s->node)))
		return true;
	if (node_has_class(s->node, classes,
	    sizeof(classes) / sizeof(*classes)))
		return true;
	rel = html_attr(s->node, "rel");
	return rel.p != NULL && str_eq(rel, STR("author"));
}

static bool
has_author(const struct stats *st, int post)
{
	for (int i = post; i < st->v[post].end; i++)
		if (is_author(&st->v[i]))
			return true;
	return false;
}

static bool
is_alike(const xmlNode *a, const xmlNode *b)
{
	const char *x = node_class(a), *y = node_class(b);

	if (strcmp((const char *)a->name, (const char *)b->name) != 0)
		return false;
	/* "post first", "post even": the first name is the kind. */
	return x == NULL || y == NULL ? x == y :
	    strcspn(x, " ") == strcspn(y, " ") &&
	    strncmp(x, y, strcspn(x, " ")) == 0;
}

/* The child in which most is written. */
static int
main_child(const struct stats *st, int parent)
{
	int best = -1;

	for (int i = parent + 1; i < st->v[parent].end; i = st->v[i].end)
		if (best < 0 || st->v[i].good > st->v[best].good)
			best = i;
	return best;
}

/* Are the children like this one posts? */
static bool
are_posts(const struct stats *st, int one)
{
	int parent = st->v[one].parent;
	uint32_t good = 0, n = 0, n_authors = 0, n_written = 0, n_linked = 0;

	for (int i = parent + 1; i < st->v[parent].end; i = st->v[i].end) {
		const struct stat_node *s = &st->v[i];

		if (!is_alike(s->node, st->v[one].node))
			continue;
		n++;
		good += s->good;
		n_written += s->good > 0;
		n_linked += s->linked > 0;
		n_authors += s->good > 0 && has_author(st, i);
	}
	return n_written >= MIN_POSTS && n_authors * 3 >= n_written * 2 &&
	    n_written * 2 >= n && n_linked * 2 < n &&
	    good >= MOST_POSTED * st->v[0].good;
}

bool
thread_has_posts(const struct stats *st)
{
	int at = 0;

	for (int round = 0; round < MAX_GROUPS; ) {
		int child = main_child(st, at);

		if (child < 0 || (st->v[child].names & NAME_COMMENT) ||
		    st->v[at].good < MOST_POSTED * st->v[0].good)
			return false;
		if (st->v[child].good < st->v[at].good * 0.9) {
			if (are_posts(st, child))
				return true;
			round++;
		}
		at = child;
	}
	return false;
}
