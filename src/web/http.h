/*
 * http.h: HTTP field values (RFC 9110, 9111, 6266, 8288).  Pure.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct http_field {
	struct str name, value;		/* borrowed from the head's bytes */
};

struct http_head {
	int status;			/* responses only */
	struct str first_line;		/* without CRLF */
	struct http_field *fields;
	size_t n_fields;
	char *unfolded;			/* owned copy of raw, where needed */
};

/*
 * Parses a head: first line, fields, with or without the empty line. Lenient
 * as browsers are (bare LF, obs-fold, spaces before the colon, lines without
 * one are passed over); ERR_ITEM when the first line is no status line, or
 * past 1000 fields; *h is then empty. The head borrows raw.
 */
int http_head_parse(struct http_head *, struct str raw, struct err *)
    MUST_CHECK;
void http_head_release(struct http_head *);

/* Value of the first field of that name, without regard to case; p == NULL:
 * there is none. */
struct str http_get(const struct http_head *, const char *name);

/* Appends the values of all fields of that name as one list, "a, b": lines
 * that are repeated are one list (RFC 9110 5.3). */
void http_join(const struct http_head *, const char *name, struct buf *);

/* IMF-fixdate, RFC 850, asctime and the field's common mistakes; ms. */
bool http_date_parse(struct str, int64_t *ms);

/*
 * Last-Modified (RFC 9110, 8.8.2) of an answer that was sent at that time (ms),
 * where it tells of a change of the page: "" without a date, and where the
 * date is younger than a day, as it is of pages that are made when they are
 * asked for or lie in a cache.
 */
struct str http_last_change(struct str last_modified, int64_t sent);

/* Retry-After: seconds or a date; the delay in ms from now. */
bool http_retry_after(struct str, int64_t now, int64_t *delay_ms);

/* Appends the file name of a Content-Disposition (filename* before filename),
 * without any path; false when there is none. */
bool http_disposition_name(struct str, struct buf *);

/* Appends a value of RFC 8187, charset'language'escaped, in UTF-8; false when
 * it is none. */
bool http_extended(struct str, struct buf *);

/* The standard reason phrase, "" when unknown. */
const char *http_reason(int status);

#endif
