/*
 * extract.h: from the bytes of a page to its article.
 *
 * Pure and deterministic: the same bytes give the same article.  Runs in a
 * worker for whatever comes from the web.
 */
#ifndef ARTICLE_EXTRACT_H
#define ARTICLE_EXTRACT_H

#include "article/article.h"
#include "base/err.h"
#include "base/str.h"

struct rules;

struct extract_opts {
	struct str url;		/* final URL, may be empty */
	struct str content_type;	/* as declared, may be empty */
	int status;		/* HTTP status, 0: unknown */
	struct str last_modified;	/* as the answer says, may be empty */
	struct rules *rules;	/* site rules (rules.h); NULL: none */
	struct buf *requisites;		/* gets the lines of what a browser would
					 * load with it (requisites.h); NULL */
	struct buf *explanation;	/* gets the events (explain.h); NULL */
};

/*
 * Fills *out (article_init()ed by this call; the caller releases it also
 * after a failure). Content decoding is done already; charset is found here.
 * ERR_ITEM: the page cannot be parsed within bounds.
 */
int extract_page(struct str bytes, const struct extract_opts *,
    struct article *out, struct err *) MUST_CHECK;

#endif
