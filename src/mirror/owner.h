/*
 * owner.h: what the crawl asks of its owner: the details of a request, a place
 * for every exchange, what becomes of an answer.
 */
#ifndef MIRROR_OWNER_H
#define MIRROR_OWNER_H

#include "base/err.h"
#include "mirror/run.h"

/* Makes run->crawl. */
int owner_start(struct run *, struct err *) MUST_CHECK;

/* Asks for all that is queued, until it is done or the run is stopped, and
 * waits for the workers. */
int owner_crawl(struct run *, struct err *) MUST_CHECK;

#endif
