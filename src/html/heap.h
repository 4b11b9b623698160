/*
 * heap.h: the memory of one gumbo parse.
 *
 * gumbo checks no allocation and frees its tree recursively.  Here an
 * allocation past the limit leaves the parse by longjmp, and all of a parse's
 * memory is freed at once.  Only for tree.c.
 */
#ifndef HTML_HEAP_H
#define HTML_HEAP_H

#include <setjmp.h>
#include <stddef.h>

struct heap_chunk;

struct heap {
	struct heap_chunk *chunks;	/* carved up, never given back */
	struct heap_chunk *big;		/* one object each */
	char *at, *end;			/* free part of the newest chunk */
	size_t used, max;		/* bytes taken from malloc */
	jmp_buf full;			/* set by the caller before use */
};

void heap_init(struct heap *, size_t max);
void heap_release(struct heap *);

/* gumbo's allocator and deallocator; ctx is the struct heap. */
void *heap_alloc(void *ctx, size_t n);
void heap_free(void *ctx, void *p);

#endif
