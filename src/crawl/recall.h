/*
 * recall.h: an answer that the owner kept from an earlier run: may it stand for
 * a request?  Pure.
 */
#ifndef CRAWL_RECALL_H
#define CRAWL_RECALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct recall {
	int64_t date;		/* last confirmed, wall clock; 0: none is kept */
	int status;
	struct buf head;	/* of the response, HTTP/1.1 form */
	struct buf body;	/* content coding removed; of 2xx */
};

void recall_init(struct recall *);
void recall_release(struct recall *);

/*
 * Is a kept robots.txt as good as a new one? For the time that its server
 * gives (RFC 9111 4.2.1), but at most a day (RFC 9309 2.4) and at least an
 * hour: a run that takes as long asks once, too. Never what the server failed
 * to give (5xx, 429).
 */
bool recall_is_fresh(const struct recall *, int64_t now);

/* Appends the fields for a conditional request, as sent; empty: none. */
void recall_validators(const struct recall *, struct buf *etag,
    struct buf *last_modified);

/* Appends the Location of a redirect, resolved against url; false: none. */
bool recall_location(const struct recall *, const char *url, struct buf *);

#endif
