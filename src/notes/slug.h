/*
 * slug.h: ids of headings, as GitHub makes them: letters (of any script),
 * digits, '-' and '_', spaces as '-', in lower case, unique in one note.
 */
#ifndef NOTES_SLUG_H
#define NOTES_SLUG_H

#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"

/* taken remembers the ids given so far: MAP_INIT before the first. */
void slug_make(struct str heading, struct map *taken, struct buf *out);

#endif
