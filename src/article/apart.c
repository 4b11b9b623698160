#include "article/apart.h"

#include "article/explain.h"
#include "article/lead.h"
#include "article/names.h"
#include "article/node.h"
#include "base/map.h"
#include "base/text.h"
#include "html/tree.h"

/* Smaller pictures are those of authors and buttons. */
#define MIN_WIDTH 300
/* A caption is shorter. */
#define MAX_CAPTION 400
/* With so much text in between, it belongs to something else. */
#define MAX_BETWEEN 1200
/* Shorter names of files ("1.jpg") are those of many pictures. */
#define MIN_FILE 5
/* The class names of one element that are looked at. */
#define MAX_CLASS 512

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* The name of a file in an address, without its size and type:
 * "/a/port-600x400.jpg?w=1" is "port". */
static struct str
file_of(struct str url)
{
	size_t end = url.n, from;

	for (size_t i = 0; i < url.n && end == url.n; i++)
		if (url.p[i] == '?' || url.p[i] == '#')
			end = i;
	for (from = end; from > 0 && url.p[from - 1] != '/'; )
		from--;
	url = str_sub(url, from, end);
	for (size_t i = url.n; i-- > 0; )
		if (url.p[i] == '.') {
			url = str_sub(url, 0, i);
			break;
		}
	end = url.n;
	while (end > 0 && (ch_is_digit(url.p[end - 1]) ||
	    url.p[end - 1] == 'x'))
		end--;
	return end > 0 && end < url.n && url.p[end - 1] == '-' ?
	    str_sub(url, 0, end - 1) : url;
}

static bool
has_file(const xmlNode *img, struct str file)
{
	if (file.n < MIN_FILE)
		return false;
	for (const xmlAttr *a = img->properties; a != NULL; a = a->next)
		if (a->children != NULL && a->children->content != NULL &&
		    str_find(str_of((const char *)a->children->content), file)
		    != (size_t)-1)
			return true;
	return false;
}

static bool
is_within(const struct stats *st, int i, int outer)
{
	return i >= outer && i < st->v[outer].end;
}

/* The <h1> before top that stands closest to it, -1: none. */
static int
title_before(const struct stats *st, int top)
{
	for (int i = top - 1; i > 0; i--)
		if (node_is(st->v[i].node, "h1") && !is_within(st, top, i))
			return i;
	return -1;
}

static bool
is_wide(const xmlNode *img)
{
	struct str width = html_attr(img, "width");
	int n = 0;

	for (size_t i = 0; i < width.n && n < MIN_WIDTH &&
	    ch_is_digit(width.p[i]); i++)
		n = n * 10 + (width.p[i] - '0');
	return n >= MIN_WIDTH;
}

/* Does the name say that the words are those of a picture? */
static bool
is_caption(const xmlNode *n)
{
	static const char *const words[] = { "caption", "legend", "credit" };
	struct str class = html_attr(n, "class");

	return node_is(n, "figcaption") || (class.n > 0 &&
	    class.n < MAX_CLASS && str_has_any_nocase(class, words, N(words)));
}

/* Does the parent hold nothing but i and so much of a caption? */
static bool
is_wrapper(const struct stats *st, int parent, int i, uint32_t max)
{
	const struct stat_node *p = &st->v[parent];
	uint32_t text = st->v[i].text;

	if (p->images != 1 || p->headings > 0 || p->text > max)
		return false;
	for (int j = parent + 1; j < p->end; j = st->v[j].end) {
		if (j == i)
			continue;
		if (st->v[j].text > 0 && !is_caption(st->v[j].node))
			return false;
		text += st->v[j].text;
	}
	return text == p->text;
}

/* The outermost element that holds nothing but the picture and a caption. */
static int
frame_of(const struct stats *st, int i, int top, uint32_t max_caption)
{
	while (st->v[i].parent > 0 && !is_within(st, top, st->v[i].parent) &&
	    is_wrapper(st, st->v[i].parent, i, max_caption))
		i = st->v[i].parent;
	return i;
}

/* Does it show a picture, rather than lead to another page? */
static bool
is_link_away(const struct stats *st, int i)
{
	static const char *const files[] = { ".jpg", ".jpeg", ".png", ".webp",
		".gif", ".avif" };

	for (; i >= 0; i = st->v[i].parent) {
		struct str href = html_attr(st->v[i].node, "href");

		if (node_is(st->v[i].node, "a") && href.n > 0)
			return !str_has_any_nocase(href, files, N(files));
	}
	return false;
}

/* Of somebody, or of clutter? */
static bool
is_beside(const struct stats *st, int i, int top)
{
	for (; i > 0 && !is_within(st, top, i); i = st->v[i].parent)
		if ((st->v[i].names & (NAME_USER | NAME_META)) != 0 &&
		    !(st->v[i].names & NAME_CONTENT))
			return true;
	return false;
}

