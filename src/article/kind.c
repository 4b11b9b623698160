#include "article/kind.h"

#include "article/node.h"
#include "article/phrases.h"
#include "article/weigh.h"
#include "html/tree.h"

/* A page with fewer linked titles is no list of them. */
#define MIN_LINKED 5
/* What a list says of each title is shorter. */
#define MAX_TEASER 500

#define N(list) (sizeof(list) / sizeof((list)[0]))

static const char *const thread_types[] = {
	"DiscussionForumPosting", "QAPage",
};
/* Frequently asked questions are asked by nobody. */
static const char *const faq_types[] = { "FAQPage" };
static const char *const question_types[] = { "Question" };
/* A page that declares one of these is none, whatever its address. */
static const char *const article_types[] = {
	"Article", "NewsArticle", "BlogPosting", "TechArticle", "Product",
};

static bool
has_any(struct str s, const char *const *list, size_t n)
{
	for (size_t i = 0; s.p != NULL && i < n; i++)
		if (str_find_nocase(s, str_of(list[i])) != (size_t)-1)
			return true;
	return false;
}

/* Microdata's itemtype is one of these. */
static bool
is_marked(const xmlNode *root, const char *const *types, size_t n_types)
{
	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		struct str type;

		if (n->type != XML_ELEMENT_NODE || n->properties == NULL)
			continue;
		type = html_attr(n, "itemtype");
		if (type.p != NULL && has_any(type, types, n_types))
			return true;
	}
	return false;
}

static bool
is_thread_host(struct str host)
{
	static const char *const labels[] = { "forum.", "forums.", "bbs.",
		"discuss.", "discourse.", "community.", "answers.", "ask.",
		"talk.", "discussions.", "users." };

	for (size_t i = 0; i < N(labels); i++)
		if (str_starts(host, str_of(labels[i])))
			return true;
	return false;
}

static bool
is_thread_path(struct str path)
{
	static const char *const parts[] = { "/forum/", "/forums/",
		"/thread/", "/threads/", "/thread-", "/topic/", "/topics/",
		"/viewtopic", "/showthread", "/discussion/", "/discussions/",
		"/questions/", "/question/", "/t/", "/d/", "/bbs/",
		"/comments/", "/forum-", "/showtopic", "/viewthread",
		"forum.php", "/community/" };

	return has_any(path, parts, N(parts));
}

/* Does the page declare to be a question that was asked? */
static bool
is_question(const struct metadata *m)
{
	if (metadata_typed(m, question_types, N(question_types)) != NULL)
		return metadata_typed(m, faq_types, N(faq_types)) == NULL;
	return is_marked(m->root, question_types, N(question_types)) &&
	    !is_marked(m->root, faq_types, N(faq_types));
}

static bool
is_thread_address(const struct metadata *m)
{
	struct str type = metadata_meta(m, "og:type");

	if (m->base == NULL || m->base->host == NULL ||
	    (type.p != NULL && str_eq(type, STR("article"))) ||
	    metadata_typed(m, article_types, N(article_types)) != NULL)
		return false;
	return (m->base->path[0] == '/' && m->base->path[1] != '\0' &&
	    is_thread_host(str_of(m->base->host))) ||
	    is_thread_path(str_of(m->base->path));
}

bool
kind_is_thread(const struct metadata *m)
{
	static const char *const programs[] = { "discourse", "phpbb",
		"vbulletin", "xenforo", "flarum", "nodebb", "discuz", "mybb",
		"simple machines", "invision", "vanilla", "bbpress", "phpwind",
		"question2answer", "askbot" };

	return metadata_typed(m, thread_types, N(thread_types)) != NULL ||
	    has_any(metadata_meta(m, "generator"), programs, N(programs)) ||
	    is_marked(m->root, thread_types, N(thread_types)) ||
	    is_question(m) || is_thread_address(m);
}

bool
kind_is_answers(const struct metadata *m)
{
	static const char *const types[] = { "QAPage", "Question" };

	return metadata_typed(m, types, N(types)) != NULL ||
	    is_marked(m->root, types, 1);
}

bool
kind_is_video(const struct metadata *m)
{
	static const char *const types[] = { "VideoObject" };
	struct str type = metadata_meta(m, "og:type");

	if (type.p != NULL && str_starts_nocase(type, STR("video")))
		return true;
	return metadata_typed(m, types, 1) != NULL && m->base != NULL &&
	    str_find(str_of(m->base->path), STR("/video")) != (size_t)-1;
}

