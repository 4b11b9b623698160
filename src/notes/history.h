/*
 * history.h: what git knows of when files were changed.
 *
 * Runs git(1), once for a folder, without a shell: it may only read, starts no
 * program that the repository's settings name, and asks no network.  What it
 * does not tell within HISTORY_MS is unknown.
 */
#ifndef NOTES_HISTORY_H
#define NOTES_HISTORY_H

#include <stdint.h>

#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

/* A history of ten thousand commits takes a second. */
#define HISTORY_MS 20000

struct history {
	struct map files;	/* path in the folder -> struct history_file */
};

struct history_file {
	int64_t date;		/* the author's, of the newest commit, ms */
	char blob[65];		/* what it left there: git's name of the bytes */
};

/* Reads the history of what lies in a folder, or of one name in it. Without git,
 * or outside of a work tree, it is empty. ERR_ITEM: it could not be read. */
int history_read(struct history *, const char *folder, const char *name,
    struct err *) MUST_CHECK;
void history_release(struct history *);

/* The date at which the file got these bytes, 0: unknown, or they are not what
 * was committed last. */
int64_t history_find(const struct history *, struct str path,
    struct str bytes);

#endif
