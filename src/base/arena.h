/*
 * arena.h: memory that dies all at once: one arena for each resource.
 *
 * 1. What an arena gave is valid until arena_release().
 * 2. Past its maximum it gives NULL, and failed stays set: input cannot make
 *    it grow without bound.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used;	/* bytes handed out */
	size_t max;
	bool failed;
};

#define ARENA_INIT(maximum) { NULL, 0, (maximum), false }

void arena_init(struct arena *, size_t max);
void arena_release(struct arena *);

/* n zeroed bytes, aligned for any type; NULL past the maximum. */
void *arena_alloc(struct arena *, size_t n);

/* A NUL-terminated copy; NULL past the maximum. */
char *arena_dup(struct arena *, struct str);

#endif
