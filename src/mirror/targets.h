/*
 * targets.h: what a reference points at: a resource of the web, another note,
 * a file beside the notes, a place in the note itself, or nothing.
 *
 * 1. Only regular files inside the source are read, also through links.
 * 2. Of a source that is one note, that is its folder without hidden names,
 *    and only files that are no notes: who names one note means one note.
 */
#ifndef MIRROR_TARGETS_H
#define MIRROR_TARGETS_H

#include "base/err.h"
#include "mirror/run.h"
#include "mirror/wiki.h"

/* The names in one source; all zero but run: there is none. */
struct targets {
	struct run *run;
	const struct source *source;	/* NULL: only addresses */
	char *folder;		/* the source, or where its one note lies */
	char *root;		/* the folder's real path */
	bool is_single;		/* the source is one file */
	struct wiki notes, aliases;	/* -> the note's name */
	struct wiki files;	/* -> the path in the source */
};

/* Learns the names of a source's notes and files; source is borrowed. */
int targets_learn(struct targets *, struct run *, const struct source *,
    struct err *) MUST_CHECK;
void targets_release(struct targets *);

/* The name in the archive of a file of the source; the caller frees. */
char *targets_name(const struct targets *, const char *rel);

/* Sets target and key of row for the reference in the note rel. Adds the
 * resource, keeps the file's bytes. */
int targets_find(struct targets *, const char *rel, const struct ref *,
    struct ref_row *row, struct err *) MUST_CHECK;

#endif
