/*
 * dates.h: dates as people and programs write them, to RFC 3339.
 *
 * "2020-03-24" (full-date) when no time or no zone is known, else
 * "2020-03-24T10:22:00+08:00".  Pure.
 * 1. A date is never guessed: "03/04/2020" is none, unless the language says
 *    which of the two is the day.
 */
#ifndef ARTICLE_DATES_H
#define ARTICLE_DATES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

#define DATES_SIZE 32

struct dates_found {
	char text[DATES_SIZE];
	size_t at, len;		/* where it stands in s, with its time */
	bool has_time;		/* a time stands there, perhaps without zone */
};

/*
 * Finds the first date in s. ISO 8601, RFC 5322, "2020年3月24日",
 * "二〇二〇年三月二十四日", "March 24th, 2020", "24 March 2020" (in English,
 * German, French, Spanish, Italian, Portuguese, Dutch), "2020/3/24",
 * "24/03/2020", seconds since 1970. lang is a language tag, "" when unknown.
 */
bool dates_find_in(struct str s, const char *lang, struct dates_found *);

/* The same for a text of unknown language. */
bool dates_find(struct str s, char out[DATES_SIZE]);

/* The date in the path of an address: "/2020/03/24/", "/2020-03-24-",
 * "/20200324". */
bool dates_find_in_path(struct str path, char out[DATES_SIZE]);

#endif
