#include "notes/run.h"

#include <stdlib.h>

#include "base/mem.h"

void
run_release(struct run *r)
{
	free(r->p);
	free(r->at);
	memset(r, 0, sizeof(*r));
}

void
run_reset(struct run *r)
{
	r->n = 0;
}

static void
grow(struct run *r, size_t n)
{
	if (r->cap - r->n >= n)
		return;
	r->cap = r->n + n > r->cap * 2 ? r->n + n : r->cap * 2;
	r->p = mem_resize(r->p, r->cap, 1);
	r->at = mem_resize(r->at, r->cap, sizeof(*r->at));
}

void
run_add(struct run *r, struct str s, size_t at)
{
	grow(r, s.n);
	for (size_t i = 0; i < s.n; i++) {
		r->p[r->n] = s.p[i];
		r->at[r->n++] = (uint32_t)(at + i);
	}
}

void
run_add_decoded(struct run *r, struct str s, size_t at)
{
	grow(r, s.n);
	for (size_t i = 0; i < s.n; i++) {
		r->p[r->n] = s.p[i];
		r->at[r->n++] = (uint32_t)at;
	}
}
