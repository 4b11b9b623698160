#include "article/pageno.h"

#include <string.h>

/* Longer addresses have no readable numbers. */
#define MAX_KEY 8192
/* No article has more pages; larger numbers are years and the like. */
#define MAX_NUMBER 1999
/* Posts or lines before a page. */
#define MAX_OFFSET 99999
/* put_part(): the number and all that goes with it. */
#define WITHOUT (-1)

/* An address without scheme, fragment and parameters of tracking. */
struct address {
	struct buf key;
	struct str host, path, query;	/* path without its last '/' */
};

/* A number in an address, and what goes with it when it is left out. */
struct slot {
	struct str digits;
	struct str cut;		/* in the same part as the digits */
	bool in_query, is_offset;
	enum pageno_form form;
};

static void
address_release(struct address *a)
{
	buf_release(&a->key);
}

static bool
address_read(const struct url *u, struct address *a)
{
	struct str rest;
	size_t i;

	*a = (struct address){ .key = BUF_INIT(MAX_KEY) };
	if (!url_is_http(u))
		return false;
	(void)url_untracked(u, &a->key);
	rest = buf_view(&a->key);
	i = str_find(rest, STR("://"));
	if (a->key.failed || i == (size_t)-1 ||
	    str_chr(rest, '#') != (size_t)-1)
		return false;
	rest = str_from(rest, i + 3);
	i = str_chr(rest, '/');
	a->host = str_sub(rest, 0, i);
	rest = str_from(rest, i);
	i = str_chr(rest, '?');
	a->path = str_sub(rest, 0, i);
	a->query = i == (size_t)-1 ? STR("") : str_from(rest, i + 1);
	if (a->path.n > 0 && a->path.p[a->path.n - 1] == '/')
		a->path.n--;
	return true;
}

#define IS_ONE_OF(word, list) \
	str_is_any_nocase(word, list, sizeof(list) / sizeof((list)[0]))

/* Words before a number that say it is a page's. */
static bool
is_page_word(struct str word)
{
	static const char *const words[] = { "page", "pages", "pg", "pagina",
		"seite", "sida", "strona", "pag" };

	return IS_ONE_OF(word, words);
}

static struct str
last_part(struct str path)
{
	size_t i = path.n;

	while (i > 0 && path.p[i - 1] != '/')
		i--;
	return str_from(path, i);
}

/* The path above its last part, without the '/'. */
static struct str
above(struct str path)
{
	size_t n = last_part(path).n;

	return path.n > n ? str_sub(path, 0, path.n - n - 1) : STR("");
}

static bool
is_number(struct str s)
{
	unsigned long v;

	return s.n > 0 && s.p[0] != '0' && str_to_ulong(s, MAX_NUMBER, &v);
}

/* Do these parts lead to lists of pages, wherever they stand in a path, or when
 * they are its end? */
static bool
is_listing_part(struct str part, bool is_last)
{
	static const char *const anywhere[] = { "category", "categories",
		"tag", "tags", "author", "authors", "search", "label",
		"labels", "topics", "users", "members" };
	static const char *const at_end[] = { "blog", "news", "posts",
		"articles", "archive", "archives", "latest", "popular",
		"home", "list", "lists", "stories", "press", "events",
		"videos", "photos", "gallery", "reviews", "products", "shop",
		"store", "forum", "forums", "board", "boards", "column",
		"columns", "all", "feed", "questions", "issues", "pulls",
		"commits", "releases", "discussions", "explore",
		"forumdisplay.php", "viewforum.php", "notes", "projects",
		"magazine", "section", "series" };

	return IS_ONE_OF(part, anywhere) ||
	    (is_last && IS_ONE_OF(part, at_end)) ||
	    str_starts_nocase(part, STR("list_")) ||
	    str_starts_nocase(part, STR("list-")) ||
	    str_starts_nocase(part, STR("forum-"));
}

/* A year, or a year and a month: an archive by date. */
static bool
is_date(struct str path)
{
	struct str last = last_part(path), before = last_part(above(path));
	unsigned long v;

	if (last.n == 4 && str_to_ulong(last, 2100, &v) && v >= 1900)
		return true;
	return last.n <= 2 && str_to_ulong(last, 12, &v) && before.n == 4 &&
	    str_to_ulong(before, 2100, &v) && v >= 1900;
}

