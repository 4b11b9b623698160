/*
 * warc_segment.h: the segment file that a run writes.
 *
 * 1. On disk it is a sequence of whole gzip members up to size; what a failed
 *    append left behind that is cut off at once.
 * 2. Its name is NAME.open until it is closed.
 */
#ifndef STORE_WARC_SEGMENT_H
#define STORE_WARC_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "store/model.h"

struct warc_segment {
	int fd;			/* -1: none is open */
	char *name;		/* without .open */
	char *path;		/* with .open */
	int64_t size;		/* what is kept */
	int64_t end;		/* what is written */
	struct gzip_out *gzip;
	bool is_synced;
	bool is_broken;		/* a sync or a cut failed: no more writing */
};

/* "kb-YYYYMMDDhhmmss-NNNNN-HOST.warc.gz", greater than last (NULL: none); the
 * caller frees. */
char *warc_segment_name(int64_t now, const char *last);
bool warc_segment_is_name(const char *);

void warc_segment_init(struct warc_segment *);
void warc_segment_release(struct warc_segment *);
/* Creates it in dir; its name is durable afterwards. */
int warc_segment_create(struct warc_segment *, const char *dir,
    const char *name, struct err *) MUST_CHECK;

/* One member: begin, put …, end. */
int warc_segment_begin(struct warc_segment *, int level, struct err *)
    MUST_CHECK;
int warc_segment_put(struct warc_segment *, const void *, size_t,
    struct err *) MUST_CHECK;
/* Sets the place of the member. */
int warc_segment_end(struct warc_segment *, struct locator *, struct err *)
    MUST_CHECK;
/* What was written since the last keep stays; or goes. */
void warc_segment_keep(struct warc_segment *);
void warc_segment_undo(struct warc_segment *);

int warc_segment_sync(struct warc_segment *, struct err *) MUST_CHECK;
/* Syncs, hashes, renames. The segment is then as after init. */
int warc_segment_close(struct warc_segment *, int64_t *size,
    char sha256[HASH_HEX], struct err *) MUST_CHECK;

/* SHA-256 and size of a file. */
int warc_segment_hash(const char *path, int64_t *size, char sha256[HASH_HEX],
    struct err *) MUST_CHECK;

#endif
