/*
 * peer.h: what is sent to a host, and how it is believed: the user's options
 * as they are for all hosts, or for one host and its subdomains.  Made once,
 * before the first request.  Only for net.c and transfer.c.
 */
#ifndef NET_PEER_H
#define NET_PEER_H

#include <curl/curl.h>

#include "base/err.h"
#include "net/net.h"
#include "net/pin.h"
#include "net/proxy.h"

struct peer {
	const char *host;	/* NULL: all that have no peer of their own */
	const char *user_agent;
	struct proxy *proxy;
	bool has_own_proxy;
	char proxy_failure[256];	/* why there is none, "" */
	/* Request fields by kind; [1] with the user's credentials. */
	struct curl_slist *fields[NET_KINDS][2];
	const char *cookie;	/* "a=b", NULL: none */
	bool has_secret_field;
	/* Were these given for this very host? Then net_request's
	 * may_have_host_credentials decides about them. */
	bool has_own_fields, has_own_cookie;
	struct pin pin;
};

/* The general one. ERR_USAGE, ERR_NETWORK: the proxy's name is unknown. */
int peer_make(struct peer *, const struct net_opts *, struct err *) MUST_CHECK;

/* One host's; what it leaves open is as in general. A proxy whose name is
 * unknown fails its requests only. */
int peer_make_own(struct peer *, const struct net_host_opts *,
    const struct peer *general, struct err *) MUST_CHECK;

void peer_release(struct peer *);

/* The user's fields with secrets, and the cookie, for this request? */
bool peer_may_send_fields(const struct peer *, const struct net_request *);
bool peer_may_send_cookie(const struct peer *, const struct net_request *);

#endif
