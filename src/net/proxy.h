/*
 * proxy.h: the user's proxy: from --proxy, else from the environment.
 *
 * Behind a proxy the guard sees only the proxy: exactly its addresses are
 * allowed then, and what the proxy connects to is the proxy's own affair.
 */
#ifndef NET_PROXY_H
#define NET_PROXY_H

#include <netinet/in.h>
#include <stdbool.h>

#include "base/err.h"

struct proxy;

/* url and no may be NULL: http_proxy, https_proxy, all_proxy and no_proxy of
 * the environment are taken, as curl does. ERR_USAGE: what the environment has
 * is no proxy; ERR_NETWORK: the proxy's name has no address. */
int proxy_new(struct proxy **, const char *url, const char *no,
    struct err *) MUST_CHECK;

/* Is url "[scheme://][user:password@]host[:port]"? ERR_USAGE names what it is
 * of ("proxy", a variable) and does not show it: it may hold a password. */
int proxy_check(const char *what, const char *url, struct err *) MUST_CHECK;

void proxy_free(struct proxy *);

/* The proxy for a URL's scheme, "" none; borrowed. */
const char *proxy_get(const struct proxy *, bool is_https);
/* Hosts to be asked without it, "" none; borrowed. */
const char *proxy_get_exceptions(const struct proxy *);

/* Is this one of the proxies' addresses (and port)? */
bool proxy_is_at(const struct proxy *, const struct sockaddr *);
bool proxy_is_at_text(const struct proxy *, const char *ip);

#endif
