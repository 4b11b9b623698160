/*
 * ahead.h: pictures' files made while the crawl still waits for the network.
 *
 * The crawl has a picture's bytes in hand; the site wants them in a file named
 * by their digest.  They are written ahead into a folder of their own, from
 * where the site takes what it shows; the rest is removed.
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

/* Removes the folder. */
void ahead_free(struct ahead *);

/* A picture as the archive keeps it: digest of the capture, its media type, the
 * payload (copied). What cannot be written ahead is left out. */
void ahead_put(struct ahead *, const char *digest, const char *media,
    struct str payload);

/* Waits for all that was put; nothing is put afterwards. */
void ahead_end(struct ahead *);

/* Moves the asset (a path of the site) to where the site has it. False: it was
 * not written ahead. ahead may be NULL. */
bool ahead_take(struct ahead *, const char *asset, const char *to);

#endif
