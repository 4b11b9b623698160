/*
 * warc_draft.h: a WARC record on its way into a segment.
 */
#ifndef STORE_WARC_DRAFT_H
#define STORE_WARC_DRAFT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/spool.h"

#define WARC_ID_TEXT 48	/* "<urn:uuid:…>" and a NUL */

/* Fields, then the block: head and body. */
struct warc_draft {
	struct buf fields;
	struct buf head;		/* HTTP head */
	struct str bytes;		/* body, when in memory */
	const struct spool *spool;	/* body, when not NULL */
	int64_t length;			/* of the body */
	char id[WARC_ID_TEXT];
	char payload_digest[HASH_HEX];
	int level;			/* of gzip */
};

/* Puts the fields that every record begins with; empty ones are left out. */
void warc_draft_init(struct warc_draft *, const char *type,
    const char *info_id, const char *url, int64_t date);
void warc_draft_release(struct warc_draft *);

/* One field; NULL and "" leave it out. Control characters become spaces. */
void warc_draft_field(struct warc_draft *, const char *name,
    const char *value);
/* What a URI may not hold (spaces, controls, angle brackets) is escaped. */
void warc_draft_uri(struct warc_draft *, const char *name, const char *uri);
void warc_draft_date(struct warc_draft *, const char *name, int64_t);
void warc_draft_digest(struct warc_draft *, const char *name,
    const char *hex);

/* fn over the body's bytes, in pieces. */
int warc_draft_each(const struct warc_draft *,
    int (*fn)(void *, const void *, size_t, struct err *), void *ctx,
    struct err *) MUST_CHECK;

/* SHA-256 of head (NULL: none) and body. */
int warc_draft_hash(const struct warc_draft *, const struct buf *head,
    char out[HASH_HEX], struct err *) MUST_CHECK;

#endif
