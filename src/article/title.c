#include "article/title.h"

#include <stdlib.h>

#include "article/node.h"
#include "article/phrases.h"
#include "base/mem.h"
#include "base/text.h"
#include "html/tree.h"

#define MAX_TITLE 1024
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

/* Where a separator between title and site begins and ends. */
static bool
separator_at(struct str s, size_t i, size_t *len)
{
	static const char *const marks[] = { " | ", " - ", " – ", " — ",
		" · ", " » ", " :: ", " • ", " / ", " ~ ", "｜", " « ", " › ",
		"_", "-", "|", "—", "–" };

	for (size_t j = 0; j < sizeof(marks) / sizeof(*marks); j++) {
		struct str m = str_of(marks[j]);

		if (str_starts(str_from(s, i), m)) {
			*len = m.n;
			return true;
		}
	}
	return false;
}

/* Is the separator a bare mark, as in "标题_站点", and not a hyphen inside of
 * a word? */
static bool
is_bare(struct str s, size_t i, size_t len)
{
	bool left, right;

	if (s.p[i] == ' ' || len > 1)
		return false;
	left = i > 0 && (unsigned char)s.p[i - 1] < 0x80;
	right = i + 1 < s.n && (unsigned char)s.p[i + 1] < 0x80;
	return left && right && s.p[i] != '_' && s.p[i] != '|';
}

static size_t
last_separator(struct str s, size_t *len)
{
	for (size_t i = s.n; i-- > 1; )
		if (separator_at(s, i, len) && !is_bare(s, i, *len))
			return i;
	return (size_t)-1;
}

/* Does the host's name stand in the words, as in "The Example" for
 * example.com? */
static bool
is_like_host(struct str words, const struct metadata *m)
{
	AUTO(buf_release) struct buf letters = BUF_INIT(MAX_TITLE);
	struct str host;

	if (m->base == NULL || m->base->host == NULL)
		return false;
	host = str_of(m->base->host);
	for (size_t i = 0; i < words.n; i++)
		if (ch_is_alnum(words.p[i]))
			buf_char(&letters, ch_lower(words.p[i]));
	return letters.len >= 3 && str_find(host, buf_view(&letters)) !=
	    (size_t)-1;
}

static bool
is_site(struct str part, const struct metadata *m, const struct article *out)
{
	struct str site = str_of(out->site);

	part = str_trim(part);
	if (site.n > 1 && (phrases_same(part, site) ||
	    (part.n > 3 && str_find_nocase(site, part) != (size_t)-1) ||
	    (site.n > 3 && str_find_nocase(part, site) != (size_t)-1)))
		return true;
	return is_like_host(part, m);
}

/* At least four columns must be left. */
static bool
is_enough(struct str s)
{
	return text_width(str_trim(s)) >= 4;
}

/* Cuts the site's name off both ends. */
static struct str
without_site(struct str s, const struct metadata *m, const struct article *out)
{
	for (int round = 0; round < 4; round++) {
		size_t len, at = last_separator(s, &len);

		if (at == (size_t)-1 || !is_enough(str_sub(s, 0, at)) ||
		    !is_site(str_from(s, at + len), m, out))
			break;
		s = str_trim(str_sub(s, 0, at));
	}
	for (size_t i = 1; i < s.n; i++) {
		size_t len;

		if (!separator_at(s, i, &len) || is_bare(s, i, len))
			continue;
		if (is_enough(str_from(s, i + len)) &&
		    is_site(str_sub(s, 0, i), m, out))
			s = str_trim(str_from(s, i + len));
		break;
	}
	return s;
}

/* "Title | Section": a bar never stands inside of a title. */
static struct str
without_bar(struct str s)
{
	size_t at;

	while ((at = str_find(s, STR(" | "))) != (size_t)-1) {
		size_t next = at;

		while (str_find(str_from(s, next + 3), STR(" | ")) !=
		    (size_t)-1)
			next += 3 + str_find(str_from(s, next + 3),
			    STR(" | "));
		if (text_width(str_sub(s, 0, next)) < 12 ||
		    text_width(str_sub(s, 0, next)) <
		    text_width(str_from(s, next + 3)))
			break;
		s = str_trim(str_sub(s, 0, next));
	}
	return s;
}

/* "Title / Forum / Site": the way up, from the end to the root. */
static struct str
without_path(struct str s)
{
	size_t first = str_find(s, STR(" / "));

	if (first == (size_t)-1 || text_width(str_sub(s, 0, first)) < 12 ||
	    str_find(str_from(s, first + 3), STR(" / ")) == (size_t)-1)
		return s;
	return str_trim(str_sub(s, 0, first));
}

/* A site's name that nothing else told: what follows the last separator, when
 * it is shorter than what stands before. */
