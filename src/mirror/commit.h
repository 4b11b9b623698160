/*
 * commit.h: how a run ends: the manifest, then the catalog.
 */
#ifndef MIRROR_COMMIT_H
#define MIRROR_COMMIT_H

#include "base/err.h"
#include "store/archive.h"

/* The next free date for a snapshot: now in whole seconds, or later. */
int64_t commit_date(const struct archive *);

/*
 * Fills s (date and is_complete are set by the caller) from the catalog's
 * state, writes its manifest and finishes the catalog. All segments are
 * closed. counts may be NULL.
 */
int commit_snapshot(struct archive *, const char *robots, struct snapshot *s,
    struct catalog_counts *counts, struct err *) MUST_CHECK;

#endif
