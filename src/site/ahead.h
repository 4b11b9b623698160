/*
 * ahead.h: pictures' files made while the crawl still waits for the network.
 *
 * The crawl has a picture's bytes in hand; the site wants them in a file named
 * by their digest.  They are written ahead into a folder that becomes the new
 * site's folder of assets; what the site does not show is removed from it.
 * 1. The same files as without: only pictures that need no cleaning.
 * 2. Optional: what is not there ahead is made from the archive.
 */
#ifndef SITE_AHEAD_H
#define SITE_AHEAD_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct ahead;

/* dir is made, and belongs to it: what lies there goes. */
int ahead_new(struct ahead **, const char *dir, struct err *) MUST_CHECK;

/* Removes the folder, if it was not placed. */
void ahead_free(struct ahead *);

/* A picture as the archive keeps it: digest of the capture, its media type, the
 * payload (copied). What cannot be written ahead is left out. */
void ahead_put(struct ahead *, const char *digest, const char *media,
    struct str payload);

/* Waits for all that was put, and moves the folder to the new site at root,
 * which has no assets yet. Nothing is put afterwards. May be NULL. */
void ahead_place(struct ahead *, const char *root);

/* Is this asset (a path of the site) in its place? The site then shows it.
 * ahead may be NULL: no. */
bool ahead_use(struct ahead *, const char *asset);

/* Removes what was not used. ahead may be NULL. */
int ahead_prune(struct ahead *, struct err *) MUST_CHECK;

#endif
