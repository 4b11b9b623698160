#include "article/date.h"

#include <stdio.h>
#include <time.h>

#include "base/text.h"

/* The web's first page; and far enough for this century. */
#define MIN_YEAR 1990
#define MAX_YEAR 2100

#define N(list) (sizeof(list) / sizeof((list)[0]))

static size_t
digits(struct str s, size_t max, unsigned int *out)
{
	size_t n = 0;

	*out = 0;
	while (n < s.n && n < max && ch_is_digit(s.p[n]))
		*out = *out * 10 + (unsigned int)(s.p[n++] - '0');
	return n;
}

static bool
is_real(const struct date *d)
{
	static const unsigned int days[] = { 31, 29, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };

	if (d->y < MIN_YEAR || d->y > MAX_YEAR || d->m < 1 || d->m > 12 ||
	    d->d < 1 || d->d > days[d->m - 1])
		return false;
	return d->m != 2 || d->d < 29 || (d->y % 4 == 0 && (d->y % 100 != 0 ||
	    d->y % 400 == 0));
}

static void
skip(struct str *s, size_t n)
{
	*s = str_from(*s, n);
}

static void
skip_spaces(struct str *s)
{
	while (s->n > 0 && ch_is_space(s->p[0]))
		skip(s, 1);
}

static bool
skip_mark(struct str *s, const char *mark)
{
	if (!str_starts(*s, str_of(mark)))
		return false;
	skip(s, strlen(mark));
	return true;
}

/* "AM", "pm", "p.m." behind an hour of twelve. */
static void
read_half(struct str *s, struct date *d)
{
	struct str rest = *s;
	char c;

	skip_spaces(&rest);
	c = rest.n > 1 ? ch_lower(rest.p[0]) : '\0';
	if ((c != 'a' && c != 'p') || d->hour > 12 || d->hour == 0)
		return;
	skip(&rest, 1);
	(void)skip_mark(&rest, ".");
	if (rest.n == 0 || ch_lower(rest.p[0]) != 'm')
		return;
	skip(&rest, 1);
	(void)skip_mark(&rest, ".");
	d->hour = d->hour % 12 + (c == 'p' ? 12 : 0);
	*s = rest;
}

/* "Z", "GMT", "+08:00", "-0500" */
static void
read_zone(struct str *s, struct date *d)
{
	struct str rest = *s;
	unsigned int h = 0, m = 0;
	bool is_west;
	size_t n;

	skip_spaces(&rest);
	if (skip_mark(&rest, "Z") || skip_mark(&rest, "GMT") ||
	    skip_mark(&rest, "UTC")) {
		d->has_zone = true;
		*s = rest;
	}
	if (rest.n < 3 || (rest.p[0] != '+' && rest.p[0] != '-'))
		return;
	is_west = rest.p[0] == '-';
	n = digits(str_from(rest, 1), 2, &h);
	skip(&rest, 1 + n);
	(void)skip_mark(&rest, ":");
	skip(&rest, digits(rest, 2, &m));
	if (n != 2 || h > 14 || m > 59)
		return;
	d->has_zone = true;
	d->zone_min = (int)(h * 60 + m) * (is_west ? -1 : 1);
	*s = rest;
}

/* "10:22", "T10:22:33.123", "at 10:22 pm", then a zone. */
static void
read_time(struct str *s, struct date *d)
{
	struct str rest = *s;
	size_t n;

	skip_spaces(&rest);
	if (!skip_mark(&rest, "T") && !skip_mark(&rest, ",") &&
	    !skip_mark(&rest, "at ") && !skip_mark(&rest, "um "))
		(void)skip_mark(&rest, "- ");
	skip_spaces(&rest);
	n = digits(rest, 2, &d->hour);
	skip(&rest, n);
	if (n == 0 || d->hour > 23 || (!skip_mark(&rest, ":") &&
	    !skip_mark(&rest, "：")))
		return;
	n = digits(rest, 2, &d->min);
	if (n != 2 || d->min > 59)
		return;
	skip(&rest, n);
	if (rest.n > 2 && rest.p[0] == ':') {
		n = digits(str_from(rest, 1), 2, &d->sec);
		skip(&rest, n + 1);
	}
	if (rest.n > 1 && rest.p[0] == '.' && ch_is_digit(rest.p[1])) {
		skip(&rest, 1);
		while (rest.n > 0 && ch_is_digit(rest.p[0]))
			skip(&rest, 1);
	}
	d->has_time = d->sec < 60;
	read_half(&rest, d);
	read_zone(&rest, d);
	*s = rest;
}

