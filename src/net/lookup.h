/*
 * lookup.h: does the resolver answer at all?  Only for net.c.
 *
 * libcurl does not tell a name that does not exist, which is an answer, from a
 * resolver that is silent.  getaddrinfo() does, but takes its time: it runs in
 * a thread of its own, which outlives whoever no longer waits for it.
 */
#ifndef NET_LOOKUP_H
#define NET_LOOKUP_H

#include "net/net.h"

struct lookup;

/* Asks for a name; NULL: no thread can be had. */
struct lookup *lookup_start(const char *name);
void lookup_free(struct lookup *);

enum net_answer lookup_get(const struct lookup *);

#endif
