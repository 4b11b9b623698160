#include "net/net.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "net/cookies.h"
#include "net/detour.h"
#include "net/events.h"
#include "net/fields.h"
#include "net/lookup.h"
#include "net/transfer.h"
#include "web/url.h"

/* Connections, used and idle: an idle one saves its host's next request a
 * round trip or three; libcurl's own default grows with the handles. With
 * --jobs 128 it leaves half of the 1,024 descriptors that a process has. */
#define MAX_KEPT_CONNECTIONS 512L

/* With a limit, so many turns a second: smooth, and few wake-ups. */
#define RATE_TURNS 20

struct net {
	struct net_opts opts;
	struct transfer_env env;
	struct peer general, *peers;	/* as opts.hosts */
	size_t n_peers;
	CURLM *multi;
	struct events *events;
	struct transfer **running;
	size_t n_running, cap_running;
	struct transfer *idle;
	struct transfer *unsendable, **unsendable_end;
	struct map http1_origins;	/* HTTP/2 failed there */
	int64_t rate_free;	/* when limit_rate lets more bytes in */
	size_t resumed;		/* who went on first the last time */
	struct lookup *lookup;	/* NULL: none is under way, nor wanted */
};

static void
make_list(struct curl_slist **to, const struct opt_list *from)
{
	for (size_t i = 0; i < from->n; i++)
		fields_push(to, from->items[i]);
}

/* All that is known of the hosts before the first request. */
static int
make_peers(struct net *n, struct err *err)
{
	const struct net_opts *o = &n->opts;

	if (peer_make(&n->general, o, err) < 0 ||
	    cookies_load(n->env.share, o->cookie, err) < 0)
		return -1;
	n->env.has_cookie_file = o->cookie != NULL &&
	    !cookies_are_text(o->cookie);
	n->peers = mem_array(o->n_hosts, sizeof(*n->peers));
	for (size_t i = 0; i < o->n_hosts; i++) {
		const struct net_host_opts *h = &o->hosts[i];

		n->n_peers++;
		if (peer_make_own(&n->peers[i], h, &n->general, err) < 0 ||
		    cookies_load_for(n->env.share, h->cookie, h->host,
		    err) < 0)
			return -1;
		if (h->cookie != NULL && !cookies_are_text(h->cookie))
			n->env.has_cookie_file = true;
	}
	return 0;
}

static int64_t
or_default(int64_t value, int64_t otherwise)
{
	return value > 0 ? value : otherwise;
}

static int
check_detours(const struct net_opts *o, struct err *err)
{
	for (size_t i = 0; i < o->connect_to.n; i++)
		if (detour_check_connect(o->connect_to.items[i], err) < 0)
			return -1;
	for (size_t i = 0; i < o->resolve.n; i++)
		if (detour_check_resolve(o->resolve.items[i], err) < 0)
			return -1;
	return 0;
}

