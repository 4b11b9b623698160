/*
 * gzip.h: gzip members (RFC 1952) of any size in little memory.
 *
 * codec.h is for what fits in memory; this is for files of many members, such
 * as WARC segments.
 * 1. Equal input, in equal pieces, and level give equal bytes: no time, no file
 *    name, OS 255.
 * 2. A member that was read to its end had the right CRC and length.
 */
#ifndef BASE_GZIP_H
#define BASE_GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct gzip_out;

typedef int gzip_sink(void *ctx, const void *p, size_t n, struct err *);

struct gzip_out *gzip_out_new(gzip_sink *, void *ctx);
void gzip_out_free(struct gzip_out *);
/* Starts a member; level 0 stores. A member under way is forgotten. */
int gzip_out_begin(struct gzip_out *, int level, struct err *) MUST_CHECK;
int gzip_out_put(struct gzip_out *, const void *p, size_t n, struct err *)
    MUST_CHECK;
int gzip_out_end(struct gzip_out *, struct err *) MUST_CHECK;

/* How much a stored member of exactly size bytes holds; below 1: there is none
 * of that size. */
int64_t gzip_fill_room(int64_t size);
/* Writes that member: head, which is no longer than the room, and empty
 * lines. */
int gzip_fill(gzip_sink *, void *ctx, struct str head, int64_t size,
    struct err *) MUST_CHECK;

struct gzip_in;

/* Reads from an open descriptor (borrowed) by pread. */
struct gzip_in *gzip_in_new(int fd);
void gzip_in_free(struct gzip_in *);
/* Goes to the member that starts at this byte. */
void gzip_in_seek(struct gzip_in *, int64_t offset);
/* Up to n bytes of the member; *got is 0 at its end. ERR_STORE: broken or cut
 * short; ERR_SYSTEM: the file cannot be read. */
int gzip_in_read(struct gzip_in *, void *p, size_t n, size_t *got,
    struct err *) MUST_CHECK;
/* Where the next unread compressed byte lies; after the end of a member that
 * is where the next one begins. */
int64_t gzip_in_offset(const struct gzip_in *);
/* Is there nothing after this member? Goes on to the next one otherwise. */
int gzip_in_next(struct gzip_in *, bool *at_end, struct err *) MUST_CHECK;

#endif
