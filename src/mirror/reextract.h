/*
 * reextract.h: the present extractor over captures that the archive has.
 *
 * Nothing is asked for.  What it finds becomes a further conversion record of
 * the same capture and counts from this run's snapshot on; earlier snapshots
 * keep theirs.
 * 1. A page in which it finds less (judge.h) keeps its old conversion.
 * 2. Pictures and further pages that are wanted now are taken from captures of
 *    their address; what is missing is due in the next fetch.
 */
#ifndef MIRROR_REEXTRACT_H
#define MIRROR_REEXTRACT_H

#include <stdbool.h>
#include <stdint.h>

#include "article/worker.h"
#include "base/err.h"
#include "mirror/mirror.h"
#include "store/archive.h"

enum reextract_end {
	REEXTRACT_SAME,		/* the same article as before */
	REEXTRACT_CHANGED,	/* another one */
	REEXTRACT_FOUND,	/* one where there was none */
	REEXTRACT_KEPT,		/* the old one is better: reason */
	REEXTRACT_NONE,		/* none, as before */
};

/* What came of one page. */
struct reextract_page {
	const char *url;
	enum reextract_end end;
	const char *reason;
	int64_t words_before, words;
	int64_t missing;	/* pictures that the archive does not have */
};

struct reextract_opts {
	/* Addresses, hosts or patterns; none: every page. */
	const char *const *which;
	size_t n_which;
	bool all;		/* also what this version looked at already */
	bool lost;		/* only articles that a repair found lost */
	bool dry_run;
	int64_t max_pages;	/* as in mirror_opts */
	struct mirror_view *view;
	void (*told)(void *ctx, const struct reextract_page *);
	void *ctx;
};

struct reextract_report {
	struct snapshot snapshot;	/* date 0: there was nothing to do */
	int64_t ended[REEXTRACT_NONE + 1];
	int64_t pages;		/* sum of these */
	int64_t missing;	/* resources that the next fetch asks for */
	bool was_interrupted;
};

/* The archive is open for writing, for a dry run for reading. ERR_ABSENT: one
 * of which fits no page. */
int reextract_run(struct archive *, struct workers *,
    const struct reextract_opts *, struct reextract_report *,
    struct err *) MUST_CHECK;
void reextract_release(struct reextract_report *);

/* How many pages an older version extracted. */
int reextract_count(struct archive *, int64_t *n, struct err *) MUST_CHECK;

#endif
