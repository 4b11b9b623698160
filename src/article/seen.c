#include "article/seen.h"

#include "article/authors.h"
#include "article/dates.h"
#include "article/node.h"
#include "article/offer.h"
#include "article/phrases.h"
#include "base/text.h"
#include "html/tree.h"

/* An element that names an author holds little more. */
#define MAX_MARKED 400
/* "Medically reviewed by" stands within so many bytes. */
#define MAX_ROLE 40
/* So many marked elements are looked at: the first ones belong to the page. */
#define MAX_MARKS 60
/* The ones that stand closest to the title are offered. */
#define N_OFFERS 4
/* Farther apart than any two texts of a page, in ranks. */
#define FAR ((size_t)1 << 60)

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* What a word within a class or id tells of its element. */
enum {
	BESIDE = 1 << 0,	/* comments, teasers: of other people and days */
	AUTHOR = 1 << 1,
	NOT_NAME = 1 << 2,	/* about an author, but not the name */
	DATE = 1 << 3,
	OWN = 1 << 4,		/* the end of the text itself */
};

/* In the order of the first letter. */
static const struct {
	const char *word;
	unsigned int tells;
} words[] = {
	{ "author", AUTHOR }, { "avatar", NOT_NAME },
	{ "authority", NOT_NAME }, { "authoriz", NOT_NAME },
	{ "article-time", DATE }, { "article-date", DATE },
	{ "articledate", DATE }, { "article__date", DATE },
	{ "article-meta", DATE }, { "article-footer", OWN },
	{ "byline", AUTHOR }, { "bio", NOT_NAME }, { "byline-date", DATE },
	{ "comment", BESIDE | NOT_NAME }, { "carousel", BESIDE },
	{ "contributor-name", AUTHOR }, { "created", DATE },
	{ "desc", NOT_NAME }, { "date", NOT_NAME }, { "date-time", DATE },
	{ "datetime", DATE }, { "date-line", DATE }, { "dateline", DATE },
	{ "dt-published", DATE },
	{ "email", NOT_NAME }, { "entry-date", DATE }, { "entry-meta", DATE },
	{ "entry-footer", OWN }, { "footer", BESIDE }, { "follow", NOT_NAME },
	{ "image", NOT_NAME }, { "img", NOT_NAME }, { "icon", NOT_NAME },
	{ "job", NOT_NAME },
	{ "latest", BESIDE }, { "links", NOT_NAME },
	{ "most-read", BESIDE }, { "more-from", BESIDE }, { "more", NOT_NAME },
	{ "meta-date", DATE },
	{ "popular", BESIDE }, { "photo", NOT_NAME }, { "post-by", AUTHOR },
	{ "posted-by", AUTHOR }, { "post-date", DATE }, { "post-footer", OWN },
	{ "postdate", DATE },
	{ "post_date", DATE }, { "publish", DATE }, { "pubdate", DATE },
	{ "pub-date", DATE }, { "pub_date", DATE }, { "pub-time", DATE },
	{ "pubtime", DATE }, { "pub_time", DATE }, { "post-time", DATE },
	{ "posttime", DATE }, { "posted-on", DATE }, { "post-meta", DATE },
	{ "post_meta", DATE },
	{ "related", BESIDE }, { "recommend", BESIDE }, { "role", NOT_NAME },
	{ "sidebar", BESIDE }, { "social", NOT_NAME },
	{ "trending", BESIDE }, { "testimonial", BESIDE },
	{ "title", NOT_NAME }, { "tooltip", NOT_NAME }, { "time", NOT_NAME },
	{ "timestamp", DATE }, { "time-source", DATE },
	{ "url", NOT_NAME },
	{ "writer-name", AUTHOR }, { "writtenby", AUTHOR },
	{ "written-by", AUTHOR },
};

/* Where the words of each letter begin; built once a page. */
struct index {
	unsigned char first[27];
};

static void
index_words(struct index *x)
{
	size_t i = 0;

	for (size_t c = 0; c < 27; c++) {
		while (i < N(words) && (size_t)(words[i].word[0] - 'a') < c)
			i++;
		x->first[c] = (unsigned char)i;
	}
}

