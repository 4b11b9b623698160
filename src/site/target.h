/*
 * target.h: what a URL means inside the archive.
 */
#ifndef SITE_TARGET_H
#define SITE_TARGET_H

#include "site/build.h"

struct target {
	bool is_found;
	bool has_page;		/* the offline copy has a page for it */
	struct resource r;	/* the group's leader, when found */
};

/* The resource of a URL (text, with or without fragment). */
int target_find(struct build *, struct str url, struct target *,
    struct err *) MUST_CHECK;

/* The resource of a key. */
int target_of_key(struct build *, const char *key, struct target *,
    struct err *) MUST_CHECK;

/* Does a note cite this resource, by itself or by an alias? */
int target_is_cited(struct build *, const struct resource *, bool *,
    struct err *) MUST_CHECK;

void target_release(struct target *);

#endif
