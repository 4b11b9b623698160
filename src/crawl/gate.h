/*
 * gate.h: robots.txt of a host: asked once a run, before anything else.
 *
 * RFC 9309: 2xx: its rules; 4xx: no rules; 5xx: all is disallowed.  A host
 * that gives no answer at all is left to the page's own request under policy
 * cited, and reported with that failure under policy obey.
 */
#ifndef CRAWL_GATE_H
#define CRAWL_GATE_H

#include "crawl/errand.h"

/* Sends for the host's robots.txt. */
int gate_open(struct crawl *, struct host *, struct err *) MUST_CHECK;

/* May this be asked? OUTCOME_UNTRIED: yes (sets robots_overridden). */
enum outcome gate_judge(struct errand *, const struct host *, char *why,
    size_t n);

#endif
