/*
 * date.h: one date at the beginning of a text, as people and programs write it.
 *
 * Only for dates.c, which looks for where one begins.  Pure.
 * 1. A date is real: in a month that has such a day, and of the web's time.
 */
#ifndef ARTICLE_DATE_H
#define ARTICLE_DATE_H

#include <stdbool.h>

#include "article/dates.h"
#include "base/str.h"

struct date {
	unsigned int y, m, d;
	unsigned int hour, min, sec;
	int zone_min;
	bool has_time, has_zone;
	bool is_day_first;	/* in this language, when it cannot be seen */
};

/* Reads the date that begins at s, with its time, and goes behind it. in: what
 * is known of it before. The text is not empty. */
bool date_read(struct str *s, const struct date *in, struct date *);

/* 2020-03-24, 2020/3/24, 2020.3.24, 2020年3月24日, 2020년 3월 24일: without its
 * time. */
bool date_read_year_first(struct str *s, struct date *);

/* Seconds or milliseconds since 1970, the whole string. */
bool date_read_epoch(struct str s, struct date *);

/* "20200324", alone or before its time, as programs write it. */
bool date_read_compact(struct str s, struct date *);

/* To RFC 3339, as in dates.h. */
void date_write(const struct date *, char out[DATES_SIZE]);

#endif
