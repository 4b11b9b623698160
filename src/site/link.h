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

struct link_page {
	const char *path;	/* of the page that is written */
	const struct resource *r;	/* whose article it is */
	int64_t number;		/* of its page: 1, or a further one, whose ids
				 * get a prefix */
};

/* Appends an article's HTML. */
int link_article(struct build *, const struct link_page *, struct str html,
    struct buf *, struct err *) MUST_CHECK;

/* Appends a note's HTML for the page at path. */
int link_note(struct build *, const char *path, const struct note_row *,
    struct str html, struct buf *, struct err *) MUST_CHECK;

#endif
