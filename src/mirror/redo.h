/*
 * redo.h: one page extracted anew: its capture goes to a worker, the answer is
 * compared with the conversion that counts, and takes its place or not.
 */
#ifndef MIRROR_REDO_H
#define MIRROR_REDO_H

#include "base/err.h"
#include "mirror/reextract.h"
#include "mirror/run.h"

struct redo {
	struct run *run;
	const struct reextract_opts *opts;
	struct reextract_report *report;
};

/*
 * Sends the page's capture to a worker (run->jobs grows until it is done), or
 * takes the conversion that an interrupted run had made. What becomes of it is
 * counted and told. A capture that cannot be read keeps its conversion.
 */
int redo_start(struct redo *, const struct resource *, struct err *)
    MUST_CHECK;

#endif
