#include "article/authors.h"

#include <stdlib.h>

#include "article/dates.h"
#include "article/offer.h"
#include "article/phrases.h"
#include "base/mem.h"
#include "base/text.h"

/* Longer names are sentences; columns on a terminal. */
#define MAX_COLUMNS 48
#define MAX_WORDS 6
/* "user3080392" is a name, too. */
#define MAX_DIGITS 8
/* Papers of large collaborations name their first authors here. */
#define MAX_NAMES 50
/* Bylines of many authors; longer ones are paragraphs. */
#define MAX_BYLINE 2000

#define N(list) (sizeof(list) / sizeof((list)[0]))

struct names {
	struct str v[MAX_NAMES];
	size_t n;
};

/* What stands before the name. The longer ones come first. */
static const char *const prefixes[] = {
	"written by:", "written by ", "authored by:", "authored by ",
	"posted by:", "posted by ", "published by ", "article by ",
	"words by ", "story by ", "text by ", "created by ", "started by ",
	"submitted by ", "contributed by ", "blog by ", "post author:",
	"authors:", "author(s):", "author:", "author ", "authors ", "by: ",
	"by:", "by ", "text: ", "autoren:", "autorin:", "autor:", "autor ",
	"von: ", "von ", "ein artikel von ", "verfasst von ", "par ",
	"por ", "door ", "escrito por ",
	"作者：", "作者:", "作者 ", "作者/", "作者丨", "作者｜", "作者|",
	"作　者：", "作 者：", "作者︱", "原作者：", "文章作者：",
	"文/", "文／", "文：", "文:", "文|", "文｜", "文丨", "文 | ",
	"文 / ", "文 ｜ ", "撰文：", "撰文/", "撰文｜", "撰文 | ",
	"发布者：", "发布者:", "发布人：", "发表者：", "楼主：", "楼主:",
	"本报记者", "记者：", "记者:", "记者 ", "记者", "通讯员",
};

/* Bylines of others than the author, and what is none. */
static const char *const refused[] = {
	"reviewed by", "medically reviewed", "fact checked", "fact-checked",
	"edited by", "updated by", "photo", "image", "illustration",
	"translated by", "last ", "powered by", "sponsored", "copyright",
	"©", "comment", "share", "follow", "subscribe", "read more",
	"编辑：", "责任编辑", "责编", "来源：", "译者",
};

/* Words that stand where a name should. */
static const char *const labels[] = {
	"admin", "administrator", "author", "authors", "by", "written by",
	"posted by", "editor", "editors", "editorial", "staff",
	"staff writer", "anonymous", "guest", "unknown", "user", "username",
	"webmaster", "view profile", "posts", "more", "contributor", "none",
	"null", "undefined", "home", "blog", "news", "name", "profile",
	"original poster", "op", "member", "team", "redaktion", "says",
	"about the author", "about", "article", "date", "published",
	"updated", "website", "default", "superuser", "root", "root user",
	"posted", "read", "marketing", "development", "content", "design",
	"contributors", "guest author",
	"learn more", "guest post", "latest",
	"the author", "all authors", "see all", "nan", "na", "jane doe",
	"john doe", "about us", "contact", "details", "info", "author bio",
	"作者", "匿名", "佚名", "小编", "编辑", "管理员", "本站", "原创",
	"转载", "未知", "不详", "网友", "来源", "楼主", "发布者", "记者",
	"本报记者", "通讯员", "关注", "作者简介", "关于作者", "本文作者",
};

/* Behind a name and a comma: what somebody is, not who. */
static const char *const roles[] = {
	"editor", "writer", "reporter", "correspondent", "staff",
	"contributor", "founder", "director", "manager", "team", "senior",
	"columnist", "representative", "coordinator", "professor", "chief",
	"officer", "president", "author", "analyst", "specialist", "expert",
	"university", "college", "department", "institute", "news",
	"member", "lead ", "head ", "redakteur", "redaktion", "coach",
	"consultant", "engineer", "developer", "producer", "owner",
	"journalist", "strategist", "marketer", "fellow", "co-host",
};

/* Length of the prefix that s begins with. */
static size_t
prefix_of(struct str s)
{
	size_t best = 0;

	for (size_t i = 0; i < N(prefixes); i++) {
		size_t n = strlen(prefixes[i]);

		if (n > best && str_starts_nocase(s, str_of(prefixes[i])))
			best = n;
	}
	return best;
}

bool
authors_is_byline(struct str line)
{
	return prefix_of(str_trim(line)) > 0;
}

/* "Ph.D.", "MD", "R.N.", "Jr.": part of the name before it. */
static bool
is_title(struct str s)
{
	size_t n_upper = 0, n_lower = 0;

	if (str_eq_nocase(s, STR("jr.")) || str_eq_nocase(s, STR("sr.")) ||
	    str_eq_nocase(s, STR("jr")) || str_eq_nocase(s, STR("phd")) ||
	    str_eq_nocase(s, STR("ph.d.")) || str_eq_nocase(s, STR("ph.d")))
		return true;
	for (size_t i = 0; i < s.n; i++) {
		if (!ch_is_alpha(s.p[i]) && s.p[i] != '.' && s.p[i] != ' ' &&
		    s.p[i] != '-')
			return false;
		n_upper += s.p[i] >= 'A' && s.p[i] <= 'Z';
		n_lower += s.p[i] >= 'a' && s.p[i] <= 'z';
	}
	return n_upper >= 2 && n_lower == 0 && s.n <= 14;
}

