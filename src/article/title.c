#include "article/title.h"

#include "article/dates.h"
#include "article/node.h"
#include "article/offer.h"
#include "article/phrases.h"
#include "article/sitename.h"
#include "base/text.h"
#include "html/tree.h"

#define MAX_TITLE 1024
/* Labels of threads ("Question", "[Solved]") are shorter, in columns. */
#define MAX_LABEL 24
/* A heading is looked for among the first ones only. */
#define MAX_HEADINGS 12

static bool
is_mark(struct str s)
{
	static const char *const marks[] = { "#", "¶", "§", "🔗", "link",
		"permalink", "", "\xe2\x80\x8b" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_eq_nocase(s, str_of(marks[i])))
			return true;
	return false;
}

bool
title_is_anchor(const xmlNode *a)
{
	AUTO(buf_release) struct buf text = BUF_INIT(64);
	struct str href = html_attr(a, "href");

	if (!node_is(a, "a"))
		return false;
	html_text(a, &text);
	if (text.failed || !is_mark(str_trim(buf_view(&text))))
		return false;
	return href.p == NULL || str_chr(href, '#') != (size_t)-1;
}

/* Buttons and elements of a page's own making, as in "Title [Edit]". */
static bool
is_widget(const xmlNode *n)
{
	static const char *const tags[] = { "button", "script", "style",
		"svg", "form", "select" };

	return NODE_IS_ANY(n, tags) || (n->type == XML_ELEMENT_NODE &&
	    strchr((const char *)n->name, '-') != NULL);
}

/* The text of a heading without the link to itself. */
static void
squeeze_node(const xmlNode *root, struct buf *out)
{
	AUTO(buf_release) struct buf raw = BUF_INIT((size_t)1 << 16);
	const xmlNode *n = root;

	while (n != NULL) {
		bool skip = n != root && (title_is_anchor(n) || is_widget(n));

		if (n->type == XML_TEXT_NODE)
			buf_str(&raw, (const char *)n->content);
		else if (node_is(n, "br"))
			buf_char(&raw, ' ');
		n = html_next(n, root, skip);
	}
	if (!raw.failed)
		text_squeeze(out, buf_view(&raw));
}

static bool
contains(struct str hay, struct str needle)
{
	return needle.n > 0 && str_find_nocase(hay, needle) != (size_t)-1;
}

/* Is the heading the first part of the title, cut at separators? */
static bool
is_part(struct str tag, struct str heading)
{
	size_t at = str_find_nocase(tag, heading), len;

	if (heading.n == 0 || at == (size_t)-1)
		return false;
	return at == 0 && (heading.n == tag.n ||
	    sitename_separator_at(tag, heading.n, &len));
}

/* Is the heading what the title ends with, which is the site's name? */
static bool
is_last_part(struct str tag, struct str heading)
{
	size_t len;

	if (!str_ends_nocase(tag, heading) || heading.n + 2 >= tag.n)
		return false;
	for (size_t back = 1; back <= 4 && heading.n + back < tag.n; back++) {
		size_t at = tag.n - heading.n - back;

		if (sitename_separator_at(tag, at, &len) && len == back &&
		    text_width(str_sub(tag, 0, at)) > text_width(heading) / 2)
			return true;
	}
	return false;
}

/* Is some of the heading's text in an element that does not hold all of it? */
static bool
has_label(const xmlNode *h)
{
	const xmlNode *only = NULL;
	bool has_text = false;
	size_t n_elements = 0;

	for (const xmlNode *n = h->children; n != NULL; n = n->next) {
		AUTO(buf_release) struct buf text = BUF_INIT(MAX_TITLE);

		if (n->type == XML_TEXT_NODE) {
			has_text = has_text || str_trim(str_of(
			    (const char *)n->content)).n > 0;
			continue;
		}
		if (n->type != XML_ELEMENT_NODE || is_widget(n) ||
		    title_is_anchor(n))
			continue;
		squeeze_node(n, &text);
		n_elements += text.len > 0 || node_is(n, "br");
		only = text.len > 0 ? n : only;
	}
	if (n_elements == 1 && !has_text)
		return has_label(only);
	return n_elements > 0;
}

/* "24 March 2020 The clock stands still" */
static bool
begins_with_date(struct str v)
{
	struct dates_found date;

	return dates_find_in(v, "", &date) && date.at == 0;
}

/* Is it most of the title, up to a comma or the like: "The clocks of 1881" of
 * "The clocks of 1881, wound and oiled"? */
static bool
is_first_clause(struct str declared, struct str v)
{
	static const char *const marks[] = { ",", ":", ";", " (", " [", ".",
		"!", "?", "：", "，", "（" };

	if (!str_starts_nocase(declared, v) ||
	    text_width(v) * 2 < text_width(declared))
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (str_starts(str_from(declared, v.n), str_of(marks[i])))
			return true;
	return false;
}

