/*
 * commit.h: how a run ends: the manifest, then the catalog.
 */
#ifndef MIRROR_COMMIT_H
#define MIRROR_COMMIT_H

#include "base/err.h"
#include "store/archive.h"

/*
 * Fills s from the catalog's state, writes its manifest and finishes the
 * catalog. The caller sets is_complete, and date unless it is to be now. All
 * segments are closed. counts may be NULL.
 */
int commit_snapshot(struct archive *, const char *robots, struct snapshot *s,
    struct catalog_counts *counts, struct err *) MUST_CHECK;

#endif
