/*
 * errand.h: one job sent to a worker, whose answer is waited for.
 *
 *	struct errand e;
 *	errand_start(b, &e, JOB_SANITISE, html, err);
 *	... start others ...
 *	errand_wait(b, &e, err);
 *	if (e.ok) use(e.bytes);
 *	errand_release(&e);
 *
 * 1. Answers are only stored while the workers run; nothing else happens
 *    inside their callbacks, so that waits may nest.
 */
#ifndef SITE_ERRAND_H
#define SITE_ERRAND_H

#include "site/build.h"

struct errand {
	bool is_done, is_ok;
	struct buf bytes;
};

/* Without workers the errand is done at once, and not ok. */
int errand_start(struct build *, struct errand *, enum job_kind, struct str,
    struct err *) MUST_CHECK;
int errand_wait(struct build *, struct errand *, struct err *) MUST_CHECK;
/* Only after errand_wait(), or when the workers are gone. */
void errand_release(struct errand *);

#endif