static bool
is_app_root(const xmlNode *n)
{
	static const char *const ids[] = { "app", "root", "__next", "__nuxt",
		"react-root", "app-root", "main-app", "___gatsby", "wrapper",
		"__layout", "application", "svelte", "q-app", "container" };
	struct str id = html_attr(n, "id");

	if (node_is(n, "app-root") || node_is(n, "ion-app"))
		return true;
	for (size_t i = 0; id.p != NULL && i < N(ids); i++)
		if (str_eq(id, str_of(ids[i])))
			return true;
	return false;
}

void
kind_measure(const xmlNode *root, struct kind_facts *f)
{
	const xmlNode *n = root;
	struct weight w = { 0, 0 };

	while (n != NULL) {
		bool skip = node_is(n, "style") || node_is(n, "head");

		if (node_is(n, "script")) {
			for (const xmlNode *t = n->children; t != NULL;
			    t = t->next)
				if (t->content != NULL)
					f->script_bytes += strlen(
					    (const char *)t->content);
			f->script_bytes += html_attr(n, "src").p != NULL ?
			    1000 : 0;
			skip = true;
		} else if (node_is(n, "noscript")) {
			AUTO(buf_release) struct buf text = BUF_INIT(1 << 16);

			html_text(n, &text);
			f->says_script = f->says_script ||
			    phrases_is_shell(buf_view(&text));
			skip = true;
		} else if (n->type == XML_TEXT_NODE) {
			weigh_add(&w, str_of((const char *)n->content));
		} else if (!f->has_root && n->properties != NULL &&
		    is_app_root(n)) {
			f->has_root = weigh_node(n) < 20;
		}
		n = html_next(n, root, skip);
	}
	f->visible = w.text;
}

enum outcome
kind_judge(const struct kind_facts *f, const char **reason)
{
	bool is_short = f->visible < KIND_SHORT;

	if (f->kept < 1500 && (phrases_is_wall(f->title) ||
	    (is_short && f->kept < 400 && phrases_is_wall(f->text)))) {
		*reason = "the page asks to log in, to prove to be human or to "
		    "consent, or the link has expired";
		return OUTCOME_WALL;
	}
	if (f->kept < 1500 && (phrases_is_not_found(f->title) ||
	    (is_short && f->kept < 400 && phrases_is_not_found(f->text)))) {
		*reason = "the page says that what was asked for does not "
		    "exist";
		return OUTCOME_SOFT_404;
	}
	if ((f->kept < 200 && (f->says_script || f->has_root)) ||
	    (f->kept < 60 && f->n_images == 0 && f->script_bytes > 500) ||
	    (f->kept < 250 && f->is_list && f->script_bytes >
	    100 * (size_t)f->visible)) {
		*reason = "the page shows its content only after its scripts "
		    "have run";
		return OUTCOME_SHELL;
	}
	if (f->kept < 4 && f->n_images == 0) {
		*reason = "the page has no text and no pictures";
		return OUTCOME_EMPTY;
	}
	return OUTCOME_ARTICLE;
}

/* Does the item begin with a link that is its title? */
static bool
is_linked_item(const xmlNode *li)
{
	const xmlNode *n = li->children;

	while (n != NULL && (n->type != XML_ELEMENT_NODE || node_is(n, "div")))
		n = n->type == XML_ELEMENT_NODE ? n->children : n->next;
	return node_is(n, "a") || (n != NULL && weigh_links(n) > 0.9);
}

bool
kind_is_list(const xmlNode *root)
{
	static const char *const tags[] = { "h1", "h2", "h3", "h4", "h5",
		"h6", "dt", "li" };
	uint32_t text = weigh_node(root), in_items = 0;
	size_t n_linked = 0, n_titles = 0;

	for (const xmlNode *n = root; n != NULL; ) {
		bool is_item = NODE_IS_ANY(n, tags);

		if (is_item && (node_is(n, "li") ? is_linked_item(n) :
		    weigh_links(n) > 0.9)) {
			n_linked++;
			in_items += weigh_node(n);
		}
		n_titles += is_item;
		n = html_next(n, root, is_item);
	}
	if (n_linked >= MIN_LINKED && n_linked * 10 >= n_titles * 6 &&
	    text < n_linked * MAX_TEASER && in_items * 10 > text * 2)
		return true;
	return text > 0 && weigh_links(root) > 0.6;
}
