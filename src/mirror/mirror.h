/*
 * mirror.h: the conductor: drives references through crawl, extraction and
 * store into a snapshot and an offline copy.
 *
 * 1. A good copy stays current until a complete capture of a kept class
 *    replaces it; everything else is recorded beside it.
 * 2. Resources that a run does not look at are carried forward.
 * 3. What was reported as kept is on disk.
 */
#ifndef MIRROR_MIRROR_H
#define MIRROR_MIRROR_H

#include <stdbool.h>
#include <stdint.h>

#include "article/worker.h"
#include "base/err.h"
#include "base/opts.h"
#include "crawl/crawl.h"
#include "store/archive.h"
#include "store/model.h"

struct mirror_host_opts {
	bool has_requisites;	/* requisites is set */
	bool requisites;
};

struct mirror_opts {
	const char *const *sources;	/* notes, folders, URLs, "-" */
	size_t n_sources;		/* 0: what the archive remembers */
	struct opt_list include, exclude;	/* patterns on the URL */
	bool refresh;		/* revalidate everything */
	bool retry_failed;	/* only what failed */
	bool dry_run;
	bool requisites;	/* all that a browser would load, too … */
	/* … but where a host says otherwise: for those of crawl.net.hosts. */
	const struct mirror_host_opts *hosts;
	bool confine;		/* to the archive, for good (confined.h) */
	int64_t max_age_ms;
	int64_t budget_ms;	/* after so long nothing new is begun; what is
				 * in danger comes first (order.h); 0: all */
	int64_t max_pages;	/* of one article, all in all */
	int64_t min_free;	/* bytes that stay free on the disk */
	struct crawl_opts crawl;
	/* Progress: called at least each 200 ms while fetching. Returns 1 to
	 * end the run early. */
	struct mirror_view *view;
};

/* What the references of a run are, before anything is fetched. */
struct mirror_plan {
	int64_t notes, refs, pages, images, local, other, hosts;
	int64_t left_out;	/* of the notes that are sources: unreadable */
	int64_t due;		/* resources that will be asked for */
	int64_t looks;		/* kept pages that the run looks through for
				 * what they need; that comes on top */
	int64_t bytes_guess;
	struct estimate_sum ask;	/* what that makes, host by host */
	const struct estimate *slow;	/* longest first; a dry run has all,
					 * else the first few */
	size_t n_slow;
};

/* What happened, as it happens. */
struct mirror_progress {
	struct crawl_state crawl;
	int64_t due, finished, kept, failed;
	int64_t pages, pages_done;	/* of due and finished */
	int64_t images, images_done;
	int64_t images_found;	/* of images: by pages of this run */
	int64_t started;	/* clock_mono() */
};

struct mirror_view {
	void (*plan)(void *ctx, const struct mirror_plan *);
	/* 1: stop. */
	int (*turn)(void *ctx, const struct mirror_progress *);
	/* A resource ended and its capture is on disk; r is its state. */
	void (*ended)(void *ctx, const struct resource *r, bool was_kept);
	void (*stage)(void *ctx, const char *what);	/* "writing the site" */
	void *ctx;
};

/* A host whose robots.txt said no: to so many addresses, and what was done. */
struct mirror_ruled {
	char *host;
	enum crawl_robots policy;
	int64_t refused, overridden, unknown;	/* as in crawl_ruled */
};

struct mirror_report {
	struct snapshot snapshot;
	struct catalog_counts counts;
	int64_t older;		/* pages that an older version extracted */
	int64_t asked;		/* exchanges */
	int64_t bytes;		/* received */
	int64_t left_out;	/* as in mirror_plan */
	int64_t left;		/* due, and not asked for any more */
	bool is_spent;		/* … because the budget was */
	int64_t put_off;	/* … of left: because their hosts asked to
				 * wait for longer than a run */
	struct mirror_ruled *ruled;	/* most addresses first */
	size_t n_ruled;
	bool was_interrupted;
	bool disk_is_low;
	bool is_offline;	/* the network was down for too long */
};

/* The whole way. The archive is open for writing; for a dry run, for reading,
 * or NULL when there is none yet. */
int mirror_fetch(struct archive *, struct workers *, const struct mirror_opts *,
    struct mirror_report *, struct err *) MUST_CHECK;
void mirror_report_release(struct mirror_report *);

/* Forgets resources by URL as cited; commits a snapshot. *n: how many were
 * known. Without workers it only counts them. */
int mirror_forget(struct archive *, struct workers *, const char *const *urls,
    size_t n_urls, size_t *n, struct err *) MUST_CHECK;

struct mirror_accept_opts {
	char *const *keys;	/* of resources that stand for themselves */
	size_t n_keys;
	int64_t max_pages;	/* as in mirror_opts */
};

/* What these addresses showed last, and was held back as suspect, is right: it
 * becomes current. Nothing is asked for. *n: of how many; commits a snapshot
 * unless it is 0. Without workers it only counts them. */
int mirror_accept(struct archive *, struct workers *,
    const struct mirror_accept_opts *, size_t *n, struct err *) MUST_CHECK;

/* Builds site/ from the catalog's state, for the newest snapshot. */
int mirror_build_site(struct archive *, struct workers *, struct err *)
    MUST_CHECK;
/* The same, if a run ended between the newest snapshot and its site/, which
 * then shows another one. */
int mirror_mend_site(struct archive *, struct workers *, struct err *)
    MUST_CHECK;

#endif
