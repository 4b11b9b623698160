/*
 * index.h: the first page: every note and what it cites.
 *
 * Written as a stream: memory does not grow with the number of references.
 * Everything on it works without its one script, which only filters rows.
 */
#ifndef SITE_INDEX_H
#define SITE_INDEX_H

#include "site/build.h"

int index_write(struct build *, struct err *) MUST_CHECK;

/* Date of the snapshot that a copy's first page names, ms; 0: it names none. */
int64_t index_date(const char *folder);

#endif
