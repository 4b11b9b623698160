/*
 * judge.h: may what came now take the place of the good copy?  Pure.
 *
 * Servers answer 200 with a log-in, a puzzle, a dialogue about cookies, their
 * home page or an offer to buy the domain where the page itself used to be.
 * Extraction knows many of them as such; what it took for an article is judged
 * here by what is left of the good copy in it.
 * 1. A page that holds at least half of the other's text is the same page,
 *    whatever else it says: only losses count against it (its second half, its
 *    pictures).
 * 2. What may as well be an edit passes. To hold back a real change is told to
 *    the user, who lets it through; but a tool that cries wolf is not read.
 * 3. JUDGE_DOUBT: decided by what the host says to an address that cannot
 *    exist (judge_probe); passes where that is not to be had.
 */
#ifndef MIRROR_JUDGE_H
#define MIRROR_JUDGE_H

#include <stdbool.h>

#include "base/fingerprint.h"
#include "store/model.h"

/* One state of a page. */
struct judge_page {
	const struct resource *r;	/* final_url, outcome, title, site,
					 * words, next, length */
	struct str text;		/* the article's */
	size_t n_images;
	struct fingerprint print;	/* of text */
};

enum judge_verdict { JUDGE_PASS, JUDGE_DOUBT, JUDGE_WORSE };

struct judgement {
	enum judge_verdict verdict;
	const char *why;	/* one sentence without a full stop, static;
				 * "" for JUDGE_PASS */
};

/* Sets *p; r and text are borrowed. */
void judge_page_make(struct judge_page *p, const struct resource *r,
    struct str text, size_t n_images);
void judge_page_release(struct judge_page *);

/* By class, size and address alone, for what is no page, too. Both are of a
 * kept class. */
struct judgement judge_sizes(const struct resource *good,
    const struct resource *found);

/* By what they say, after judge_sizes(). is_title_shared: another address of
 * the host has found's title. */
struct judgement judge_pages(const struct judge_page *good,
    const struct judge_page *found, bool is_title_shared);

/* Is what the host says to an address that cannot exist the page that it gave
 * for this one? */
bool judge_probe(const struct fingerprint *found,
    const struct fingerprint *probe);

#endif
