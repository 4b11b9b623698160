/*
 * clock.h: time, and its spellings.
 *
 * Wall-clock times are int64_t milliseconds since 1970-01-01T00:00:00Z; a time
 * of 0 means "unknown".  The wall clock can be set by the environment variable
 * KBMIRROR_NOW (RFC 3339), for tests; the monotonic clock by a function that
 * simulations give.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* "2026-11-22T07:43:00.123Z" and a NUL. */
#define CLOCK_TEXT 32

int64_t clock_now(void);	/* wall clock, ms */
int64_t clock_mono(void);	/* monotonic, ms, for durations */

/* What clock_mono() gives from now on; NULL: the system's time again. */
void clock_set_mono(int64_t (*now)(void));

/* "2026-11-22T07:43:00Z"; the milliseconds are cut off. */
void clock_text(int64_t ms, char out[CLOCK_TEXT]);

/* "2026-11-22T07:43:00.123Z". */
void clock_text_ms(int64_t ms, char out[CLOCK_TEXT]);

/* "20261122074300": for file names. */
void clock_digits(int64_t ms, char out[CLOCK_TEXT]);

/*
 * Reads RFC 3339 (also with a space for T, an offset, fractions, or a date
 * alone). False when it is not a date.
 */
bool clock_parse(struct str, int64_t *ms);

/* Days since the epoch of a proleptic Gregorian date; month 1..12. */
int64_t clock_days(int64_t year, unsigned int month, unsigned int day);

#endif
