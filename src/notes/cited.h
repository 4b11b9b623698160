/*
 * cited.h: when references were cited whose note does not tell: the date of the
 * note itself, of which there are two.
 *
 * 1. As it was committed last, when git knows the note and it is still so; else
 *    as the file was changed last.
 * 2. git is only asked when the first date is wanted.
 */
#ifndef NOTES_CITED_H
#define NOTES_CITED_H

#include <stdint.h>

#include "base/str.h"
#include "notes/notes.h"

struct cited;

/* For a source as notes_walk() takes it. */
struct cited *cited_new(const char *source);
void cited_free(struct cited *);

/* The date of the note at path, named name by notes_walk(), with these bytes;
 * 0 and REF_UNDATED when there is none. */
int64_t cited_find(struct cited *, const char *path, const char *name,
    struct str bytes, enum ref_dated *);

/* Gives it to all references of the note that have no date. */
void cited_tell(struct cited *, const char *path, const char *name,
    struct str bytes, struct note *);

#endif
