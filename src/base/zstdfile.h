/*
 * zstdfile.h: zstd frames (RFC 8878) as streams, written to and read from a
 * descriptor with memory that does not depend on the size.
 *
 * 1. One frame with a checksum; equal input and level give equal bytes.
 * 2. The window is at most 2^27 bytes: every decoder takes that unasked.
 */
#ifndef BASE_ZSTDFILE_H
#define BASE_ZSTDFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct zstd_out;

/* fd and name are borrowed. window_log 0: the level's own;
 * else memory is some ten windows. */
int zstd_out_new(struct zstd_out **, int fd, const char *name, int level,
    int window_log, struct err *) MUST_CHECK;
void zstd_out_free(struct zstd_out *);
int zstd_out_put(struct zstd_out *, const void *p, size_t n, struct err *)
    MUST_CHECK;
/* Ends the frame; the descriptor is neither synced nor closed. */
int zstd_out_end(struct zstd_out *, struct err *) MUST_CHECK;

struct zstd_in;

struct zstd_in *zstd_in_new(int fd);
void zstd_in_free(struct zstd_in *);
/*
 * The next line, without its newline, into line (emptied first). *got is false
 * at the end. ERR_STORE: broken or cut short, also a last line without its
 * newline; ERR_ITEM: longer than line->max.
 */
int zstd_in_line(struct zstd_in *, struct buf *line, bool *got, struct err *)
    MUST_CHECK;

#endif
