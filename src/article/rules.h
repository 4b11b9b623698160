/*
 * rules.h: all site rules of a run.
 *
 * The parent reads the files once and sends them to its workers as one text,
 * a bundle: behind the wall there are no files.
 *
 *	files ── rules_gather() ──► bundle ── HELLO ──► rules_read() ── pages
 *
 * 1. What comes earlier in a bundle wins: of two files of one name the first
 *    counts alone.
 */
#ifndef ARTICLE_RULES_H
#define ARTICLE_RULES_H

#include "article/rule.h"
#include "base/buf.h"
#include "base/map.h"

/* The known collection of two thousand files has two megabytes. */
#define RULES_MAX_BUNDLE (8 << 20)
/* A host's name has no more labels that rules are written for. */
#define RULES_MAX_CANDIDATES 16

struct rules {
	char *text;		/* what the rules point into */
	struct rule **all;
	size_t n, cap;
	struct map by_host;	/* of struct rule */
	struct rule **marked;	/* those with a fingerprint, in order */
	size_t n_marked, cap_marked;
};

void rules_init(struct rules *);
void rules_release(struct rules *);

/* Reads a bundle; what is not understood is skipped. */
void rules_read(struct rules *, struct str bundle);

/*
 * Appends to a bundle the rules of the paths (a file, or a folder of NAME.txt,
 * also in folders below), then, with has_shipped, those that come with the
 * program. A path that is not there has none. What files say wrongly is told
 * as a warning with file and line and left out, what has no effect in verbose
 * talk. ERR_SYSTEM for folders that cannot be read, ERR_ITEM when all are too
 * much.
 */
int rules_gather(struct buf *bundle, const char *const *paths, size_t n_paths,
    bool has_shipped, struct err *) MUST_CHECK;

/*
 * The rules that fit a page of that host, the best one first: in the order of
 * their folders; of one folder the host's own, then what is meant for all
 * below a domain, the longest first, then by fingerprint. Returns how many.
 */
size_t rules_find(struct rules *, struct str host, struct xpath_page *,
    struct rule *out[RULES_MAX_CANDIDATES]);

#endif
