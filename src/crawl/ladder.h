/*
 * ladder.h: with which Referer a picture is asked for, and what a substitute
 * looks like.
 *
 * Servers that refuse foreign pages answer with 401, 403 or 404, with a page,
 * or with a substitute picture and 200.  Each has some Referer that it likes.
 * 1. A substitute is one small body for at least SUBSTITUTE_URLS paths of a
 *    host that were asked with the same Referer step.
 */
#ifndef CRAWL_LADDER_H
#define CRAWL_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum step { STEP_NONE, STEP_PAGE, STEP_ORIGIN, STEP_COUNT };

/* Two pictures may be alike by chance or design; a third rarely is. */
#define SUBSTITUTE_URLS 3
/* Substitutes say one sentence; 64 KB is large for that. */
#define SUBSTITUTE_BYTES (64 << 10)

struct ladder;

struct ladder *ladder_new(void);
void ladder_free(struct ladder *);

/* The steps for one picture. */
struct ladder_view {
	bool is_same_site;	/* picture and page have one owner */
	bool has_page;		/* there is a page to name as Referer */
	unsigned int tried;	/* bits: 1 << enum step */
};

/* The next step that was not tried, the one that worked before first; -1:
 * none is left. l may be NULL. */
int ladder_next(const struct ladder *l, const struct ladder_view *);

/* Remembers the step that brought a picture where others did not. */
void ladder_note_success(struct ladder *, enum step);

struct ladder_sample {
	uint64_t digest, path;	/* of body and path */
	int64_t id;
	enum step step;
};

/*
 * Takes note of a small picture. True: it is a substitute. ids gets the
 * earlier ones that were taken for real, once (at most SUBSTITUTE_URLS - 1).
 */
bool ladder_note_picture(struct ladder *, const struct ladder_sample *,
    int64_t ids[SUBSTITUTE_URLS - 1], size_t *n_ids);

/* 64 bits of a string's SHA-256, and of one that is known; 0: "". */
uint64_t ladder_digest(struct str);
uint64_t ladder_digest_of(const char *sha256);

#endif
