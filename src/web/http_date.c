#include "base/clock.h"
#include "web/http.h"

/* A year: nobody means more, and it cannot overflow. */
#define RETRY_MAX_S (365UL * 24 * 3600)
#define DAY ((int64_t)24 * 3600 * 1000)

struct date {
	unsigned long year, month, day, hour, minute, second;
	bool has_year, has_month, has_day, has_time;
};

/* A number of at most max digits at the beginning; how many digits. */
static size_t
read_number(struct str s, size_t max, unsigned long *v)
{
	size_t n;

	*v = 0;
	for (n = 0; n < max && n < s.n && ch_is_digit(s.p[n]); n++)
		*v = *v * 10 + (unsigned long)(s.p[n] - '0');
	return n;
}

static bool
read_time(struct str s, struct date *d)
{
	unsigned long *const to[] = { &d->hour, &d->minute, &d->second };
	unsigned long v[3] = { 0, 0, 0 };

	for (size_t i = 0; i < 3; i++) {
		size_t n = read_number(s, 2, &v[i]);

		if (n == 0)
			return false;
		s = str_from(s, n);
		/* "08:49" without seconds is a common mistake. */
		if (i == 1 && s.n == 0)
			break;
		if (i < 2 && !str_starts(s, STR(":")))
			return false;
		s = str_from(s, 1);
	}
	for (size_t i = 0; i < 3; i++)
		*to[i] = v[i];
	return true;
}

static bool
read_month(struct str s, struct date *d)
{
	static const char *const names[] = { "jan", "feb", "mar", "apr", "may",
	    "jun", "jul", "aug", "sep", "oct", "nov", "dec" };

	for (unsigned long i = 0; i < 12; i++) {
		if (!str_starts_nocase(s, str_of(names[i])))
			continue;
		d->month = i + 1;
		return true;
	}
	return false;
}

/* RFC 6265, 5.1.1: each token fills the first field that it fits. */
static void
read_token(struct str s, struct date *d)
{
	unsigned long v;
	size_t n;

	if (!d->has_time && str_chr(s, ':') != (size_t)-1) {
		d->has_time = read_time(s, d);
		return;
	}
	if (!d->has_month && read_month(s, d)) {
		d->has_month = true;
		return;
	}
	n = read_number(s, 5, &v);
	if (n == 0 || n < s.n)
		return;
	if (!d->has_day && n <= 2) {
		d->day = v;
		d->has_day = true;
	} else if (!d->has_year && (n == 2 || n == 4)) {
		d->year = n == 2 ? v + (v < 70 ? 2000 : 1900) : v;
		d->has_year = true;
	}
}

/* "+0800" as seconds; an offset follows a space, a date's part does not. */
static int64_t
find_offset(struct str s)
{
	for (size_t i = 1; i + 5 <= s.n; i++) {
		unsigned long v;
		int64_t seconds;

		if (s.p[i - 1] != ' ' || (s.p[i] != '+' && s.p[i] != '-') ||
		    read_number(str_from(s, i + 1), 4, &v) != 4)
			continue;
		seconds = (int64_t)(v / 100 * 3600 + v % 100 * 60);
		return s.p[i] == '-' ? -seconds : seconds;
	}
	return 0;
}

static bool
date_to_ms(const struct date *d, int64_t *ms)
{
	int64_t year = (int64_t)d->year, days;
	unsigned int month = (unsigned int)d->month;

	if (!d->has_time || !d->has_day || !d->has_month || !d->has_year ||
	    d->year < 1601 || d->day < 1 || d->hour > 23 || d->minute > 59 ||
	    d->second > 60)
		return false;
	days = clock_days(year, month, 1) + (int64_t)d->day - 1;
	if (days >= clock_days(month == 12 ? year + 1 : year,
	    month == 12 ? 1 : month + 1, 1))
		return false;
	*ms = (days * 86400 + (int64_t)(d->hour * 3600 + d->minute * 60 +
	    d->second)) * 1000;
	return true;
}

bool
http_date_parse(struct str s, int64_t *ms)
{
	struct date d = { 0 };
	int64_t offset;

	s = str_trim(s);
	if (s.n >= 8 && s.n < 64 && ch_is_digit(s.p[0]) && s.p[4] == '-')
		return clock_parse(s, ms);
	offset = find_offset(s);
	for (size_t i = 0, from = 0; i <= s.n; i++) {
		if (i < s.n && (ch_is_alnum(s.p[i]) || s.p[i] == ':'))
			continue;
		read_token(str_sub(s, from, i), &d);
		from = i + 1;
	}
	if (!date_to_ms(&d, ms))
		return false;
	*ms -= offset * 1000;
	return true;
}

struct str
http_last_change(struct str last_modified, int64_t sent)
{
	int64_t at;

	return last_modified.n > 0 && http_date_parse(last_modified, &at) &&
	    at > 0 && at <= sent - DAY ? last_modified : STR("");
}

bool
http_retry_after(struct str s, int64_t now, int64_t *delay_ms)
{
	unsigned long seconds = 0;
	int64_t at;
	size_t n;

	s = str_trim(s);
	for (n = 0; n < s.n && ch_is_digit(s.p[n]); n++)
		;
	if (n > 0 && n == s.n) {
		if (!str_to_ulong(s, RETRY_MAX_S, &seconds))
			seconds = RETRY_MAX_S;
		*delay_ms = (int64_t)seconds * 1000;
		return true;
	}
	if (!http_date_parse(s, &at))
		return false;
	*delay_ms = at > now ? at - now : 0;
	if (*delay_ms > (int64_t)RETRY_MAX_S * 1000)
		*delay_ms = (int64_t)RETRY_MAX_S * 1000;
	return true;
}
