/*
 * warc.h: WARC/1.1 (ISO 28500:2017): one gzip member a record.
 *
 * Writer: segments "kb-YYYYMMDDhhmmss-NNNNN-HOST.warc.gz", named *.open until
 * closed; a new one after 10^9 bytes.  Reader: by place, or from start to end.
 * 1. Bytes are as received: HTTP heads in HTTP/1.1 form, transfer-coding
 *    removed and its field renamed X-Archive-Orig-Transfer-Encoding, content-
 *    coding kept; payload digests are over that entity body.
 * 2. What may be a secret of the user is redacted in requests.
 * 3. A record counts as saved only after warc_writer_sync().
 * 4. A writer error leaves the segment at its last whole record.
 */
#ifndef STORE_WARC_H
#define STORE_WARC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/spool.h"
#include "store/model.h"

struct archive;
struct warc_writer;

struct warc_info {
	const char *software;	/* "kbmirror/0.1.0"; NULL: kbmirror */
	const char *robots;	/* policy, for the warcinfo record */
	const char *user_agent;
	int64_t segment_bytes;	/* 0: 10^9 */
};

int warc_writer_new(struct warc_writer **, struct archive *,
    const struct warc_info *, struct err *) MUST_CHECK;
/* Syncs, closes and renames the open segment (if any), records its SHA-256 in
 * the catalog. */
int warc_writer_close(struct warc_writer *, struct err *) MUST_CHECK;
void warc_writer_free(struct warc_writer *);

/* fdatasync of what was written; a no-op when nothing was. */
int warc_writer_sync(struct warc_writer *, struct err *) MUST_CHECK;

struct warc_exchange {
	const char *url;
	int64_t date;
	const char *ip;			/* "" unknown */
	const char *protocol;		/* "http/1.1", "h2" */
	struct str request_head;	/* as sent */
	struct str response_head;	/* as received, chunked removed by us */
	const struct spool *body;	/* as received, content-coding kept */
	const char *truncated;		/* NULL, "length", "time",
					 * "disconnect" */
	bool had_credentials;		/* redact Set-Cookie too */
};

/*
 * Appends response and request. When the payload (of at least 1 byte, not
 * truncated) is known already, a revisit (identical-payload-digest) instead of
 * the response; a 304 becomes a revisit (server-not-modified) of *known
 * without a request record. *out is the capture as indexed (also added to the
 * catalog); the caller releases it. known: the current capture, NULL if none.
 */
int warc_write_exchange(struct warc_writer *, const struct warc_exchange *,
    const struct locator *known, struct capture *out, struct err *)
    MUST_CHECK;

/* Appends a resource record (notes, local files). Known bytes are not written
 * again: *out is then the earlier capture. */
int warc_write_resource(struct warc_writer *, const char *url,
    const char *media, struct str bytes, struct capture *out, struct err *)
    MUST_CHECK;

/* Appends a conversion record derived from *from. */
int warc_write_conversion(struct warc_writer *, const char *url,
    const char *media, struct str bytes, const struct locator *from,
    struct capture *out, struct err *) MUST_CHECK;

/* One record, as read. */
struct warc_record {
	struct buf fields;	/* WARC head, CRLF lines */
	struct buf http_head;	/* response, request, revisit: HTTP head */
	struct buf payload;	/* entity body, or the block of other types;
				 * its first max_payload bytes */
	int64_t payload_length;	/* of the whole payload */
	int64_t offset, length;	/* of the member; length 0: it has none of its
				 * own */
	bool with_digests;	/* set by the caller: compute these, "" else */
	char block_digest[HASH_HEX], payload_digest[HASH_HEX];
};
void warc_record_init(struct warc_record *, size_t max_payload);
void warc_record_release(struct warc_record *);
/* Value of a WARC field, borrowed; p == NULL: none. */
struct str warc_field(const struct warc_record *, const char *name);

/* Reads the record at a place; follows nothing. ERR_STORE: damaged, or none
 * there, with segment and offset. */
int warc_read(struct archive *, const struct locator *, struct warc_record *,
    struct err *) MUST_CHECK;

/* Payload of a capture with its content-coding removed; a revisit is followed
 * to its original. ERR_ITEM: larger than out->max or a broken coding. */
int warc_payload(struct archive *, const struct locator *, struct buf *out,
    struct err *) MUST_CHECK;

/*
 * Reads a segment file from *good_end (0: its start) to its end. fn gets each
 * record, with r's limits; at the end *good_end is where the last whole record
 * ended. ERR_STORE at the first broken record (everything before it was handed
 * out). Uncompressed WARC files are read too.
 */
int warc_scan(const char *path, struct warc_record *r,
    int (*fn)(void *ctx, const struct warc_record *, struct err *),
    void *ctx, int64_t *good_end, struct err *) MUST_CHECK;

/* The first record that begins after a byte: where a scan can go on behind
 * damage. *found false: there is none. */
int warc_find(const char *path, int64_t after, int64_t *at, bool *found,
    struct err *) MUST_CHECK;

/* From a record's fields to the indexed form (segment id left 0). False for
 * types that are not indexed (warcinfo, request, metadata) and revisits of an
 * unknown profile. */
bool warc_index(const struct warc_record *, struct capture *);

#endif
