/*
 * verify.h: is the archive whole?
 *
 * 1. Nothing is changed; that is repair.h's.
 * 2. What a repair found to be lost and wrote into a manifest is no problem
 *    any more; records that it took are counted.
 */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include "base/err.h"
#include "store/archive.h"

enum verify_level {
	/* Manifests read whole, none is missing or another than it was; no
	 * segment is missing or of another size; each place that a manifest
	 * names is a record in the catalog; the catalog says what the newest
	 * manifest says. */
	VERIFY_PLAIN,
	/* Also each segment's SHA-256. */
	VERIFY_DATA,
	/* Also each record: inflated, and its digests computed; the catalog's
	 * captures compared with them. */
	VERIFY_DEEP,
};

struct verify_report {
	int64_t segments, records, manifests, problems;
	int64_t lost;		/* places in manifests that a repair knew */
};

struct verify_opts {
	enum verify_level level;
	/* Each problem, one sentence naming file and offset. */
	void (*problem)(void *ctx, const char *sentence);
	void *ctx;
};

/* ERR only when checking itself is impossible. */
int verify_archive(struct archive *, const struct verify_opts *,
    struct verify_report *, struct err *) MUST_CHECK;

/* Remakes catalog.sqlite from manifests and segments. */
int verify_rebuild(const char *root, struct err *) MUST_CHECK;

#endif
