/*
 * rebuild.h: a catalog made from manifests and segments alone.
 *
 * 1. Damage in a segment costs the records it touches, not those behind it.
 */
#ifndef STORE_REBUILD_H
#define STORE_REBUILD_H

#include "base/err.h"
#include "store/archive.h"

/* Fills an empty catalog from what lies in the archive's folders; a->catalog is
 * not looked at. with_open: also what a running writer has in NAME.open. */
int rebuild_fill(const struct archive *, struct catalog *, bool with_open,
    struct err *) MUST_CHECK;

/* Makes catalog.sqlite anew, clean. The archive is locked by the caller. */
int rebuild_file(const struct archive *, struct err *) MUST_CHECK;

/* Does the catalog know exactly the segments and snapshots that are there? */
int rebuild_is_current(const struct archive *, struct catalog *, bool *yes,
    struct err *) MUST_CHECK;

#endif
