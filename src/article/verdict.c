#include "article/verdict.h"

#include "article/node.h"
#include "article/phrases.h"
#include "article/weigh.h"
#include "base/buf.h"
#include "html/tree.h"

/* An article may well be about walls or lost pages; a page that is one says
 * little else. */
#define MAX_NOTICE 400
/* With a title that says so, lists of other pages may stand around it. */
#define MAX_TITLED 1500
/* A longer title tells a story in which the words occur. */
#define MAX_TITLE 70
/* What the frame of an application says: its name, its menu. */
#define MAX_FRAME 200
/* A page with less, and scripts, has nothing of its own. */
#define MAX_NOTHING 60
/* A script that a page loads counts like one of this size. */
#define SCRIPT_BYTES 1000
/* Less text than this is a button's. */
#define MIN_TEXT 20
/* Shorter articles are told with less confidence. */
#define ENOUGH 500
#define LITTLE 140

#define N(list) (sizeof(list) / sizeof((list)[0]))

static bool
is_app_root(const xmlNode *n)
{
	static const char *const ids[] = { "app", "root", "__next", "__nuxt",
		"react-root", "app-root", "main-app", "___gatsby", "wrapper",
		"__layout", "application", "svelte", "q-app", "container",
		"main", "content", "page", "mount", "ember-app" };
	struct str id = html_attr(n, "id"), role = html_attr(n, "role");

	if (node_is(n, "app-root") || node_is(n, "ion-app") ||
	    node_is(n, "main") || html_attr(n, "data-reactroot").p != NULL ||
	    html_attr(n, "ng-app").p != NULL ||
	    (role.p != NULL && str_eq(role, STR("main"))))
		return true;
	for (size_t i = 0; id.p != NULL && i < N(ids); i++)
		if (str_eq(id, str_of(ids[i])))
			return true;
	return false;
}

static bool
is_loader(const xmlNode *n)
{
	static const char *const words[] = { "skeleton", "preloader",
		"spinner", "shimmer", "splash-screen", "d-splash",
		"loading-screen", "page-loading", "app-loading" };
	struct str name = html_attr(n, "class"), id = html_attr(n, "id");

	for (size_t i = 0; i < N(words); i++)
		if ((name.p != NULL && str_find_nocase(name,
		    str_of(words[i])) != (size_t)-1) || (id.p != NULL &&
		    str_find_nocase(id, str_of(words[i])) != (size_t)-1))
			return true;
	return false;
}

static size_t
script_size(const xmlNode *script)
{
	size_t n = html_attr(script, "src").p != NULL ? SCRIPT_BYTES : 0;

	for (const xmlNode *t = script->children; t != NULL; t = t->next)
		if (t->content != NULL)
			n += strlen((const char *)t->content);
	return n;
}

/* Is there next to nothing in it? Reads no further than that takes: such
 * elements stand in each other. */
static bool
is_hollow(const xmlNode *root)
{
	struct weight w = { 0, 0 };

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false)) {
		if (n->type == XML_TEXT_NODE)
			weigh_add(&w, str_of((const char *)n->content));
		if (w.text >= MIN_TEXT || node_is(n, "img"))
			return false;
	}
	return true;
}

static void
look_at(const xmlNode *n, struct verdict_facts *f)
{
	if (n->properties == NULL && !node_is(n, "main"))
		return;
	if (!f->has_root && is_app_root(n))
		f->has_root = is_hollow(n);
	if (!f->has_loader && f->visible < VERDICT_SHORT)
		f->has_loader = is_loader(n);
}

void
verdict_measure(const xmlNode *body, struct verdict_facts *f)
{
	const xmlNode *n = body;
	struct weight w = { 0, 0 };

	while (n != NULL) {
		bool skip = node_is(n, "style") || node_is(n, "head");

		if (node_is(n, "script")) {
			f->script_bytes += script_size(n);
			skip = true;
		} else if (node_is(n, "noscript")) {
			AUTO(buf_release) struct buf text = BUF_INIT(1 << 16);

			html_text(n, &text);
			f->says_script = f->says_script ||
			    phrases_is_shell(buf_view(&text));
			skip = true;
		} else if (n->type == XML_TEXT_NODE) {
			weigh_add(&w, str_of((const char *)n->content));
		} else if (n->type == XML_ELEMENT_NODE) {
			f->visible = w.text;
			look_at(n, f);
		}
		n = html_next(n, body, skip);
	}
	f->visible = w.text;
}

/* Does the title or a short text say so? */
static const char *
says(const struct verdict_facts *f, bool (*phrase)(struct str))
{
	if (f->kept < MAX_TITLED && f->title.n < MAX_TITLE &&
	    phrase(f->title))
		return "high";
	if (f->kept >= MAX_NOTICE)
		return NULL;
	if (phrase(f->title))
		return "medium";
	return f->visible < VERDICT_SHORT && phrase(f->text) ? "medium" : NULL;
}

/* How sure is it that scripts bring the content? NULL: not at all. */
static const char *
is_shell(const struct verdict_facts *f)
{
	bool is_frame = f->kept < MAX_FRAME;
	bool is_little = f->kept < MAX_NOTHING && f->n_images == 0;

	if (is_frame && f->says_script)
		return f->has_root || is_little ? "high" : "medium";
	if (is_frame && (f->has_root || (is_little && f->has_loader)))
		return is_little ? "high" : "medium";
	if (is_little && f->script_bytes > 500)
		return "medium";
	if (f->kept < MAX_NOTICE && f->visible < VERDICT_SHORT &&
	    phrases_is_shell(f->text))
		return "medium";
	return f->kept < 250 && f->is_list &&
	    f->script_bytes > 100 * (size_t)f->visible ? "low" : NULL;
}

static const char *
how_sure(const struct verdict_facts *f)
{
	if (f->kept >= ENOUGH)
		return "high";
	return f->kept < LITTLE && f->n_images == 0 ? "low" : "medium";
}

struct verdict
verdict_judge(const struct verdict_facts *f)
{
	const char *sure;

	if ((sure = says(f, phrases_is_wall)) != NULL)
		return (struct verdict){ OUTCOME_WALL, "the page asks to log "
		    "in, to prove to be human or to consent, or the link has "
		    "expired", sure };
	if ((sure = says(f, phrases_is_not_found)) != NULL)
		return (struct verdict){ OUTCOME_SOFT_404, "the page says that "
		    "what was asked for does not exist", sure };
	if ((sure = is_shell(f)) != NULL)
		return (struct verdict){ OUTCOME_SHELL, "the page shows its "
		    "content only after its scripts have run", sure };
	if (f->kept < 4 && f->n_images == 0)
		return (struct verdict){ OUTCOME_EMPTY, "the page has no text "
		    "and no pictures", f->visible < MIN_TEXT ? "high" :
		    "medium" };
	return (struct verdict){ OUTCOME_ARTICLE, "", how_sure(f) };
}
