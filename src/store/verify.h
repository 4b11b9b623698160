/*
 * verify.h: is the archive whole, and can it be made whole again?
 */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include "base/err.h"
#include "store/archive.h"

struct verify_report {
	int64_t segments, records, manifests, problems;
};

struct verify_opts {
	bool deep;	/* inflate and rehash every payload */
	/* Each problem, one sentence naming file and offset. */
	void (*problem)(void *ctx, const char *sentence);
	void *ctx;
};

/* Checks manifests against segments (size, SHA-256), every locator against a
 * readable record, the catalog against a rebuilt one. ERR only when checking
 * itself is impossible. */
int verify_archive(struct archive *, const struct verify_opts *,
    struct verify_report *, struct err *) MUST_CHECK;

/* Remakes catalog.sqlite from manifests and segments. */
int verify_rebuild(const char *root, struct err *) MUST_CHECK;

#endif
