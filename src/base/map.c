#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

/* FNV-1a, then a mixer: keys are URLs that share long prefixes. */
static size_t
hash_of(struct str s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	h ^= h >> 32;
	return (size_t)(h * 0x9e3779b97f4a7c15u >> 16);
}

static size_t
slot_of(const struct map *m, struct str key)
{
	size_t i = hash_of(key) % m->n_slots;

	while (m->slots[i] != 0) {
		const struct map_item *it = &m->items[m->slots[i] - 1];

		if (str_eq(str_make(it->key, it->len), key))
			break;
		i = i + 1 < m->n_slots ? i + 1 : 0;
	}
	return i;
}

static void
grow(struct map *m)
{
	free(m->slots);
	m->n_slots = m->n_slots > 0 ? m->n_slots * 2 : 16;
	m->slots = mem_array(m->n_slots, sizeof(*m->slots));
	for (size_t i = 0; i < m->n; i++) {
		struct str key = str_make(m->items[i].key, m->items[i].len);

		m->slots[slot_of(m, key)] = i + 1;
	}
}

void
map_release(struct map *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->items[i].key);
	free(m->items);
	free(m->slots);
	*m = (struct map)MAP_INIT;
}

static struct map_item *
find(const struct map *m, struct str key)
{
	size_t i;

	if (m->n_slots == 0)
		return NULL;
	i = m->slots[slot_of(m, key)];
	return i == 0 ? NULL : &m->items[i - 1];
}

void *
map_get(const struct map *m, struct str key)
{
	const struct map_item *it = find(m, key);

	return it == NULL ? NULL : it->value;
}

bool
map_has(const struct map *m, struct str key)
{
	return find(m, key) != NULL;
}

const char *
map_set(struct map *m, struct str key, void *value)
{
	struct map_item *it = find(m, key);

	if (it == NULL) {
		if ((m->n + 1) * 4 > m->n_slots * 3)
			grow(m);
		m->slots[slot_of(m, key)] = m->n + 1;
		it = VEC_PUSH(&m->items, &m->n, &m->cap);
		it->key = mem_dupn(key.p, key.n);
		it->len = key.n;
	}
	it->value = value;
	return it->key;
}

bool
map_add(struct map *m, struct str key)
{
	if (map_has(m, key))
		return false;
	(void)map_set(m, key, NULL);
	return true;
}