/* What the words anywhere in the value tell. */
static unsigned int
tells(const struct index *x, struct str v)
{
	unsigned int all = 0;

	for (size_t i = 0; i < v.n; i++) {
		char c = ch_lower(v.p[i]), next;

		if (!ch_is_alpha(c) || i + 1 == v.n)
			continue;
		next = ch_lower(v.p[i + 1]);
		for (size_t k = x->first[c - 'a']; k < x->first[c - 'a' + 1];
		    k++)
			if (words[k].word[1] == next &&
			    str_starts_nocase(str_from(v, i),
			    str_of(words[k].word)))
				all |= words[k].tells;
	}
	return all;
}

/* Is it the end of the text, and not of the page? */
static bool
is_inner(const xmlNode *footer)
{
	for (const xmlNode *n = footer; n != NULL; n = n->parent)
		if (node_is(n, "main") || node_is(n, "article"))
			return true;
	return false;
}

static bool
is_beside(const xmlNode *n, unsigned int told)
{
	static const char *const tags[] = { "nav", "footer", "aside",
		"script", "style", "template", "form", "select" };

	if (node_is(n, "footer") && is_inner(n))
		return false;
	if (NODE_IS_ANY(n, tags))
		return true;
	if (node_is(n, "body") || node_is(n, "main") || node_is(n, "article"))
		return false;
	return (told & (BESIDE | OWN)) == BESIDE;
}

static bool
is_prop(const xmlNode *n, const char *name)
{
	struct str v = html_attr(n, "itemprop");

	return v.p != NULL && str_eq_nocase(str_trim(v), str_of(name));
}

static bool
is_rel_author(const xmlNode *n)
{
	static const char *const ways[] = { "/author/", "/authors/",
		"/autor/", "/autoren/", "/contributor/", "/contributors/",
		"/by/", "/writers/", "/profile/author" };
	struct str rel, href;

	if (!node_is(n, "a"))
		return false;
	rel = html_attr(n, "rel");
	href = html_attr(n, "href");
	if (rel.p != NULL && str_eq_nocase(str_trim(rel), STR("author")))
		return true;
	return str_has_any_nocase(href, ways, N(ways));
}

/* What is marked as an author, by the source's name; NULL: is not. */
static const char *
author_mark(const xmlNode *n, unsigned int class, unsigned int id)
{
	static const char *const exact[] = { "username", "nickname", "nick",
		"writer", "p-author", "vcard", "profile_nickname" };

	if (is_prop(n, "author") || is_prop(n, "creator"))
		return "microdata";
	if (is_rel_author(n))
		return "rel=author";
	if ((class & (AUTHOR | NOT_NAME)) == AUTHOR ||
	    (id & (AUTHOR | NOT_NAME)) == AUTHOR)
		return "byline";
	return node_has_class(n, exact, N(exact)) ? "byline" : NULL;
}

/* The element inside of a byline that holds the name alone. */
static const xmlNode *
name_inside(const xmlNode *root)
{
	static const char *const exact[] = { "author-name", "authorName",
		"author_name", "name", "fn", "byline-name", "author__name",
		"byline__name", "post-author-name", "display-name" };

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false))
		if (n != root && n->type == XML_ELEMENT_NODE &&
		    (is_prop(n, "name") || is_rel_author(n) ||
		    node_has_class(n, exact, N(exact))))
			return n;
	return NULL;
}

static bool
is_inline(const xmlNode *n)
{
	static const char *const tags[] = { "a", "span", "b", "strong", "i",
		"em", "font", "small", "abbr", "u", "cite", "bdi", "sup",
		"time", "label", "mark", "sub", "address" };

	return NODE_IS_ANY(n, tags);
}

/* The text of an element, a newline where a block begins; no further than the
 * buffer holds. */
static void
put_lines(const xmlNode *root, struct buf *out)
{
	bool skip = false;

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    skip)) {
		skip = n != root && (node_is(n, "script") ||
		    node_is(n, "style") || node_is(n, "svg") ||
		    node_is(n, "button"));
		if (n->type == XML_TEXT_NODE)
			buf_str(out, (const char *)n->content);
		else if (n != root && !is_inline(n))
			buf_char(out, '\n');
		if (out->failed)
			return;
	}
}

