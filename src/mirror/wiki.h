/*
 * wiki.h: the files that wikilinks may mean, by all their names.
 *
 * 1. A page is looked for as a path from the root, then from the folder of the
 *    note that links, then as the end of any path: there the shortest wins,
 *    and among equals what was learned first.
 * 2. Of each of these, letters of ASCII in another case are taken when there is
 *    no such name in the very case.
 */
#ifndef MIRROR_WIKI_H
#define MIRROR_WIKI_H

#include "base/arena.h"
#include "base/map.h"
#include "base/str.h"

/* Names and what they stand for; beyond it no more are learned. */
#define WIKI_MAX ((size_t)256 << 20)

struct wiki {
	struct arena values;
	struct map exact;	/* "/a/b/c", "b/c", "c" -> value */
	struct map lower;	/* the same in lower case, where it differs */
};

#define WIKI_INIT { .values = ARENA_INIT(WIKI_MAX) }

void wiki_release(struct wiki *);

/* path stands for value, and so do its last step and its last two. Both are
 * copied. */
void wiki_learn_path(struct wiki *, struct str path, const char *value);
/* name as a whole stands for value. */
void wiki_learn_name(struct wiki *, struct str name, const char *value);

/* What page stands for in the note rel (a path from the root), or NULL;
 * borrowed. */
const char *wiki_find(const struct wiki *, const char *rel, struct str page);

#endif