bool
date_read_year_first(struct str *s, struct date *d)
{
	static const char *const marks[][3] = { { "-", "-", "" },
		{ "/", "/", "" }, { ".", ".", "" }, { "年", "月", "日" },
		{ "년", "월", "일" } };
	const char *const *mark = NULL;
	size_t n = digits(*s, 4, &d->y);

	if (n != 4)
		return false;
	skip(s, n);
	skip_spaces(s);
	for (size_t i = 0; i < N(marks) && mark == NULL; i++)
		if (skip_mark(s, marks[i][0]))
			mark = marks[i];
	if (mark == NULL)
		return false;
	skip_spaces(s);
	n = digits(*s, 2, &d->m);
	skip(s, n);
	skip_spaces(s);
	if (n == 0 || !skip_mark(s, mark[1]))
		return false;
	skip_spaces(s);
	n = digits(*s, 2, &d->d);
	skip(s, n);
	if (n == 0 || !is_real(d))
		return false;
	(void)skip_mark(s, mark[2]);
	return true;
}

/* A number in Chinese numerals: by place (二〇二〇) or with 十. */
static bool
read_numerals(struct str *s, unsigned int *out)
{
	static const char *const numerals[] = { "〇", "一", "二", "三", "四",
		"五", "六", "七", "八", "九" };
	unsigned int v = 0, n = 0;

	for (;;) {
		unsigned int i = 0;

		while (i < N(numerals) && !skip_mark(s, numerals[i]))
			i++;
		if (i == N(numerals) && (skip_mark(s, "零") ||
		    skip_mark(s, "○")))
			i = 0;
		if (i < N(numerals)) {
			v = v * 10 + i;
		} else if (skip_mark(s, "十")) {
			bool has_ones = false;

			for (size_t j = 1; j < N(numerals); j++)
				has_ones = has_ones || str_starts(*s,
				    str_of(numerals[j]));
			v = n == 0 ? 1 : v;
			v = has_ones ? v : v * 10;
		} else {
			break;
		}
		if (++n > 4)
			return false;
	}
	*out = v;
	return n > 0;
}

/* 二〇二〇年三月二十四日 */
static bool
read_chinese(struct str *s, struct date *d)
{
	return read_numerals(s, &d->y) && skip_mark(s, "年") &&
	    read_numerals(s, &d->m) && skip_mark(s, "月") &&
	    read_numerals(s, &d->d) && skip_mark(s, "日") && is_real(d);
}

/* The letters at the beginning of s. */
static struct str
word_of(struct str s)
{
	size_t n = 0;

	while (n < s.n && (ch_is_alpha(s.p[n]) ||
	    (unsigned char)s.p[n] >= 0x80))
		n++;
	return str_sub(s, 0, n);
}

/* "Mar", "March", "März", "mars": the month's number, 0: none. */
static unsigned int
month_of(struct str word)
{
	static const char *const names[12] = {
		"january januar jänner janvier janv enero gennaio janeiro "
		    "januari",
		"february februar février fevrier févr febrero febbraio "
		    "fevereiro februari",
		"march märz mars marzo março maart mrt",
		"april avril abril aprile",
		"may mai mayo maggio maio mei",
		"june juni juin junio giugno junho",
		"july juli juillet juil julio luglio julho",
		"august août aout agosto augustus",
		"september sept septembre septiembre settembre setembro",
		"october oktober octobre octubre ottobre outubro",
		"november novembre noviembre novembro",
		"december dezember décembre decembre diciembre dicembre "
		    "dezembro",
	};

	for (unsigned int i = 0; i < 12; i++) {
		struct str rest = str_of(names[i]), name;

		while (str_cut(&rest, ' ', &name))
			if (str_eq_nocase(word, name) || (word.n == 3 &&
			    str_starts_nocase(name, word)))
				return i + 1;
	}
	return 0;
}

static void
skip_between(struct str *s)
{
	while (s->n > 0 && (ch_is_space(s->p[0]) || s->p[0] == ',' ||
	    s->p[0] == '-' || s->p[0] == '.'))
		skip(s, 1);
}

/* "24", "24th", "24.", "1er" */
static bool
read_day(struct str *s, struct date *d)
{
	static const char *const ends[] = { "st", "nd", "rd", "th", "er" };
	size_t n = digits(*s, 2, &d->d);

	skip(s, n);
	for (size_t i = 0; n > 0 && i < N(ends); i++)
		if (skip_mark(s, ends[i]))
			break;
	return n > 0 && (s->n == 0 || (!ch_is_alnum(s->p[0])));
}

static bool
read_year(struct str *s, struct date *d)
{
	size_t n = digits(*s, 4, &d->y);

	skip(s, n);
	return n == 4 && (s->n == 0 || !ch_is_digit(s->p[0])) && is_real(d);
}