static int
make_handles(struct net *n, struct err *err)
{
	n->multi = curl_multi_init();
	n->env.share = curl_share_init();
	if (n->multi == NULL || n->env.share == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory");
	(void)curl_multi_setopt(n->multi, CURLMOPT_PIPELINING,
	    (long)CURLPIPE_MULTIPLEX);
	/* No limit on open ones: whoever calls net_start() decides, and a
	 * transfer that waited inside libcurl would use up its time there. */
	(void)curl_multi_setopt(n->multi, CURLMOPT_MAXCONNECTS,
	    MAX_KEPT_CONNECTIONS);
	(void)curl_share_setopt(n->env.share, CURLSHOPT_SHARE,
	    CURL_LOCK_DATA_COOKIE);
	(void)curl_share_setopt(n->env.share, CURLSHOPT_SHARE,
	    CURL_LOCK_DATA_SSL_SESSION);
	return events_new(&n->events, n->multi, err);
}

static struct peer *
find_peer(struct net *n, const char *host)
{
	const struct net_host_opts *h = net_find_host(&n->opts, str_of(host));

	return h == NULL ? &n->general : &n->peers[h - n->opts.hosts];
}

int
net_new(struct net **out, const struct net_opts *opts, struct err *err)
{
	struct net *n;

	if (check_detours(opts, err) < 0)
		return -1;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, ERR_SYSTEM, "libcurl cannot start");
	(void)signal(SIGPIPE, SIG_IGN);
	n = mem_alloc(sizeof(*n));
	n->opts = *opts;
	n->unsendable_end = &n->unsendable;
	n->env.opts = &n->opts;
	n->env.connect_ms =
	    or_default(opts->connect_timeout_ms, NET_CONNECT_MS);
	n->env.timeout_ms = or_default(opts->timeout_ms,
	    opts->limit_rate > 0 ? NET_TOTAL_LIMITED_MS : NET_TOTAL_MS);
	n->env.max_page = or_default(opts->max_page, NET_MAX_PAGE);
	n->env.max_image = or_default(opts->max_image, NET_MAX_IMAGE);
	n->env.max_other = or_default(opts->max_other, NET_MAX_OTHER);
	make_list(&n->env.connect_to, &opts->connect_to);
	make_list(&n->env.resolve, &opts->resolve);
	if (make_handles(n, err) < 0 ||
	    guard_new(&n->env.guard, &opts->allow_net, err) < 0 ||
	    make_peers(n, err) < 0) {
		net_free(n);
		return -1;
	}
	*out = n;
	return 0;
}

static void
free_list(struct transfer *t)
{
	while (t != NULL) {
		struct transfer *next = t->next;

		transfer_free(t);
		t = next;
	}
}

void
net_free(struct net *n)
{
	if (n == NULL)
		return;
	net_abort(n);
	lookup_free(n->lookup);
	free_list(n->idle);
	free(n->running);
	map_release(&n->http1_origins);
	/* Connections hold sessions of the share: they go first. */
	if (n->multi != NULL)
		(void)curl_multi_cleanup(n->multi);
	events_free(n->events);
	if (n->env.share != NULL)
		(void)curl_share_cleanup(n->env.share);
	/* And connections hold the pins of their peers. */
	for (size_t i = 0; i < n->n_peers; i++)
		peer_release(&n->peers[i]);
	free(n->peers);
	peer_release(&n->general);
	curl_slist_free_all(n->env.connect_to);
	curl_slist_free_all(n->env.resolve);
	guard_free(n->env.guard);
	free(n);
	curl_global_cleanup();
}

void
net_ask_resolver(struct net *n, const char *host)
{
	struct str name = str_of(host);
	const struct peer *p = find_peer(n, host);
	AUTO(mem_freep) char *bare = NULL;
	AUTO(mem_freep) char *fresh = NULL;

	lookup_free(n->lookup);
	n->lookup = NULL;
	bare = mem_dupn(name.p, str_sub(name, 0, str_chr(name, ':')).n);
	if (url_host_is_ip(str_of(bare)) || bare[0] == '[' ||
	    bare[0] == '\0' || p->proxy_failure[0] != '\0' ||
	    (p->proxy != NULL && (proxy_get(p->proxy, false)[0] != '\0' ||
	    proxy_get(p->proxy, true)[0] != '\0')))
		return;
	/* The last dot: no search list is gone through. */
	fresh = mem_fmt("kbmirror-%llx.%s.", (long long)clock_now() ^
	    (long long)clock_mono() << 20, bare);
	n->lookup = lookup_start(fresh);
}

enum net_answer
net_resolver(const struct net *n)
{
	return n->lookup != NULL ? lookup_get(n->lookup) : NET_UNANSWERED;
}

size_t
net_running(const struct net *n)
{
	size_t count = n->n_running;

	for (const struct transfer *t = n->unsendable; t != NULL; t = t->next)
		count++;
	return count;
}

int64_t
net_bytes(const struct net *n)
{
	return n->env.bytes;
}

static void
retire(struct net *n, struct transfer *t)
{
	transfer_reset(t);
	t->next = n->idle;
	n->idle = t;
}

