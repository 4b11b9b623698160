/*
 * transfer.h: one easy handle and the exchange that runs on it.
 *
 * Handles are kept and used again: all options that do not depend on the
 * request are set once.  Only for net.c.
 */
#ifndef NET_TRANSFER_H
#define NET_TRANSFER_H

#include <curl/curl.h>

#include "base/err.h"
#include "net/guard.h"
#include "net/net.h"
#include "net/peer.h"

/* What all handles share. */
struct transfer_env {
	const struct net_opts *opts;
	struct guard *guard;
	CURLSH *share;
	struct curl_slist *connect_to, *resolve;
	int64_t connect_ms, timeout_ms;
	int64_t max_page, max_image, max_other;
	bool has_cookie_file;
	int64_t bytes;		/* received, over all */
	int64_t room;		/* body bytes that this turn may still take */
};

struct transfer {
	struct transfer_env *env;
	struct peer *peer;	/* of the request under way */
	CURL *easy;
	struct curl_slist *own_fields;	/* for validators */
	char *url, *host;
	net_fn *fn;
	void *ctx;
	struct net_exchange x;
	enum net_kind kind;
	int64_t started;	/* monotonic */
	int64_t first;		/* when the first byte came, 0: none yet */
	int64_t limit;		/* body bytes; -1 not known yet */
	size_t n_head;		/* bytes of all heads */
	bool is_head_done, is_head_too_large;
	bool is_paused;		/* no room: libcurl keeps what has come */
	bool is_http1;		/* asked again without HTTP/2 */
	bool has_user_secret;
	unsigned int n_sockets;	/* opened */
	bool is_at_proxy;	/* the last of them */
	char refused[256];	/* the guard's sentence */
	char text[CURL_ERROR_SIZE];
	struct err disk;	/* the spool failed */
	size_t at;		/* place in the list of running ones */
	struct transfer *next;	/* list of idle or of unsendable ones */
};

/* Never fails but for memory. */
struct transfer *transfer_new(struct transfer_env *);
void transfer_free(struct transfer *);

/* Sets what this request needs. is_http1: leave HTTP/2 out. The peer must
 * outlive the handle's connections. */
void transfer_prepare(struct transfer *, const struct net_request *,
    struct peer *, bool is_http1);

/* Forgets a broken answer, so that the handle can run again over HTTP/1.1. */
void transfer_restart(struct transfer *);

/* Did it fail in a way that HTTP/1.1 may not? */
bool transfer_has_http2_failed(const struct transfer *, CURLcode);

/* Fills t->x from the handle and libcurl's result. */
void transfer_finish(struct transfer *, CURLcode);

/* Frees what belongs to one exchange. */
void transfer_reset(struct transfer *);

/* Goes on with a paused one, as far as there is room. */
void transfer_resume(struct transfer *);

#endif
