#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int64_t
clock_now(void)
{
	const char *fixed = getenv("KBMIRROR_NOW");
	struct timespec ts;
	int64_t ms;

	if (fixed != NULL && clock_parse(str_of(fixed), &ms))
		return ms;
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t (*mono_hook)(void);

void
clock_set_mono(int64_t (*now)(void))
{
	mono_hook = now;
}

int64_t
clock_mono(void)
{
	struct timespec ts;

	if (mono_hook != NULL)
		return mono_hook();
	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Howard Hinnant's days_from_civil: exact for all years. */
int64_t
clock_days(int64_t y, unsigned int m, unsigned int d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * ((int64_t)m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

struct civil {
	unsigned int year, month, day, hour, minute, second;
};

static struct civil
civil(int64_t ms)
{
	time_t t = (time_t)(ms / 1000 - (ms % 1000 < 0));
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || tm.tm_year < -1900 ||
	    tm.tm_year > 9999 - 1900)
		tm = (struct tm){ .tm_year = 70, .tm_mday = 1 };
	return (struct civil){
		(unsigned int)(tm.tm_year + 1900) % 10000,
		(unsigned int)(tm.tm_mon + 1) % 100,
		(unsigned int)tm.tm_mday % 100,
		(unsigned int)tm.tm_hour % 100,
		(unsigned int)tm.tm_min % 100,
		(unsigned int)tm.tm_sec % 100,
	};
}

void
clock_text(int64_t ms, char out[CLOCK_TEXT])
{
	struct civil t = civil(ms);

	(void)snprintf(out, CLOCK_TEXT, "%04u-%02u-%02uT%02u:%02u:%02uZ",
	    t.year, t.month, t.day, t.hour, t.minute, t.second);
}

void
clock_text_ms(int64_t ms, char out[CLOCK_TEXT])
{
	clock_text(ms, out);
	(void)snprintf(out + 19, CLOCK_TEXT - 19, ".%03uZ",
	    (unsigned int)((ms % 1000 + 1000) % 1000));
}

void
clock_digits(int64_t ms, char out[CLOCK_TEXT])
{
	struct civil t = civil(ms);

	(void)snprintf(out, CLOCK_TEXT, "%04u%02u%02u%02u%02u%02u",
	    t.year, t.month, t.day, t.hour, t.minute, t.second);
}

/* Exactly n digits at *s, then moves on. */
static bool
take_digits(struct str *s, size_t n, unsigned long max, unsigned long *v)
{
	if (s->n < n || !str_to_ulong(str_sub(*s, 0, n), max, v))
		return false;
	*s = str_from(*s, n);
	return true;
}

static bool
take_char(struct str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* "Z", "+08:00", "+0800" or nothing, in minutes. */
static bool
take_offset(struct str *s, int64_t *minutes)
{
	unsigned long h, m = 0;
	bool west;

	*minutes = 0;
	if (s->n == 0 || take_char(s, 'Z') || take_char(s, 'z'))
		return s->n == 0;
	west = s->p[0] == '-';
	if (!take_char(s, '-') && !take_char(s, '+'))
		return false;
	if (!take_digits(s, 2, 23, &h))
		return false;
	(void)take_char(s, ':');
	if (s->n > 0 && !take_digits(s, 2, 59, &m))
		return false;
	*minutes = (int64_t)(h * 60 + m) * (west ? -1 : 1);
	return s->n == 0;
}

/* "THH:MM[:SS[.fff]][offset]", in ms from midnight UTC. */
static bool
take_time(struct str s, int64_t *ms)
{
	unsigned long h, m, sec = 0, frac = 0, scale = 100;
	int64_t offset;

	if (!take_digits(&s, 2, 24, &h) || !take_char(&s, ':') ||
	    !take_digits(&s, 2, 59, &m))
		return false;
	if (take_char(&s, ':') && !take_digits(&s, 2, 60, &sec))
		return false;
	if (take_char(&s, '.') || take_char(&s, ',')) {
		if (s.n == 0 || !ch_is_digit(s.p[0]))
			return false;
		for (; s.n > 0 && ch_is_digit(s.p[0]); s = str_from(s, 1)) {
			frac += (unsigned long)(s.p[0] - '0') * scale;
			scale /= 10;
		}
	}
	if (take_char(&s, ' '))
		s = str_trim(s);
	if (!take_offset(&s, &offset))
		return false;
	*ms = ((int64_t)(h * 60 + m) - offset) * 60000 +
	    (int64_t)(sec * 1000 + frac);
	return true;
}

bool
clock_parse(struct str s, int64_t *ms)
{
	unsigned long y, m, d;
	int64_t day, time = 0;

	s = str_trim(s);
	if (!take_digits(&s, 4, 9999, &y) || !take_char(&s, '-') ||
	    !take_digits(&s, 2, 12, &m) || !take_char(&s, '-') ||
	    !take_digits(&s, 2, 31, &d) || m == 0 || d == 0)
		return false;
	if (s.n > 0) {
		if (s.p[0] != 'T' && s.p[0] != 't' && s.p[0] != ' ')
			return false;
		if (!take_time(str_trim(str_from(s, 1)), &time))
			return false;
	}
	day = clock_days((int64_t)y, (unsigned int)m, (unsigned int)d);
	/* The 30th of February is no other day: it is none. */
	if (day >= clock_days((int64_t)(m == 12 ? y + 1 : y),
	    m == 12 ? 1 : (unsigned int)m + 1, 1))
		return false;
	*ms = day * 86400000 + time;
	return true;
}
