/*
 * match.h: patterns on addresses, for --include, --exclude and "list".
 */
#ifndef MIRROR_MATCH_H
#define MIRROR_MATCH_H

#include <stdbool.h>

#include "base/opts.h"

/* A pattern with * or ? must fit the whole address; another one only has to
 * occur in it. */
bool match_url(const char *pattern, const char *url);
bool match_any(const struct opt_list *patterns, const char *url);

#endif
