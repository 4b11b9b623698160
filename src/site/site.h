/*
 * site.h: the offline copy: an index, the notes, the articles, the pictures.
 *
 * Built beside the old one and exchanged in one step; pages that are as they
 * were (memo.h) and pictures, named by SHA-256, are hard-linked between the
 * two.
 * 1. Reading it makes no network request: every page carries a CSP, and no
 *    attribute that loads anything points outside the folder.
 * 2. The same catalog and segments give byte-equal files: no build time, no
 *    random names.
 * 3. Page paths come from the URL and a short hash, never from the title.
 */
#ifndef SITE_SITE_H
#define SITE_SITE_H

#include "article/worker.h"
#include "base/err.h"
#include "site/ahead.h"
#include "store/archive.h"

struct site_opts {
	struct workers *workers;	/* for notes and SVG */
	const char *out;	/* folder to make; NULL: the archive's site/ */
	struct ahead *ahead;	/* pictures that lie ready; NULL: none */
	const struct snapshot *snapshot;	/* date and completeness */
};

/* Builds the site of the catalog's state. catalog is the archive's own or one
 * that manifest_load() filled. */
int site_build(struct archive *, struct catalog *, const struct site_opts *,
    struct err *) MUST_CHECK;

/* Date of the snapshot that the archive's copy shows, ms; 0: there is none. */
int64_t site_date(const struct archive *);

/* Appends the page's path relative to the site's root
 * ("articles/www.example.com/guide-1a2b3c4d.html"). */
void site_page_path(const char *url, struct buf *);

#endif
