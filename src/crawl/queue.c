#include "crawl/queue.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

void
queue_release(struct queue *q)
{
	free(q->items);
	*q = (struct queue){ 0 };
}

static void
make_room(struct queue *q)
{
	size_t cap = q->cap > 0 ? q->cap * 2 : 4;
	struct queue_item *items;

	if (q->n < q->cap)
		return;
	items = mem_array(cap, sizeof(*items));
	for (size_t i = 0; i < q->n; i++)
		items[i] = q->items[(q->head + i) % q->cap];
	free(q->items);
	q->items = items;
	q->head = 0;
	q->cap = cap;
}

void
queue_push(struct queue *q, struct queue_item item)
{
	make_room(q);
	q->items[(q->head + q->n++) % q->cap] = item;
}

void
queue_push_front(struct queue *q, struct queue_item item)
{
	make_room(q);
	q->head = (q->head + q->cap - 1) % q->cap;
	q->items[q->head] = item;
	q->n++;
}

struct queue_item
queue_pop(struct queue *q)
{
	struct queue_item item;

	assert(q->n > 0);
	item = q->items[q->head];
	q->head = (q->head + 1) % q->cap;
	if (--q->n == 0)
		queue_release(q);
	return item;
}
