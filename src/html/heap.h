/*
 * heap.h: the memory of one gumbo parse.
 *
 * gumbo checks no allocation and frees its tree recursively.  Here an
 * allocation past the limit leaves the parse by longjmp, one that malloc
 * refuses ends the program as mem_alloc() does, and all of a parse's memory is
 * freed at once, or a chunk at a time while the tree is copied.
 * Only for tree.c and build.c.
 */
#ifndef HTML_HEAP_H
#define HTML_HEAP_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Objects are reused by their size in words, to 500 bytes. */
#define HEAP_CLASSES 64

struct heap_chunk;

struct heap {
	struct heap_chunk **chunks;	/* small objects, many in each */
	size_t n_chunks, chunks_cap;
	struct heap_chunk *big;		/* one object each */
	char *at, *end;			/* free part of the newest chunk */
	char *freed[HEAP_CLASSES];	/* linked by their first words */
	size_t used, max;		/* bytes taken from malloc */
	bool is_draining;
	jmp_buf full;			/* set by the caller before use */
};

void heap_init(struct heap *, size_t max);
void heap_release(struct heap *);

/* gumbo's allocator and deallocator; ctx is the struct heap. */
void *heap_alloc(void *ctx, size_t n);
void heap_free(void *ctx, void *p);

/* Nothing is taken any more: what becomes empty goes back to malloc. */
void heap_drain(struct heap *);

#endif
