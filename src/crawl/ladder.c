#include "crawl/ladder.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

/* Substitutes come again and again: the latest bodies are enough. */
#define N_BODIES 128
/* Most hosts have few pictures. */
#define FIRST_BODIES 4

struct body {
	uint64_t digest;
	uint64_t paths[SUBSTITUTE_URLS - 1];
	int64_t ids[SUBSTITUTE_URLS - 1];
	uint8_t n;
	uint8_t step;
	bool is_substitute;
};

struct ladder {
	struct body *bodies;
	size_t n, cap, next;
	int worked;		/* enum step, -1: none */
};

struct ladder *
ladder_new(void)
{
	struct ladder *l = mem_alloc(sizeof(*l));

	l->worked = -1;
	return l;
}

void
ladder_free(struct ladder *l)
{
	if (l != NULL)
		free(l->bodies);
	free(l);
}

static bool
is_open(const struct ladder_view *v, int step)
{
	if (step == STEP_PAGE && !v->has_page)
		return false;
	return (v->tried & 1U << step) == 0;
}

int
ladder_next(const struct ladder *l, const struct ladder_view *v)
{
	static const int own[] = { STEP_PAGE, STEP_NONE, STEP_ORIGIN };
	static const int foreign[] = { STEP_NONE, STEP_PAGE, STEP_ORIGIN };
	const int *order = v->is_same_site ? own : foreign;

	if (l != NULL && l->worked >= 0 && is_open(v, l->worked))
		return l->worked;
	for (int i = 0; i < STEP_COUNT; i++)
		if (is_open(v, order[i]))
			return order[i];
	return -1;
}

void
ladder_note_success(struct ladder *l, enum step step)
{
	l->worked = (int)step;
}

static struct body *
find(struct ladder *l, const struct ladder_sample *s)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->bodies[i].digest == s->digest &&
		    l->bodies[i].step == s->step)
			return &l->bodies[i];
	return NULL;
}

static struct body *
add(struct ladder *l, const struct ladder_sample *s)
{
	struct body *b;

	if (l->n == l->cap && l->cap < N_BODIES) {
		l->cap = l->cap > 0 ? l->cap * 2 : FIRST_BODIES;
		l->bodies = mem_resize(l->bodies, l->cap, sizeof(*b));
	}
	b = &l->bodies[l->next];
	l->next = (l->next + 1) % N_BODIES;
	if (l->n < N_BODIES)
		l->n++;
	*b = (struct body){ .digest = s->digest, .step = (uint8_t)s->step };
	return b;
}

bool
ladder_note_picture(struct ladder *l, const struct ladder_sample *s,
    int64_t ids[SUBSTITUTE_URLS - 1], size_t *n_ids)
{
	struct body *b = find(l, s);

	*n_ids = 0;
	if (b == NULL)
		b = add(l, s);
	if (b->is_substitute)
		return true;
	for (size_t i = 0; i < b->n; i++)
		if (b->paths[i] == s->path)
			return false;
	if (b->n < SUBSTITUTE_URLS - 1) {
		b->paths[b->n] = s->path;
		b->ids[b->n++] = s->id;
		return false;
	}
	b->is_substitute = true;
	if (l->worked == (int)s->step)
		l->worked = -1;
	for (size_t i = 0; i < b->n; i++)
		ids[(*n_ids)++] = b->ids[i];
	return true;
}

uint64_t
ladder_digest(struct str s)
{
	char hex[HASH_HEX];

	hash_of(s, hex);
	return ladder_digest_of(hex);
}

uint64_t
ladder_digest_of(const char *sha256)
{
	char start[17];

	(void)snprintf(start, sizeof(start), "%.16s", sha256);
	return strtoull(start, NULL, 16);
}
