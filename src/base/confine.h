/*
 * confine.h: gives up the right to files that the process will not need, for
 * good (Linux's Landlock).
 *
 * 1. What is open stays usable; the rights are about opening, making, renaming
 *    and removing from then on, by this thread and all that it starts.
 * 2. A path stands for the folder or file that it leads to now, with all that
 *    lies below.
 * 3. Running programs and connecting sockets is not restricted.
 */
#ifndef BASE_CONFINE_H
#define BASE_CONFINE_H

#include <stdbool.h>

#include "base/err.h"

enum confine_right {
	CONFINE_READ,
	CONFINE_WRITE,		/* and read */
};

struct confine {
	int fd;			/* -1: this kernel cannot confine */
};

/* ERR_SYSTEM when the kernel fails; that it cannot confine is no error. */
int confine_begin(struct confine *, struct err *) MUST_CHECK;
void confine_release(struct confine *);

/* NULL, and a path that is missing, are passed over. */
int confine_allow(struct confine *, const char *path, enum confine_right,
    struct err *) MUST_CHECK;

/* From here on only what was allowed. *is_confined false: nothing changed. */
int confine_enter(struct confine *, bool *is_confined, struct err *)
    MUST_CHECK;

#endif
