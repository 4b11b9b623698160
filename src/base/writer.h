/*
 * writer.h: files written behind the caller's back, by a thread of its own.
 *
 * For thousands of small files that can be made again (file_write_fast()): to
 * make a file costs more than to fill it, and the caller has better to do.
 * 1. Bytes that wait are bounded: writer_put() waits for room.
 * 2. What is put is not there before writer_wait(); the order is kept.
 * 3. Without a thread (none to be had) files are written at once.
 */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct writer;

/* mtime: ms, of each file; 0: when it was written. */
struct writer *writer_new(int64_t mtime);

/* Drops what was not written yet. */
void writer_free(struct writer *);

/* Would writer_put() wait? */
bool writer_is_full(struct writer *);

/* Takes the bytes, which are empty afterwards; folders are made as needed. An
 * existing file is replaced. ERR_ITEM: the buffer had failed. */
int writer_put(struct writer *, const char *path, struct buf *bytes,
    struct err *) MUST_CHECK;

/* Waits until all is written. The first failure since the last call. */
int writer_wait(struct writer *, struct err *) MUST_CHECK;

#endif
