/*
 * estimate.h: how long what waits takes: the bound that the scheduler orders
 * hosts by, and that dry runs and progress displays show.
 *
 * A host is asked at its own pace, so a lane (pages, pictures) with n requests
 * takes n times its gap, or n times an answer where its slots are full; lanes
 * run side by side, hosts too, and all share the slots of the run.
 * 1. Figures of the present state: gaps that grow later make it longer.
 */
#ifndef CRAWL_ESTIMATE_H
#define CRAWL_ESTIMATE_H

#include <stddef.h>
#include <stdint.h>

struct crawl;
struct host;

/* One lane, and the run as a whole (gap_ms 0). */
struct estimate_queue {
	int64_t n;		/* requests */
	int64_t gap_ms;		/* between two starts */
	int64_t answer_ms;	/* how long one takes; 0: not known */
	int slots;		/* at a time; at least 1 */
};

/* Pure: milliseconds until the last of them may start, and no earlier. */
int64_t estimate_queue(const struct estimate_queue *);

/* One host, as it stands. */
struct estimate {
	char host[64];		/* cut, for display */
	int64_t pages, images;	/* that wait or are under way */
	int64_t ms;		/* … and take, waits that it asked for too */
};

/* All hosts with something to do. */
struct estimate_sum {
	int64_t hosts, pages, images;
	int64_t requests;	/* with robots.txt where it is not known yet;
				 * redirects come on top */
	int64_t ms;		/* the longest host, or all over the slots */
};

int64_t estimate_host(const struct host *);
void estimate_all(const struct crawl *, struct estimate_sum *);

/* The hosts that take longest, longest first, at most max of them. Returns
 * how many were filled in. */
size_t estimate_slowest(const struct crawl *, struct estimate *, size_t max);

#endif
