/*
 * reason.h: what libcurl's result means, as an outcome and one plain sentence.
 */
#ifndef NET_REASON_H
#define NET_REASON_H

#include <curl/curl.h>
#include <stdint.h>

#include "net/net.h"

struct reason_input {
	CURLcode rc;
	const char *text;	/* CURLOPT_ERRORBUFFER */
	const char *host;
	const char *at;		/* who was to be connected to: host, or "the
				 * proxy" */
	long os_errno;		/* CURLINFO_OS_ERRNO */
	int64_t length;		/* Content-Length, -1 unknown */
	int64_t connect_ms, timeout_ms;	/* the limits in force */
};

/* Fills x->failure and x->reason. x->status and x->body must be set. Not for
 * CURLE_OK. */
void reason_fill(struct net_exchange *x, const struct reason_input *);

#endif
