/*
 * scan.h: from the sources to notes, references and resources in the catalog.
 */
#ifndef MIRROR_SCAN_H
#define MIRROR_SCAN_H

#include "base/err.h"
#include "mirror/run.h"

/* Scans the wanted sources. Notes that are gone from a wanted source are
 * dropped; those of other sources stay. Fills run->plan's counts. */
int scan_sources(struct run *, struct err *) MUST_CHECK;

/*
 * Calls fn with the resource key of each reference in the run's scope: the
 * notes of wanted sources and wanted URLs, in order, repeats included.
 */
int scan_each_wanted(struct run *,
    int (*fn)(void *ctx, const struct ref_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

#endif
