/*
 * outage.h: is this host dead, or the network down?
 *
 * A host that is silent (NET_SIGN_SILENCE) says nothing of itself while no
 * other answers either: its failure is held, neither counted nor told.
 * 1. The next sign of life, of anybody, proves the network: what was held
 *    until then is believed and takes its usual way.
 * 2. Where none comes, because nothing else is under way, or three hosts are
 *    silent, or for three seconds, the question is put: to the resolver, for a
 *    name that it must ask others about; where it does not answer, or there is
 *    no route, to the host that answered last in this run (its robots.txt).
 *    An answer of either is a sign of life.
 * 3. Without an answer the network is down, if a host has answered in this run,
 *    or there is no route, or three hosts are silent. Else one or two hosts are
 *    all there is to go by, and they are believed to be dead.
 * 4. While it is down nothing is asked for but what 2 says, every three
 *    seconds; where no host has answered yet, those that wait are asked in
 *    turn. What was held is asked for again afterwards. Any sign of life ends
 *    it, opts.network_wait_ms the run.
 */
#ifndef CRAWL_OUTAGE_H
#define CRAWL_OUTAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "net/net.h"

struct crawl;
struct errand;
struct gate_errand;
struct host;

/* A failure that may be the network's. */
struct held {
	struct host *host;
	struct errand *errand;	/* or */
	struct gate_errand *gate;
	enum outcome failure;
	int status;
	int64_t ms;
	char *reason;
};

struct outage {
	struct held *held;
	size_t n_held, cap_held;
	size_t n_proven;	/* of them were held before a sign of life */
	int64_t held_since;	/* the first one, monotonic ms */
	struct host *living;	/* answered last; NULL: none has yet */
	int64_t lived;		/* the last sign of life */
	enum { OUTAGE_IDLE, OUTAGE_RESOLVER, OUTAGE_HOST, OUTAGE_SILENT }
	    question;		/* to whom; or that nobody answered it */
	struct host *about;	/* whose name, or itself, is asked */
	int64_t put, next;	/* when: the last one, the next one */
	bool is_down;
	int64_t down_since;
	size_t turn;		/* of the hosts that are asked while none has
				 * answered yet */
};

void outage_release(struct outage *);

/* What an exchange of a host says; true: its failure is not told yet, and the
 * caller hands it to outage_hold(). */
bool outage_note(struct crawl *, struct host *, const struct net_exchange *);

/* Of errand and gate one is NULL. */
void outage_hold(struct crawl *, struct errand *, struct gate_errand *,
    const struct net_exchange *);

/* Each turn of the loop, before anything starts. */
int outage_turn(struct crawl *, struct err *) MUST_CHECK;

/* Has it lasted as long as the user wants to wait? */
bool outage_is_over_limit(const struct crawl *);

/* As schedule_timeout(), for the questions. */
int outage_timeout(const struct crawl *, int max);

#endif
