/*
 * chore.h: one job sent to a worker, whose answer is waited for.
 *
 *	struct chore e;
 *	chore_start(b, &e, JOB_SANITISE, html, err);
 *	... start others ...
 *	chore_wait(b, &e, err);
 *	if (e.ok) use(e.bytes);
 *	chore_release(&e);
 *
 * 1. Answers are only stored while the workers run; nothing else happens
 *    inside their callbacks, so that waits may nest.
 */
#ifndef SITE_CHORE_H
#define SITE_CHORE_H

#include "site/build.h"

struct chore {
	bool is_done, is_ok;
	struct buf bytes;
};

/* Without workers the chore is done at once, and not ok. */
int chore_start(struct build *, struct chore *, enum job_kind, struct str,
    struct err *) MUST_CHECK;
int chore_wait(struct build *, struct chore *, struct err *) MUST_CHECK;
/* Only after chore_wait(), or when the workers are gone. */
void chore_release(struct chore *);

#endif
