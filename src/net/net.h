/*
 * net.h: one HTTP exchange under every limit (libcurl's multi interface).
 *
 * No policy: no redirects, no retries, no robots; the crawl decides those.
 * 1. Only http and https; only addresses that the guard allows, checked after
 *    DNS and before connect, for every connection.
 * 2. Credentials and cookies never go to another host.
 * 3. No exchange outlives its deadline or its size limits.
 * 4. A body that did not arrive whole is never marked complete.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "article/outcome.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/opts.h"
#include "base/spool.h"

struct net;

struct net_opts {	/* names as curl's; zero: the default */
	const char *user_agent;		/* default names kbmirror and a URL */
	const char *proxy, *noproxy, *cacert;
	struct opt_list connect_to, resolve, headers, allow_net;
	const char *cookie;		/* "a=b; c=d" or a Netscape file */
	int64_t limit_rate;		/* bytes a second over all */
	int64_t connect_timeout_ms, timeout_ms;
	int64_t max_page, max_image, max_other;	/* bytes on the wire */
	const char *tmp_dir;		/* for spools */
};

enum net_kind { NET_PAGE, NET_IMAGE, NET_ROBOTS };

struct net_request {
	const char *url;		/* finished ASCII URL */
	enum net_kind kind;		/* Accept, Sec-Fetch-Dest, limits */
	const char *referer;		/* NULL: none */
	const char *etag, *last_modified;	/* validators, NULL: none */
};

struct net_exchange {
	const char *url;
	int64_t date;			/* start, wall clock */
	int64_t ms;			/* duration */
	int status;			/* 0: no answer */
	/* OUTCOME_UNTRIED: an answer arrived whole; else what went wrong
	 * (dns connect tls timeout truncated too-large address …). */
	enum outcome failure;
	char reason[256];		/* one sentence for failure */
	char ip[64];
	char protocol[16];		/* "http/1.1", "h2" */
	struct buf request_head;	/* as sent, HTTP/1.1 form */
	struct buf response_head;	/* final head as received, HTTP/1.1
					 * form; see warc.h invariant 1 */
	struct spool body;
	bool is_cut_by_limit;		/* body stopped at a size limit */
	bool had_credentials;
};

typedef int net_fn(void *ctx, struct net_exchange *, struct err *);

int net_new(struct net **, const struct net_opts *, struct err *) MUST_CHECK;
void net_free(struct net *);

/* Starts an exchange; fn is called from net_step(), once. */
int net_start(struct net *, const struct net_request *, net_fn *, void *ctx,
    struct err *) MUST_CHECK;
size_t net_running(const struct net *);
/* Bytes received so far, over all exchanges. */
int64_t net_bytes(const struct net *);
/* Ends all running exchanges as OUTCOME_TIMEOUT without calling fn. */
void net_abort(struct net *);

/* Waits for the network or one of the given descriptors (revents are filled),
 * at most timeout_ms, then moves all exchanges and calls back. */
int net_step(struct net *, struct pollfd *fds, size_t n, int timeout_ms,
    struct err *) MUST_CHECK;

#endif
