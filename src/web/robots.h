/*
 * robots.h: the Robots Exclusion Protocol (RFC 9309).  Pure.
 */
#ifndef WEB_ROBOTS_H
#define WEB_ROBOTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct robots;

/* Parses at most the first 500 KiB for one product token ("kbmirror"); never
 * fails: what is not a rule is passed over. */
struct robots *robots_parse(struct str text, const char *token);
void robots_free(struct robots *);

/* Longest match wins, Allow wins ties; target is path and query as url_target()
 * gives them. Where escapes differ, only Disallow is matched unescaped too. */
bool robots_allows(const struct robots *, struct str target);

/* Crawl-delay in ms, capped at 30 s; 0: none. */
int64_t robots_delay(const struct robots *);

#endif
