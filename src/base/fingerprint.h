/*
 * fingerprint.h: how much of one text is in another, whatever was moved, added
 * or set differently.  Pure.
 *
 * 1. Only letters and digits count: white space, punctuation and the case of
 *    ASCII letters do not.
 * 2. Of a longer text only the first FINGERPRINT_TEXT bytes count.
 */
#ifndef BASE_FINGERPRINT_H
#define BASE_FINGERPRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* A long book; its fingerprint takes about as much memory as it. */
#define FINGERPRINT_TEXT ((size_t)4 << 20)

struct fingerprint_sentence {
	uint64_t hash;
	uint32_t size;		/* letters and digits */
};

struct fingerprint {
	/* Three words in a row, or as many characters of Chinese, Japanese
	 * or Korean; distinct, ascending. */
	uint64_t *shingles;
	size_t n_shingles;
	uint64_t simhash;	/* of all shingles (Charikar 2002) */
	/* Words of four letters and more, pairs of CJK characters side by
	 * side; distinct, ascending. */
	uint64_t *terms;
	size_t n_terms;
	struct fingerprint_sentence *sentences;	/* in their order */
	size_t n_sentences;
};

/* How much of a text stands in another, sentence by sentence, in letters;
 * those of a word or two do not count. */
struct fingerprint_kept {
	double gap;	/* the share of it that is missing in one piece */
	bool is_end;	/* … which is its end */
	double rest;	/* how much of all else is there */
};

void fingerprint_make(struct fingerprint *, struct str text);
void fingerprint_release(struct fingerprint *);

/* Bits of the SimHashes that differ, 0 to 64; texts that have nothing in common
 * differ in about 32. */
unsigned int fingerprint_distance(const struct fingerprint *,
    const struct fingerprint *);

/* The share of a's terms, or shingles, that b has as well; 0 when a has
 * none. */
double fingerprint_terms(const struct fingerprint *a,
    const struct fingerprint *b);
double fingerprint_shingles(const struct fingerprint *a,
    const struct fingerprint *b);

/* What b has of a's sentences. */
struct fingerprint_kept fingerprint_kept(const struct fingerprint *a,
    const struct fingerprint *b);

#endif
