/*
 * facts.h: what pages can show of each resource, note and local file, as one
 * number each: whether a page is as it was is told from them alone.
 *
 * 1. A fact covers the row, who cites it, the list of its pictures and which
 *    page goes on at it; it does not depend on the order or the numbers of
 *    rows, nor on dates that no page shows.
 * 2. What is not in the catalog has the fact 0: that something appears is a
 *    change as well.
 */
#ifndef SITE_FACTS_H
#define SITE_FACTS_H

#include <stdint.h>

#include "base/err.h"
#include "store/catalog.h"

enum fact_kind { FACT_RESOURCE = 'r', FACT_NOTE = 'n', FACT_FILE = 'f' };

struct facts;

/* Goes through all of the catalog: 24 bytes for each row with a key. */
int facts_new(struct facts **, struct catalog *, struct err *) MUST_CHECK;
void facts_free(struct facts *);

/* The number by which a thing is known: of SHA-256, because pages of others
 * choose the URLs in them. */
uint64_t facts_key(struct facts *, enum fact_kind, const char *name);
uint64_t facts_get(const struct facts *, uint64_t key);

/* 64 bits of a digest of bytes. */
uint64_t facts_hash(struct facts *, struct str);

#endif
