/*
 * line.h: the progress line of a terminal, as wide as that allows.
 */
#ifndef CMD_LINE_H
#define CMD_LINE_H

#include "base/buf.h"
#include "mirror/mirror.h"

struct line_facts {
	const char *verb;	/* "fetching" */
	double rate;		/* bytes a second */
	int64_t eta_ms;		/* -1: unknown */
};

/*
 * Appends one line of at most width columns, without a newline. Where that is
 * little, what says least is left out: the slowest hosts, the bar, the rate,
 * bytes, pictures.
 */
void line_draw(struct buf *, const struct mirror_progress *,
    const struct line_facts *, size_t width);

/* "3:21", "1:02:03". */
void line_time(struct buf *, int64_t ms);

/* "ETA 3:21", or nothing. */
void line_eta(struct buf *, int64_t ms);

#endif
