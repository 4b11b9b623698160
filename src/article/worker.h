/*
 * worker.h: processes behind a wall that parse what comes from the web.
 *
 * A worker is kbmirror re-executed with one socket and nothing else: no
 * network, no files (seccomp), memory and CPU limits.  It takes several jobs
 * one after the other and is restarted after a crash or many pages.
 * 1. Workers are started before libcurl is initialised.
 * 2. A job always ends: with an answer, or as OUTCOME_WORKER. One that killed
 *    its worker is not tried again, but for want of memory: then once, in a
 *    process with more, which pages of very many tags get at once. There is
 *    one such process at a time, for one job.
 * 3. The parent never blocks on a worker: all descriptors are non-blocking.
 * 4. Where the kernel has no system call filter, no worker runs at all.
 *
 *	main()				workers_new() ... workers_submit()
 *	  -> worker_main()  <-- frames --> workers_step() -> job_fn
 */
#ifndef ARTICLE_WORKER_H
#define ARTICLE_WORKER_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "article/article.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum job_kind {
	JOB_ARTICLE,	/* page bytes -> struct article */
	JOB_SANITISE,	/* HTML text -> canonical HTML (notes) */
	JOB_SVG,	/* SVG bytes -> clean SVG */
	JOB_MARKDOWN,	/* page bytes -> struct article, and it as Markdown */
	JOB_EXPLAIN,	/* page bytes -> struct article, and why (explain.h) */
	JOB_REQUISITES,	/* page bytes -> struct article, and lines of what a
			 * browser would load with it (requisites.h) */
};

struct job {
	enum job_kind kind;
	struct str url, content_type;
	int status;
	struct str body;	/* copied by workers_submit() */
	struct str last_modified;	/* when the answer says that the page
				 * changed (http_last_change()); empty: it does
				 * not say */
};

struct job_answer {
	bool ok;		/* false: error says why (worker crashed, timed
				 * out, refused) */
	const char *error;
	enum outcome outcome;	/* OUTCOME_WORKER when !ok */
	struct article *article;	/* JOB_ARTICLE, JOB_MARKDOWN,
				 * JOB_EXPLAIN, JOB_REQUISITES; checked; the
				 * callback may take its contents */
	struct str json;	/* of these: the article's JSON */
	struct str bytes;	/* of all but JOB_ARTICLE: as the worker wrote
				 * them, unchecked */
};

typedef void job_fn(void *ctx, const struct job_answer *);

struct workers;

/* A page's tree, its text and its answer: with the libraries' code 120 MB.
 * Pages that people read take up to 40 MB, 8 MB of prose less than this. */
#define WORKERS_MEMORY ((int64_t)104 << 20)
/* A standard or a manual on a single page: some million elements. */
#define WORKERS_ROOMY ((int64_t)448 << 20)
/* The worst honest page takes seconds on a slow machine. */
#define WORKERS_TIMEOUT_MS 30000

struct workers_opts {
	size_t n;		/* processes; 0: one per core */
	int64_t memory;		/* bytes each; 0: the default */
	int64_t roomy;		/* … of the one that tries again */
	int64_t timeout_ms;	/* per job; 0: the default */
	struct str rules;	/* a bundle (rules.h), copied; empty: none */
};

/* Starts the processes by re-executing /proc/self/exe with
 * WORKER_ARGUMENT. ERR_SYSTEM when that is impossible, ERR_ITEM when the rules
 * are too many. */
#define WORKER_ARGUMENT "--worker"
int workers_new(struct workers **, const struct workers_opts *,
    struct err *) MUST_CHECK;

/* Ends the processes; jobs that did not end are dropped without a call. */
void workers_free(struct workers *);

/*
 * Queues a job; fn is called from workers_step(), and may submit further
 * ones. ERR_ITEM: the body, URL or type is larger than a job may be (20 MB,
 * 64 KB, 4 KB); fn is not called then. ERR_SYSTEM as of workers_step().
 */
int workers_submit(struct workers *, const struct job *, job_fn *, void *ctx,
    struct err *) MUST_CHECK;

/* Jobs queued or running. */
size_t workers_busy(const struct workers *);

/* Processes. */
size_t workers_count(const struct workers *);

/* For the caller's poll(): fills at most max entries (workers_count() are
 * enough), returns how many; *timeout_ms is lowered to the next deadline (-1:
 * none yet). */
size_t workers_poll(const struct workers *, struct pollfd *, size_t max,
    int *timeout_ms);

/* Moves bytes, ends overdue jobs, restarts dead workers, calls callbacks.
 * ERR_SYSTEM: no worker can be started; the jobs left will not end. */
int workers_step(struct workers *, struct err *) MUST_CHECK;

/* Waits until something happens, then steps. */
int workers_wait(struct workers *, struct err *) MUST_CHECK;

/* Runs until all jobs are done: for commands without an event loop. */
int workers_drain(struct workers *, struct err *) MUST_CHECK;

/* What a worker does. ctx is for both. */
struct worker_ops {
	/* Before the wall is raised: what needs files, and the rules that the
	 * parent sent. May be NULL. */
	void (*warm_up)(void *ctx, struct str rules);
	/* For a job: appends to json and bytes, or fails. */
	int (*run)(void *ctx, const struct job *, struct buf *json,
	    struct buf *bytes, struct err *);
	void *ctx;
};

/*
 * A worker's life: limits, warm_up, wall, jobs. Does not return.
 * Call it before anything else in main().
 */
int worker_run(const struct worker_ops *);

/* worker_run() with kbmirror's own jobs (job.h), for WORKER_ARGUMENT. */
int worker_main(void);

#endif
