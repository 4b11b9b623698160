#include "article/nextpage.h"

#include <stdlib.h>
#include <string.h>

#include "article/names.h"
#include "article/node.h"
#include "article/pageno.h"
#include "base/text.h"
#include "html/tree.h"

/* What a link to a page says is short. */
#define MAX_TEXT 64
#define MAX_NUMBER 1999
/* Bytes: a box with less only says that there are comments. */
#define MIN_COMMENTS 300
/* Links that lead on stand above and below a text; a page has few more. */
#define MAX_DOUBTS 8

struct search {
	const xmlNode *root;
	const struct url *own, *base;
	struct names_cache names;
	struct nextpage *best;
	bool is_behind_comments;	/* so is every later link */
	size_t n_doubts;	/* how often the whole page was searched */
};

/* Signs around the words of such links. */
static bool
is_sign(unsigned int cp, bool *points_on, bool *points_back)
{
	switch (cp) {
	case '>': case 0xbb: case 0x203a: case 0x2192: case 0x25b6:
	case 0x25ba: case 0x300b: case 0xff1e: case 0x276f: case 0x27e9:
	case 0x2771: case 0x279c:
		*points_on = true;
		return true;
	case '<': case 0xab: case 0x2039: case 0x2190: case 0x25c0:
	case 0x300a: case 0xff1c: case 0x276e: case 0x27e8:
		*points_back = true;
		return true;
	case ' ': case '\t': case '\n': case '[': case ']': case '(':
	case ')': case '.': case ':': case '|': case '-': case 0xa0:
	case 0x2026: case 0x3000: case 0x3010: case 0x3011: case 0xff1a:
		return true;
	}
	return false;
}

/* The words without the signs around them, in lower case. */
static void
strip(struct str s, struct buf *out, bool *points_on, bool *points_back)
{
	size_t start = 0, end = 0;

	for (size_t i = 0; i < s.n;) {
		unsigned int cp, n = text_decode(str_from(s, i), &cp);

		if (n == 0)
			return;
		if (!is_sign(cp, points_on, points_back)) {
			if (end == 0)
				start = i;
			end = i + n;
		}
		i += n;
	}
	for (size_t i = start; i < end; i++)
		buf_char(out, ch_lower(s.p[i]));
}

#define IS_WORD(s, list) \
	str_is_any_nocase(s, list, sizeof(list) / sizeof((list)[0]))

/* "3", "page 3", "第3页", "3页". */
static bool
read_number(struct str s, unsigned long *number)
{
	static const struct {
		const char *before, *after;
	} forms[] = {
		{ "", "" }, { "page ", "" }, { "seite ", "" }, { "p. ", "" },
		{ "página ", "" }, { "第", "页" }, { "第", "頁" },
		{ "", "页" }, { "", "頁" }, { "", "ページ" },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct str before = str_of(forms[i].before);
		struct str after = str_of(forms[i].after);

		if (s.n > before.n + after.n && str_starts(s, before) &&
		    str_ends(s, after) && str_to_ulong(str_trim(str_sub(s,
		    before.n, s.n - after.n)), MAX_NUMBER, number))
			return true;
	}
	return false;
}