static bool
is_listing(struct str path, struct str query)
{
	static const char *const keys[] = { "s", "q", "query", "search",
		"keyword", "keywords", "cat", "category", "tag", "author",
		"sort", "order", "orderby", "filter" };
	struct str rest = path, part, key;
	size_t n = 0;

	while (str_cut(&rest, '/', &part)) {
		n += part.n > 0 && !str_starts_nocase(part, STR("index."));
		if (is_listing_part(part, rest.p == NULL))
			return true;
	}
	while (str_cut(&query, '&', &key)) {
		key = str_sub(key, 0, str_chr(key, '='));
		if (IS_ONE_OF(key, keys))
			return true;
		n += key.n > 0;
	}
	return n == 0 || is_date(path);
}

/* Parameters that are page numbers. "p" is that of a post, too. */
static enum pageno_form
form_of_key(struct str key)
{
	static const char *const keys[] = { "page", "pageno", "page_no",
		"pagenum", "page_num", "pagenumber", "page_number",
		"pageindex", "page_index", "paged", "pg", "pn", "curpage",
		"currentpage", "current_page" };

	if (IS_ONE_OF(key, keys))
		return PAGENO_CLEAR;
	return str_eq_nocase(key, STR("p")) ? PAGENO_WEAK : PAGENO_NONE;
}

/* Parameters that say how much stands on the pages before. */
static bool
is_offset_key(struct str key)
{
	static const char *const keys[] = { "start", "offset", "limitstart",
		"startat", "st" };

	return IS_ONE_OF(key, keys);
}

static struct str
between(const char *from, const char *to)
{
	return str_make(from, (size_t)(to - from));
}

/* "key=2", with the '&' that is too much without it. */
static bool
slot_in_parameter(struct str query, struct str pair, struct slot *s)
{
	size_t eq = str_chr(pair, '=');
	const char *end = pair.p + pair.n;
	unsigned long v;

	if (eq == (size_t)-1 ||
	    !str_to_ulong(str_from(pair, eq + 1), MAX_OFFSET, &v))
		return false;
	s->in_query = true;
	s->is_offset = is_offset_key(str_sub(pair, 0, eq));
	s->form = s->is_offset ? PAGENO_CLEAR :
	    form_of_key(str_sub(pair, 0, eq));
	s->digits = str_from(pair, eq + 1);
	if (!s->is_offset && !is_number(s->digits))
		return false;
	s->cut = pair.p > query.p ? between(pair.p - 1, end) :
	    between(pair.p, end < query.p + query.n ? end + 1 : end);
	return s->form != PAGENO_NONE;
}

/* "/2" and "/page/2". */
static void
slot_of_part(struct str path, struct str last, struct slot *s)
{
	struct str before = last_part(above(path));

	s->digits = last;
	s->form = PAGENO_WEAK;
	s->cut = between(last.p - 1, last.p + last.n);
	if (is_page_word(before)) {
		s->form = PAGENO_CLEAR;
		s->cut = between(before.p - 1, last.p + last.n);
	}
}

static size_t
digits_at_end(struct str s)
{
	size_t n = 0;

	while (n < s.n && ch_is_digit(s.p[s.n - 1 - n]))
		n++;
	return n;
}

/* Names whose number is that of another article. */
static bool
is_other_count(struct str name)
{
	static const char *const words[] = { "chapter", "chap", "ch", "part",
		"lesson", "lecture", "section", "sec", "day", "week", "vol",
		"volume", "issue", "episode", "ep", "unit", "module", "post",
		"article", "news", "id", "no", "version", "v", "step",
		"level", "season", "book", "test", "topic", "item", "photo",
		"image", "img", "fig", "example", "exercise", "question",
		"number", "case", "edition", "round", "phase" };
	size_t n = name.n;

	while (n > 0 && ch_is_alpha(name.p[n - 1]))
		n--;
	return IS_ONE_OF(str_from(name, n), words);
}

/* Does a name end as a date or another number with hyphens? */
static bool
ends_as_date(struct str name)
{
	size_t n = digits_at_end(name);

	return n > 0 && n <= 2 && name.n > n && name.p[name.n - n - 1] == '-';
}