/* Offers the first line of the element that names somebody. */
static bool
offer_lines_of(struct article *out, const char *source, const xmlNode *n)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_MARKED * 4);
	struct str rest, line;

	put_lines(n, &text);
	if (text.failed || text_width(buf_view(&text)) > MAX_MARKED)
		return false;
	rest = buf_view(&text);
	while (str_cut(&rest, '\n', &line))
		if (str_trim(line).n > 1 && authors_offer(out, source, line))
			return true;
	return false;
}

/* Is the name that of who looked it over, by the words before it? */
static bool
is_other_role(const xmlNode *n)
{
	static const char *const roles[] = { "reviewed", "edited by",
		"checked by", "updated by", "translated by", "photo" };
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_MARKED);

	put_lines(n, &text);
	if (text.failed || str_find_nocase(buf_view(&text), STR("by")) >
	    MAX_ROLE)
		return false;
	for (size_t i = 0; i < N(roles); i++)
		if (str_find_nocase(str_sub(buf_view(&text), 0, MAX_ROLE),
		    str_of(roles[i])) != (size_t)-1)
			return true;
	return false;
}

static bool
offer_author(struct article *out, const char *source, const xmlNode *n)
{
	const xmlNode *name = name_inside(n);

	if (is_other_role(n) || (n->parent != NULL &&
	    is_other_role(n->parent)))
		return false;
	if (html_attr(n, "content").n > 0)
		return authors_offer(out, source, html_attr(n, "content"));
	if (name != NULL && html_attr(name, "content").n > 0)
		return authors_offer(out, source, html_attr(name, "content"));
	if (name != NULL && offer_lines_of(out, source, name))
		return true;
	return offer_lines_of(out, source, n);
}

/* Does a word before the date say that it is the day of a change? */
static bool
is_change(struct str before)
{
	static const char *const changes[] = { "updated", "modified",
		"revised", "last edit", "reviewed", "aktualisiert",
		"geändert", "mis à jour", "actualizado", "aggiornato",
		"更新", "修改", "修订", "编辑于", "最后" };
	static const char *const issues[] = { "published", "posted",
		"created", "veröffentlicht", "publié", "publicado",
		"pubblicato", "发布", "发表", "创建", "written" };
	size_t change = 0, issue = 0;

	for (size_t i = 0; i < N(changes); i++) {
		size_t at = str_find_nocase(before, str_of(changes[i]));

		if (at != (size_t)-1 && at + 1 > change)
			change = at + 1;
	}
	for (size_t i = 0; i < N(issues); i++) {
		size_t at = str_find_nocase(before, str_of(issues[i]));

		if (at != (size_t)-1 && at + 1 > issue)
			issue = at + 1;
	}
	return change > issue;
}

bool
seen_offer_dates(struct article *out, const char *source, struct str line)
{
	bool is_found = false;

	for (int i = 0; i < 3; i++) {
		struct dates_found date;
		struct str rest;

		if (!dates_find_in(line, out->lang, &date))
			break;
		rest = str_from(line, date.at + date.len);
		offer_date(out, is_change(str_sub(line, 0, date.at)) ?
		    ARTICLE_MODIFIED : ARTICLE_PUBLISHED, source,
		    str_sub(line, date.at, date.at + date.len));
		is_found = true;
		line = rest;
	}
	return is_found;
}

static const char *
date_mark(const xmlNode *n, unsigned int told)
{
	static const char *const exact[] = { "date", "time", "published",
		"datum", "info", "meta" };

	if (is_prop(n, "datePublished") || is_prop(n, "dateModified") ||
	    is_prop(n, "dateCreated") || is_prop(n, "uploadDate"))
		return "microdata";
	if (node_is(n, "time"))
		return "time";
	return (told & DATE) != 0 || node_has_class(n, exact, N(exact)) ?
	    "byline" : NULL;
}

/* The text of an element of one line; nothing of a larger one. */
static void
squeeze_text(const xmlNode *n, struct buf *line)
{
	AUTO(buf_release) struct buf raw = BUF_INIT(MAX_MARKED * 4);

	put_lines(n, &raw);
	if (raw.failed)
		return;
	text_squeeze(line, buf_view(&raw));
	if (text_width(buf_view(line)) > MAX_MARKED / 2)
		buf_reset(line);
}

