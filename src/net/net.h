/*
 * net.h: one HTTP exchange under every limit (libcurl's multi interface).
 *
 * No policy: no redirects, no retries, no robots; the crawl decides those.
 * One thread: all calls come from the thread that made the struct net.
 * 1. Only http and https; only addresses that the guard allows, checked after
 *    DNS and before connect, and again for each request on a kept connection.
 * 2. The user's credentials go out only where may_have_credentials, or for
 *    those of one host may_have_host_credentials, says so; cookies that servers
 *    set stay with their sites, in memory.
 * 3. No exchange outlives its deadline or its size limits.
 * 4. A body that did not arrive whole is never marked complete.
 * 5. Bodies are kept as received: chunks are joined, Content-Encoding is not
 *    touched.
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
#include "base/version.h"

struct net;

#define NET_USER_AGENT VERSION_NAME " (+https://kbmirror.example/robot)"

/* Browsers wait about as long for a first answer; a host that is alive but
 * slower than LOW_SPEED is not worth the wait. */
#define NET_CONNECT_MS 15000
#define NET_LOW_SPEED 100	/* bytes a second … */
#define NET_LOW_SPEED_S 30	/* … over so many seconds */
#define NET_TOTAL_MS 300000
/* With --limit-rate the user accepts that things take their time. */
#define NET_TOTAL_LIMITED_MS 3600000

/* On the wire. The largest honest articles are below 10 MB of HTML; a photo
 * is below 30 MB; a scanned book below 200 MB. */
#define NET_MAX_PAGE (20LL << 20)
#define NET_MAX_IMAGE (50LL << 20)
#define NET_MAX_OTHER (200LL << 20)
/* RFC 9309 asks for at least 500 KiB to be parsed. */
#define NET_MAX_ROBOTS (1LL << 20)
/* All heads of one exchange; servers themselves stop at 8 to 64 KB. */
#define NET_MAX_HEAD (256 << 10)

/* What is different at a host and its subdomains; NULL and empty: as at all
 * others. */
struct net_host_opts {
	const char *host;	/* "a.example", lower case; "[::1]" */
	const char *user_agent;
	struct opt_list headers;	/* instead of the general ones */
	const char *cookie;	/* a file's cookies go to this host alone */
	const char *proxy;	/* "": none */
	/* SHA-256 of the host's certificate, in hexadecimal: accepted although
	 * it does not verify, and no other (pin.h). */
	const char *fingerprint;
};

struct net_opts {	/* names as curl's; zero: the default */
	const char *user_agent;		/* default NET_USER_AGENT */
	/* proxy "": none, not even the environment's. */
	const char *proxy, *noproxy, *cacert;
	struct opt_list connect_to, resolve, headers, allow_net;
	const char *cookie;		/* "a=b; c=d" or a Netscape file */
	int64_t limit_rate;		/* bytes a second over all */
	int64_t connect_timeout_ms, timeout_ms;
	int64_t max_page, max_image, max_other;	/* bytes on the wire */
	const char *tmp_dir;		/* for spools, default "/tmp" */
	const struct net_host_opts *hosts;	/* the longest match counts */
	size_t n_hosts;
};

/* What a request is for; all but the first are for a page. */
enum net_kind {
	NET_PAGE, NET_IMAGE, NET_STYLE, NET_SCRIPT, NET_FONT, NET_MEDIA,
	NET_FRAME, NET_OTHER, NET_ROBOTS,
};
#define NET_KINDS (NET_ROBOTS + 1)

struct net_request {
	const char *url;		/* finished ASCII URL */
	enum net_kind kind;		/* Accept, Sec-Fetch-Dest, limits */
	const char *referer;		/* NULL: none */
	const char *etag, *last_modified;	/* validators, NULL: none */
	/* "user:password" as in a URL, percent-encoded, for HTTP's Basic; NULL:
	 * none. Never part of url, which is recorded. */
	const char *login;
	/* Send the user's Authorization and the like (fields_is_secret()), and
	 * "a=b" cookies: only true for the origin that a note cites. */
	bool may_have_credentials;
	/* Send those that were given for this very host: only true for what a
	 * note cites there, and what such a page needs from there. */
	bool may_have_host_credentials;
};

/* What an exchange says of this machine's network. */
enum net_sign {
	NET_SIGN_NONE,
	NET_SIGN_LIFE,		/* something out there answered, if only to
				 * say no */
	NET_SIGN_SILENCE,	/* nothing did: the host is dead, or the
				 * network, or the proxy */
};

struct net_exchange {
	const char *url;
	int64_t date;			/* start, wall clock */
	int64_t ms;			/* duration */
	int64_t first_ms;		/* … until the first byte of an answer;
					 * without one: ms */
	int status;			/* 0: no answer */
	/* OUTCOME_UNTRIED: an answer arrived whole; else what went wrong
	 * (dns connect tls timeout truncated too-large address invalid). */
	enum outcome failure;
	char reason[256];		/* one sentence for failure */
	enum net_sign sign;
	char ip[64];			/* "" unknown, or a proxy's */
	char protocol[16];		/* "http/1.1", "h2" */
	struct buf request_head;	/* as sent, HTTP/1.1 form */
	struct buf response_head;	/* final head as received, HTTP/1.1
					 * form; see warc.h invariant 1 */
	struct spool body;
	bool is_cut_by_limit;		/* body stopped at a size limit */
	bool had_credentials;
};

/* The exchange is freed after the call; -1 ends net_step() with err. */
typedef int net_fn(void *ctx, struct net_exchange *, struct err *);

/* Is host ("name[:port]", lower case) domain, or a subdomain of it? */
bool net_is_under(struct str host, struct str domain);

/* The options for a host, NULL: the general ones alone. */
const struct net_host_opts *net_find_host(const struct net_opts *,
    struct str host);

/* ERR_USAGE: a bad option; ERR_NETWORK: the proxy's name is unknown. The
 * strings of opts must live as long as the struct net. Ignores SIGPIPE in the
 * whole process: OpenSSL writes to sockets that the peer may have closed. */
int net_new(struct net **, const struct net_opts *, struct err *) MUST_CHECK;
void net_free(struct net *);

/* Does this machine have any way to the world? Asks its routes alone; nothing
 * is sent. */
bool net_has_route(void);

/*
 * Asks the resolver for a name below this host ("name[:port]") that nobody can
 * have kept an answer for; the one asked for before is dropped. Unanswered at
 * once: an address, and a host behind a proxy, which alone knows its names.
 */
enum net_answer { NET_ASKING, NET_ANSWERED, NET_UNANSWERED };
void net_ask_resolver(struct net *, const char *host);
enum net_answer net_resolver(const struct net *);

/* Starts an exchange; fn is called from net_step(), once, also when the
 * request cannot be sent at all. */
int net_start(struct net *, const struct net_request *, net_fn *, void *ctx,
    struct err *) MUST_CHECK;
size_t net_running(const struct net *);
/* Bytes received so far, over all exchanges. */
int64_t net_bytes(const struct net *);
/* Ends all running exchanges without calling fn; not from within fn. */
void net_abort(struct net *);

/* Waits for the network or one of the given descriptors (revents are filled),
 * at most timeout_ms, then moves all exchanges and calls back. */
int net_step(struct net *, struct pollfd *fds, size_t n, int timeout_ms,
    struct err *) MUST_CHECK;

#endif
