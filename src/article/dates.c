#include "article/dates.h"

#include <stdio.h>
#include <time.h>

/* The web's first page; and far enough for this century. */
#define MIN_YEAR 1990
#define MAX_YEAR 2100
/* Dates stand at the beginning of what is said about them. */
#define MAX_LOOK 400

struct date {
	unsigned int y, m, d;
	unsigned int hour, min, sec;
	int zone_min;
	bool has_time, has_zone;
};

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
	return d->y >= MIN_YEAR && d->y <= MAX_YEAR && d->m >= 1 &&
	    d->m <= 12 && d->d >= 1 && d->d <= 31;
}

static struct str
skip_spaces(struct str s)
{
	while (s.n > 0 && ch_is_space(s.p[0]))
		s = str_from(s, 1);
	return s;
}

/* "10:22", "T10:22:33.123", then "Z", "+08:00", "+0800", "GMT". */
static void
read_time(struct str s, struct date *d)
{
	size_t n;

	s = skip_spaces(s);
	if (s.n > 0 && (s.p[0] == 'T' || s.p[0] == ','))
		s = skip_spaces(str_from(s, 1));
	n = digits(s, 2, &d->hour);
	if (n == 0 || n >= s.n || s.p[n] != ':' || d->hour > 23)
		return;
	s = str_from(s, n + 1);
	n = digits(s, 2, &d->min);
	if (n != 2 || d->min > 59)
		return;
	s = str_from(s, n);
	if (s.n > 2 && s.p[0] == ':') {
		n = digits(str_from(s, 1), 2, &d->sec);
		s = str_from(s, n + 1);
	}
	if (s.n > 0 && s.p[0] == '.') {
		s = str_from(s, 1);
		while (s.n > 0 && ch_is_digit(s.p[0]))
			s = str_from(s, 1);
	}
	d->has_time = d->sec < 60;
	s = skip_spaces(s);
	if (str_starts(s, STR("Z")) || str_starts(s, STR("GMT")) ||
	    str_starts(s, STR("UTC"))) {
		d->has_zone = true;
	} else if (s.n >= 3 && (s.p[0] == '+' || s.p[0] == '-')) {
		unsigned int h = 0, m = 0;
		bool is_west = s.p[0] == '-';

		n = digits(str_from(s, 1), 2, &h);
		s = str_from(s, 1 + n + (s.n > 1 + n && s.p[1 + n] == ':'));
		(void)digits(s, 2, &m);
		d->has_zone = n == 2 && h <= 14 && m < 60;
		d->zone_min = (int)(h * 60 + m);
		if (is_west)
			d->zone_min = -d->zone_min;
	}
}

/* 2020-03-24, 2020/3/24, 2020.3.24, 2020年3月24日 */
static bool
read_numeric(struct str s, struct date *d)
{
	static const char *const marks[] = { "-", "/", ".", "年" };
	size_t n = digits(s, 4, &d->y);
	struct str mark = STR("");

	if (n != 4)
		return false;
	s = skip_spaces(str_from(s, n));
	for (size_t i = 0; i < 4; i++)
		if (str_starts(s, str_of(marks[i])))
			mark = str_of(marks[i]);
	if (mark.n == 0)
		return false;
	s = skip_spaces(str_from(s, mark.n));
	n = digits(s, 2, &d->m);
	s = skip_spaces(str_from(s, n));
	if (str_starts(s, mark) && mark.n == 1)
		s = str_from(s, 1);
	else if (str_starts(s, STR("月")))
		s = skip_spaces(str_from(s, 3));
	else
		return false;
	n = digits(s, 2, &d->d);
	if (n == 0 || !is_real(d))
		return false;
	s = str_from(s, n);
	if (str_starts(s, STR("日")))
		s = str_from(s, 3);
	read_time(s, d);
	return true;
}

/* "Mar", "March", "März": the month's number, 0: none. */
static unsigned int
month_of(struct str s)
{
	static const char names[12][4] = { "jan", "feb", "mar", "apr", "may",
		"jun", "jul", "aug", "sep", "oct", "nov", "dec" };
	static const char *const other[] = { "januar", "februar", "märz",
		"april", "mai", "juni", "juli", "august", "september",
		"oktober", "november", "dezember" };

	for (unsigned int i = 0; i < 12; i++)
		if (str_starts_nocase(s, str_of(names[i])) ||
		    str_starts_nocase(s, str_of(other[i])))
			return i + 1;
	return 0;
}

static struct str
skip_word(struct str s)
{
	while (s.n > 0 && (ch_is_alpha(s.p[0]) || s.p[0] == '.' ||
	    (unsigned char)s.p[0] >= 0x80))
		s = str_from(s, 1);
	while (s.n > 0 && (ch_is_space(s.p[0]) || s.p[0] == ',' ||
	    s.p[0] == '-'))
		s = str_from(s, 1);
	return s;
}

/* "March 24, 2020" */
static bool
read_month_first(struct str s, struct date *d)
{
	size_t n;

	d->m = month_of(s);
	if (d->m == 0)
		return false;
	s = skip_word(s);
	n = digits(s, 2, &d->d);
	if (n == 0)
		return false;
	s = skip_word(str_from(s, n));
	n = digits(s, 4, &d->y);
	if (n != 4 || !is_real(d))
		return false;
	s = str_from(s, n);
	if (str_starts(s, STR(" at ")))
		s = str_from(s, 4);
	read_time(s, d);
	return true;
}

/* "24 March 2020", "24. März 2020" */
static bool
read_day_first(struct str s, struct date *d)
{
	size_t n = digits(s, 2, &d->d);

	if (n == 0)
		return false;
	s = skip_word(str_from(s, n));
	d->m = month_of(s);
	if (d->m == 0)
		return false;
	s = skip_word(s);
	n = digits(s, 4, &d->y);
	if (n != 4 || !is_real(d))
		return false;
	read_time(str_from(s, n), d);
	return true;
}

/* 24.03.2020 */
static bool
read_dotted(struct str s, struct date *d)
{
	size_t n = digits(s, 2, &d->d);

	if (n == 0 || s.n <= n || s.p[n] != '.')
		return false;
	s = skip_spaces(str_from(s, n + 1));
	n = digits(s, 2, &d->m);
	if (n == 0 || s.n <= n || s.p[n] != '.')
		return false;
	s = skip_spaces(str_from(s, n + 1));
	n = digits(s, 4, &d->y);
	if (n != 4 || !is_real(d))
		return false;
	read_time(str_from(s, n), d);
	return true;
}

/* Seconds or milliseconds since 1970, the whole string. */
static bool
read_epoch(struct str s, struct date *d)
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

static void
write_date(const struct date *d, char out[DATES_SIZE])
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

bool
dates_find(struct str s, char out[DATES_SIZE])
{
	static bool (*const readers[])(struct str, struct date *) = {
		read_numeric, read_month_first, read_day_first, read_dotted,
	};
	struct date d = { .y = 0 };

	if (read_epoch(s, &d)) {
		write_date(&d, out);
		return true;
	}
	for (size_t i = 0; i < s.n && i < MAX_LOOK; i++) {
		if (i > 0 && ch_is_alnum(s.p[i - 1]) &&
		    (ch_is_digit(s.p[i - 1]) || !ch_is_digit(s.p[i])))
			continue;
		if (!ch_is_alnum(s.p[i]))
			continue;
		for (size_t j = 0; j < 4; j++) {
			d = (struct date){ .y = 0 };
			if (readers[j](str_from(s, i), &d)) {
				write_date(&d, out);
				return true;
			}
		}
	}
	return false;
}
