#include "article/lines.h"

#include "article/authors.h"
#include "article/dates.h"
#include "article/phrases.h"
#include "article/seen.h"
#include "base/text.h"
#include "html/plain.h"
#include "html/tree.h"

/* Bylines stand among the first lines, in lines of so many columns. */
#define MAX_LINES 300
#define MAX_LINE 160
#define MAX_TEXT ((size_t)1 << 15)
/* So many lines before and behind the title belong to it. */
#define N_BEFORE 3
#define N_BEHIND 8
/* A line of so many columns that holds a date is about the date. */
#define DATE_LINE 60

#define N(list) (sizeof(list) / sizeof((list)[0]))

struct lines {
	struct str v[MAX_LINES];
	size_t n;
	size_t title;		/* its index, or n: it is not among them */
};

/* The cells of a row are lines, too. */
static void
cut_lines(struct str text, struct str title, struct lines *l)
{
	struct str row, cell;

	while (str_cut(&text, '\n', &row))
		while (str_cut(&row, '\t', &cell))
			if (str_trim(cell).n > 1 && l->n < MAX_LINES)
				l->v[l->n++] = str_trim(cell);
	l->title = 0;
	while (l->title < l->n && !phrases_same(l->v[l->title], title))
		l->title++;
}

static bool
has_any(struct str line, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(line, str_of(words[i])) != (size_t)-1)
			return true;
	return false;
}

/* The names at the beginning, up to another thing: "张三 李四 2020年…". */
static struct str
names_of(struct str s)
{
	size_t end = 0;

	while (end < s.n) {
		size_t n = str_chr(str_from(s, end), ' ');
		struct str word = str_sub(s, end, n == (size_t)-1 ? s.n :
		    end + n);
		unsigned int cp;

		if (end > 0 && (text_decode(word, &cp) < 3 || !text_is_cjk(cp) ||
		    text_width(word) > 8))
			break;
		end = (size_t)(word.p + word.n - s.p) + 1;
	}
	return str_trim(str_sub(s, 0, end));
}

/* The author that a line names behind a word that says so. "By" does so only
 * next to the title. */
static void
offer_author(struct article *out, struct str line, bool is_near)
{
	static const char *const marks[] = { "作者：", "作者:", "作 者：",
		"作　者：", "作者 ", "文｜", "文 | ", "记者 ", "楼主：",
		"楼主:", "发布者：", "发布人：", "撰文：" };
	static const char *const phrases[] = { "Author: ", "Autor: ",
		"Written by ", "Posted by ", " By " };
	size_t n_phrases = N(phrases) - !is_near;

	if (is_near && authors_is_byline(line) &&
	    authors_offer(out, "text", line))
		return;
	for (size_t i = 0; i < N(marks); i++) {
		size_t at = str_find(line, str_of(marks[i]));

		if (at != (size_t)-1 && authors_offer(out, "text",
		    names_of(str_trim(str_from(line, at +
		    strlen(marks[i]))))))
			return;
	}
	for (size_t i = 0; i < n_phrases; i++) {
		size_t at = str_find(line, str_of(phrases[i]));

		if (at != (size_t)-1 && authors_offer(out, "text",
		    str_from(line, at + strlen(phrases[i]))))
			return;
	}
}

/* No date is without a number. */
static bool
may_hold_date(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (ch_is_digit(line.p[i]))
			return true;
	return str_find(line, STR("年")) != (size_t)-1;
}

static void
offer_date(struct article *out, struct str line, bool is_near)
{
	static const char *const said[] = { "发布", "发表", "时间", "日期",
		"更新", "Published", "Posted", "Updated", "published on",
		"posted on", "Veröffentlicht", "Stand:" };
	struct dates_found date;

	if (!may_hold_date(line) || !dates_find_in(line, out->lang, &date))
		return;
	if (has_any(line, said, N(said)) || (date.has_time &&
	    date.len * 10 >= line.n * 9) || (is_near && (date.has_time ||
	    date.len * 2 >= line.n || text_width(line) < DATE_LINE)))
		(void)seen_offer_dates(out, "text", line);
}

static void
offer_line(struct article *out, struct str line, bool is_near)
{
	AUTO(buf_release) struct buf squeezed = BUF_INIT(MAX_LINE * 4);

	if (text_width(line) > MAX_LINE)
		return;
	text_squeeze(&squeezed, line);
	line = buf_view(&squeezed);
	if (out->byline[0] == '\0')
		offer_author(out, line, is_near);
	if (out->published[0] == '\0')
		offer_date(out, line, is_near);
}

void
lines_offer(const struct metadata *m, struct article *out)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_TEXT);
	const xmlNode *body = html_find(m->root, "body");
	struct lines l = { .n = 0 };
	size_t first, last;

	if (body == NULL || (out->byline[0] != '\0' &&
	    out->published[0] != '\0'))
		return;
	html_to_text(body, &text);
	cut_lines(buf_view(&text), str_of(out->title), &l);
	first = l.title < l.n && l.title > N_BEFORE ? l.title - N_BEFORE : 0;
	last = l.title < l.n ? l.title + 1 + N_BEHIND : 0;
	for (size_t i = l.title + 1; i < last && i < l.n; i++)
		offer_line(out, l.v[i], true);
	for (size_t i = first; i < l.title && l.title < l.n; i++)
		offer_line(out, l.v[i], true);
	for (size_t i = 0; i < l.n; i++)
		offer_line(out, l.v[i], false);
}
