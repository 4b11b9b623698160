/*
 * archive.h: an archive folder: its layout, its lock, its recovery.
 *
 * 1. One writer at a time: archive_open() for writing takes the lock (lock.h).
 * 2. Opening for writing first mends what a crash left: a segment "*.open" is
 *    cut at its last whole record and closed; temporary files go; a catalog
 *    that is missing, damaged or marked dirty is rebuilt.
 * 3. A closed segment is never written again.
 * 4. Opening for reading changes nothing: where the catalog on disk will not
 *    do (2), a private temporary one is made, of all that can be read. Opening
 *    for writing fails where a manifest that it needs cannot.
 */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include <stdbool.h>

#include "base/err.h"
#include "store/catalog.h"

enum archive_mode { ARCHIVE_READ, ARCHIVE_WRITE };

struct archive {
	char *root;
	enum archive_mode mode;
	struct catalog *catalog;
	bool knows_more;	/* the catalog has a newer snapshot than any
				 * that is there */
	int lock_fd;
	char *site, *warc, *snapshots, *packs, *tmp;	/* folder paths */
	char *index;	/* the catalog's file */
	char *sums;	/* the file with what the pages of site/ came from */
};

/*
 * Opens the archive at root; ARCHIVE_WRITE creates it when root is missing,
 * empty, or holds nothing but README.md and .gitignore. ERR_USAGE: not an
 * archive; ERR_LOCKED: who holds it, since when; ERR_STORE: damaged.
 */
int archive_open(struct archive **, const char *root, enum archive_mode,
    struct err *) MUST_CHECK;
void archive_close(struct archive *);

/* As archive_open() for writing, of one that is there, without its catalog:
 * for what makes that anew. */
int archive_open_bare(struct archive **, const char *root, struct err *)
    MUST_CHECK;

/* Sets *found: is there an archive?  It may lack what can be remade. */
int archive_find(const struct archive *, bool *found, struct err *) MUST_CHECK;

#define ARCHIVE_MANIFEST_EXT ".jsonl.zst"
/* Does a file of this name in snapshots/ belong there? Others may lie beside
 * the manifests. */
bool archive_is_manifest_name(const char *name);
/* Path of a manifest: snapshots/2026-11-22T074300Z.jsonl.zst; caller frees. */
char *archive_manifest_path(const struct archive *, int64_t date);

#endif