/* "name_2.html", "name-page-3.htm". */
static bool
slot_in_file(struct str last, struct slot *s)
{
	static const char *const exts[] = { "html", "htm", "shtml", "shtm",
		"xhtml", "php", "asp", "aspx", "jsp" };
	size_t dot = str_chr(last, '.'), n;
	struct str stem = str_sub(last, 0, dot), word;
	const char *end = stem.p + stem.n;
	bool is_file = dot != (size_t)-1 &&
	    IS_ONE_OF(str_from(last, dot + 1), exts);

	if (dot != (size_t)-1 && !is_file)
		return false;
	n = digits_at_end(stem);
	s->digits = str_from(stem, stem.n - n);
	if (!is_number(s->digits))
		return false;
	stem.n -= n;
	if (stem.n > 0 && strchr("-_", stem.p[stem.n - 1]) != NULL)
		stem.n--;
	for (n = 0; n < stem.n && ch_is_alpha(stem.p[stem.n - 1 - n]);)
		n++;
	word = str_from(stem, stem.n - n);
	if (is_page_word(word) || str_eq_nocase(word, STR("p"))) {
		s->form = is_page_word(word) ? PAGENO_CLEAR : PAGENO_WEAK;
		stem.n -= word.n;
		if (stem.n == 0) {
			s->cut = between(stem.p - 1, end);
			return !is_file;
		}
		if (strchr("-_", stem.p[stem.n - 1]) == NULL)
			return false;
		s->cut = between(stem.p + stem.n - 1, end);
		return true;
	}
	s->form = PAGENO_WEAK;
	s->cut = between(stem.p + stem.n, end);
	return is_file && stem.n > 0 && s->cut.n > s->digits.n &&
	    !is_other_count(stem) &&
	    (s->cut.p[0] == '_' || !ends_as_date(stem));
}

/* "thread-12345-2-1.html": the second of three numbers. */
static bool
slot_in_thread(struct str last, struct slot *s)
{
	struct str id, page;

	if (!str_starts_nocase(last, STR("thread-")))
		return false;
	last = str_from(last, strlen("thread-"));
	if (!str_cut(&last, '-', &id) || !str_cut(&last, '-', &page) ||
	    last.p == NULL || !is_number(page))
		return false;
	s->form = PAGENO_CLEAR;
	s->digits = page;
	s->cut = page;
	return true;
}

static bool
slot_in_path(struct str path, struct slot *s)
{
	struct str last = last_part(path);

	if (last.n == 0 || last.p == path.p)
		return false;
	if (slot_in_thread(last, s))
		return true;
	if (is_number(last)) {
		slot_of_part(path, last, s);
		return true;
	}
	return slot_in_file(last, s);
}

/* Appends the part that the slot stands in with another number, or WITHOUT
 * one. */
static void
put_part(const struct slot *s, struct str part, long number, struct buf *out)
{
	struct str gone = number != WITHOUT ? s->digits : s->cut;

	buf_s(out, between(part.p, gone.p));
	if (number != WITHOUT)
		buf_fmt(out, "%ld", number);
	buf_s(out, between(gone.p + gone.n, part.p + part.n));
}

/* Appends the whole address so changed. */
static void
put_address(const struct slot *s, const struct address *a, long number,
    struct buf *out)
{
	struct str query = a->query;
	AUTO(buf_release) struct buf changed = BUF_INIT(MAX_KEY);

	buf_s(out, a->host);
	if (s->in_query)
		buf_s(out, a->path);
	else
		put_part(s, a->path, number, out);
	if (s->in_query) {
		put_part(s, a->query, number, &changed);
		query = buf_view(&changed);
	}
	if (query.n > 0)
		buf_char(out, '?');
	buf_s(out, query);
}

static void
put_whole(const struct address *a, struct buf *out)
{
	buf_s(out, a->host);
	buf_s(out, a->path);
	if (a->query.n > 0)
		buf_char(out, '?');
	buf_s(out, a->query);
}

/* The listing would be the address without its number. */
static bool
leads_to_listing(const struct slot *s, const struct address *a)
{
	AUTO(buf_release) struct buf part = BUF_INIT(MAX_KEY);

	put_part(s, s->in_query ? a->query : a->path, WITHOUT, &part);
	return s->in_query ? is_listing(a->path, buf_view(&part)) :
	    is_listing(buf_view(&part), a->query);
}

/* Is "to" with that number the address "from"? */
static bool
is_with(const struct slot *s, const struct address *to, long number,
    const struct buf *from)
{
	AUTO(buf_release) struct buf whole = BUF_INIT(MAX_KEY);

	put_address(s, to, number, &whole);
	return str_eq(buf_view(&whole), buf_view(from));
}

