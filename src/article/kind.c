#include "article/kind.h"

#include "article/node.h"
#include "html/tree.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

static const char *const thread_types[] = {
	"DiscussionForumPosting", "QAPage", "Question",
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

bool
kind_is_thread(const struct metadata *m)
{
	static const char *const programs[] = { "discourse", "phpbb",
		"vbulletin", "xenforo", "flarum", "nodebb", "discuz", "mybb",
		"simple machines", "invision", "vanilla", "bbpress", "phpwind",
		"question2answer", "askbot" };

	if (metadata_typed(m, thread_types, N(thread_types)) != NULL ||
	    has_any(metadata_meta(m, "generator"), programs, N(programs)) ||
	    is_marked(m->root, thread_types, N(thread_types)))
		return true;
	if (m->base == NULL || m->base->host == NULL)
		return false;
	return (m->base->path[0] == '/' && m->base->path[1] != '\0' &&
	    is_thread_host(str_of(m->base->host))) ||
	    is_thread_path(str_of(m->base->path));
}

bool
kind_is_answers(const struct metadata *m)
{
	static const char *const types[] = { "QAPage", "Question" };

	return metadata_typed(m, types, N(types)) != NULL ||
	    is_marked(m->root, types, 1);
}