/* How well does the heading fit what the page declares? 0: not at all. */
static int
fit(const xmlNode *h, struct str v, struct str declared, struct str tag)
{
	bool is_h1 = node_is(h, "h1");

	if (phrases_same(v, declared) || phrases_same(v, tag))
		return 4;
	if (!is_h1)
		return is_part(tag, v) ? 2 : 0;
	if (is_last_part(tag, v))
		return 1;
	if (is_part(declared, v) || is_part(tag, v))
		return 3;
	/* A heading that says more in an element of its own has labels in it. */
	if (declared.n > 0 && (str_starts(v, declared) ||
	    str_ends(v, declared)))
		return has_label(h) || begins_with_date(v) ? 0 : 3;
	/* "Index funds" on "Index Funds: How to Invest" is an abridgement. */
	if (str_starts_nocase(tag, v) || str_starts_nocase(declared, v))
		return is_first_clause(declared, v) ? 3 : 0;
	if ((contains(tag, v) || contains(declared, v) || contains(v, tag) ||
	    contains(v, declared)) && text_width(v) * 2 > text_width(tag))
		return 2;
	return text_width(v) * 4 >= text_width(tag) &&
	    (phrases_share(v, tag) || phrases_share(v, declared));
}

/* What the page offers as its title. */
struct titles {
	struct buf tag, declared, ld, heading;	/* as they stand */
	struct str t, d, l;			/* without the site's name */
	const char *declared_as;		/* the <meta>'s name */
	const char *heading_as;			/* "h1" or "h2" */
	bool is_labelled;			/* the heading is, perhaps */
	struct str slug;			/* last part of the path */
};

static void
titles_release(struct titles *t)
{
	buf_release(&t->tag);
	buf_release(&t->declared);
	buf_release(&t->ld);
	buf_release(&t->heading);
}

/* The words of three letters and more that stand in the slug, too. */
static size_t
count_in_slug(struct str slug, struct str words, size_t *n_slug)
{
	size_t n = 0;

	*n_slug = 0;
	for (size_t i = 0, from = 0; i <= slug.n; i++) {
		struct str word = str_sub(slug, from, i);

		if (i < slug.n && ch_is_alpha(slug.p[i]))
			continue;
		from = i + 1;
		if (word.n < 3)
			continue;
		(*n_slug)++;
		n += contains(words, word);
	}
	return n;
}

/* Does the address name what the heading says, and not what is declared? */
static bool
is_in_address(const struct titles *t, struct str heading)
{
	size_t n_slug, n = count_in_slug(t->slug, heading, &n_slug);

	return n >= 2 && n * 2 > n_slug &&
	    n > count_in_slug(t->slug, t->d, &n_slug) &&
	    n > count_in_slug(t->slug, t->t, &n_slug);
}

/* The heading that is the title. */
static void
find_heading(const struct metadata *m, const struct article *out,
    struct titles *t)
{
	size_t n_seen = 0;
	int best = 0;

	for (const xmlNode *n = m->root; n != NULL && n_seen < MAX_HEADINGS;
	    n = html_next(n, m->root, false)) {
		AUTO(buf_release) struct buf h = BUF_INIT(MAX_TITLE);
		int points;

		if (!node_is(n, "h1") && !node_is(n, "h2"))
			continue;
		n_seen++;
		squeeze_node(n, &h);
		if (h.failed || text_width(buf_view(&h)) < 2)
			continue;
		points = fit(n, buf_view(&h), t->d, t->t);
		if (points == 0 && node_is(n, "h1"))
			points = is_in_address(t, buf_view(&h));
		if (points < 3 && sitename_is(buf_view(&h), m, out))
			continue;
		if (points > best) {
			best = points;
			buf_reset(&t->heading);
			buf_s(&t->heading, buf_view(&h));
			t->heading_as = node_is(n, "h1") ? "h1" : "h2";
			t->is_labelled = has_label(n);
		}
	}
}

/* The only <h1>. */
static void
only_heading(const struct metadata *m, struct titles *t)
{
	const xmlNode *h1 = NULL;

	for (const xmlNode *n = m->root; n != NULL;
	    n = html_next(n, m->root, false)) {
		if (!node_is(n, "h1"))
			continue;
		if (h1 != NULL)
			return;
		h1 = n;
	}
	if (h1 != NULL)
		squeeze_node(h1, &t->heading);
	t->heading_as = "h1";
}

static struct str
slug_of(const struct url *u)
{
	struct str s = str_of(u != NULL ? u->path : NULL);
	size_t i;

	while (s.n > 0 && s.p[s.n - 1] == '/')
		s.n--;
	for (i = s.n; i > 0 && s.p[i - 1] != '/'; )
		i--;
	return str_from(s, i);
}

