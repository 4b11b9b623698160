/*
 * task.h: jobs on their way to a worker process, and those that wait for one.
 *
 * Only workers.c uses it.
 * 1. Who wants an ordinary process and who wants one with more memory wait in
 *    queues of their own; each queue keeps the order.
 */
#ifndef ARTICLE_TASK_H
#define ARTICLE_TASK_H

#include <stdbool.h>

#include "article/worker.h"

struct task {
	struct buf frame;	/* as it is sent */
	enum job_kind kind;
	bool is_hungry;		/* wants a process with more memory */
	job_fn *fn;
	void *ctx;
	struct task *next;	/* in its queue */
};

/* A copy of the job, hungry if its page has very many tags. ERR_ITEM as of
 * workers_submit(). */
int task_new(struct task **, const struct job *, job_fn *, void *ctx,
    struct err *) MUST_CHECK;
void task_free(struct task *);

/* Numbers the frame, so that an answer too many is not taken for the next
 * one's. */
void task_stamp(struct task *, size_t serial);

struct task_queue {
	struct {
		struct task *first, **last;
	} of[2];		/* by is_hungry */
};

/* The queue must not be moved from then on. */
void task_queue_init(struct task_queue *);

/* Frees what waits. */
void task_queue_release(struct task_queue *);

/* Takes the task. */
void task_queue_give(struct task_queue *, struct task *);

bool task_queue_has(const struct task_queue *, bool is_hungry);

/* The one that waits longest, for the caller to free. NULL: none. */
struct task *task_queue_take(struct task_queue *, bool is_hungry);

#endif
