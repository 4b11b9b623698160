/*
 * target.h: what a URL means inside the archive.
 */
#ifndef SITE_TARGET_H
#define SITE_TARGET_H

#include "site/build.h"

struct target {
	bool is_found;
	struct resource r;	/* the group's leader, when found */
};

/* The resource of a URL (text, with or without fragment). */
int target_find(struct build *, struct str url, struct target *,
    struct err *) MUST_CHECK;

/* The resource of a key. */
int target_of_key(struct build *, const char *key, struct target *,
    struct err *) MUST_CHECK;

/* Has the offline copy a page for this resource: does a note cite it, by
 * itself or by an alias? */
int target_has_page(struct build *, const struct resource *, bool *,
    struct err *) MUST_CHECK;

void target_release(struct target *);

#endif
