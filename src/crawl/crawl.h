/*
 * crawl.h: what to ask next, and how politely.
 *
 * Per-host queues, gaps, robots.txt, redirects hop by hop, retries, the
 * Referer ladder for pictures.  The owner (src/mirror) hands in small ids and
 * tells the details of each just before it is asked.  A host is "name[:port]"
 * without the scheme.
 * 1. Per host at most one page at a time with a gap of delay_ms, at most
 *    max_per_host pictures with a gap of image_delay_ms; gaps run from the
 *    start of one request to the start of the next, grow with slow answers,
 *    429 and 503 and shrink back. robots.txt, and a redirect within the host,
 *    count as a picture.
 * 2. A queued id costs at most 64 bytes.
 * 3. robots.txt of a host is known before anything else of it is asked, also
 *    when all that waits there is cited (policy ignore excepted): a fresh one
 *    that the owner kept, else it is asked for, once a run; policy
 *    cited overrides it for cited pages and what they need, honouring
 *    Crawl-delay up to 30 s. When it cannot be had: a server's failure
 *    forbids (RFC 9309); without any answer policy cited goes on to the page,
 *    and policy obey reports that failure.
 * 4. Every id ends with exactly one done(), except that a picture accepted as
 *    real and later recognised as a substitute gets a second one, and so does
 *    an id after crawl_follow(); after a stop what was not done stays so.
 * 5. A host that asks to wait more than 10 minutes (Retry-After), or does not
 *    answer at all (an unknown name at once, else 6 failures in a row, or the
 *    first 3 of all, robots.txt included), is not asked for the rest of its
 *    queue: the ids end with the same outcome; those that were never asked
 *    because of such a wait are put off: no failure of theirs.
 *    Not so while the network is down (outage.h): what fails then is asked for
 *    again when it is back, or stays not done.
 * 6. 429 and 503 hold back every host behind the same address; of a wait
 *    that is too long for the run they share the penalty alone.
 */
#ifndef CRAWL_CRAWL_H
#define CRAWL_CRAWL_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "crawl/estimate.h"
#include "crawl/recall.h"
#include "net/net.h"

struct crawl;

enum crawl_robots { ROBOTS_CITED, ROBOTS_OBEY, ROBOTS_IGNORE };

/* What is different at a host and its subdomains. */
struct crawl_host_opts {
	const char *host;	/* as in net_host_opts */
	/* 0: as elsewhere; < 0: none. */
	int64_t delay_ms, image_delay_ms;
	bool has_robots;	/* robots is set */
	enum crawl_robots robots;
};

#define CRAWL_PER_HOST 4
#define CRAWL_TOTAL 32

struct crawl_opts {		/* zero: the default */
	struct net_opts net;
	enum crawl_robots robots;
	int64_t delay_ms;	/* < 0: none; default 1000 */
	int64_t image_delay_ms;	/* < 0: none; default 100 */
	int max_per_host;	/* pictures at a time, with is_impolite pages too;
				 * default CRAWL_PER_HOST */
	int max_total;		/* exchanges at a time, default CRAWL_TOTAL */
	bool is_impolite;
	bool in_order;		/* there may not be time for all: hosts that
				 * may start take turns in the order of
				 * crawl_add(), not by their queues' length */
	int tries;		/* default 3 */
	int64_t network_wait_ms;	/* while the network is down
				 * (outage.h): < 0: none; default 10 minutes */
	bool revalidates;	/* also a fresh robots.txt */
	bool no_retry_wait;	/* tests: retries without waiting */
	const struct crawl_host_opts *hosts;	/* the longest match counts */
	size_t n_hosts;
};

/* What the owner tells about an id. Strings are copied. */
struct crawl_request {
	struct buf url, referer, etag, last_modified;	/* "" none */
	struct buf ahead;	/* of a page: where url has led for good; that
				 * is asked for, and url when it gives neither
				 * the page nor 304; "" nowhere */
	struct buf page;	/* that it is for, where referer is something
				 * else of that page, as a sheet; else "" */
	char refused[HASH_HEX];	/* SHA-256 of what this address gave before, in
				 * place of its picture; "": nothing */
	bool was_gone;		/* not found when it was last tried, whatever
				 * the Referer: not asked for with another
				 * if it still is not */
	struct buf login;	/* as net_request's; goes to url's origin, and
				 * that of the page whose picture it is */
	enum net_kind kind;
	bool is_cited;		/* or needed by a cited page: robots.txt may
				 * be overridden, and the user's credentials go
				 * to its origin, those of one host wherever
				 * they belong (net.h invariant 2) */
};

