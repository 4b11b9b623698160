/*
 * warc_reader.h: records out of a segment file, one after the other.
 */
#ifndef STORE_WARC_READER_H
#define STORE_WARC_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/warc.h"

struct warc_reader;

int warc_reader_open(struct warc_reader **, const char *path, struct err *)
    MUST_CHECK;
void warc_reader_close(struct warc_reader *);
/* A record begins at this byte: gzip and plain ones are told apart there. */
void warc_reader_seek(struct warc_reader *, int64_t offset);
/* Reads the next record into r; *got false: the file ended where a record
 * may. ERR_STORE with path and offset: it is broken or cut short. */
int warc_reader_next(struct warc_reader *, struct warc_record *r, bool *got,
    struct err *) MUST_CHECK;
/* Where the last record that was read ended. */
int64_t warc_reader_end(const struct warc_reader *);

#endif
