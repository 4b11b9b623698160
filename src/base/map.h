/*
 * map.h: a hash map from byte strings to pointers.
 *
 * Keys are copied.  Iteration is in the order of insertion, so that what is
 * printed from a map does not depend on hashing.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct map_item {
	char *key;	/* NUL-terminated, owned by the map */
	size_t len;
	void *value;	/* not owned */
};

struct map {
	struct map_item *items;
	size_t n, cap;
	size_t *slots;	/* index + 1 into items */
	size_t n_slots;
};

#define MAP_INIT { NULL, 0, 0, NULL, 0 }

void map_release(struct map *);

/* The value, or NULL. */
void *map_get(const struct map *, struct str key);
bool map_has(const struct map *, struct str key);

/* Sets or replaces; returns the stored key (borrowed). */
const char *map_set(struct map *, struct str key, void *value);

/* True when the key was not there yet: a set of strings. */
bool map_add(struct map *, struct str key);

#endif
