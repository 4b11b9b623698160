/*
 * eta.h: how long a run still takes, from how it went so far.
 *
 * What is left is what waits and what is still to be found: pages bring their
 * pictures with them, as many as those seen so far did on average. It takes as
 * long as at the rate of the last half minute, and no less than the host that
 * takes longest (crawl/estimate.h). Where too little ends for a rate, that host
 * alone tells.
 * 1. Pure: the same figures give the same answer.
 */
#ifndef CMD_ETA_H
#define CMD_ETA_H

#include <stdbool.h>
#include <stdint.h>

#include "mirror/mirror.h"

struct eta {
	int64_t at;		/* of the last figures, ms; 0: none yet */
	int64_t begun;
	int64_t finished;	/* then */
	double rate;		/* ends a ms, smoothed */
	double ms;		/* < 0: not known yet */
};

void eta_init(struct eta *);

/* Takes in the figures as of now (monotonic ms; at most twice a second), and
 * returns what is left in ms, -1 unknown. */
int64_t eta_update(struct eta *, const struct mirror_progress *, int64_t now);

/* Pictures that pages still to come will bring. */
int64_t eta_unseen(const struct mirror_progress *);

#endif
