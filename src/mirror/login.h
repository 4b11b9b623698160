/*
 * login.h: "user:password" of cited addresses, which are part of no identity
 * and are never stored: in memory, for one run.
 */
#ifndef MIRROR_LOGIN_H
#define MIRROR_LOGIN_H

#include "base/buf.h"
#include "base/map.h"

struct logins {
	struct map map;		/* resource key, and origin -> text */
};

void logins_release(struct logins *);

/* Learns what an http address tells. Of several for one address, or for one
 * origin, the first counts. */
void logins_add(struct logins *, struct str address);

/* Appends what was told for the resource, else for its origin. */
void logins_find(const struct logins *, const char *key, struct buf *);

#endif
