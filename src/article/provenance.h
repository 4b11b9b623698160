/*
 * provenance.h: where a field of an article's metadata came from, and what
 * else the page offered for it.
 *
 * 1. source is "" when the field is; a source is a short word or name of this
 *    program ("json-ld", "og:title", "h1", "meta[name=author]", "url").
 * 2. At most PROVENANCE_MAX others, each bounded, none said twice.
 */
#ifndef ARTICLE_PROVENANCE_H
#define ARTICLE_PROVENANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

/* A page that offers more says the same thing in many words. */
#define PROVENANCE_MAX 8

struct offer {
	char *source, *value;
};

struct provenance {
	char *source;		/* NULL counts as "" */
	struct offer *others;	/* what was not taken, best first */
	size_t n_others;
};

void provenance_release(struct provenance *);

/* Replaces the source. */
void provenance_set(struct provenance *, const char *source);

/* Adds to the others, unless it is there, or there is no room. A long value is
 * cut between characters. */
void provenance_add(struct provenance *, const char *source,
    struct str value);

/* Takes a value back from the others: it was chosen after all. */
void provenance_drop(struct provenance *, struct str value);

/* Is it a source that often tells of something else: the address, the text,
 * the server's clock? */
bool provenance_is_weak(const char *source);

/* Appends {"source":…,"weak":true,"others":[{"source":…,"value":…}]}. */
void provenance_write(const struct provenance *, struct buf *);

/* Reads that back from hostile input; v may be NULL or null. *p is zeroed
 * before and released by the caller also after a failure. ERR_ITEM. */
int provenance_read(struct provenance *p, const json_t *v,
    struct err *) MUST_CHECK;

#endif
