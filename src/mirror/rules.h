/*
 * rules.h: what the archive has of a host's robots.txt.
 *
 * Each answer to it is captured like any other, a confirmation too: they say
 * when it was looked at, and a rebuilt catalog knows as much.
 */
#ifndef MIRROR_RULES_H
#define MIRROR_RULES_H

#include "crawl/recall.h"
#include "mirror/run.h"

/* As crawl_ops.recall. What cannot be read counts as not kept. */
int rules_recall(struct run *, const char *url, struct recall *, struct err *)
    MUST_CHECK;

/* The record with the newest whole answer's bytes; segment 0: none. */
int rules_locate(struct run *, const char *url, struct locator *,
    struct err *) MUST_CHECK;

/* Keeps for the report where it said no in this run. */
void rules_collect(struct run *);
void rules_free(struct mirror_ruled *, size_t n);

#endif