void
net_abort(struct net *n)
{
	while (n->n_running > 0) {
		struct transfer *t = n->running[--n->n_running];

		(void)curl_multi_remove_handle(n->multi, t->easy);
		retire(n, t);
	}
	while (n->unsendable != NULL) {
		struct transfer *t = n->unsendable;

		n->unsendable = t->next;
		retire(n, t);
	}
	n->unsendable_end = &n->unsendable;
}

static void
add_running(struct net *n, struct transfer *t)
{
	t->at = n->n_running;
	*VEC_PUSH(&n->running, &n->n_running, &n->cap_running) = t;
}

static void
drop_running(struct net *n, struct transfer *t)
{
	n->running[t->at] = n->running[--n->n_running];
	n->running[t->at]->at = t->at;
}

/*
 * What a URL says by itself: behind a proxy, or with --connect-to, its address
 * is never connected to and so never seen by the guard.  A name that means this
 * machine may be any of its addresses: all must be allowed.
 */
static bool
is_target_allowed(struct net *n, const struct url *u, char *why, size_t max)
{
	struct str host = str_of(u->host);
	AUTO(mem_freep) char *bare = NULL;

	if (str_eq(host, STR("localhost")) ||
	    str_ends(host, STR(".localhost")))
		return guard_allows_text(n->env.guard, "127.0.0.1", why,
		    max) && guard_allows_text(n->env.guard, "::1", why, max);
	if (!url_host_is_ip(host))
		return true;
	bare = host.p[0] == '[' ? mem_dupn(host.p + 1, host.n - 2) :
	    mem_dup(u->host);
	return guard_allows_text(n->env.guard, bare, why, max);
}

static bool
may_send(struct net *n, const struct url *u, const struct peer *peer,
    struct net_exchange *x)
{
	int port = u->port;

	if (!url_is_http(u)) {
		x->failure = OUTCOME_SCHEME;
		(void)snprintf(x->reason, sizeof(x->reason),
		    "%s: is not fetched, only http and https", u->scheme);
		return false;
	}
	x->failure = OUTCOME_ADDRESS;
	if (port >= 0 && !guard_allows_port(port)) {
		(void)snprintf(x->reason, sizeof(x->reason),
		    "port %d is not one of web servers", port);
		return false;
	}
	if (!is_target_allowed(n, u, x->reason, sizeof(x->reason)))
		return false;
	if (peer->proxy_failure[0] != '\0') {
		x->failure = OUTCOME_CONNECT;
		(void)snprintf(x->reason, sizeof(x->reason), "%s",
		    peer->proxy_failure);
		return false;
	}
	x->failure = OUTCOME_UNTRIED;
	return true;
}

static void
origin_of(const struct url *u, struct buf *b)
{
	buf_reset(b);
	url_origin(u, b);
}

static bool
wants_http1(const struct net *n, const struct url *u)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (n->http1_origins.n == 0)
		return false;
	origin_of(u, &b);
	return map_has(&n->http1_origins, buf_view(&b));
}

static struct transfer *
take_transfer(struct net *n)
{
	struct transfer *t = n->idle;

	if (t == NULL)
		return transfer_new(&n->env);
	n->idle = t->next;
	t->next = NULL;
	return t;
}

static void
add_unsendable(struct net *n, struct transfer *t)
{
	t->next = NULL;
	*n->unsendable_end = t;
	n->unsendable_end = &t->next;
}

int
net_start(struct net *n, const struct net_request *r, net_fn *fn, void *ctx,
    struct err *err)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct transfer *t = take_transfer(n);
	bool is_url = url_parse(&u, str_of(r->url), NULL, NULL) == 0;
	struct peer *peer = find_peer(n, is_url ? u.host : "");

	transfer_prepare(t, r, peer, is_url && wants_http1(n, &u));
	t->fn = fn;
	t->ctx = ctx;
	t->host = mem_dup(is_url && u.host != NULL ? u.host : "");
	if (!is_url) {
		t->x.failure = OUTCOME_INVALID;
		(void)snprintf(t->x.reason, sizeof(t->x.reason),
		    "not a URL");
		add_unsendable(n, t);
		return 0;
	}
	if (!may_send(n, &u, peer, &t->x)) {
		add_unsendable(n, t);
		return 0;
	}
	if (curl_multi_add_handle(n->multi, t->easy) != CURLM_OK) {
		retire(n, t);
		return err_set(err, ERR_SYSTEM, "libcurl takes no request");
	}
	add_running(n, t);
	return 0;
}

