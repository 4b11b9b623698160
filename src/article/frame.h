/*
 * frame.h: what goes over the socket between kbmirror and a worker.
 *
 * A frame is a fixed head and at most four parts, whose lengths stand in the
 * head.  Both ends are the same program on the same machine, so numbers are in
 * its own byte order.  Only worker.c, workers.c, task.c and process.c use it.
 * 1. frame_check() comes before any allocation: a head that asks for more
 *    than its kind may have is refused.
 *
 *	parent		worker
 *	HELLO (rules)	READY, or REFUSED (message) when the wall fails
 *	JOB (url, content type, body,	DONE (json, bytes), or FAILED (message)
 *	    last modified)
 */
#ifndef ARTICLE_FRAME_H
#define ARTICLE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

#define FRAME_PARTS 4

/* The longest URL that browsers and servers still pass on. */
#define FRAME_MAX_URL (64 << 10)
/* A Content-Type with all its parameters. */
#define FRAME_MAX_TYPE (4 << 10)
/* A date with much air. */
#define FRAME_MAX_DATE 256
/* The crawler's own limit for a decoded page. */
#define FRAME_MAX_BODY (20 << 20)
/* An article holds its page twice (HTML, text) in JSON's escapes. */
#define FRAME_MAX_ANSWER (64 << 20)
/* As RULES_MAX_BUNDLE: the site rules of a run. */
#define FRAME_MAX_RULES (8 << 20)
/* struct err's message. */
#define FRAME_MAX_MESSAGE 512

enum frame_kind {
	FRAME_HELLO = 1,	/* value: memory limit in MB */
	FRAME_READY,
	FRAME_REFUSED,
	FRAME_JOB,		/* job: enum job_kind, value: HTTP status */
	FRAME_DONE,
	FRAME_FAILED,
	FRAME_COUNT
};

struct frame_head {
	uint32_t magic;
	uint32_t kind;
	uint32_t job;
	uint32_t value;
	uint32_t serial;	/* of a job in its process; its answer's too */
	uint32_t len[FRAME_PARTS];
};

/* A head of that kind with the parts' lengths. Parts may be NULL: none. */
struct frame_head frame_make(enum frame_kind, const struct str *parts);

/* Is it a frame of a known kind within its limits? */
bool frame_check(const struct frame_head *);

/* Bytes of all parts. */
size_t frame_len(const struct frame_head *);

/* Part i of the bytes that followed a checked head; borrowed. */
struct str frame_part(const struct frame_head *, const char *bytes, size_t i);

/* Appends head and parts. */
void frame_put(struct buf *, const struct frame_head *,
    const struct str *parts);

/* For the worker: both block until all is moved. False at the end of the
 * stream, on an error, or when the frame is not valid. */
bool frame_receive(int fd, struct frame_head *, struct buf *bytes);
bool frame_send(int fd, const struct frame_head *, const struct str *parts);

#endif
