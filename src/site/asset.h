/*
 * asset.h: pictures and documents as files of the offline copy.
 *
 * 1. Named by the SHA-256 of the payload as it was received; the same bytes
 *    are one file, hard-linked from the earlier site where they are there.
 * 2. No file gets an extension under which a browser would run it: HTML, XML
 *    and scripts become .txt, what is unknown .bin, SVG is rebuilt by a
 *    worker.
 */
#ifndef SITE_ASSET_H
#define SITE_ASSET_H

#include "site/build.h"

/* "assets/ab/" + 64 digits + '.' + extension. */
#define ASSET_PATH 96

struct asset {
	const char *digest, *media;	/* of the payload */
	struct locator at;
	char path[ASSET_PATH];	/* out: relative to the root, "": none */
	const char *why;	/* out: why there is none; static */
};

/* Can browsers show this media type with <img>? */
bool asset_is_picture(const char *media);

/* Is it text that may be shown as such? */
bool asset_is_text(const char *media);

/* A picture that needs no cleaning, and whose bytes are one? */
bool asset_is_plain(const char *media, struct str bytes);

/* The path of what has this digest and type; false: it has no digest. */
bool asset_name(const char *digest, const char *media, char path[ASSET_PATH]);

/* Makes the file, if it is not there yet. What cannot be had is no error. */
int asset_keep(struct build *, struct asset *, struct err *) MUST_CHECK;

/* As asset_keep() for a resource's current capture. */
int asset_of(struct build *, const struct resource *, struct asset *,
    struct err *) MUST_CHECK;

#endif
