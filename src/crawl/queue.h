/*
 * queue.h: ids waiting at one host, oldest first.
 *
 * 1. A waiting id costs 16 bytes, and at most 32 with the ring's spare room.
 */
#ifndef CRAWL_QUEUE_H
#define CRAWL_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct errand;

struct queue_item {
	int64_t id;
	struct errand *errand;	/* NULL: not begun */
};

struct queue {
	struct queue_item *items;
	size_t head, n, cap;
};

void queue_release(struct queue *);
void queue_push(struct queue *, struct queue_item);
void queue_push_front(struct queue *, struct queue_item);
/* The queue must not be empty. */
struct queue_item queue_pop(struct queue *);

#endif