static bool
is_shown_in(const struct stats *st, int top, struct str file)
{
	for (int i = top; i < st->v[top].end; i++)
		if (node_is(st->v[i].node, "img") &&
		    has_file(st->v[i].node, file))
			return true;
	return false;
}

/* Is the <img> the article's? */
static bool
is_picture(const struct stats *st, int i, int top, bool is_cover)
{
	return !is_link_away(st, i) && !is_beside(st, i, top) && (is_cover ||
	    is_wide(st->v[i].node) ||
	    node_is(st->v[frame_of(st, i, top, MAX_CAPTION)].node, "figure"));
}

/*
 * The index of the picture between the title and top, -1: none.  The declared
 * one is also taken from above the title, inside of the same article.
 */
static int
find_picture(const struct stats *st, int top, struct str cover)
{
	int title = title_before(st, top), from = top;
	uint32_t between = 0;

	if (title < 0)
		return -1;
	for (int i = top; i > 0; i = st->v[i].parent)
		if (node_is(st->v[i].node, "article") &&
		    is_within(st, title, i))
			from = i;
	if (from == top)
		from = title;
	for (int i = from; i < top; i++) {
		const struct stat_node *s = &st->v[i];
		bool is_cover;

		if (i > title)
			between += s->own;
		if (between > MAX_BETWEEN)
			return -1;
		if (!node_is(s->node, "img") || s->is_out)
			continue;
		is_cover = has_file(s->node, file_of(cover));
		if ((i > title || is_cover) && is_picture(st, i, top, is_cover))
			return is_shown_in(st, top, file_of(html_attr(s->node,
			    "src"))) ? -1 : i;
	}
	return -1;
}

/* The targets of the links inside of top that stay on the page. */
static void
list_targets(const struct stats *st, int top, struct map *targets)
{
	for (int i = top; i < st->v[top].end; i++) {
		struct str href = node_is(st->v[i].node, "a") ?
		    html_attr(st->v[i].node, "href") : STR("");

		if (href.n > 1 && href.p[0] == '#')
			(void)map_add(targets, str_from(href, 1));
	}
}

/* The notes behind top that it links to, -1: none. */
static int
find_notes(const struct stats *st, int top)
{
	AUTO(map_release) struct map targets = MAP_INIT;

	list_targets(st, top, &targets);
	for (int i = st->v[top].end; i < (int)st->n; i++) {
		if (!(st->v[i].names & NAME_NOTE) || st->v[i].is_out ||
		    st->v[i].text == 0)
			continue;
		for (int j = i; j < st->v[i].end; j++)
			if (map_has(&targets, html_attr(st->v[j].node, "id")))
				return i;
	}
	return -1;
}

static xmlNode *
take(const struct stats *st, int i, const char *why)
{
	if (i < 0)
		return NULL;
	explain_keep(st->v[i].node, why);
	xmlUnlinkNode(st->v[i].node);
	return st->v[i].node;
}

/*
 * What is said of the picture becomes its title: it is the newsroom's, most
 * often a credit, and none of the text's words.
 */
static int
keep_caption(const struct stats *st, int i, int top)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(MAX_CAPTION * 4);
	AUTO(buf_release) struct buf line = BUF_INIT(MAX_CAPTION * 4);
	int frame = frame_of(st, i, top, MAX_CAPTION);

	html_text(st->v[frame].node, &raw);
	text_squeeze(&line, buf_view(&raw));
	if (line.len > 0 && !raw.failed &&
	    html_attr(st->v[i].node, "title").n == 0)
		html_attr_set(st->v[i].node, "title", buf_view(&line));
	return frame_of(st, i, top, 0);
}

void
apart_take(struct apart *a, const struct stats *st, int top,
    struct str description, struct str cover)
{
	int lead = lead_find(st, top, description);
	int picture = find_picture(st, top, cover);
	bool is_first = picture >= 0 && picture < lead;

	if (lead >= 0 && picture >= 0 && (is_within(st, lead, picture) ||
	    is_within(st, picture, lead)))
		picture = -1;
	if (picture >= 0)
		picture = keep_caption(st, picture, top);
	a->before[is_first] = take(st, lead,
	    "a lead that stands apart from the body");
	a->before[!is_first] = take(st, picture,
	    "a picture between the title and the body");
	a->notes = take(st, find_notes(st, top),
	    "notes of the body that stand behind it");
}

void
apart_put(struct apart *a, xmlNode *root, xmlNode *body)
{
	for (size_t i = 0; i < N(a->before); i++)
		if (a->before[i] != NULL)
			xmlAddChild(root, a->before[i]);
	xmlAddChild(root, body);
	if (a->notes != NULL)
		xmlAddChild(root, a->notes);
	*a = (struct apart){ .notes = NULL };
}
