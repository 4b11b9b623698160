#include "notes/when.h"

#include "base/buf.h"
#include "base/clock.h"

/* A longer text is no date. */
#define WHEN_TEXT 64
/* The year 5138 in seconds, 1973 in milliseconds, and the same once more. */
#define WHEN_MS 100000000000UL
#define WHEN_US 100000000000000UL
/* Chromium counts microseconds from 1601: from here on, and so many ms. */
#define WHEN_1601 10000000000000000UL
#define WHEN_1601_MS 11644473600000

static int64_t
of_count(unsigned long n)
{
	return n < WHEN_MS ? (int64_t)n * 1000 :
	    n < WHEN_US ? (int64_t)n : (int64_t)(n / 1000) -
	    (n < WHEN_1601 ? 0 : WHEN_1601_MS);
}

/* The next word; a comma ends it too. */
static struct str
cut_word(struct str *s)
{
	struct str word;
	size_t n = 0;

	while (s->n > 0 && (ch_is_space(s->p[0]) || s->p[0] == ','))
		*s = str_from(*s, 1);
	while (n < s->n && !ch_is_space(s->p[n]) && s->p[n] != ',')
		n++;
	word = str_sub(*s, 0, n);
	*s = str_from(*s, n);
	return word;
}

static unsigned int
month_of(struct str word)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (unsigned int i = 0; word.n >= 3 && i < 12; i++)
		if (str_eq_nocase(str_sub(word, 0, 3),
		    str_make(names + (size_t)i * 3, 3)))
			return i + 1;
	return 0;
}

/* RFC 5322, 4.3: the zones by name; all others count as UTC. */
static const char *
zone_of(struct str s)
{
	static const char *const zones[][2] = {
		{ "EST", "-0500" }, { "EDT", "-0400" }, { "CST", "-0600" },
		{ "CDT", "-0500" }, { "MST", "-0700" }, { "MDT", "-0600" },
		{ "PST", "-0800" }, { "PDT", "-0700" },
	};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (str_eq_nocase(s, str_of(zones[i][0])))
			return zones[i][1];
	return "Z";
}

/* RFC 5322, 3.3. */
static int64_t
read_mail(struct str s)
{
	AUTO(buf_release) struct buf date = BUF_INIT(WHEN_TEXT * 2);
	struct str day = cut_word(&s), month, year, time, zone;
	unsigned long d, y;
	int64_t ms = 0;

	if (day.n > 0 && ch_is_alpha(day.p[0]))
		day = cut_word(&s);
	month = cut_word(&s);
	year = cut_word(&s);
	time = cut_word(&s);
	zone = cut_word(&s);
	if (!str_to_ulong(day, 31, &d) || month_of(month) == 0 ||
	    !str_to_ulong(year, 9999, &y))
		return 0;
	if (year.n == 2)
		y += y < 50 ? 2000 : 1900;
	buf_fmt(&date, "%04lu-%02u-%02lu", y, month_of(month), d);
	if (time.n > 0) {
		buf_char(&date, 'T');
		buf_s(&date, time);
		if (zone.n > 0 && (zone.p[0] == '+' || zone.p[0] == '-'))
			buf_s(&date, zone);
		else
			buf_str(&date, zone_of(zone));
	}
	return clock_parse(buf_view(&date), &ms) ? ms : 0;
}

/* "2019-03-05 Tue 10:00": the day's name goes. */
static int64_t
read_iso(struct str s)
{
	AUTO(buf_release) struct buf date = BUF_INIT(WHEN_TEXT);
	struct str day = str_sub(s, 0, 10), rest = str_from(s, 10), word;
	int64_t ms = 0;

	for (size_t i = 0; i < day.n; i++)
		buf_char(&date, day.p[i] == '/' || day.p[i] == '_' ? '-' :
		    day.p[i]);
	if (rest.n > 1 && rest.p[0] == ' ') {
		word = cut_word(&rest);
		if (word.n > 0 && !ch_is_digit(word.p[0]))
			word = cut_word(&rest);
		if (word.n > 0)
			buf_char(&date, 'T');
		/* "9:05" */
		if (word.n > 1 && word.p[1] == ':')
			buf_char(&date, '0');
		buf_s(&date, word);
	}
	buf_s(&date, rest);
	if (clock_parse(buf_view(&date), &ms))
		return ms;
	/* Some spelling of the time of day: the day is sure. */
	return clock_parse(str_sub(buf_view(&date), 0, 10), &ms) ? ms : 0;
}

int64_t
when_read(struct str s)
{
	unsigned long n;

	s = str_trim(s);
	if (s.n > 2 && (s.p[0] == '<' || s.p[0] == '['))
		s = str_trim(str_sub(s, 1, s.n - 1));
	if (s.n < 8 || s.n > WHEN_TEXT)
		return 0;
	if (str_to_ulong(s, WHEN_1601 * 2, &n))
		return of_count(n);
	return ch_is_digit(s.p[0]) && ch_is_digit(s.p[3]) ? read_iso(s) :
	    read_mail(s);
}
