/*
 * pack.h: one file made from a snapshot: kb-TIMESTAMP.tar.zst.
 *
 * 1. The same snapshot gives the same tar bytes: entries sorted bytewise,
 *    fixed times and owners, nothing from the clock.
 * 2. "tar -xf" gives one folder that is readable as it is.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "article/worker.h"
#include "base/err.h"
#include "store/archive.h"

enum pack_content { PACK_SITE, PACK_WARC, PACK_BOTH };

struct pack_opts {
	enum pack_content content;
	const char *out;	/* NULL: packs/kb-TIMESTAMP.tar.zst */
	int level;		/* 0: the default, 6 */
	struct workers *workers;
};

struct pack_result {
	char *path;
	int64_t bytes, entries;
	char tar_sha256[HASH_HEX];	/* of the uncompressed tar */
};
void pack_result_release(struct pack_result *);

/* Packs the snapshot of that date. */
int pack_write(struct archive *, const struct snapshot *,
    const struct pack_opts *, struct pack_result *, struct err *) MUST_CHECK;

#endif