struct crawl_result {
	/* OUTCOME_UNTRIED: had: final is the answer (200-like or 304); else
	 * why not. */
	enum outcome outcome;
	const char *reason;	/* one sentence, "" when had */
	const char *final_url;	/* after redirects, without fragment */
	struct net_exchange *final;	/* the last exchange, perhaps without
					 * an answer; NULL: never asked */
	bool is_not_modified;
	int n_hops;
	bool robots_overridden;	/* robots.txt says no, policy says yes */
	bool is_put_off;	/* OUTCOME_BUSY, and only others of its host
				 * were asked: it waits for the next run */
};

struct crawl_ops {
	/* Fills the request of an id. 1: drop it without done(). */
	int (*prepare)(void *ctx, int64_t id, struct crawl_request *,
	    struct err *);
	/* Every exchange as it ended, redirects, retries and robots.txt (id
	 * 0) included; before done(). Only exchanges with an answer. */
	int (*exchange)(void *ctx, int64_t id, struct net_exchange *,
	    struct err *);
	int (*done)(void *ctx, int64_t id, const struct crawl_result *,
	    struct err *);
	/* Each turn of the loop, at least every 200 ms. Returns 0 to go on,
	 * else nothing begins any more: 1: what is under way has two seconds
	 * to end; 2: as long as it takes. */
	int (*turn)(void *ctx, struct err *);
	/* Further descriptors for the poll (workers): as workers_poll(). */
	size_t (*poll)(void *ctx, struct pollfd *, size_t max,
	    int *timeout_ms);
	/* Is other work under way that may still add ids? */
	bool (*is_busy)(void *ctx);
	/* What is kept of the robots.txt at url: its newest whole answer, with
	 * the date when it was last confirmed. NULL: nothing is kept. */
	int (*recall)(void *ctx, const char *url, struct recall *,
	    struct err *);
	/* Has the owner as many pages in hand as it wants? No further one is
	 * started meanwhile, pictures are; poll() tells when that changes.
	 * NULL: never. */
	bool (*is_full)(void *ctx);
	void *ctx;
};

int crawl_new(struct crawl **, const struct crawl_opts *,
    const struct crawl_ops *, struct err *) MUST_CHECK;
void crawl_free(struct crawl *);

/* Queues an id (above 0). url is only read for its host. first: before what
 * waits at that host (pictures right after their page). */
int crawl_add(struct crawl *, int64_t id, const char *url, enum net_kind,
    bool first, struct err *) MUST_CHECK;

/*
 * The page that was done as id says that it has moved (meta refresh): url is
 * asked for under the same id, and a second done() tells what came of it. The
 * owner sees to it that this ends.
 */
int crawl_follow(struct crawl *, int64_t id, const char *url, struct err *)
    MUST_CHECK;

/* For a forecast, before crawl_run(): the Crawl-delay of what is kept of
 * robots.txt, of at most max hosts, those with most pages. */
int crawl_foresee(struct crawl *, size_t max, struct err *) MUST_CHECK;

/* Runs until the queues are empty and nothing is under way. */
int crawl_run(struct crawl *, struct err *) MUST_CHECK;

/* A host whose robots.txt said no in this run, or could not be had, to so many
 * ids. */
struct crawl_ruled {
	const char *host;
	enum crawl_robots policy;
	int64_t refused, overridden;
	int64_t unknown;	/* asked for though the server failed to give
				 * its robots.txt */
};
void crawl_each_ruled(const struct crawl *,
    void (*fn)(void *ctx, const struct crawl_ruled *), void *ctx);

/* For progress displays; as many slow hosts as fit one. */
#define CRAWL_SLOW 3
struct crawl_state {
	int64_t queued, running, finished;
	int64_t answered;	/* exchanges with an answer; 0 when all
				 * failed: perhaps there is no network */
	int64_t bytes;
	int64_t down_ms;	/* the network is down for so long; 0: no */
	bool is_offline;	/* and for too long: the crawl ended there */
	int64_t eta_ms;		/* bound by the longest host queue, and by
				 * limit_rate; -1 unknown */
	char slowest[64];	/* host that takes longest */
	int n_hosts;		/* with anything queued or running */
	struct estimate slow[CRAWL_SLOW];	/* longest first */
	size_t n_slow;
};
void crawl_get_state(const struct crawl *, struct crawl_state *);

#endif
