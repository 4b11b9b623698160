/*
 * codec.h: bounded compression codecs (RFC 1950-1952, 7932, 8878).
 *
 * 1. Output never passes the buffer's maximum nor CODEC_RATIO times the input
 *    after the first megabyte: a bomb costs a bounded amount of memory.
 */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* The best honest text ratios are below 100; bombs start at 1000. */
#define CODEC_RATIO 200

enum codec { CODEC_GZIP, CODEC_DEFLATE, CODEC_BR, CODEC_ZSTD };

/* "gzip", "x-gzip", "deflate", "br", "zstd", without regard to case. */
bool codec_named(struct str, enum codec *);

/*
 * Appends the decoded bytes. ERR_ITEM: broken, cut short, a bomb, or larger
 * than out->max; what was decoded until then is in out. A bomb and a size past
 * the maximum leave out->failed set. "deflate" is zlib or,
 * as some servers send, raw deflate. gzip may have several members; markup
 * that is called gzip and is not compressed at all is appended as it is.
 */
int codec_decode(enum codec, struct str in, struct buf *out, struct err *)
    MUST_CHECK;

/* Servers behind servers stack two; what stacks more than curl takes is up to
 * no good. */
#define CODEC_STACK 5

/*
 * Appends the bytes under a Content-Encoding field's list of codings (RFC 9110
 * 8.4): the last one named was applied last and is removed first, unknown names
 * are passed over, no bytes are no bytes in any coding. As codec_decode(), also
 * in that what could be decoded of broken data is in out; ERR_ITEM, and nothing
 * in out, for more than CODEC_STACK codings.
 */
int codec_decode_stack(struct str codings, struct str in, struct buf *out,
    struct err *) MUST_CHECK;

/* One gzip member, mtime 0; level 0 stores. */
int codec_gzip(struct str in, int level, struct buf *out, struct err *)
    MUST_CHECK;

/* One zstd frame with checksum and content size. */
int codec_zstd(struct str in, int level, struct buf *out, struct err *)
    MUST_CHECK;

#endif
