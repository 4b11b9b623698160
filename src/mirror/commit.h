/*
 * commit.h: how a run that writes begins, and how it ends: the segment, the
 * manifest, then the catalog.
 */
#ifndef MIRROR_COMMIT_H
#define MIRROR_COMMIT_H

#include "base/err.h"
#include "mirror/run.h"
#include "store/archive.h"

/* Gives the run its date, its batch of changes and its writer. */
int commit_begin(struct run *, const struct warc_info *, struct err *)
    MUST_CHECK;

/* Closes the writer, and goes on as commit_snapshot() with the run's date. */
int commit_run(struct run *, const char *robots, struct snapshot *s,
    struct catalog_counts *counts, struct err *) MUST_CHECK;

/*
 * Fills s from the catalog's state, writes its manifest and finishes the
 * catalog. The caller sets is_complete, and date unless it is to be now. All
 * segments are closed. counts may be NULL.
 */
int commit_snapshot(struct archive *, const char *robots, struct snapshot *s,
    struct catalog_counts *counts, struct err *) MUST_CHECK;

#endif
