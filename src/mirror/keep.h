/*
 * keep.h: what becomes of an answer: judged, extracted, made current or put
 * beside the good copy.
 */
#ifndef MIRROR_KEEP_H
#define MIRROR_KEEP_H

#include "article/article.h"
#include "base/err.h"
#include "mirror/run.h"

/* An answer of the web, or one that an interrupted run had stored. */
struct answer {
	const char *final_url;
	const struct capture *capture;	/* as indexed in the WARC */
	struct str head;		/* HTTP response head */
	struct str payload;		/* content-coding removed */
};

/* Puts into found what an article says of its page. */
void keep_note_article(struct resource *found, const struct article *);

/* Moves into r all that found says of the capture's article. */
void keep_adopt_article(struct resource *r, struct resource *found);

/* A whole 200-like answer for a resource. */
int keep_answer(struct run *, int64_t id, const struct answer *, struct err *)
    MUST_CHECK;

/* What was held for a probe: why it must not become current, NULL: it does. */
int keep_held(struct run *, int64_t id, struct resource *found,
    const char *why, struct err *) MUST_CHECK;

/* Nothing (new) was had. */
int keep_failure(struct run *, int64_t id, enum outcome, const char *reason,
    struct err *) MUST_CHECK;

/* 304: the current capture is confirmed. */
int keep_unchanged(struct run *, int64_t id, struct err *) MUST_CHECK;

#endif
