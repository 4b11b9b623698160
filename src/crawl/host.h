/*
 * host.h: what is waiting at one host, and when it may be asked again.
 *
 * A host is "name[:port]" without the scheme: http and https share one queue.
 * 1. Gaps run from the start of one request to the start of the next; a page is
 *    asked only when the one before has ended.
 * 2. A gap is the longest of: the configured one; Crawl-delay (pages); twice
 *    the usual answer time for each slot; what is left of a penalty.
 * 3. 429 and 503 double the penalty, once for all requests that were under way
 *    then; each good answer takes a quarter of it away.
 * 4. Hosts behind one address share waits, but for those that park a host,
 *    and penalties up to 5 s.
 */
#ifndef CRAWL_HOST_H
#define CRAWL_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "article/outcome.h"
#include "base/buf.h"
#include "base/str.h"
#include "crawl/agenda.h"
#include "crawl/crawl.h"
#include "crawl/queue.h"
#include "web/robots.h"

/* Pages and pictures have their own queues, slots and gaps. */
enum lane { LANE_PAGES, LANE_IMAGES, LANE_COUNT };

enum gate {
	GATE_UNKNOWN,	/* robots.txt was not asked for */
	GATE_ASKED,	/* it is under way: nothing else starts */
	GATE_KNOWN,	/* robots has the rules */
	GATE_SHUT,	/* the server failed, or we: RFC 9309 2.3.1.4 */
	GATE_SILENT,	/* no answer at all */
};

/* Of most hosts the same. */
struct pace {
	int64_t delay_ms[LANE_COUNT];
	int slots[LANE_COUNT];
	bool is_adaptive;	/* gaps grow with slow answers, Crawl-delay */
	enum crawl_robots robots;
};

/* What 429 and 503 have brought: of a host, and of all behind one address. */
struct penalty {
	int64_t until;		/* asked to wait, monotonic ms */
	int64_t gap_ms;		/* shrinks back */
	int64_t raised;		/* when gap_ms grew the last time */
};

struct ladder;

struct host {
	char *name;
	char *origin;		/* of the first URL: for robots.txt */
	struct pace pace;
	struct queue queues[LANE_COUNT];
	int running[LANE_COUNT];
	int n_open;		/* connections, as far as can be told: the most
				 * exchanges at a time; INT_MAX with HTTP/2 */
	int64_t ended;		/* when an exchange did, monotonic ms */
	int64_t next[LANE_COUNT];	/* earliest start, monotonic ms */
	int64_t answer_ms[LANE_COUNT];	/* mean of the latest exchanges */
	int64_t crawl_delay_ms;	/* of robots.txt */
	struct penalty penalty;
	struct penalty *address;	/* NULL: not known yet */
	int64_t waited_ms;	/* asked for since the last good answer */
	int64_t n_refused, n_overridden;	/* ids, by robots.txt */
	int64_t n_unknown;	/* ids asked for though it cannot be had */
	struct agenda_node node;
	bool is_living;		/* has answered */
	bool is_counted;	/* for schedule.h: is among n_living */
	int n_trials;		/* exchanges under way, unless living */
	int n_held;		/* for outage.h: nothing starts meanwhile */
	enum gate gate;
	int n_gates;		/* answers to the question for robots.txt */
	struct robots *robots;
	enum outcome gate_failure;	/* GATE_SILENT */
	char *gate_reason;
	struct gate_errand *gate_errand;	/* GATE_ASKED */
	/* By scheme, [1] https: too many tries without any answer. */
	int silent[2];
	enum outcome dead[2];
	char *dead_reason[2];
	char *parked;		/* asked to wait longer than a run: why */
	struct ladder *ladder;	/* NULL: no picture was had yet */
};

/* All are copied. */
struct host *host_new(const char *name, struct str origin,
    const struct pace *);
void host_free(struct host *);

/* The host's name in a finished URL ("a.example", "a.example:8080"), "" when
 * there is none; borrowed from it. */
struct str host_name_in(struct str url);
/* "https://a.example:8080", borrowed, with a user name if there is one; empty
 * for what is not http(s). */
struct str host_origin_in(struct str url);
/* Appends the URL without user name, password and fragment: what others may
 * see of it (RFC 9110 10.1.3). */
void host_public_url(struct str url, struct buf *out);
/* Path and query, borrowed. */
struct str host_target_in(struct str url);

size_t host_waiting(const struct host *);
/* A connection that is open is probably idle. */
bool host_is_warm(const struct host *);

/* When something may start, INT64_MAX: only after something has ended, or
 * nothing waits. */
int64_t host_next_start(const struct host *, const struct pace *);

bool host_may_start(const struct host *, const struct pace *, enum lane,
    int64_t now);

/* Which lane may start now; false: none. */
bool host_pick(const struct host *, const struct pace *, int64_t now,
    enum lane *);

void host_note_start(struct host *, const struct pace *, enum lane,
    int64_t now);
/* An exchange of ms ended; was_well: with an answer that is no complaint. */
void host_note_end(struct host *, const struct pace *, enum lane, int64_t ms,
    bool was_well);
/* A request that does not count as a page: robots.txt, a redirect on the same
 * host. The next may follow after a picture's gap. */
void host_note_small(struct host *, const struct pace *, int64_t now);

/* 429 or 503 as the answer to what was asked ms ago: doubles the gap, and
 * nothing starts for wait_ms, neither here nor at another host of the same
 * address. */
void host_punish(struct host *, int64_t now, int64_t ms, int64_t wait_ms);

/* Nothing starts before, monotonic ms. */
int64_t host_held_until(const struct host *);

/* The gap between two requests of a lane as it stands. */
int64_t host_gap(const struct host *, const struct pace *, enum lane);

#endif
