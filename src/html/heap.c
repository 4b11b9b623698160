#include "html/heap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Big enough that malloc is rarely asked, small against one page's tree. */
#define CHUNK ((size_t)256 << 10)
/* Objects from here on come from malloc and are freed when gumbo frees them:
 * growing buffers, whose old copies would add up. */
#define BIG ((size_t)16 << 10)

struct heap_chunk {
	struct heap_chunk *next, *prev;
	size_t n;
};

/* What stands before each object: its size. 8 bytes keep pointers aligned,
 * and gumbo stores nothing wider. */
#define HEAD sizeof(uint64_t)

static void
set_size(char *object, size_t n)
{
	uint64_t size = n;

	memcpy(object - HEAD, &size, HEAD);
}

static size_t
get_size(const char *object)
{
	uint64_t size;

	memcpy(&size, object - HEAD, HEAD);
	return (size_t)size;
}

static struct heap_chunk *
new_chunk(struct heap *h, struct heap_chunk **list, size_t n)
{
	struct heap_chunk *c;

	if (n > h->max - h->used)
		longjmp(h->full, 1);
	c = malloc(sizeof(*c) + n);
	if (c == NULL)
		longjmp(h->full, 1);
	h->used += n;
	*c = (struct heap_chunk){ *list, NULL, n };
	if (*list != NULL)
		(*list)->prev = c;
	*list = c;
	return c;
}

void
heap_init(struct heap *h, size_t max)
{
	memset(h, 0, sizeof(*h));
	h->max = max;
}

static void
free_list(struct heap_chunk *c)
{
	struct heap_chunk *next;

	for (; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
}

void
heap_release(struct heap *h)
{
	free_list(h->chunks);
	free_list(h->big);
	heap_init(h, 0);
}

void *
heap_alloc(void *ctx, size_t n)
{
	struct heap *h = ctx;
	struct heap_chunk *c;
	size_t need;
	char *p;

	if (n > h->max)
		longjmp(h->full, 1);
	need = ((n + 7) & ~(size_t)7) + HEAD;
	if (n >= BIG) {
		c = new_chunk(h, &h->big, need);
		p = (char *)(c + 1) + HEAD;
	} else {
		if (need > (size_t)(h->end - h->at)) {
			c = new_chunk(h, &h->chunks, CHUNK);
			h->at = (char *)(c + 1);
			h->end = h->at + CHUNK;
		}
		p = h->at + HEAD;
		h->at += need;
	}
	set_size(p, n);
	return p;
}

void
heap_free(void *ctx, void *p)
{
	struct heap *h = ctx;
	struct heap_chunk *c;

	if (p == NULL || get_size(p) < BIG)
		return;
	c = (struct heap_chunk *)(void *)((char *)p - HEAD) - 1;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		h->big = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	h->used -= c->n;
	free(c);
}
