/*
 * run.h: the state of one run, shared by the files of this folder only.
 */
#ifndef MIRROR_RUN_H
#define MIRROR_RUN_H

#include "mirror/mirror.h"
#include "mirror/order.h"
#include "mirror/sources.h"
#include "site/ahead.h"
#include "store/warc.h"

/* Which rows of the catalog are queued already: one bit an id. */
struct id_set {
	unsigned char *bits;
	size_t n;
};

/* The good copy that a picture of this run replaced. */
struct replaced {
	int64_t id;
	struct resource before;
};

/* For which page of this run something is fetched, for needs.h. */
struct need {
	int64_t page;		/* its id; 0: it was not needed yet */
	uint32_t depth;		/* steps from there: 0 the page itself */
	uint32_t n;		/* of a page: how many it has brought */
};

/* That a resource ended, to be told once what it says is on disk. */
struct ending {
	int64_t id;
	bool is_kept;
};

struct run {
	struct archive *archive;
	struct catalog *catalog;
	struct warc_writer *writer;
	struct workers *workers;
	struct crawl *crawl;
	struct ahead *ahead;		/* NULL: no site is made */
	const struct mirror_opts *opts;
	struct sources sources;
	int64_t date;			/* the snapshot's, whole seconds */
	struct mirror_plan plan;
	struct mirror_progress progress;
	struct id_set queued;
	struct order *order;		/* while queueing in order, else NULL */
	struct id_set failures;		/* that order knows */
	int64_t cited;			/* the date of the reference at hand */
	int64_t began;			/* clock_mono() */
	bool is_crawling;		/* what is queued now was found */
	bool is_spent;			/* the budget is */
	bool has_news;			/* what is cited has a new copy */
	/* For revise.h: pictures that became current, what they replaced. */
	struct id_set pictures;
	struct replaced *replaced;
	size_t n_replaced, cap_replaced;
	struct probes *probes;		/* probe.h; NULL: none yet */
	struct need *needs;		/* by id */
	size_t n_needs;
	struct id_set walked;		/* whose needs were queued */
	struct ending *endings;		/* since the last sync */
	size_t n_endings, cap_endings;
	/* The capture of the exchange that ended last: done() follows it. */
	const struct net_exchange *last;
	struct capture last_capture;
	size_t jobs;			/* pages with a worker */
	int64_t synced;			/* clock_mono() of the last sync */
	int64_t viewed;			/* … of the last crawl state */
	int64_t asked;			/* exchanges with an answer */
	int64_t put_off;		/* ids whose hosts asked to wait */
	int64_t *busy;			/* while queueing: ids that come last */
	size_t n_busy, cap_busy;
	struct mirror_ruled *ruled;	/* for the report */
	size_t n_ruled, cap_ruled;
	bool is_offline;		/* nothing is asked for: what is not in
					 * the archive waits for a fetch */
	int64_t missing;		/* … that many resources */
	bool is_accepting;		/* what comes is good: the user said so */
	bool is_stopped, disk_is_low;
	/* What a worker's callback could not return. */
	bool has_failed;
	struct err failure;
};

bool id_set_add(struct id_set *, int64_t id);	/* false: was in already */
bool id_set_remove(struct id_set *, int64_t id);	/* false: was not in */
void id_set_release(struct id_set *);

/* What the run has gathered; archive, catalog, workers and opts are others'. */
void run_end(struct run *);

/* As many pages may have a worker, or wait for one. */
size_t run_max_jobs(const struct run *);

/* Syncs the WARC, commits the catalog: what was kept is on disk, and is told
 * to the view. */
int run_sync(struct run *, struct err *) MUST_CHECK;

/* As much as a page may be after decoding, and an article's JSON, whose parts
 * article_from_json() bounds. */
#define RUN_PAYLOAD_MAX (64 << 20)

/*
 * Reads the article of a conversion, and its JSON. *found false: there is none
 * (no segment), or it cannot be read, which is told. The caller hands in a
 * zeroed *a, and releases it and *json in any case.
 */
int run_article(const struct run *, const struct locator *, struct article *a,
    struct buf *json, bool *found, struct err *) MUST_CHECK;

#endif
