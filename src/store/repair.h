/*
 * repair.h: a damaged archive is made whole again, as far as it goes.
 *
 * 1. Nothing is thrown away: what is replaced or taken out is in quarantine/.
 * 2. Each record that still reads is read as before, for every date.
 * 3. What is lost is named in a new snapshot: there, the copies that are lost
 *    give way to the last good ones, and are due.
 * 4. A second repair changes nothing; one that was killed is begun anew by the
 *    next.
 */
#ifndef STORE_REPAIR_H
#define STORE_REPAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct repair_report {
	int64_t segments;	/* that were mended or given up */
	int64_t bytes;		/* lost in them */
	int64_t snapshots;	/* lost */
	int64_t rewritten;	/* the newest snapshot, from the catalog: 1 */
	int64_t catalogs;	/* a catalog that could not be read: 1 */
	int64_t due;		/* resources whose copy is lost … */
	int64_t older;		/* … of which there is an older one */
	int64_t articles;	/* lost, of pages that are not */
	int64_t notes;		/* notes and local files that are lost */
	int64_t date;		/* of the new snapshot; 0: there was no need */
};

struct repair_opts {
	/* Each thing done, one sentence. */
	void (*told)(void *ctx, const char *sentence);
	void *ctx;
};

/* The archive at root must not be open. Its catalog is made anew in any case;
 * its offline copy is not. ERR_LOCKED: another run has it. */
int repair_archive(const char *root, const struct repair_opts *,
    struct repair_report *, struct err *) MUST_CHECK;

#endif
