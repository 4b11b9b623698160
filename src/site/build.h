/*
 * build.h: what all parts of one site_build() share.
 */
#ifndef SITE_BUILD_H
#define SITE_BUILD_H

#include "article/worker.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "site/ahead.h"
#include "store/archive.h"

/* Bytes of one page: an article is at most 64 MB of JSON. */
#define BUILD_PAGE_MAX ((size_t)160 << 20)
/* Bytes of one payload taken into memory: the largest resource that the
 * crawler keeps is smaller. */
#define BUILD_PAYLOAD_MAX ((size_t)256 << 20)

struct memo;
struct memo_page;

/* What the index says of a note, in the order of notes. */
struct build_note {
	uint32_t n, n_kept;
	bool is_same;
};

struct build {
	struct archive *archive;
	struct catalog *catalog;
	struct workers *workers;	/* NULL: notes as their source */
	const struct snapshot *snapshot;
	char *out;		/* folder that is being made */
	char *old;		/* earlier site, to take pictures from; may be
				 * missing */
	struct ahead *ahead;	/* pictures that lie ready; NULL: none */
	struct writer *writer;	/* of pages */
	int64_t mtime;		/* of pages that are made, ms */
	struct memo *memo;	/* NULL: everything is made */
	struct memo_page *page;	/* that is being made, or NULL */
	struct build_note *notes;
	size_t n_notes, cap_notes;
};

/* Writes the file at path, relative to the site's root. */
int build_write(struct build *, const char *path, const struct buf *,
    struct err *) MUST_CHECK;

/* The same for b->page, or any other page, behind the caller's back: it is
 * there when the build ends. Takes the bytes. */
int build_write_page(struct build *, const char *path, struct buf *,
    struct err *) MUST_CHECK;

/* The bytes at a place of the archive. ERR_ITEM: they cannot be had. */
int build_load(struct build *, const struct locator *, struct buf *,
    struct err *) MUST_CHECK;

#endif