enum nextpage_word
nextpage_read(struct str text, unsigned long *number)
{
	static const char *const pages[] = { "next page", "nextpage",
		"go to next page", "下一页", "下页", "下一頁", "下頁", "后一页",
		"後一頁", "次のページ", "次ページ", "次のページへ", "다음 페이지",
		"nächste seite", "page suivante", "página siguiente",
		"siguiente página", "próxima página", "pagina successiva",
		"следующая страница", "volgende pagina", "nästa sida",
		"continue to next page", "read next page" };
	static const char *const next[] = { "next", "次へ", "다음", "weiter",
		"suivant", "siguiente", "successiva", "próxima", "далее",
		"volgende", "nästa" };
	static const char *const back[] = { "prev", "previous",
		"previous page", "prev page", "上一页", "上页", "上一頁", "上頁",
		"前のページ", "前へ", "first", "first page", "首页", "第一页", "zurück" };
	AUTO(buf_release) struct buf words = BUF_INIT(MAX_TEXT);
	AUTO(buf_release) struct buf squeezed = BUF_INIT(MAX_TEXT * 4);
	bool on = false, is_back = false;
	struct str s;

	*number = 0;
	if (str_trim(text).n > MAX_TEXT)
		return NEXTPAGE_OTHER;
	text_squeeze(&squeezed, text);
	strip(buf_view(&squeezed), &words, &on, &is_back);
	s = buf_view(&words);
	if (s.n == 0)
		return on == is_back ? NEXTPAGE_OTHER :
		    on ? NEXTPAGE_NEXT : NEXTPAGE_BACK;
	if (read_number(s, number))
		return NEXTPAGE_NUMBER;
	if (IS_WORD(s, pages) || str_starts(s, STR("next page:")) ||
	    str_starts(s, STR("下一页：")))
		return NEXTPAGE_PAGE;
	if (IS_WORD(s, next))
		return NEXTPAGE_NEXT;
	return IS_WORD(s, back) ? NEXTPAGE_BACK : NEXTPAGE_OTHER;
}

/* Is next one of the words of rel? */
static bool
is_rel_next(const xmlNode *a)
{
	struct str rest = html_attr(a, "rel"), word;

	while (rest.p != NULL && str_cut(&rest, ' ', &word))
		if (str_eq_nocase(word, STR("next")))
			return true;
	return false;
}

/* The text of a link; that of its picture when it has none. */
static void
link_text(const xmlNode *a, struct buf *out)
{
	const xmlNode *img;

	html_text(a, out);
	if (out->failed || str_trim(buf_view(out)).n > 0)
		return;
	buf_reset(out);
	img = html_find(a, "img");
	if (img != NULL && html_attr(img, "alt").n > 0)
		buf_s(out, html_attr(img, "alt"));
	else if (html_attr(a, "aria-label").n > 0)
		buf_s(out, html_attr(a, "aria-label"));
	else
		buf_s(out, html_attr(a, "title"));
}

static enum nextpage_word
read_link(const xmlNode *a, unsigned long *number)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT * 4);

	*number = 0;
	link_text(a, &text);
	/* What was cut is longer than such a text. */
	return text.failed ? NEXTPAGE_OTHER :
	    nextpage_read(buf_view(&text), number);
}

/* "Next" whose tooltip speaks of something else than pages: the title of the
 * next post, "Next chapter". */
static bool
is_told_otherwise(const xmlNode *a)
{
	static const char *const attrs[] = { "title", "aria-label" };
	unsigned long number;

	for (size_t i = 0; i < sizeof(attrs) / sizeof(attrs[0]); i++) {
		struct str s = html_attr(a, attrs[i]);

		if (str_trim(s).n > 0 &&
		    str_find_nocase(s, STR("page")) == (size_t)-1 &&
		    str_find(s, STR("页")) == (size_t)-1 &&
		    str_find(s, STR("頁")) == (size_t)-1 &&
		    nextpage_read(s, &number) == NEXTPAGE_OTHER)
			return true;
	}
	return false;
}

static bool
resolve(const struct search *s, const xmlNode *a, struct url *u)
{
	struct str href = html_attr(a, "href");

	return href.n > 0 && href.n < 4096 && href.p[0] != '#' &&
	    url_parse(u, href, s->base, NULL) == 0 && url_is_http(u);
}

/* Does the page link to the first page, as page links do? */
static bool
links_to_first(const struct search *s, const struct pageno *p)
{
	for (const xmlNode *n = s->root; n != NULL; n = html_next(n, s->root,
	    false)) {
		AUTO(url_release) struct url u = URL_INIT;
		unsigned long number;
		enum nextpage_word word;

		if (!node_is(n, "a"))
			continue;
		word = read_link(n, &number);
		if ((word == NEXTPAGE_BACK || (word == NEXTPAGE_NUMBER &&
		    number == 1)) && resolve(s, n, &u) &&
		    pageno_is_first(p, &u))
			return true;
	}
	return false;
}

/* Does the link's number fit its address? "3" leads to "?page=2" where pages
 * are counted from 0. */
static bool
is_number_of(const struct pageno *p, unsigned long number)
{
	return number == p->number || (p->in_query && p->is_counted &&
	    p->form == PAGENO_CLEAR && number == p->number + 1);
}

