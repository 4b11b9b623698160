#include "article/kind.h"

#include <limits.h>

#include "article/node.h"
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
		if (str_has_any_nocase(type, types, n_types))
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

	return str_has_any_nocase(path, parts, N(parts));
}

/* "/owner/project/issues/7": what was reported or proposed, and what was said
 * of it. "/issues/7" alone is that of a magazine. */
static bool
is_tracker_path(struct str path)
{
	static const char *const kinds[] = { "issues", "pull", "pulls",
		"pull-requests", "merge_requests", "discussions" };
	struct str rest = path, part, before = STR("");
	size_t n = 0;

	while (str_cut(&rest, '/', &part)) {
		unsigned long number;

		if (part.n == 0)
			continue;
		if (n >= 3 && str_is_any_nocase(before, kinds, N(kinds)) &&
		    str_to_ulong(part, ULONG_MAX, &number))
			return true;
		before = part;
		n++;
	}
	return false;
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
	    is_thread_path(str_of(m->base->path)) ||
	    is_tracker_path(str_of(m->base->path));
}

bool
kind_is_thread(const struct metadata *m)
{
	static const char *const programs[] = { "discourse", "phpbb",
		"vbulletin", "xenforo", "flarum", "nodebb", "discuz", "mybb",
		"simple machines", "invision", "vanilla", "bbpress", "phpwind",
		"question2answer", "askbot" };

	return metadata_typed(m, thread_types, N(thread_types)) != NULL ||
	    str_has_any_nocase(metadata_meta(m, "generator"), programs,
	    N(programs)) ||
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

/* Made by a program that makes manuals, declared as one, or at an address
 * where manuals are kept. */
bool
kind_is_documentation(const struct metadata *m)
{
	static const char *const types[] = { "TechArticle", "APIReference" };
	static const char *const programs[] = { "sphinx", "docutils",
		"mkdocs", "docusaurus", "docbook", "doxygen", "gitbook",
		"mdbook", "vuepress", "vitepress", "starlight", "antora",
		"javadoc", "rustdoc", "asciidoctor", "texinfo", "makeinfo",
		"pandoc", "dokuwiki", "readme.io", "docsify", "nextra" };
	static const char *const labels[] = { "docs.", "doc.", "developer.",
		"developers.", "devdocs.", "manual.", "api.", "help.", "man.",
		"wiki." };
	static const char *const parts[] = { "/docs/", "/doc/",
		"/documentation/", "/manual/", "/manuals/", "/reference/",
		"/api/", "/handbook/", "/man/", "/tutorial/", "/tutorials/",
		"/userguide/", "/user-guide/", "/javadoc/" };

	if (metadata_typed(m, types, N(types)) != NULL ||
	    str_has_any_nocase(metadata_meta(m, "generator"), programs,
	    N(programs)))
		return true;
	if (m->base == NULL || m->base->host == NULL)
		return false;
	for (size_t i = 0; i < N(labels); i++)
		if (str_starts(str_of(m->base->host), str_of(labels[i])))
			return true;
	return str_has_any_nocase(str_of(m->base->path), parts, N(parts));
}

const char *
kind_name(enum outcome o, bool is_documentation)
{
	if (!outcome_is_page(o))
		return "";
	return o == OUTCOME_ARTICLE && is_documentation ? "documentation" :
	    outcome_name(o);
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
