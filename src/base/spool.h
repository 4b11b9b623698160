/*
 * spool.h: bytes on their way, in memory while small, in an unnamed file when
 * large.
 *
 * 1. Only the first SPOOL_MEMORY bytes of all are ever held in memory.
 * 2. The file has no name (O_TMPFILE): a crash leaves nothing behind.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* A usual page or picture stays in memory; a PDF goes to disk. */
#define SPOOL_MEMORY (2 << 20)

struct spool {
	struct buf mem;
	char *dir;	/* where the file goes */
	int fd;		/* -1: all in memory */
	int64_t len;	/* bytes in all */
};

void spool_init(struct spool *, const char *dir);
void spool_release(struct spool *);
int spool_put(struct spool *, const void *p, size_t n, struct err *)
    MUST_CHECK;

/* So many bytes are announced; what of it comes is another matter. */
void spool_expect(struct spool *, int64_t n);

/* The bytes where they are, borrowed; false: they are on disk. */
bool spool_view(const struct spool *, struct str *);

/* Reads up to n bytes at offset; *got is 0 at the end. */
int spool_read(const struct spool *, int64_t offset, void *p, size_t n,
    size_t *got, struct err *) MUST_CHECK;

/* Appends all of it to a buffer; ERR_ITEM past the buffer's maximum. */
int spool_load(const struct spool *, struct buf *, struct err *) MUST_CHECK;

#endif
