/*
 * guard.h: which addresses and ports may be connected to.  Pure.
 *
 * What is not public (RFC 6890 and the registries after it) is refused, so
 * that no note and no redirect makes kbmirror ask a router, a metadata service
 * or an intranet.
 * 1. An IPv6 address that carries an IPv4 address (mapped, NAT64, 6to4,
 *    Teredo) is judged by that one too.
 * 2. An allowed block covers an IPv4 address in both spellings.
 */
#ifndef NET_GUARD_H
#define NET_GUARD_H

#include <netinet/in.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/opts.h"

struct guard;

/* allow: CIDR blocks that are exempt ("127.0.0.1/32", "::1"). ERR_USAGE names
 * a bad one. */
int guard_new(struct guard **, const struct opt_list *allow, struct err *)
    MUST_CHECK;
void guard_free(struct guard *);

/* Is text such a block? ERR_USAGE as above. */
int guard_check_block(const char *text, struct err *) MUST_CHECK;

/* Is this address public, or allowed? why gets a sentence that also names the
 * option to allow it ("private address 192.168.1.10; --allow-net …"). */
bool guard_allows(const struct guard *, const struct sockaddr *, char *why,
    size_t n);

/* As guard_allows, of an address as text; false for what is none. */
bool guard_allows_text(const struct guard *, const char *ip, char *why,
    size_t n);

/* 80, 443 and above 1023, except those that browsers block. */
bool guard_allows_port(int port);

#endif
