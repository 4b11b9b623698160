/*
 * rebuild.h: a catalog made from manifests and segments alone.
 *
 * 1. Damage in a segment costs the records it touches, not those behind it.
 */
#ifndef STORE_REBUILD_H
#define STORE_REBUILD_H

#include <stdbool.h>

#include "base/err.h"
#include "store/archive.h"

struct warc_record;

struct rebuild_opts {
	bool with_open;		/* also what a running writer has in
				 * NAME.open */
	bool is_tolerant;	/* a manifest that cannot be read is left out;
				 * the state is that of the newest that can */
	bool without_captures;	/* no segment is read */
	bool with_digests;	/* for record */
	/* Each record, and each place where reading went on behind damage (told
	 * in the log when NULL). */
	void (*record)(void *ctx, const char *path,
	    const struct warc_record *);
	void (*damage)(void *ctx, const char *sentence);
	void *ctx;
};

/* Fills an empty catalog from what lies in the archive's folders; a->catalog is
 * not looked at. */
int rebuild_fill(const struct archive *, struct catalog *,
    const struct rebuild_opts *, struct err *) MUST_CHECK;

/* Makes catalog.sqlite anew, clean. The archive is locked by the caller. */
int rebuild_file(const struct archive *, const struct rebuild_opts *,
    struct err *) MUST_CHECK;

/* Does the catalog know exactly the segments and snapshots that are there?
 * *is_newer: it knows a snapshot that is newer than all of them. */
int rebuild_is_current(const struct archive *, struct catalog *, bool *yes,
    bool *is_newer, struct err *) MUST_CHECK;

#endif