/* The number of the same parameter in "from"; 0: none. */
static unsigned long
own_offset(const struct slot *s, const struct address *from)
{
	struct str rest = from->query, pair;
	size_t n_key = (size_t)(s->digits.p - s->cut.p);
	struct str key = str_make(s->cut.p, n_key);
	unsigned long v;

	if (key.n > 0 && key.p[0] == '&')
		key = str_from(key, 1);
	while (str_cut(&rest, '&', &pair))
		if (str_starts(pair, key) && str_to_ulong(str_from(pair,
		    key.n), MAX_OFFSET, &v))
			return v;
	return 0;
}

/* "?start=40" follows "?start=20", and "?start=20" what has none: steps are
 * as long as the first. */
static bool
follows_by_offset(const struct slot *s, const struct address *from,
    const struct address *to, struct pageno *p)
{
	AUTO(buf_release) struct buf own = BUF_INIT(MAX_KEY);
	unsigned long number, before = own_offset(s, from), step;

	if (!str_to_ulong(s->digits, MAX_OFFSET, &number) || number <= before)
		return false;
	put_whole(from, &own);
	step = number - before;
	p->is_counted = before > 0;
	if (before % step != 0 || !(is_with(s, to, (long)before, &own) ||
	    (before == 0 && is_with(s, to, WITHOUT, &own))))
		return false;
	p->number = number / step + 1;
	put_address(s, to, 0, &p->first);
	return true;
}

/* "?page=2" follows "?page=1", or what has no number. Some count from 0. */
static bool
follows_by_number(const struct slot *s, const struct address *from,
    const struct address *to, struct pageno *p)
{
	AUTO(buf_release) struct buf own = BUF_INIT(MAX_KEY);
	bool may_be_zero = s->in_query && s->form == PAGENO_CLEAR;
	bool is_from_zero;
	unsigned long number;

	if (!str_to_ulong(s->digits, MAX_NUMBER, &number) || number == 0)
		return false;
	put_whole(from, &own);
	is_from_zero = number == 1;
	p->is_counted = number > 1 && is_with(s, to, (long)number - 1, &own);
	p->number = is_from_zero ? 2 : number;
	put_address(s, to, is_from_zero ? 0 : 1, &p->first);
	if (p->is_counted)
		return true;
	if (is_from_zero && (!may_be_zero || is_with(s, to, 0, &own)))
		return may_be_zero;
	return number <= 2 && is_with(s, to, WITHOUT, &own);
}

/* Tries one number of "to"; true when it is the one. */
static bool
try_slot(const struct slot *s, const struct address *from,
    const struct address *to, struct pageno *p)
{
	buf_reset(&p->bare);
	buf_reset(&p->first);
	if (!(s->is_offset ? follows_by_offset(s, from, to, p) :
	    follows_by_number(s, from, to, p)) || leads_to_listing(s, to))
		return false;
	put_address(s, to, WITHOUT, &p->bare);
	p->form = s->form;
	p->in_query = s->in_query;
	return true;
}

void
pageno_compare(const struct url *from, const struct url *to,
    struct pageno *p)
{
	AUTO(address_release) struct address a = { .key = BUF_INIT(0) };
	AUTO(address_release) struct address b = { .key = BUF_INIT(0) };
	struct slot s = { .form = PAGENO_NONE };
	struct str rest, pair;

	p->form = PAGENO_NONE;
	if (!address_read(from, &a) || !address_read(to, &b) ||
	    !str_eq(a.host, b.host))
		return;
	rest = b.query;
	while (str_cut(&rest, '&', &pair)) {
		s = (struct slot){ .form = PAGENO_NONE };
		if (slot_in_parameter(b.query, pair, &s) &&
		    try_slot(&s, &a, &b, p))
			return;
	}
	s = (struct slot){ .form = PAGENO_NONE };
	if (slot_in_path(b.path, &s))
		(void)try_slot(&s, &a, &b, p);
}

bool
pageno_is_first(const struct pageno *p, const struct url *u)
{
	AUTO(address_release) struct address a = { .key = BUF_INIT(0) };
	AUTO(buf_release) struct buf whole = BUF_INIT(MAX_KEY);

	if (!address_read(u, &a))
		return false;
	put_whole(&a, &whole);
	return str_eq(buf_view(&whole), buf_view(&p->bare)) ||
	    str_eq(buf_view(&whole), buf_view(&p->first));
}

void
pageno_release(struct pageno *p)
{
	buf_release(&p->bare);
	buf_release(&p->first);
}
