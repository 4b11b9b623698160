#include "crawl/agenda.h"

#include <stdlib.h>

#include "base/mem.h"

void
agenda_release(struct agenda *a)
{
	for (size_t i = 0; i < a->n; i++)
		a->nodes[i]->in = NULL;
	free(a->nodes);
	*a = (struct agenda){ 0 };
}

static void
put(struct agenda *a, size_t at, struct agenda_node *n)
{
	a->nodes[at] = n;
	n->at = at;
}

static void
rise(struct agenda *a, struct agenda_node *n)
{
	size_t at = n->at;

	while (at > 0 && a->nodes[(at - 1) / 2]->key > n->key) {
		put(a, at, a->nodes[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	put(a, at, n);
}

static void
sink(struct agenda *a, struct agenda_node *n)
{
	size_t at = n->at, child;

	while ((child = 2 * at + 1) < a->n) {
		if (child + 1 < a->n &&
		    a->nodes[child + 1]->key < a->nodes[child]->key)
			child++;
		if (a->nodes[child]->key >= n->key)
			break;
		put(a, at, a->nodes[child]);
		at = child;
	}
	put(a, at, n);
}

void
agenda_add(struct agenda *a, struct agenda_node *n, int64_t key)
{
	agenda_drop(n);
	n->key = key;
	n->in = a;
	n->at = a->n;
	*VEC_PUSH(&a->nodes, &a->n, &a->cap) = n;
	rise(a, n);
}

void
agenda_drop(struct agenda_node *n)
{
	struct agenda *a = n->in;
	struct agenda_node *last;

	if (a == NULL)
		return;
	n->in = NULL;
	last = a->nodes[--a->n];
	if (last == n)
		return;
	put(a, n->at, last);
	rise(a, last);
	sink(a, last);
}

struct agenda_node *
agenda_first(const struct agenda *a)
{
	return a->n > 0 ? a->nodes[0] : NULL;
}
