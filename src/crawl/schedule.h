/*
 * schedule.h: which host is next: a heap of those that wait for their time
 * and a heap of those that may start, the longest queue first, so that the
 * longest queue, which bounds the whole run, never waits for the others.
 */
#ifndef CRAWL_SCHEDULE_H
#define CRAWL_SCHEDULE_H

#include "crawl/errand.h"

/* The host of a finished URL, made when it is new; "" is the host of all that
 * is not http. */
struct host *schedule_host(struct crawl *, struct str url);

/* The shared part of hosts behind one address; NULL for "". */
struct address *schedule_address(struct crawl *, const char *ip);

/* Puts the host where it belongs after anything about it has changed. */
void schedule_settle(struct crawl *, struct host *);

/* Starts all that may start now. */
int schedule_start(struct crawl *, struct err *) MUST_CHECK;

/* Milliseconds until something may start, at most max. */
int schedule_timeout(const struct crawl *, int max);

#endif