static bool
is_cjk_all(struct str s)
{
	for (size_t i = 0; i < s.n; ) {
		unsigned int cp, len = text_decode(str_from(s, i), &cp);

		if (len == 0 || !text_is_cjk(cp))
			return false;
		i += len;
	}
	return s.n > 0;
}

/* Letters of any script; one CJK character tells as much as two. */
static size_t
count_letters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; ) {
		unsigned int cp, len = text_decode(str_from(s, i), &cp);

		if (len == 0)
			return 0;
		if (len == 1)
			n += ch_is_alpha(s.p[i]);
		else if (cp >= 0xc0 && !(cp >= 0x2000 && cp <= 0x303f) &&
		    !(cp >= 0xff00 && cp <= 0xff20))
			n += text_is_cjk(cp) ? 2 : 1;
		i += len;
	}
	return n;
}

/* "Event Coordinator", "Staff Writer": a post, and nobody who holds it. */
static bool
is_post(struct str s)
{
	static const char *const posts[] = { " coordinator", " editor",
		" editors", " writer", " writers", " manager", " director",
		" educator", " educators", " reviewer", " reviewers",
		" reporter", " correspondent", " officer", " specialist" };

	for (size_t i = 0; i < N(posts); i++)
		if (str_ends_nocase(s, str_of(posts[i])))
			return true;
	return false;
}

static bool
is_name(struct str s)
{
	static const char *const never[] = { "@", "www.", "{", "}",
		"<", ">", "=", "…", "...", "。", "？", "!", "?", "！", "\\",
		"[", "#", ":", "：", ".com", ".org", ".net", "“", "”", "\"",
		"»" };
	size_t n_words = 0, n_digits = 0, n_letters;

	if (s.n < 2 || text_width(s) > MAX_COLUMNS ||
	    str_is_any_nocase(s, labels, N(labels)) ||
	    str_starts_any_nocase(s, refused, N(refused)) ||
	    str_has_any_nocase(s, never, N(never)))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		n_words += s.p[i] == ' ';
		n_digits += ch_is_digit(s.p[i]);
	}
	n_letters = count_letters(s);
	return !is_post(s) && n_words < MAX_WORDS && n_letters >= 2 &&
	    n_digits <= MAX_DIGITS;
}

/* Where the name is over: a date, or a word that no name has. */
static struct str
without_rest(struct str s)
{
	static const char *const ends[] = { " | ", " • ", " · ", " – ",
		" — ", " - ", " on ", " published", " updated", " posted",
		" last updated", " says", " reviewed by", " edited by",
		" for ", " @ ", "发布", "发表于", "　", " (", "（", "编辑",
		"\n", "来源", "发自", " about ", " via " };
	struct dates_found date;

	if (dates_find_in(s, "", &date))
		s = str_sub(s, 0, date.at);
	for (size_t i = 0; i < N(ends); i++) {
		size_t at = str_find_nocase(s, str_of(ends[i]));

		if (at != (size_t)-1 && at > 1)
			s = str_sub(s, 0, at);
	}
	/* "Erin Spain 4 Comments" */
	for (size_t i = 1; i + 1 < s.n; i++)
		if (s.p[i] == ' ' && ch_is_digit(s.p[i + 1]))
			return str_sub(s, 0, i);
	return s;
}

/* "张三 李四": names of two to four characters. In Japan and Korea a blank
 * stands within a name. */
static bool
are_cjk_names(struct str s, const char *lang)
{
	struct str name;

	if (str_chr(s, ' ') == (size_t)-1 ||
	    str_starts_nocase(str_of(lang), STR("ja")) ||
	    str_starts_nocase(str_of(lang), STR("ko")))
		return false;
	while (str_cut(&s, ' ', &name))
		if (!is_cjk_all(name) || text_width(name) < 4 ||
		    text_width(name) > 8)
			return false;
	return true;
}

static bool
has(const struct names *names, struct str name)
{
	for (size_t i = 0; i < names->n; i++)
		if (phrases_same(names->v[i], name))
			return true;
	return false;
}

/* Takes the next name off s: up to a comma, "and" or the like. */
static struct str
next_name(struct str *s, const char *lang)
{
	static const char *const marks[] = { ",", ";", "、", "，", "；", "&",
		" and ", " und ", " et ", " with ", " / ", "／", "\n" };
	bool is_cjk = are_cjk_names(str_trim(*s), lang);
	struct str piece;

	for (size_t i = 0; i < s->n; i++) {
		size_t len = is_cjk && s->p[i] == ' ' ? 1 : 0;

		for (size_t j = 0; j < N(marks) && len == 0; j++)
			if (str_starts_nocase(str_from(*s, i),
			    str_of(marks[j])))
				len = strlen(marks[j]);
		if (len == 0)
			continue;
		piece = str_sub(*s, 0, i);
		*s = str_from(*s, i + len);
		return str_trim(piece);
	}
	piece = *s;
	*s = str_make(NULL, 0);
	return str_trim(piece);
}

