/*
 * dates.h: dates as people and programs write them, to RFC 3339.
 *
 * "2020-03-24" (full-date) when no time or no zone is known, else
 * "2020-03-24T10:22:00+08:00".  Pure.
 */
#ifndef ARTICLE_DATES_H
#define ARTICLE_DATES_H

#include <stdbool.h>

#include "base/str.h"

#define DATES_SIZE 32

/* Finds the first date in s. ISO 8601, RFC 5322, "2020年3月24日",
 * "March 24, 2020", "24 March 2020", "2020/3/24", seconds since 1970. */
bool dates_find(struct str s, char out[DATES_SIZE]);

#endif