/* A date, and what its parent says before it. */
static void
offer_date_of(struct article *out, const char *source, const xmlNode *n)
{
	AUTO(buf_release) struct buf line = BUF_INIT(MAX_MARKED * 4);
	struct str value = html_attr(n, "content");
	enum article_field f = ARTICLE_PUBLISHED;
	struct dates_found ignored;

	if (value.n == 0)
		value = html_attr(n, "datetime");
	squeeze_text(n->parent, &line);
	if (value.n == 0 && line.len == 0)
		squeeze_text(n, &line);
	if (value.n == 0) {
		(void)seen_offer_dates(out, source, buf_view(&line));
		return;
	}
	if (dates_find_in(buf_view(&line), out->lang, &ignored))
		buf_cut(&line, ignored.at);
	if (is_prop(n, "dateModified") || (!is_prop(n, "datePublished") &&
	    is_change(buf_view(&line))))
		f = ARTICLE_MODIFIED;
	offer_date(out, f, source, value);
}

/* An element that is marked, and where it stands. */
struct mark {
	const xmlNode *node;
	const char *source;
	size_t at;		/* bytes of text before it */
	size_t rank;
};

struct marks {
	struct mark v[MAX_MARKS];
	size_t n;
};

static void
add_mark(struct marks *m, const xmlNode *n, const char *source, size_t at)
{
	if (source != NULL && m->n < MAX_MARKS)
		m->v[m->n++] = (struct mark){ .node = n, .source = source,
		    .at = at };
}

/* Microdata first; then what stands next to the title, better behind it. */
static void
rank_marks(struct marks *m, size_t title)
{
	for (size_t i = 0; i < m->n; i++) {
		struct mark *k = &m->v[i];

		k->rank = (k->at < title ? (title - k->at) * 2 :
		    k->at - title) * MAX_MARKS + i;
		if (k->source[0] != 'm')
			k->rank += FAR;
	}
	for (size_t i = 1; i < m->n; i++)
		for (size_t j = i; j > 0 && m->v[j].rank < m->v[j - 1].rank;
		    j--) {
			struct mark k = m->v[j];

			m->v[j] = m->v[j - 1];
			m->v[j - 1] = k;
		}
}

static bool
is_heading(const xmlNode *n, const char *title)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_MARKED * 4);

	if (!node_is(n, "h1") && !node_is(n, "h2"))
		return false;
	html_text(n, &text);
	return !text.failed && phrases_same(buf_view(&text), str_of(title));
}

/* Collects the marks; returns where the title stands. */
static size_t
find_marks(const xmlNode *body, const char *title_text, struct marks *authors,
    struct marks *dates)
{
	size_t at = 0, title = 0;
	struct index x;
	bool skip = false;

	index_words(&x);
	for (const xmlNode *n = body; n != NULL; n = html_next(n, body,
	    skip)) {
		unsigned int class, id;

		skip = false;
		if (n->type == XML_TEXT_NODE)
			at += str_trim(str_of((const char *)n->content)).n;
		if (n->type != XML_ELEMENT_NODE)
			continue;
		class = tells(&x, html_attr(n, "class"));
		id = tells(&x, html_attr(n, "id"));
		skip = is_beside(n, class | id);
		if (skip)
			continue;
		if (title == 0 && is_heading(n, title_text))
			title = at + 1;
		if (n->properties == NULL)
			continue;
		add_mark(authors, n, author_mark(n, class, id), at);
		add_mark(dates, n, date_mark(n, class | id), at);
	}
	return title;
}

void
seen_offer(const struct metadata *m, struct article *out)
{
	struct marks authors = { .n = 0 }, dates = { .n = 0 };
	size_t title = find_marks(html_find(m->root, "body"), out->title,
	    &authors, &dates);

	rank_marks(&authors, title);
	rank_marks(&dates, title);
	for (size_t i = 0, n = 0; i < authors.n && n < N_OFFERS; i++)
		n += offer_author(out, authors.v[i].source,
		    authors.v[i].node);
	for (size_t i = 0; i < dates.n && i < N_OFFERS; i++)
		offer_date_of(out, dates.v[i].source, dates.v[i].node);
}
