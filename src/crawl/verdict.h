/*
 * verdict.h: what an HTTP status means for the one who asked (RFC 9110 15).
 * Pure.
 */
#ifndef CRAWL_VERDICT_H
#define CRAWL_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "article/outcome.h"

/* OUTCOME_UNTRIED: had. */
enum outcome verdict_of_status(int status);

/* 301, 302, 303, 307, 308: has a Location to follow. */
bool verdict_is_redirect(int status);

/* May the same request succeed in a moment? 408, 421, 425, 429 and 5xx, but
 * not what says "never" (501, 505, 511). */
bool verdict_is_retriable(int status);

/* As verdict_is_retriable, for an exchange without a whole answer. */
bool verdict_is_failure_retriable(enum outcome failure);

/* "the server answered 404 Not Found". */
void verdict_say(int status, char *out, size_t n);

#endif
