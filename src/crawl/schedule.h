/*
 * schedule.h: which host is next: a heap of those that wait for their time
 * and a heap of those that may start, the one that takes longest first
 * (estimate.h), so that what bounds the whole run never waits for the others.
 *
 * 1. A few slots are kept from hosts that have not answered yet while others
 *    have something to do: a hundred dead hosts, each of which takes its time
 *    to be found so, do not hold up those that live.
 */
#ifndef CRAWL_SCHEDULE_H
#define CRAWL_SCHEDULE_H

#include "crawl/errand.h"

/* The host of a finished URL, made when it is new; "" is the host of all that
 * is not http. */
struct host *schedule_host(struct crawl *, struct str url);

/* What hosts behind one address share; NULL for "". */
struct penalty *schedule_address(struct crawl *, const char *ip);

/* Puts the host where it belongs after anything about it has changed. */
void schedule_settle(struct crawl *, struct host *);

/* Each exchange of a host, robots.txt too, from start to end. */
void schedule_note_start(struct crawl *, struct host *);
void schedule_note_end(struct crawl *, struct host *, bool has_answered);

/* Starts all that may start now. */
int schedule_start(struct crawl *, struct err *) MUST_CHECK;

/* Milliseconds until something may start, at most max. */
int schedule_timeout(const struct crawl *, int max);

#endif
