/*
 * revise.h: a picture that was taken for real in this run and turns out to be
 * a substitute (crawl.h invariant 4) leaves the state as if it had never come.
 */
#ifndef MIRROR_REVISE_H
#define MIRROR_REVISE_H

#include "base/err.h"
#include "mirror/run.h"

/* A picture becomes current now; before is its state until then. */
int revise_note(struct run *, int64_t id, const struct resource *before,
    struct err *) MUST_CHECK;

/* Something more is to be said of id: puts back the state that was noted, if
 * any, and what was counted. */
int revise_undo(struct run *, int64_t id, struct err *) MUST_CHECK;

void revise_release(struct run *);

#endif
