/*
 * agenda.h: what comes next: a heap of nodes that live in their owners.
 *
 * 1. A node is in at most one agenda; adding it again moves it.
 * 2. add, drop and pop cost O(log n).
 */
#ifndef CRAWL_AGENDA_H
#define CRAWL_AGENDA_H

#include <stddef.h>
#include <stdint.h>

struct agenda;

struct agenda_node {
	int64_t key;		/* the least comes first */
	void *owner;
	struct agenda *in;	/* NULL: nowhere */
	size_t at;
};

struct agenda {
	struct agenda_node **nodes;
	size_t n, cap;
};

void agenda_release(struct agenda *);
void agenda_add(struct agenda *, struct agenda_node *, int64_t key);
/* A no-op for a node that is nowhere. */
void agenda_drop(struct agenda_node *);
/* The first node, NULL: none. */
struct agenda_node *agenda_first(const struct agenda *);

#endif