static void
read_titles(const struct metadata *m, const struct article *out,
    struct titles *t)
{
	static const char *const names[] = { "og:title", "twitter:title",
		"citation_title", "dc.title", "dcterms.title" };
	const xmlNode *head = html_find(m->root, "title");

	if (head != NULL)
		squeeze_node(head, &t->tag);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) &&
	    t->declared.len == 0; i++) {
		struct str v = metadata_meta(m, names[i]);

		t->declared_as = names[i];
		if (v.p != NULL)
			offer_plain(v, &t->declared);
	}
	offer_plain(metadata_ld_text(json_object_get(metadata_article(m),
	    "headline"), "@value"), &t->ld);
	t->t = sitename_cut_word(sitename_cut(sitename_cut_path(
	    buf_view(&t->tag)), m, out));
	t->d = sitename_cut(buf_view(&t->declared), m, out);
	t->l = sitename_cut(buf_view(&t->ld), m, out);
	if (t->d.n == 0)
		t->d = t->t;
	t->slug = slug_of(m->base);
}

/* "Title ⋆", "Title |": a separator that nothing follows. */
static struct str
without_ornament(struct str s)
{
	static const char *const ends[] = { " ⋆", " |", " -", " –", " —",
		" ·", " »", " •", " :", " ★", " ›", " ~", " >", " _" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (str_ends(s, str_of(ends[i])))
			return str_trim(str_sub(s, 0, s.n -
			    strlen(ends[i])));
	return s;
}

static bool
has_more(struct str a, struct str b, struct str mark)
{
	return contains(a, mark) && !contains(b, mark) && a.n > b.n;
}

/*
 * What stands in place of a heading that fits, by its source.
 * "Question Who winds it?" is "Question - Who winds it?" where that is
 * declared, and "Who winds it?" where JSON-LD knows the label from the title.
 */
static struct str
refine_heading(const struct titles *t, const char **source)
{
	struct str h = buf_view(&t->heading);

	*source = t->heading_as;
	if (t->is_labelled && t->l.n > 0 && h.n > t->l.n &&
	    str_ends(h, t->l) &&
	    h.p[h.n - t->l.n - 1] == ' ' &&
	    text_width(h) - text_width(t->l) <= MAX_LABEL) {
		*source = "json-ld";
		return t->l;
	}
	if (phrases_same(h, t->d) && (has_more(t->d, h, STR(" - ")) ||
	    (t->is_labelled && has_more(t->d, h, STR(": "))))) {
		*source = t->declared.len > 0 ? t->declared_as : "title";
		return t->d;
	}
	return h;
}

/* What is declared, where no heading fits. */
static struct str
choose_declared(const struct metadata *m, struct article *out,
    struct titles *t, const char **source)
{
	struct str best = t->d;
	bool is_site;

	*source = t->declared.len > 0 ? t->declared_as : "title";
	if (t->declared.len == 0)
		best = sitename_cut_tail(best);
	best = sitename_cut_sections(best, t->declared.len > 0 ?
	    buf_view(&t->declared) : buf_view(&t->tag));
	is_site = best.n == 0 || sitename_is(best, m, out);
	if (t->l.n > 0 && (is_site || (t->l.n < best.n &&
	    is_part(best, t->l)))) {
		*source = "json-ld";
		return t->l;
	}
	if (is_site) {
		only_heading(m, t);
		if (t->heading.len > 0) {
			*source = t->heading_as;
			best = buf_view(&t->heading);
		}
	}
	return best;
}

void
title_fill(const struct metadata *m, struct article *out)
{
	AUTO(titles_release) struct titles t = {
		.tag = BUF_INIT(MAX_TITLE), .declared = BUF_INIT(MAX_TITLE),
		.ld = BUF_INIT(MAX_TITLE), .heading = BUF_INIT(MAX_TITLE),
		.declared_as = "", .heading_as = "",
	};
	const char *source;
	struct str best;

	read_titles(m, out, &t);
	find_heading(m, out, &t);
	best = t.heading.len > 0 ? refine_heading(&t, &source) :
	    choose_declared(m, out, &t, &source);
	best = without_ornament(sitename_cut_bar(sitename_cut_word(best)));
	offer_value(out, ARTICLE_TITLE, source, best);
	offer_value(out, ARTICLE_TITLE, t.heading_as, buf_view(&t.heading));
	offer_value(out, ARTICLE_TITLE, "json-ld", buf_view(&t.ld));
	offer_value(out, ARTICLE_TITLE, t.declared_as, buf_view(&t.declared));
	offer_value(out, ARTICLE_TITLE, "title", buf_view(&t.tag));
}
