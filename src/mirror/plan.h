/*
 * plan.h: which resources a run asks for.
 */
#ifndef MIRROR_PLAN_H
#define MIRROR_PLAN_H

#include "base/err.h"
#include "mirror/run.h"

/* Is it time to ask for this resource (again)? Aliases never are. */
int plan_is_due(const struct run *, const struct resource *, bool *is_due,
    struct err *) MUST_CHECK;

/* Queues what is due among the wanted references, and the pictures of kept
 * pages that are due. With dry_run nothing is resumed. Fills plan.due. */
int plan_queue(struct run *, struct err *) MUST_CHECK;

/* Queues what is due, at once or, with run->order, when all are known. */
int plan_add_due(struct run *, const struct resource *, bool first,
    struct err *) MUST_CHECK;

/* Queues one resource unless it is queued already. */
int plan_add(struct run *, const char *url, enum net_kind, bool first,
    struct err *) MUST_CHECK;

#endif
