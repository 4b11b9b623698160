#include "article/sitename.h"

#include "article/phrases.h"
#include "base/text.h"

/* A site's name is shorter than any title. */
#define MAX_NAME 1024
/* Shorter than this, in columns, is a label rather than a title. */
#define MIN_TITLE 12

/* Where a separator between title and site begins and ends. */
bool
sitename_separator_at(struct str s, size_t i, size_t *len)
{
	static const char *const marks[] = { " | ", " - ", " – ", " — ",
		" · ", " » ", " :: ", " • ", " / ", " ~ ", "｜", " « ", " › ",
		"_", "-", "|", "—", "–" };

	for (size_t j = 0; j < sizeof(marks) / sizeof(*marks); j++) {
		struct str m;

		if (i >= s.n || s.p[i] != marks[j][0])
			continue;
		m = str_of(marks[j]);
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
		if (sitename_separator_at(s, i, len) && !is_bare(s, i, *len))
			return i;
	return (size_t)-1;
}

/* Does the host's name stand in the words, as in "The Example" for
 * example.com? */
static bool
is_like_host(struct str words, const struct metadata *m)
{
	AUTO(buf_release) struct buf letters = BUF_INIT(MAX_NAME);
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

/* Do the words' first letters spell a label of the host, as "Occupational
 * Safety and Health Administration" does for osha.example? */
static bool
is_spelt_by_host(struct str words, const struct metadata *m)
{
	static const char *const small[] = { "and", "of", "the", "for", "in",
		"on", "de", "und", "la", "et" };
	AUTO(buf_release) struct buf initials = BUF_INIT(64);
	struct str rest = words, word, host;

	if (m->base == NULL || m->base->host == NULL)
		return false;
	while (str_cut(&rest, ' ', &word)) {
		bool is_small = word.n == 0 || !ch_is_alpha(word.p[0]);

		for (size_t i = 0; i < sizeof(small) / sizeof(*small); i++)
			is_small = is_small || str_eq_nocase(word,
			    str_of(small[i]));
		if (!is_small)
			buf_char(&initials, ch_lower(word.p[0]));
	}
	host = str_of(m->base->host);
	while (initials.len >= 3 && str_cut(&host, '.', &word))
		if (str_eq(word, buf_view(&initials)))
			return true;
	return false;
}

/* Is one the other, or a part of it? */
static bool
is_alike(struct str part, struct str site)
{
	return site.n > 1 && (phrases_same(part, site) ||
	    (part.n > 3 && str_find_nocase(site, part) != (size_t)-1) ||
	    (site.n > 3 && str_find_nocase(part, site) != (size_t)-1));
}

bool
sitename_is(struct str part, const struct metadata *m,
    const struct article *out)
{
	const struct provenance *p = &out->provenance[ARTICLE_SITE];

	part = str_trim(part);
	if (is_alike(part, str_of(out->site)))
		return true;
	for (size_t i = 0; i < p->n_others; i++)
		if (is_alike(part, str_of(p->others[i].value)))
			return true;
	return is_like_host(part, m) || is_spelt_by_host(part, m);
}

/* At least four columns must be left. */
static bool
is_enough(struct str s)
{
	return text_width(str_trim(s)) >= 4;
}

/* Marks that stood double: "标题--站点". */
static struct str
trim_marks(struct str s)
{
	s = str_trim(s);
	while (s.n > 1 && (s.p[s.n - 1] == '-' || s.p[s.n - 1] == '_' ||
	    s.p[s.n - 1] == '|'))
		s = str_trim(str_sub(s, 0, s.n - 1));
	return s;
}

struct str
sitename_cut(struct str s, const struct metadata *m, const struct article *out)
{
	for (int round = 0; round < 4; round++) {
		size_t len, at = last_separator(s, &len);

		if (at == (size_t)-1 || !is_enough(str_sub(s, 0, at)) ||
		    !sitename_is(str_from(s, at + len), m, out))
			break;
		s = trim_marks(str_sub(s, 0, at));
	}
	for (size_t i = 1; i < s.n; i++) {
		size_t len;

		if (!sitename_separator_at(s, i, &len) || is_bare(s, i, len))
			continue;
		if (is_enough(str_from(s, i + len)) &&
		    sitename_is(str_sub(s, 0, i), m, out))
			s = str_trim(str_from(s, i + len));
		break;
	}
	return s;
}

struct str
sitename_cut_bar(struct str s)
{
	size_t at;

	while ((at = str_find(s, STR(" | "))) != (size_t)-1) {
		size_t next = at;

		while (str_find(str_from(s, next + 3), STR(" | ")) !=
		    (size_t)-1)
			next += 3 + str_find(str_from(s, next + 3),
			    STR(" | "));
		if (text_width(str_sub(s, 0, next)) < MIN_TITLE ||
		    text_width(str_sub(s, 0, next)) <
		    text_width(str_from(s, next + 3)))
			break;
		s = str_trim(str_sub(s, 0, next));
	}
	return s;
}

struct str
sitename_cut_path(struct str s)
{
	size_t first = str_find(s, STR(" / "));

	if (first == (size_t)-1 || text_width(str_sub(s, 0, first)) < MIN_TITLE ||
	    str_find(str_from(s, first + 3), STR(" / ")) == (size_t)-1)
		return s;
	return str_trim(str_sub(s, 0, first));
}

struct str
sitename_cut_tail(struct str s)
{
	for (int round = 0; round < 3; round++) {
		size_t len, at = last_separator(s, &len);

		/* With a space it may be the author's: once at most. */
		if (at == (size_t)-1 || (len > 2 && round > 0) ||
		    text_width(str_sub(s, 0, at)) < MIN_TITLE ||
		    text_width(str_from(s, at + len)) >=
		    text_width(str_sub(s, 0, at)))
			break;
		s = trim_marks(str_sub(s, 0, at));
	}
	return s;
}

struct str
sitename_cut_sections(struct str s, struct str whole)
{
	size_t at = str_find(whole, s), len;
	struct str mark;

	if (at == (size_t)-1 || s.n == 0 ||
	    !sitename_separator_at(whole, at + s.n, &len) || len < 3)
		return s;
	mark = str_sub(whole, at + s.n, at + s.n + len);
	for (;;) {
		size_t last = (size_t)-1;

		for (size_t i = 1; i + len < s.n; i++)
			if (str_starts(str_from(s, i), mark))
				last = i;
		if (last == (size_t)-1 || text_width(str_sub(s, 0, last)) <
		    MIN_TITLE || text_width(str_sub(s, 0, last)) <=
		    text_width(str_from(s, last + len)))
			return s;
		s = str_trim(str_sub(s, 0, last));
	}
}

/* "标题 某某网": a site's name behind a space. */
static struct str
without_net(struct str s)
{
	static const char *const nets[] = { "互联网", "物联网", "局域网",
		"以太网", "因特网", "广域网", "上网" };
	size_t at = s.n;

	if (!str_ends(s, STR("网")))
		return s;
	for (size_t i = 0; i < sizeof(nets) / sizeof(*nets); i++)
		if (str_ends(s, str_of(nets[i])))
			return s;
	while (at > 0 && s.p[at - 1] != ' ')
		at--;
	return text_width(str_sub(s, 0, at)) >= MIN_TITLE &&
	    text_width(str_from(s, at)) >= 6 &&
	    text_width(str_from(s, at)) <= 20 ? str_trim(str_sub(s, 0, at)) :
	    s;
}

struct str
sitename_cut_word(struct str s)
{
	static const char *const words[] = { "社区", "博客", "专栏", "论坛",
		"网", "简书", "知乎", "博客园", "腾讯云", "阿里云", "掘金",
		"频道", "新闻", "Archiver", "Blog", "blog", "Forum", "Forums",
		"GitBook" };

	for (int round = 0; round < 3; round++) {
		size_t len, at = last_separator(s, &len), i = 0;

		if (at == (size_t)-1 || !is_enough(str_sub(s, 0, at)))
			break;
		while (i < sizeof(words) / sizeof(*words) &&
		    !str_ends(s, str_of(words[i])))
			i++;
		if (i == sizeof(words) / sizeof(*words) ||
		    text_width(str_from(s, at)) > 36)
			break;
		s = trim_marks(str_sub(s, 0, at));
	}
	return without_net(s);
}
