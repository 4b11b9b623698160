/*
 * warc_head.h: HTTP heads made fit for a record.  Pure.
 *
 * 1. What comes out has CRLF lines, one empty line at the end, no control
 *    characters but tab, no space before a colon: strict readers take it.
 * 2. Everything else is as it was; a value that had to change stands beside
 *    under X-Archive-Orig-NAME.
 */
#ifndef STORE_WARC_HEAD_H
#define STORE_WARC_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* A head is what a server may send: net's limit is 300 KB. */
#define WARC_HEAD_MAX (1 << 20)

/*
 * Appends a response head that describes length stored payload bytes; -1:
 * leave Content-Length alone. hide_cookies redacts Set-Cookie; *redacted gets
 * the names of what was redacted ("Set-Cookie").
 */
void warc_head_response(struct buf *, struct str head, int64_t length,
    bool hide_cookies, struct buf *redacted);

/* Appends a request head. Values of fields are redacted, but for those that
 * every browser sends: of the others, any may be a key. */
void warc_head_request(struct buf *, struct str head, struct buf *redacted);

/* HTTP status of a head, 0: none. */
int warc_head_status(struct str head);

/* Value of the first field of that name in CRLF lines after the first one;
 * p == NULL: none. */
struct str warc_head_get(struct str head, const char *name);

/* Of several Content-Type fields the last one that names a type (Fetch 2.2.2,
 * "extract a MIME type"); p == NULL: none. */
struct str warc_head_type(struct str head);

/* Appends the values of all fields of that name as one list. */
void warc_head_join(struct str head, const char *name, struct buf *);

/* Bytes of the head that stands at the start of a block, the empty line
 * included; 0: it does not end here. from: where to start looking. */
size_t warc_head_end(struct str block, size_t from);

/* Is the payload that starts so compressed already (picture, film, archive, a
 * content-coding)? Deflating it would only cost time. */
bool warc_head_is_compressed(struct str head, struct str start);

#endif