static bool
read_month(struct str *s, struct date *d)
{
	struct str word = word_of(*s);

	d->m = word.n >= 3 ? month_of(word) : 0;
	skip(s, word.n);
	skip_between(s);
	return d->m != 0;
}

/* "March 24, 2020" */
static bool
read_month_first(struct str *s, struct date *d)
{
	if (!read_month(s, d) || !read_day(s, d))
		return false;
	skip_between(s);
	return read_year(s, d);
}

/* "24 March 2020", "24. März 2020", "24 de marzo de 2020" */
static bool
read_day_first(struct str *s, struct date *d)
{
	if (!read_day(s, d))
		return false;
	skip_between(s);
	if (skip_mark(s, "of ") || skip_mark(s, "de "))
		skip_spaces(s);
	if (!read_month(s, d))
		return false;
	(void)skip_mark(s, "de ");
	return read_year(s, d);
}

/* 24.03.2020, 24/3/2020, 03/24/2020 */
static bool
read_year_last(struct str *s, struct date *d)
{
	unsigned int first, second;
	size_t n = digits(*s, 2, &first);
	char mark;

	if (n == 0 || s->n <= n + 1)
		return false;
	mark = s->p[n];
	if (mark != '.' && mark != '/' && mark != '-')
		return false;
	skip(s, n + 1);
	skip_spaces(s);
	n = digits(*s, 2, &second);
	if (n == 0 || s->n <= n + 1 || s->p[n] != mark)
		return false;
	skip(s, n + 1);
	skip_spaces(s);
	if (first > 12 || (second <= 12 && (d->is_day_first ||
	    first == second))) {
		d->d = first;
		d->m = second;
	} else if (second > 12) {
		d->m = first;
		d->d = second;
	} else {
		return false;
	}
	return read_year(s, d);
}

bool
date_read_epoch(struct str s, struct date *d)
{
	unsigned long v;
	struct tm tm;
	time_t t;

	s = str_trim(s);
	if ((s.n != 10 && s.n != 13) ||
	    !str_to_ulong(str_sub(s, 0, 10), 4102444800UL, &v))
		return false;
	t = (time_t)v;
	if (gmtime_r(&t, &tm) == NULL)
		return false;
	d->y = (unsigned int)tm.tm_year + 1900;
	d->m = (unsigned int)tm.tm_mon + 1;
	d->d = (unsigned int)tm.tm_mday;
	d->hour = (unsigned int)tm.tm_hour;
	d->min = (unsigned int)tm.tm_min;
	d->sec = (unsigned int)tm.tm_sec;
	d->has_time = d->has_zone = true;
	return is_real(d);
}

bool
date_read_compact(struct str s, struct date *d)
{
	s = str_trim(s);
	if (s.n < 8 || digits(s, 4, &d->y) != 4 ||
	    digits(str_from(s, 4), 2, &d->m) != 2 ||
	    digits(str_from(s, 6), 2, &d->d) != 2)
		return false;
	return (s.n == 8 || s.p[8] == 'T') && is_real(d);
}

bool
date_read(struct str *s, const struct date *in, struct date *d)
{
	static bool (*const numbers[])(struct str *, struct date *) = {
		date_read_year_first, read_day_first, read_year_last,
	};
	struct str start = *s;
	bool is_found = false;

	*d = *in;
	if (ch_is_alpha(start.p[0]))
		is_found = read_month_first(s, d);
	else if (!ch_is_digit(start.p[0]))
		is_found = read_chinese(s, d);
	else
		for (size_t i = 0; i < N(numbers) && !is_found; i++) {
			*s = start;
			*d = *in;
			is_found = numbers[i](s, d);
		}
	if (is_found)
		read_time(s, d);
	return is_found;
}

void
date_write(const struct date *d, char out[DATES_SIZE])
{
	int zone = d->zone_min < 0 ? -d->zone_min : d->zone_min;

	if (!d->has_time || !d->has_zone)
		snprintf(out, DATES_SIZE, "%04u-%02u-%02u", d->y % 10000,
		    d->m % 100, d->d % 100);
	else if (zone == 0)
		snprintf(out, DATES_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ",
		    d->y % 10000, d->m % 100, d->d % 100, d->hour % 100,
		    d->min % 100, d->sec % 100);
	else
		snprintf(out, DATES_SIZE,
		    "%04u-%02u-%02uT%02u:%02u:%02u%c%02d:%02d", d->y % 10000,
		    d->m % 100, d->d % 100, d->hour % 100, d->min % 100,
		    d->sec % 100, d->zone_min < 0 ? '-' : '+',
		    (zone / 60) % 100, zone % 60);
}
