/*
 * job.h: what a worker does for each kind of job.  Pure; runs behind the wall.
 */
#ifndef ARTICLE_JOB_H
#define ARTICLE_JOB_H

#include "article/worker.h"

/* For worker_ops; rules is a struct rules. ERR_ITEM: the page cannot be parsed
 * within bounds. */
int job_do(void *rules, const struct job *, struct buf *json,
    struct buf *bytes, struct err *) MUST_CHECK;

/* Uses converters and tables that libraries load from files on first use:
 * behind the wall it would be too late. Reads the bundle into the rules. */
void job_warm_up(void *rules, struct str bundle);

#endif
