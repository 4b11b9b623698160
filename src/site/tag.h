/*
 * tag.h: a start tag's attributes, changed while it passes canon_rewrite().
 */
#ifndef SITE_TAG_H
#define SITE_TAG_H

#include "base/arena.h"
#include "html/canon.h"

/* Value of an attribute; p == NULL: none. */
struct str tag_get(const struct canon_tag *, const char *name);

/*
 * Room for n more attributes: the tag's list moves into the arena. False when
 * the arena is full.
 */
bool tag_grow(struct canon_tag *, struct arena *, size_t n);

/* Sets an attribute; after tag_grow(). value must outlive the call. */
void tag_set(struct canon_tag *, const char *name, struct str value);
void tag_del(struct canon_tag *, const char *name);

#endif
