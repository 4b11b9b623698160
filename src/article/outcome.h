/*
 * outcome.h: what came of asking for a resource.
 *
 * A dead link is a fact, not an error.  Names go to disk: never change one.
 */
#ifndef ARTICLE_OUTCOME_H
#define ARTICLE_OUTCOME_H

#include <stdbool.h>

#include "base/str.h"

enum outcome {
	OUTCOME_UNTRIED,	/* not asked for yet */
	/* kept */
	OUTCOME_ARTICLE, OUTCOME_LIST, OUTCOME_THREAD, OUTCOME_VIDEO,
	OUTCOME_DOCUMENT, OUTCOME_IMAGE, OUTCOME_ARCHIVE,
	/* had, but not an article */
	OUTCOME_SHELL, OUTCOME_WALL, OUTCOME_PLACEHOLDER, OUTCOME_SOFT_404,
	OUTCOME_SUSPECT, OUTCOME_EMPTY,
	/* not had */
	OUTCOME_GONE, OUTCOME_REFUSED, OUTCOME_ROBOTS, OUTCOME_SERVER,
	OUTCOME_BUSY, OUTCOME_DNS, OUTCOME_CONNECT, OUTCOME_TLS,
	OUTCOME_TIMEOUT, OUTCOME_TRUNCATED, OUTCOME_TOO_LARGE,
	OUTCOME_REDIRECT_LOOP, OUTCOME_ADDRESS, OUTCOME_SCHEME,
	OUTCOME_INVALID, OUTCOME_WORKER,
	OUTCOME_COUNT
};

const char *outcome_name(enum outcome);	/* "soft-404"; static */
bool outcome_find(struct str name, enum outcome *);
bool outcome_is_kept(enum outcome);	/* article … archive */
bool outcome_is_page(enum outcome);	/* article, list, thread, video */
bool outcome_is_hollow(enum outcome);	/* shell … empty: had, and no page */
/* May the next run succeed without anyone changing the link? (server, busy,
 * dns, connect, tls, timeout, truncated, worker, untried) */
bool outcome_is_transient(enum outcome);

#endif