/* HTTP/2 broke: the host is asked again, and from now on, over HTTP/1.1. */
static bool
falls_back(struct net *n, struct transfer *t, CURLcode rc)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (t->is_http1 || !transfer_has_http2_failed(t, rc) ||
	    url_parse(&u, str_of(t->url), NULL, NULL) < 0)
		return false;
	origin_of(&u, &b);
	(void)map_add(&n->http1_origins, buf_view(&b));
	t->is_http1 = true;
	transfer_restart(t);
	return curl_multi_add_handle(n->multi, t->easy) == CURLM_OK;
}

static int
deliver(struct net *n, struct transfer *t, struct err *err)
{
	int rc;

	if (t->disk.kind != ERR_NONE) {
		*err = t->disk;
		rc = -1;
	} else {
		rc = t->fn(t->ctx, &t->x, err);
	}
	retire(n, t);
	return rc;
}

static int
deliver_ended(struct net *n, struct err *err)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(n->multi, &left)) != NULL) {
		struct transfer *t = NULL;
		CURLcode rc = m->data.result;

		if (m->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		(void)curl_multi_remove_handle(n->multi, t->easy);
		if (falls_back(n, t, rc))
			continue;
		drop_running(n, t);
		transfer_finish(t, rc);
		if (deliver(n, t, err) < 0)
			return -1;
	}
	return 0;
}

static int
deliver_unsendable(struct net *n, struct err *err)
{
	while (n->unsendable != NULL) {
		struct transfer *t = n->unsendable;

		n->unsendable = t->next;
		if (n->unsendable == NULL)
			n->unsendable_end = &n->unsendable;
		if (deliver(n, t, err) < 0)
			return -1;
	}
	return 0;
}

static void
count_for_rate(struct net *n, int64_t bytes)
{
	int64_t now = clock_mono();

	if (n->opts.limit_rate <= 0)
		return;
	if (n->rate_free < now)
		n->rate_free = now;
	n->rate_free += bytes * 1000 / n->opts.limit_rate;
}

/* One turn takes a part of a second's worth, and libcurl's buffer at the least,
 * and the turns after it take nothing until that fits the rate: whoever comes
 * then is paused, and goes on in a later turn. Its peer is held back by TCP,
 * and its deadlines hold. */
static void
make_room(struct net *n, int *timeout_ms)
{
	int64_t part = n->opts.limit_rate / RATE_TURNS;
	int64_t wait = n->rate_free - clock_mono();

	n->env.room = INT64_MAX;
	if (n->opts.limit_rate <= 0)
		return;
	n->env.room = 0;
	if (wait > 0) {
		*timeout_ms = wait < *timeout_ms ? (int)wait : *timeout_ms;
		return;
	}
	n->env.room = part > CURL_MAX_WRITE_SIZE ? part : CURL_MAX_WRITE_SIZE;
	n->resumed++;
	for (size_t i = 0; i < n->n_running && n->env.room > 0; i++) {
		struct transfer *t =
		    n->running[(n->resumed + i) % n->n_running];

		if (t->is_paused)
			transfer_resume(t);
	}
}

static int
move_all(struct net *n, struct pollfd *fds, size_t n_fds, int timeout_ms,
    struct err *err)
{
	int64_t before = n->env.bytes;

	make_room(n, &timeout_ms);
	if (events_wait(n->events, fds, n_fds, timeout_ms, err) < 0)
		return -1;
	count_for_rate(n, n->env.bytes - before);
	return 0;
}

int
net_step(struct net *n, struct pollfd *fds, size_t n_fds, int timeout_ms,
    struct err *err)
{
	if (n->unsendable != NULL)
		timeout_ms = 0;
	if (move_all(n, fds, n_fds, timeout_ms, err) < 0 ||
	    deliver_ended(n, err) < 0)
		return -1;
	return deliver_unsendable(n, err);
}