static struct str
without_tail(struct str s)
{
	for (int round = 0; round < 3; round++) {
		size_t len, at = last_separator(s, &len);

		/* With a space it may be the author's: once at most. */
		if (at == (size_t)-1 || (len > 2 && round > 0) ||
		    text_width(str_sub(s, 0, at)) < 12 ||
		    text_width(str_from(s, at + len)) >=
		    text_width(str_sub(s, 0, at)))
			break;
		s = str_trim(str_sub(s, 0, at));
	}
	return s;
}

/* "…-某某社区": words that end a site's name, not a title. */
static struct str
without_site_word(struct str s)
{
	static const char *const words[] = { "社区", "博客", "专栏", "论坛",
		"网", "简书", "知乎", "博客园", "腾讯云", "阿里云", "掘金",
		"频道", "新闻", "Blog", "blog", "Forum", "Forums", "GitBook" };

	for (int round = 0; round < 3; round++) {
		size_t len, at = last_separator(s, &len), i = 0;

		if (at == (size_t)-1 || !is_enough(str_sub(s, 0, at)))
			break;
		while (i < sizeof(words) / sizeof(*words) &&
		    !str_ends(s, str_of(words[i])))
			i++;
		if (i == sizeof(words) / sizeof(*words) ||
		    text_width(str_from(s, at)) > 30)
			break;
		s = str_trim(str_sub(s, 0, at));
	}
	return s;
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
	    separator_at(tag, heading.n, &len));
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

		if (separator_at(tag, at, &len) && len == back &&
		    text_width(str_sub(tag, 0, at)) > text_width(heading) / 2)
			return true;
	}
	return false;
}

/* How well does the heading fit what the page declares? 0: not at all. */
static int
fit(struct str v, bool is_h1, struct str declared, struct str tag)
{
	if (phrases_same(v, declared) || phrases_same(v, tag))
		return 4;
	if (!is_h1)
		return is_part(tag, v) ? 2 : 0;
	if (is_last_part(tag, v))
		return 1;
	if (is_part(declared, v) || is_part(tag, v))
		return 3;
	/* A heading that says more than the title has labels in it. */
	if (declared.n > 0 && (str_starts(v, declared) ||
	    str_ends(v, declared)))
		return 0;
	/* "Index funds" on "Index Funds: How to Invest" is an abridgement. */
	if (str_starts_nocase(tag, v) || str_starts_nocase(declared, v))
		return 0;
	if ((contains(tag, v) || contains(declared, v) || contains(v, tag) ||
	    contains(v, declared)) && text_width(v) * 2 > text_width(tag))
		return 2;
	return text_width(v) * 4 >= text_width(tag) &&
	    (phrases_share(v, tag) || phrases_share(v, declared));
}

/* The heading that is the title. */
static void
find_heading(const struct metadata *m, struct str declared, struct str tag,
    struct buf *out)
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
		points = fit(buf_view(&h), node_is(n, "h1"), declared, tag);
		if (points > best) {
			best = points;
			buf_reset(out);
			buf_s(out, buf_view(&h));
		}
	}
}

/* The only <h1>. */
static void
only_heading(const struct metadata *m, struct buf *out)
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
		squeeze_node(h1, out);
}

static void
declared_title(const struct metadata *m, struct buf *out)
{
	static const char *const names[] = { "og:title", "twitter:title",
		"citation_title", "dc.title", "dcterms.title" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) &&
	    out->len == 0; i++) {
		struct str v = metadata_meta(m, names[i]);

		if (v.p != NULL)
			text_squeeze(out, v);
	}
}

void
title_fill(const struct metadata *m, struct article *out)
{
	AUTO(buf_release) struct buf tag = BUF_INIT(MAX_TITLE);
	AUTO(buf_release) struct buf declared = BUF_INIT(MAX_TITLE);
	AUTO(buf_release) struct buf heading = BUF_INIT(MAX_TITLE);
	const xmlNode *head = html_find(m->root, "title");
	struct str t, d, best;

	if (head != NULL)
		squeeze_node(head, &tag);
	declared_title(m, &declared);
	t = without_site(without_path(buf_view(&tag)), m, out);
	d = without_site(buf_view(&declared), m, out);
	if (d.n == 0)
		d = t;
	find_heading(m, d, t, &heading);
	best = buf_view(&heading);
	/* "Question Who winds it?" for "Question - Who winds it?" */
	if (heading.len > 0 && phrases_same(best, d) &&
	    str_find(d, STR(" - ")) != (size_t)-1 &&
	    str_find(best, STR(" - ")) == (size_t)-1 &&
	    text_width(d) >= text_width(best) + 2)
		best = d;
	if (heading.len == 0) {
		best = d.n > 0 ? d : t;
		if (declared.len == 0)
			best = without_tail(best);
		if (best.n == 0 || is_site(best, m, out)) {
			only_heading(m, &heading);
			if (heading.len > 0)
				best = buf_view(&heading);
		}
	}
	best = without_bar(without_site_word(best));
	free(out->title);
	out->title = mem_dupn(best.p, best.n);
}
