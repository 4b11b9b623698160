/*
 * tarball.h: a tar (pax, restricted) written through zstd into a file.
 *
 * libarchive frames the tar; the zstd stream is our own, for its checksum and
 * its window, and so that the digest of the tar itself is known.
 * 1. The file appears under its name only when it is complete and on disk.
 * 2. Equal names, bytes and mtime give an equal tar: owner 0, mode 0644 or
 *    0755, no other times, no attributes, regular files and folders only.
 * 3. The window is at most 2^27 bytes: more than that zstd -d and libarchive
 *    refuse without being asked.
 */
#ifndef PACK_TARBALL_H
#define PACK_TARBALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

struct tarball;

struct tarball_opts {
	const char *path;
	int level;		/* of zstd, 1..19 */
	int64_t mtime_s;	/* of every entry */
	bool has_twins;		/* the same bytes come again far apart: look
				 * back as far as a reader may be asked to */
};

/* LC_CTYPE must be a UTF-8 locale: libarchive fails on names otherwise
 * (ERR_SYSTEM). */
int tarball_new(struct tarball **, const struct tarball_opts *, struct err *)
    MUST_CHECK;

/* A name that ends with '/' is a folder. */
int tarball_add_folder(struct tarball *, const char *name, struct err *)
    MUST_CHECK;
int tarball_add_bytes(struct tarball *, const char *name, struct str,
    struct err *) MUST_CHECK;
int tarball_add_file(struct tarball *, const char *name, const char *from,
    struct err *) MUST_CHECK;

struct tarball_result {
	int64_t bytes;			/* of the file */
	char tar_sha256[HASH_HEX];	/* of the uncompressed tar */
};

/* Ends the tar, syncs and renames the file. */
int tarball_finish(struct tarball *, struct tarball_result *, struct err *)
    MUST_CHECK;

/* Removes what was not finished. */
void tarball_free(struct tarball *);

#endif
