/*
 * manifest.h: the complete truth of one date: JSON lines in a zstd file.
 *
 * First line: {"type":"snapshot", format version, date, program, extractor,
 * complete, robots, segments with size and SHA-256}; then sorted typed lines:
 * note, file, reference, resource, image.  docs/archive-format.md has each
 * member.
 * 1. The manifest's rename is the sole commit point of a snapshot.
 * 2. Loading a manifest into an empty catalog gives back the state it was
 *    written from.
 */
#ifndef STORE_MANIFEST_H
#define STORE_MANIFEST_H

#include "base/err.h"
#include "store/archive.h"
#include "store/model.h"

#define MANIFEST_FORMAT 1

/*
 * Writes the catalog's present state as the manifest of snap->date (fsynced,
 * renamed), and adds the snapshot to the catalog. All segments are closed
 * already. The figures are counted here, whatever snap says. ERR_USAGE: there
 * is a snapshot of that date or a later one (see manifest_next_date()).
 */
int manifest_write(struct archive *, const struct snapshot *snap,
    struct err *) MUST_CHECK;

/* Writes the manifest of the newest snapshot again, from a catalog that has its
 * state; nothing else changes. */
int manifest_rewrite(const struct archive *, struct catalog *,
    const struct snapshot *, struct err *) MUST_CHECK;

/* The date for a snapshot made now: whole seconds, later than every other. */
int manifest_next_date(struct archive *, int64_t now, int64_t *date,
    struct err *) MUST_CHECK;

/* Who gets what a manifest says; NULL: nobody. */
struct manifest_sink {
	void *ctx;
	/* The snapshot before it; sha256 "" where that could not be read. */
	int (*before)(void *, const char *name, const char *sha256,
	    struct err *);
	/* Sets *id, which the locators of what follows then have. */
	int (*segment)(void *, const struct segment_row *, int64_t *id,
	    struct err *);
	int (*lost)(void *, const struct lost_row *, struct err *);
	int (*note)(void *, const struct note_row *, struct err *);
	int (*file)(void *, const struct file_row *, struct err *);
	int (*ref)(void *, const struct ref_row *, struct err *);
	int (*resource)(void *, const struct resource *, struct err *);
	int (*image)(void *, const struct image_row *, struct err *);
};

/* Reads all of it. ERR_STORE with the line that is broken. */
int manifest_read(const char *path, const struct manifest_sink *,
    struct err *) MUST_CHECK;

/* SHA-256 of its lines, as "zstdcat FILE | sha256sum" gives it: what the next
 * manifest says of this one. */
int manifest_hash(const char *path, char sha256[HASH_HEX], struct err *)
    MUST_CHECK;

/* Loads notes, files, references, resources and images of the manifest at
 * path into the catalog (whose own are dropped first). Segments are matched
 * by name. ERR_STORE with the line that is broken. */
int manifest_load(const char *path, struct catalog *, struct err *)
    MUST_CHECK;

/* The state of a date as a new private catalog, whose locators are good for
 * this archive. The caller closes it. */
int manifest_open(struct archive *, int64_t date, struct catalog **,
    struct err *) MUST_CHECK;

/* The line of one resource; its locators are good for this archive. *found
 * false: the snapshot does not know it. Reads the file up to that line. */
int manifest_find_resource(struct archive *, int64_t date, const char *url,
    struct resource *, bool *found, struct err *) MUST_CHECK;

/* Only the first line. ERR_USAGE, here as wherever a manifest is read: a later
 * version of kbmirror wrote it. */
int manifest_head(const char *path, struct snapshot *, struct err *)
    MUST_CHECK;

/* The segments that the first line lists, in order; id is their index. */
int manifest_each_segment(const char *path,
    int (*fn)(void *, const struct segment_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

#endif
