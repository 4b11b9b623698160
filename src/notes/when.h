/*
 * when.h: the dates of bookmarks, feeds and exports, in any of their
 * spellings.
 */
#ifndef NOTES_WHEN_H
#define NOTES_WHEN_H

#include <stdint.h>

#include "base/str.h"

/*
 * Milliseconds since 1970, or 0 when it is no date. Reads a count since 1970
 * (seconds, milliseconds or microseconds, told apart by size; or Chromium's
 * microseconds since 1601), RFC 3339, RFC 5322 ("Tue, 05 Mar 2019 10:00:00
 * +0100", with or without the day's name), dates with '/' or '_' between
 * their parts, and Org's "<2019-03-05 Tue 10:00>". Without a zone it is UTC;
 * where only the day is sure, midnight.
 */
int64_t when_read(struct str);

#endif
