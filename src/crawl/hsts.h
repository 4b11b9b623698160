/*
 * hsts.h: hosts that want to be asked over TLS alone (RFC 6797), as far as they
 * said so in this run; nothing is kept beyond it.
 */
#ifndef CRAWL_HSTS_H
#define CRAWL_HSTS_H

#include "base/map.h"
#include "net/net.h"

struct hsts {
	struct map hosts;	/* name without port -> struct hsts_host */
};

void hsts_release(struct hsts *);

/* Learns from an answer; only what came over TLS, from a name, counts (8.1). */
void hsts_learn(struct hsts *, const struct net_exchange *);

/* Makes an http URL of such a host, or of a host below one that said so for
 * all of them, an https one; a port that it names stays (8.3). */
void hsts_upgrade(const struct hsts *, struct buf *url);

#endif
