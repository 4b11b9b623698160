#include "html/heap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Big enough that malloc is rarely asked, small against one page's tree. */
#define CHUNK ((size_t)256 << 10)
/* Objects from here on come from malloc and are freed when gumbo frees them:
 * growing buffers, whose old copies would add up. */
#define BIG ((size_t)16 << 10)

/* What holds objects; a chunk of small ones is known by its number. */
struct heap_chunk {
	struct heap_chunk *next, *prev;	/* of one big object */
	size_t n;
	size_t live;			/* small objects that are not freed */
};

/* What stands before each object. 8 bytes keep pointers aligned, and gumbo
 * stores nothing wider. */
struct head {
	uint32_t n;
	uint32_t chunk;
};

static struct head *
head_of(void *object)
{
	return (struct head *)object - 1;
}

static size_t
whole(size_t n)
{
	return ((n + 7) & ~(size_t)7) + sizeof(struct head);
}

static struct heap_chunk *
new_chunk(struct heap *h, size_t n)
{
	struct heap_chunk *c;

	if (n > h->max - h->used)
		longjmp(h->full, 1);
	c = malloc(sizeof(*c) + n);
	if (c == NULL)
		mem_give_up();
	h->used += n;
	*c = (struct heap_chunk){ .n = n };
	return c;
}

void
heap_init(struct heap *h, size_t max)
{
	memset(h, 0, sizeof(*h));
	h->max = max;
}

void
heap_release(struct heap *h)
{
	struct heap_chunk *c, *next;

	for (c = h->big; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	for (size_t i = 0; i < h->n_chunks; i++)
		free(h->chunks[i]);
	free(h->chunks);
	heap_init(h, 0);
}

static void *
alloc_big(struct heap *h, size_t n)
{
	struct heap_chunk *c = new_chunk(h, whole(n));
	struct head *head = (struct head *)(c + 1);

	c->next = h->big;
	if (h->big != NULL)
		h->big->prev = c;
	h->big = c;
	*head = (struct head){ (uint32_t)n, 0 };
	return head + 1;
}

void *
heap_alloc(void *ctx, size_t n)
{
	struct heap *h = ctx;
	size_t need = whole(n), class = need / 8;
	struct head *head;
	char *p;

	assert(!h->is_draining);
	/* Also keeps a size in its 32 bits. */
	if (n > h->max)
		longjmp(h->full, 1);
	if (n >= BIG)
		return alloc_big(h, n);
	if (class < HEAP_CLASSES && h->freed[class] != NULL) {
		p = h->freed[class];
		memcpy(&h->freed[class], p, sizeof(h->freed[class]));
		h->chunks[head_of(p)->chunk]->live++;
		return p;
	}
	if (need > (size_t)(h->end - h->at)) {
		struct heap_chunk *c = new_chunk(h, CHUNK);

		*VEC_PUSH(&h->chunks, &h->n_chunks, &h->chunks_cap) = c;
		h->at = (char *)(c + 1);
		h->end = h->at + CHUNK;
	}
	head = (struct head *)(void *)h->at;
	h->at += need;
	*head = (struct head){ (uint32_t)n, (uint32_t)h->n_chunks - 1 };
	h->chunks[h->n_chunks - 1]->live++;
	return head + 1;
}

static void
free_big(struct heap *h, struct heap_chunk *c)
{
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		h->big = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	h->used -= c->n;
	free(c);
}

static void
free_chunk(struct heap *h, size_t i)
{
	h->used -= h->chunks[i]->n;
	free(h->chunks[i]);
	h->chunks[i] = NULL;
}

void
heap_free(void *ctx, void *p)
{
	struct heap *h = ctx;
	struct head *head;
	size_t class;

	if (p == NULL)
		return;
	head = head_of(p);
	if (head->n >= BIG) {
		free_big(h, (struct heap_chunk *)(void *)head - 1);
		return;
	}
	if (--h->chunks[head->chunk]->live == 0 && h->is_draining) {
		free_chunk(h, head->chunk);
		return;
	}
	/* An object without a word is as good as lost. */
	class = whole(head->n) / 8;
	if (!h->is_draining && head->n > 0 && class < HEAP_CLASSES) {
		memcpy(p, &h->freed[class], sizeof(char *));
		h->freed[class] = p;
	}
}

void
heap_drain(struct heap *h)
{
	h->is_draining = true;
	for (size_t i = 0; i < h->n_chunks; i++)
		if (h->chunks[i]->live == 0)
			free_chunk(h, i);
}
