/*
 * answer.h: what follows from an exchange that has ended.
 */
#ifndef CRAWL_ANSWER_H
#define CRAWL_ANSWER_H

#include "crawl/errand.h"

/* The net_fn of all errands; ctx is the struct errand. */
int answer_receive(void *ctx, struct net_exchange *, struct err *);

/* An exchange failed, and the network is not to blame: a later try, or the
 * end. */
int answer_fail(struct errand *, struct net_exchange *, struct err *)
    MUST_CHECK;

/* Appends the Location, resolved against the exchange's URL; false: none. */
bool answer_location(const struct net_exchange *, struct buf *);

/* Appends at most the first max bytes of the body, content coding removed.
 * The buffer has failed when disk or memory did. */
void answer_body_start(const struct net_exchange *, size_t max,
    struct buf *out);

/* The host asked to slow down (429, 503). Returns how long it asked to wait,
 * -1: it did not say. Longer than a run is worth: the host is parked. */
int64_t answer_punish(struct crawl *, struct host *,
    const struct net_exchange *);

#endif
