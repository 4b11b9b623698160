/*
 * buf.h: a growing byte buffer with a maximum and a sticky failure.
 *
 *	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
 *	buf_str(&b, "hello ");
 *	buf_fmt(&b, "%d", n);
 *	if (buf_check(&b, err) < 0) ...
 *
 * 1. b.p is NUL-terminated and never NULL, also before the first append.
 * 2. len never passes max; an append that would sets failed and changes
 *    nothing, and so does every later append.
 * 3. Appends return void: one buf_check() or buf_take() at the end is enough.
 * 4. When there is no memory for as little as 64 KiB, the program ends, as with
 *    mem_alloc(): most of such buffers cannot outgrow their maximum, and a cut
 *    one that nobody checks would look like a shorter text.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

struct buf {
	char *p;
	size_t len;
	size_t cap;	/* 0: p is the shared empty string */
	size_t max;	/* bytes, without the NUL */
	bool failed;
	bool no_memory;	/* why it failed: malloc, else max */
};

extern char buf_empty[1];

#define BUF_INIT(maximum) { buf_empty, 0, 0, (maximum), false, false }

void buf_init(struct buf *, size_t max);
void buf_release(struct buf *);		/* leaves it empty, usable again */
void buf_reset(struct buf *);		/* empties, keeps the memory */

void buf_put(struct buf *, const void *p, size_t n);
void buf_s(struct buf *, struct str);
void buf_str(struct buf *, const char *);
void buf_char(struct buf *, char);
void buf_fmt(struct buf *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void buf_vfmt(struct buf *, const char *fmt, va_list)
    __attribute__((format(printf, 2, 0)));

/* Unicode scalar value as UTF-8; others become U+FFFD. */
void buf_utf8(struct buf *, unsigned int cp);

/* Room for n more bytes at p + len, or NULL (sticky failure). The caller
 * then adds what it wrote to len and calls buf_end(). */
char *buf_room(struct buf *, size_t n);
void buf_end(struct buf *, size_t n_written);

/* Keeps the first n bytes. */
void buf_cut(struct buf *, size_t n);

/* ERR_ITEM "larger than N bytes" after a failed append. */
int buf_check(const struct buf *, struct err *) MUST_CHECK;

/* The caller gets the bytes (malloc'd, NUL-terminated; free()), the buffer is
 * empty afterwards. NULL after a failed append. n may be NULL. */
char *buf_take(struct buf *, size_t *n);

static inline struct str
buf_view(const struct buf *b)
{
	return str_make(b->p, b->len);
}

#endif
