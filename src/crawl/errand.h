/*
 * errand.h: one id under way: from the queue over redirects, retries and
 * Referer steps to its done().  Also holds what the crawl's parts share.
 *
 *	queue -> errand_begin -> net -> answer_receive -> errand_finish
 *	             ^                        |
 *	             +-- redirect, retry, next Referer step
 */
#ifndef CRAWL_ERRAND_H
#define CRAWL_ERRAND_H

#include "base/map.h"
#include "crawl/agenda.h"
#include "crawl/crawl.h"
#include "crawl/host.h"
#include "crawl/hsts.h"
#include "crawl/ladder.h"
#include "crawl/outage.h"

struct crawl {
	struct crawl_opts opts;
	struct crawl_ops ops;
	struct net *net;
	struct pace pace;
	struct map hosts;	/* name -> struct host */
	struct map addresses;	/* IP -> struct penalty */
	struct hsts hsts;
	struct agenda waiting;	/* hosts by the time of their next start */
	/* Hosts that may start, longest first; [1]: a picture may. */
	struct agenda ready[2];
	struct agenda fresh[2];	/* … those that have not answered yet */
	struct agenda delayed;	/* errands by the time of their next try */
	struct errand *errands;	/* all that were begun */
	uint32_t *ranks;	/* with in_order: by id, the place in it; 0:
				 * before all */
	size_t n_ranks;
	uint32_t last_rank;
	int64_t queued, running, finished, answered;
	int64_t answer_ms;	/* mean of the latest answers */
	int n_living;		/* hosts that answer, with work waiting */
	int trials;		/* exchanges with hosts that have not yet */
	struct outage outage;
	bool is_offline;	/* it outlasted network_wait_ms */
	bool is_stopping;
	int64_t stop_at;
	uint64_t random;
};

struct errand {
	struct crawl *crawl;
	int64_t id;
	struct host *host;	/* where it is asked */
	struct host *home;	/* of the first hop: keeps the ladder */
	struct crawl_request req;
	bool is_prepared;
	enum lane lane;
	char *url;		/* of this hop, without fragment */
	char **seen;		/* URLs of earlier hops */
	size_t n_seen, cap_seen;
	int tries;		/* of this hop that failed */
	enum step step;
	unsigned int tried;	/* ladder steps: bits */
	uint64_t substitute;	/* digest of a recognised one, 0: none */
	bool is_second;		/* was done once with a substitute */
	bool is_follow;		/* url was given by crawl_follow() */
	bool is_ahead;		/* it begins at req.ahead */
	bool is_hopeless;	/* no Referer step is left */
	bool robots_overridden;
	struct agenda_node node;
	struct errand *prev, *next;
};

struct errand *errand_new(struct crawl *, int64_t id, enum lane);
void errand_free(struct errand *);

/* Takes the next of a lane: prepares it and sends its request, or finishes it
 * when there is nothing to ask. */
int errand_begin(struct crawl *, struct host *, enum lane, struct err *)
    MUST_CHECK;

/* Puts it in front of its URL's host's queue. */
void errand_requeue(struct errand *);

/* Tries again after wait_ms. */
void errand_delay(struct errand *, int64_t wait_ms);

/* Sets the URL of the next hop, without user, password and fragment: the URL
 * of an exchange is recorded. */
void errand_set_url(struct errand *, struct str url);

/* Starts anew from its own URL with the Referer step. */
void errand_restart(struct errand *, enum step);

struct ladder_view errand_ladder_view(const struct errand *);

/* Calls done() and frees it. x may be NULL. What was done once with a
 * substitute and does not come now stays a substitute; what began ahead starts
 * anew instead. */
int errand_finish(struct errand *, enum outcome, const char *reason,
    struct net_exchange *x, struct err *) MUST_CHECK;

/* As errand_finish with OUTCOME_PLACEHOLDER. */
int errand_finish_substitute(struct errand *, struct net_exchange *,
    struct err *) MUST_CHECK;

/* As errand_finish with an answer that was had, or confirmed by 304. */
int errand_finish_had(struct errand *, struct net_exchange *,
    bool is_not_modified, struct err *) MUST_CHECK;

#endif
