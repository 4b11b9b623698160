/*
 * wall.h: what a worker may not do, whatever the page made it become.
 *
 * Limits first, then everything that still has to open a file, then the wall:
 * from there on the process has memory, the descriptors that are open, and a
 * clock.
 * 1. No call that opens, creates, connects, forks, executes, traces or signals
 *    another process survives: the kernel kills the process (SIGSYS).
 * 2. No memory can be made executable, and none is shared.
 * 3. Neither step can be undone.
 */
#ifndef ARTICLE_WALL_H
#define ARTICLE_WALL_H

#include <stdint.h>

#include "base/err.h"

/* Exit code of a process that ran out of its memory; mem_alloc() uses it. */
#define WALL_EXIT_MEMORY 4

/*
 * Resource limits (memory in bytes: heap and anonymous mappings), no core
 * dump, no new privileges, death with the parent. Installs handlers that turn
 * a crash for want of memory into WALL_EXIT_MEMORY.
 */
int wall_limit(int64_t memory, struct err *) MUST_CHECK;

/* Raises the seccomp filter. ERR_SYSTEM when the kernel has none: then no
 * page from the web may be parsed. */
int wall_raise(struct err *) MUST_CHECK;

#endif