/* Is it enough that the link says word, for an address of this form? */
static bool
is_enough(struct search *s, const struct pageno *p,
    enum nextpage_word word)
{
	if (p->form == PAGENO_CLEAR)
		return true;
	if (word == NEXTPAGE_NEXT)
		return false;
	if (!p->is_counted)
		return true;
	/* "/1" to "/2": the first page has no link to itself. */
	if (p->number == 2)
		return word == NEXTPAGE_PAGE;
	return s->n_doubts++ < MAX_DOUBTS && links_to_first(s, p);
}

/* Has it more text than the words of a link? */
static bool
has_text(const xmlNode *root)
{
	size_t n = 0;

	for (const xmlNode *i = root; i != NULL && n < MIN_COMMENTS;
	    i = html_next(i, root, false))
		if (i->type == XML_TEXT_NODE && i->content != NULL)
			n += strlen((const char *)i->content);
	return n >= MIN_COMMENTS;
}

/* Does it turn the pages of the comments? Then it stands in them or behind
 * them. */
static bool
is_in_comments(struct search *s, const xmlNode *a, const struct url *u)
{
	static const char *const blocks[] = { "div", "section", "ol", "ul",
		"table" };

	if (u->fragment != NULL &&
	    (str_find_nocase(str_of(u->fragment), STR("comment")) !=
	    (size_t)-1 || str_find_nocase(str_of(u->fragment), STR("repl")) !=
	    (size_t)-1))
		return true;
	for (const xmlNode *n = a; n != NULL && n != s->root; n = n->parent)
		if (names_of(n, &s->names) & NAME_COMMENT)
			return true;
	for (const xmlNode *n = s->root; n != NULL && n != a &&
	    !s->is_behind_comments; n = html_next(n, s->root, false))
		s->is_behind_comments = NODE_IS_ANY(n, blocks) &&
		    (names_of(n, &s->names) & NAME_COMMENT) && has_text(n);
	return s->is_behind_comments;
}

/* Most links of a page are ruled out by this, before their text is read. */
static bool
has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (ch_is_digit(s.p[i]))
			return true;
	return false;
}

/* One link; true when the search is over. */
static bool
try_link(struct search *s, const xmlNode *a)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(pageno_release) struct pageno p = PAGENO_INIT;
	bool is_link = node_is(a, "link"), is_comments;
	unsigned long number = 0;
	enum nextpage_word word = is_link ? NEXTPAGE_OTHER :
	    read_link(a, &number);

	if (word == NEXTPAGE_BACK)
		return false;
	if (word == NEXTPAGE_OTHER && is_rel_next(a) && is_link)
		word = NEXTPAGE_NEXT;
	if (word == NEXTPAGE_OTHER || (word == NEXTPAGE_NEXT && !is_link &&
	    is_told_otherwise(a)) || !resolve(s, a, &u))
		return false;
	pageno_compare(s->own, &u, &p);
	if (p.form == PAGENO_NONE || (word == NEXTPAGE_NUMBER &&
	    !is_number_of(&p, number)) || !is_enough(s, &p, word))
		return false;
	/* A mere number with "p" turns pages of what follows an article. */
	is_comments = !is_link && ((p.form == PAGENO_WEAK && p.in_query) ||
	    is_in_comments(s, a, &u));
	if (s->best->url.len > 0 && is_comments)
		return false;
	buf_reset(&s->best->url);
	s->best->is_comments = is_comments;
	free(u.fragment);
	u.fragment = NULL;
	url_href(&u, &s->best->url);
	return !is_comments;
}

void
nextpage_find(const xmlNode *root, const struct url *own,
    const struct url *base, struct nextpage *best)
{
	struct search s = { .root = root, .own = own, .base = base,
		.best = best };

	for (const xmlNode *n = root; n != NULL; n = html_next(n, root,
	    false))
		if ((node_is(n, "a") || node_is(n, "link")) &&
		    has_digit(html_attr(n, "href")) && try_link(&s, n))
			return;
}

void
nextpage_release(struct nextpage *n)
{
	buf_release(&n->url);
}
