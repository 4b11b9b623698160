/*
 * process.h: one worker process as its parent sees it.
 *
 * 1. The child gets /dev/null as descriptors 0 to 2, its end of a socket as
 *    PROCESS_SOCKET, nothing else, and no environment: no secret is in it.
 * 2. It has its own process group: an interrupt typed at the terminal reaches
 *    kbmirror alone, which then ends its workers in order.
 */
#ifndef ARTICLE_PROCESS_H
#define ARTICLE_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

#define PROCESS_SOCKET 3

struct process {
	pid_t pid;	/* 0: none */
	int fd;		/* our end, non-blocking, close-on-exec; -1: none */
};

#define PROCESS_NONE { 0, -1 }

/* Executes this very program again with one argument. */
int process_start(struct process *, const char *argument, struct err *)
    MUST_CHECK;

/* Kills and reaps it. Returns its wait status. */
int process_end(struct process *);

/* Did it end with that wait status because no memory was left to it? */
bool process_lacked_memory(int status);

/* Why a process with that wait status is no more, in words. */
void process_reason(int status, int64_t memory, char *out, size_t size);

/* Its resident memory in bytes, 0 when unknown. */
int64_t process_memory(const struct process *);

#endif
