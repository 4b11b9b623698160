/*
 * keep.h: what becomes of an answer: judged, extracted, made current or put
 * beside the good copy.
 */
#ifndef MIRROR_KEEP_H
#define MIRROR_KEEP_H

#include "base/err.h"
#include "mirror/run.h"

/* An answer of the web, or one that an interrupted run had stored. */
struct answer {
	const char *final_url;
	const struct capture *capture;	/* as indexed in the WARC */
	struct str head;		/* HTTP response head */
	struct str payload;		/* content-coding removed */
};

/* A whole 200-like answer for a resource. */
int keep_answer(struct run *, int64_t id, const struct answer *, struct err *)
    MUST_CHECK;

/* Nothing (new) was had. */
int keep_failure(struct run *, int64_t id, enum outcome, const char *reason,
    struct err *) MUST_CHECK;

/* 304: the current capture is confirmed. */
int keep_unchanged(struct run *, int64_t id, struct err *) MUST_CHECK;

#endif