static struct str
without_and(struct str s)
{
	if (str_starts_nocase(s, STR("and ")))
		s = str_trim(str_from(s, 4));
	while (s.n > 0 && (s.p[s.n - 1] == ':' || s.p[s.n - 1] == '|' ||
	    (s.p[s.n - 1] == '-')))
		s = str_trim(str_sub(s, 0, s.n - 1));
	return s;
}

static bool
is_site(const struct article *out, struct str name)
{
	const struct provenance *p = &out->provenance[ARTICLE_SITE];

	if (phrases_same(name, str_of(out->site)))
		return true;
	for (size_t i = 0; i < p->n_others; i++)
		if (phrases_same(name, str_of(p->others[i].value)))
			return true;
	return false;
}

static void
add_names(struct names *out, struct str s, const struct article *a)
{
	bool is_first = true;

	while (s.p != NULL && out->n < MAX_NAMES) {
		struct str name = without_and(next_name(&s, a->lang));
		struct str *last = out->n > 0 ? &out->v[out->n - 1] : NULL;

		if (name.n == 0)
			continue;
		if (!is_first && last != NULL && is_title(name)) {
			last->n = (size_t)(name.p + name.n - last->p);
			continue;
		}
		if (!is_name(name) || has(out, name) || (!is_first &&
		    str_has_any_nocase(name, roles, N(roles))) || (last != NULL &&
		    is_site(a, name)))
			continue;
		out->v[out->n++] = name;
		is_first = false;
	}
}

static void
read_byline(struct names *out, struct str s, const struct article *a)
{
	for (int round = 0; round < 3; round++)
		s = str_trim(str_from(s, prefix_of(s)));
	if (str_starts_any_nocase(s, refused, N(refused)) ||
	    str_find(s, STR("://")) != (size_t)-1)
		return;
	/* A site's name may look like several of people. */
	if (s.n > 0 && is_site(a, s)) {
		if (out->n == 0 && is_name(s))
			out->v[out->n++] = s;
		return;
	}
	add_names(out, str_trim(without_rest(s)), a);
}

static void
put_names(const struct names *names, struct buf *out)
{
	for (size_t i = 0; i < names->n; i++) {
		if (i > 0)
			buf_str(out, ", ");
		buf_s(out, names->v[i]);
	}
}

static void
take(struct article *out, const struct names *names)
{
	size_t cap = 0;

	if (out->n_authors > 0)
		return;
	for (size_t i = 0; i < names->n; i++)
		*VEC_PUSH(&out->authors, &out->n_authors, &cap) =
		    mem_dupn(names->v[i].p, names->v[i].n);
}

static bool
offer_names(struct article *out, const char *source,
    const struct names *names)
{
	AUTO(buf_release) struct buf byline = BUF_INIT(OFFER_PARAGRAPH);

	put_names(names, &byline);
	if (names->n == 0 || byline.failed)
		return false;
	if (names->n == 1 && is_site(out, names->v[0])) {
		provenance_add(&out->provenance[ARTICLE_AUTHORS], source,
		    buf_view(&byline));
		return false;
	}
	take(out, names);
	offer_value(out, ARTICLE_AUTHORS, source, buf_view(&byline));
	return true;
}

bool
authors_offer_all(struct article *out, const char *source,
    const struct str *bylines, size_t n)
{
	AUTO(buf_release) struct buf text = BUF_INIT((size_t)1 << 16);
	struct names names = { .n = 0 };
	size_t *ends = mem_array(n + 1, sizeof(*ends));

	for (size_t i = 0; i < n; i++) {
		if (bylines[i].n <= MAX_BYLINE)
			offer_plain(bylines[i], &text);
		buf_char(&text, '\n');
		ends[i + 1] = text.len;
	}
	for (size_t i = 0; i < n && !text.failed; i++)
		read_byline(&names, str_trim(str_sub(buf_view(&text), ends[i],
		    ends[i + 1])), out);
	free(ends);
	return offer_names(out, source, &names);
}

bool
authors_offer(struct article *out, const char *source, struct str byline)
{
	return byline.p != NULL && authors_offer_all(out, source, &byline, 1);
}

void
authors_settle(struct article *out)
{
	struct provenance *p = &out->provenance[ARTICLE_AUTHORS];
	struct names names = { .n = 1 };
	AUTO(mem_freep) char *name = NULL;
	AUTO(mem_freep) char *source = NULL;

	if (out->byline[0] != '\0' || p->n_others == 0)
		return;
	name = mem_dup(p->others[0].value);
	source = mem_dup(p->others[0].source);
	provenance_drop(p, str_of(name));
	names.v[0] = str_of(name);
	take(out, &names);
	offer_value(out, ARTICLE_AUTHORS, source, str_of(name));
}
