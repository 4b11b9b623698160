/*
 * gate.h: robots.txt of a host: known before anything else is asked.
 *
 * What an earlier run got is good for a while (recall.h); then it is asked for
 * once a run, conditionally where possible.  RFC 9309: 2xx: its rules; 4xx: no
 * rules; 5xx and 429: the rules it had before (2.4), and if there are none all
 * is disallowed.  A host that gives no answer at all is left to the page's own
 * request under policy cited, and reported with that failure under policy obey.
 */
#ifndef CRAWL_GATE_H
#define CRAWL_GATE_H

#include "crawl/errand.h"

struct gate_errand;

void gate_free(struct gate_errand *);

/* Sends for the host's robots.txt, or takes what is kept. */
int gate_open(struct crawl *, struct host *, struct err *) MUST_CHECK;

/* For a forecast: the gap that the rules kept of it ask for, however old. */
int gate_foresee(struct crawl *, struct host *, struct err *) MUST_CHECK;

struct host *gate_host(const struct gate_errand *);
/* What becomes of a robots.txt that was held (outage.h): it cannot be had; it
 * will be asked for again. Both end the gate_errand. */
void gate_fail(struct gate_errand *, const struct net_exchange *);
void gate_reset(struct gate_errand *);

/* May this be asked? OUTCOME_UNTRIED: yes (sets robots_overridden). Counts at
 * the host what it says no to. */
enum outcome gate_judge(struct errand *, struct host *, char *why, size_t n);

#endif
