/*
 * folders.h: the way from the top to a reference: names of folders, outlines
 * or headings, joined with " / ".
 *
 * Bounded for any nesting: what is deeper than FOLDERS_DEPTH, or would make
 * the path longer than FOLDERS_TEXT, is counted but not named.
 */
#ifndef NOTES_FOLDERS_H
#define NOTES_FOLDERS_H

#include "base/buf.h"
#include "base/str.h"

/* Deeper trees are no work of people. */
#define FOLDERS_DEPTH 64
/* A path is for people; a reference keeps less of it. */
#define FOLDERS_TEXT 4096

struct folders {
	struct buf path;
	size_t lengths[FOLDERS_DEPTH];	/* of the path before each folder */
	size_t depth;
};

void folders_init(struct folders *);
void folders_release(struct folders *);

/* Goes into a folder (its name may be empty: it adds nothing) and out. */
void folders_push(struct folders *, struct str name);
void folders_pop(struct folders *);	/* at the top: nothing */
/* Out until at most depth folders are left. */
void folders_cut(struct folders *, size_t depth);

/* Borrowed until the next change. */
struct str folders_path(const struct folders *);

#endif
