/*
 * repair_segment.h: one damaged segment is made readable again; private to the
 * repair.
 *
 * 1. Each record that is whole stands afterwards where manifests say that it
 *    stands, also when damage had moved it. What lies between is filled with
 *    records that say how many bytes were lost there.
 * 2. The damaged file is kept in the quarantine. Under its name there is always
 *    the damaged file or the mended one.
 * 3. The outcome depends on the damaged file and the known places alone: after
 *    a kill it comes out the same, and of a mended file nothing changes.
 */
#ifndef STORE_REPAIR_SEGMENT_H
#define STORE_REPAIR_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/hash.h"
#include "store/archive.h"

/* Where a record was. */
struct repair_place {
	int64_t offset, length;
	char digest[HASH_HEX];	/* of its payload; of an article perhaps
				 * repair_article_key() */
};

struct repair_places {
	struct repair_place *items;
	size_t n, cap;
};

struct repair_segment {
	char *name;
	int64_t size;		/* as recorded; 0: nowhere */
	char sha256[HASH_HEX];	/* as recorded, then as it is now */
	char found[HASH_HEX];	/* of the file; "": it is missing. By _check */
	bool is_damaged;	/* is it to be mended? Set by _check. */
	bool is_changed;	/* the file is another one now */
	bool is_gone;		/* there is none any more */
	struct lost_row *lost;	/* all of them, the known ones too */
	size_t n_lost, cap_lost;
};

/* What stands for an article's digest, which manifests do not say: its page. */
void repair_article_key(const char *final_url, char key[HASH_HEX]);

void repair_segment_release(struct repair_segment *);

/* Reads it and compares it with what is recorded. */
int repair_segment_check(const struct archive *, struct repair_segment *,
    struct err *) MUST_CHECK;

/* Mends what was checked; fills in the rest. places change their order. */
int repair_segment_mend(const struct archive *, struct repair_segment *,
    const struct repair_places *, struct err *) MUST_CHECK;

/* Puts the file at path into quarantine/KIND/, and leaves it where it is; what
 * is no file is moved there. */
int repair_quarantine(const struct archive *, const char *kind,
    const char *path, struct err *) MUST_CHECK;

#endif
