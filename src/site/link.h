/*
 * link.h: canonical HTML with its links and pictures turned to what the
 * offline copy has.
 *
 * A link to what is kept leads to its page here and carries the original
 * address and the date of the copy (data-originalurl, data-versiondate: Robust
 * Links); another one leads out and is marked so.  A picture is a file of the
 * copy, or a visible box that says what is missing and why.
 * 1. No attribute that loads anything leads out of the copy.
 */
#ifndef SITE_LINK_H
#define SITE_LINK_H

#include "site/build.h"

/* Appends an article's HTML for the page at path. */
int link_article(struct build *, const char *path, const struct resource *,
    struct str html, struct buf *, struct err *) MUST_CHECK;

/* Appends a note's HTML for the page at path. */
int link_note(struct build *, const char *path, const struct note_row *,
    struct str html, struct buf *, struct err *) MUST_CHECK;

/* What stands for a picture that cannot be shown. No links inside: it may
 * stand in one. alt and url may be empty. */
void link_missing(struct buf *, struct str alt, struct str url,
    const char *why);

/* Appends a sentence: why this resource is not here. */
void link_reason(const struct resource *, struct buf *);

#endif
