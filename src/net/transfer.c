#include "net/transfer.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "net/reason.h"
#include "web/http.h"
#include "web/url.h"

/* Fewer calls for large pictures than with curl's 16 KB. */
#define RECEIVE_BYTES (32L << 10)

/* Servers refuse heads of 8 KB and more: no name or password is longer. */
#define LOGIN_BYTES (8 << 10)

/* curl_easy_setopt() fails only for want of memory or for an option that this
 * libcurl was built without; going on without a limit is no choice. */
#define SET(easy, option, value) do {					\
	CURLcode refusal = curl_easy_setopt((easy), (option), (value));	\
									\
	if (refusal != CURLE_OK)					\
		end_refused(#option, refusal);				\
} while (0)

static _Noreturn void
end_refused(const char *option, CURLcode why)
{
	(void)fprintf(stderr, "kbmirror: libcurl refuses %s: %s\n", option,
	    curl_easy_strerror(why));
	_Exit(4);
}

static curl_socket_t
open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = ctx;

	(void)purpose;
	t->is_at_proxy = proxy_is_at(t->peer->proxy, &a->addr);
	if (!t->is_at_proxy && !guard_allows(t->env->guard, &a->addr,
	    t->refused, sizeof(t->refused)))
		return CURL_SOCKET_BAD;
	t->n_sockets++;
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* Kept connections were opened for another exchange. */
static int
before_request(void *ctx, char *ip, char *local, int port, int local_port)
{
	struct transfer *t = ctx;

	(void)local;
	(void)port;
	(void)local_port;
	if (proxy_is_at_text(t->peer->proxy, ip) ||
	    guard_allows_text(t->env->guard, ip, t->refused,
	    sizeof(t->refused)))
		return CURL_PREREQFUNC_OK;
	t->n_sockets = 0;
	return CURL_PREREQFUNC_ABORT;
}

static int
on_debug(CURL *easy, curl_infotype type, char *p, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	struct str s = str_make(p, n);

	(void)easy;
	if (type != CURLINFO_HEADER_OUT ||
	    str_starts(s, STR("CONNECT ")))
		return 0;
	/* A kept connection that died is replaced silently, and the head is
	 * sent again. */
	if (str_starts(s, STR("GET ")))
		buf_reset(&t->x.request_head);
	buf_s(&t->x.request_head, s);
	return 0;
}

/* The version of a status line as HTTP/1.1 spells it. */
static void
add_status_line(struct transfer *t, struct str line)
{
	unsigned long code = 0;
	struct str rest;

	if (!str_starts(line, STR("HTTP/2"))) {
		buf_s(&t->x.response_head, line);
		return;
	}
	rest = str_trim(str_from(line, str_chr(line, ' ')));
	(void)str_to_ulong(str_sub(rest, 0, 3), 999, &code);
	buf_fmt(&t->x.response_head, "HTTP/1.1 %03lu %s\r\n", code,
	    http_reason((int)code));
}

static size_t
on_head(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	struct str line = str_make(p, size * n);

	if (t->first == 0)
		t->first = clock_mono();
	t->n_head += line.n;
	t->env->bytes += (int64_t)line.n;
	if (t->n_head > NET_MAX_HEAD) {
		t->is_head_too_large = true;
		return 0;
	}
	if (str_starts(line, STR("HTTP/"))) {
		/* What came before was an interim answer (1xx). */
		buf_reset(&t->x.response_head);
		t->is_head_done = false;
		add_status_line(t, line);
	} else if (!t->is_head_done) {
		/* Trailers come after the empty line and are left out. */
		buf_s(&t->x.response_head, line);
		t->is_head_done = str_trim(line).n == 0;
	}
	return line.n;
}

static int64_t
find_limit(const struct transfer *t)
{
	char *type = NULL;

	switch (t->kind) {
	case NET_ROBOTS:
		return NET_MAX_ROBOTS;
	case NET_IMAGE:
	case NET_STYLE:
	case NET_SCRIPT:
	case NET_FONT:
	case NET_MEDIA:
	case NET_OTHER:
		return t->env->max_image;
	case NET_FRAME:
	case NET_PAGE:
		break;
	}
	(void)curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type);
	if (type == NULL || str_find_nocase(str_of(type), STR("html")) !=
	    (size_t)-1)
		return t->env->max_page;
	return t->env->max_other;
}

static int64_t
announced_length(const struct transfer *t)
{
	curl_off_t length = -1;

	(void)curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
	    &length);
	return length;
}

static size_t
on_body(char *p, size_t size, size_t n, void *ctx)
{
	struct transfer *t = ctx;
	size_t got = size * n, fits = got;

	if (t->env->room <= 0) {
		t->is_paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	t->env->room -= (int64_t)got;
	t->env->bytes += (int64_t)got;
	if (t->limit < 0) {
		int64_t length = announced_length(t);

		t->limit = find_limit(t);
		if (t->kind != NET_ROBOTS && length > t->limit) {
			t->x.is_cut_by_limit = true;
			return 0;
		}
		spool_expect(&t->x.body, length);
	}
	if ((int64_t)got > t->limit - t->x.body.len) {
		fits = (size_t)(t->limit - t->x.body.len);
		t->x.is_cut_by_limit = true;
	}
	if (spool_put(&t->x.body, p, fits, &t->disk) < 0)
		return 0;
	return fits == got ? got : 0;
}

/* libcurl reads and keeps the system's certificates once for all connections,
 * unless there is a folder of them, too (Debian's has the same ones); else each
 * connection costs 30 ms and half a megabyte. */
static void
set_authorities(CURL *easy, const char *cacert)
{
	const char *bundle = NULL;

	if (cacert != NULL)
		SET(easy, CURLOPT_CAINFO, cacert);
	else if (curl_easy_getinfo(easy, CURLINFO_CAINFO, &bundle) ==
	    CURLE_OK && bundle != NULL && access(bundle, R_OK) == 0)
		SET(easy, CURLOPT_CAPATH, NULL);
}

static void
set_fixed(struct transfer *t)
{
	const struct transfer_env *env = t->env;
	const struct net_opts *o = env->opts;

	SET(t->easy, CURLOPT_NOSIGNAL, 1L);
	SET(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	SET(t->easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	SET(t->easy, CURLOPT_FOLLOWLOCATION, 0L);
	SET(t->easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(t->easy, CURLOPT_PATH_AS_IS, 1L);
	SET(t->easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
	SET(t->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(t->easy, CURLOPT_CONNECTTIMEOUT_MS, (long)env->connect_ms);
	SET(t->easy, CURLOPT_TIMEOUT_MS, (long)env->timeout_ms);
	SET(t->easy, CURLOPT_LOW_SPEED_LIMIT, (long)NET_LOW_SPEED);
	SET(t->easy, CURLOPT_LOW_SPEED_TIME, (long)NET_LOW_SPEED_S);
	SET(t->easy, CURLOPT_BUFFERSIZE, RECEIVE_BYTES);
	SET(t->easy, CURLOPT_SHARE, env->share);
	/* A shared cookie jar alone does not switch cookies on. */
	SET(t->easy, CURLOPT_COOKIEFILE, "");
	set_authorities(t->easy, o->cacert);
	if (env->connect_to != NULL)
		SET(t->easy, CURLOPT_CONNECT_TO, env->connect_to);
	if (env->resolve != NULL)
		SET(t->easy, CURLOPT_RESOLVE, env->resolve);
}

static void
set_callbacks(struct transfer *t)
{
	SET(t->easy, CURLOPT_PRIVATE, t);
	SET(t->easy, CURLOPT_ERRORBUFFER, t->text);
	SET(t->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(t->easy, CURLOPT_OPENSOCKETDATA, t);
	SET(t->easy, CURLOPT_PREREQFUNCTION, before_request);
	SET(t->easy, CURLOPT_PREREQDATA, t);
	/* The only way to the request head as it was really sent. */
	SET(t->easy, CURLOPT_VERBOSE, 1L);
	SET(t->easy, CURLOPT_DEBUGFUNCTION, on_debug);
	SET(t->easy, CURLOPT_DEBUGDATA, t);
	SET(t->easy, CURLOPT_HEADERFUNCTION, on_head);
	SET(t->easy, CURLOPT_HEADERDATA, t);
	SET(t->easy, CURLOPT_WRITEFUNCTION, on_body);
	SET(t->easy, CURLOPT_WRITEDATA, t);
}

struct transfer *
transfer_new(struct transfer_env *env)
{
	struct transfer *t = mem_alloc(sizeof(*t));

	t->env = env;
	t->easy = curl_easy_init();
	if (t->easy == NULL) {
		(void)fputs("kbmirror: out of memory\n", stderr);
		_Exit(4);
	}
	buf_init(&t->x.request_head, NET_MAX_HEAD);
	buf_init(&t->x.response_head, NET_MAX_HEAD);
	set_fixed(t);
	set_callbacks(t);
	return t;
}

void
transfer_free(struct transfer *t)
{
	if (t == NULL)
		return;
	transfer_reset(t);
	curl_easy_cleanup(t->easy);
	buf_release(&t->x.request_head);
	buf_release(&t->x.response_head);
	free(t);
}

void
transfer_reset(struct transfer *t)
{
	free(t->url);
	free(t->host);
	t->url = t->host = NULL;
	curl_slist_free_all(t->own_fields);
	t->own_fields = NULL;
	buf_reset(&t->x.request_head);
	buf_reset(&t->x.response_head);
	if (t->x.body.dir != NULL)
		spool_release(&t->x.body);
}

static bool
is_clean(const char *s)
{
	return s != NULL && s[0] != '\0' && strpbrk(s, "\r\n") == NULL;
}

static void
add_field(struct curl_slist **list, const char *name, const char *value)
{
	AUTO(mem_freep) char *line = mem_fmt("%s: %s", name, value);
	struct curl_slist *l = curl_slist_append(*list, line);

	if (l != NULL)
		*list = l;
}

static void
set_fields(struct transfer *t, const struct net_request *r)
{
	struct curl_slist *base =
	    t->peer->fields[r->kind][peer_may_send_fields(t->peer, r)];

	if (is_clean(r->etag) || is_clean(r->last_modified)) {
		for (struct curl_slist *f = base; f != NULL; f = f->next) {
			struct curl_slist *l =
			    curl_slist_append(t->own_fields, f->data);

			if (l != NULL)
				t->own_fields = l;
		}
		if (is_clean(r->etag))
			add_field(&t->own_fields, "If-None-Match", r->etag);
		if (is_clean(r->last_modified))
			add_field(&t->own_fields, "If-Modified-Since",
			    r->last_modified);
		base = t->own_fields;
	}
	SET(t->easy, CURLOPT_HTTPHEADER, base);
}

/* libcurl copies both; a host with Basic sees them in the first request. */
static void
set_login(struct transfer *t, const char *login)
{
	AUTO(buf_release) struct buf user = BUF_INIT(LOGIN_BYTES);
	AUTO(buf_release) struct buf password = BUF_INIT(LOGIN_BYTES);
	struct str name, rest = str_of(login);

	SET(t->easy, CURLOPT_USERNAME, NULL);
	SET(t->easy, CURLOPT_PASSWORD, NULL);
	if (login == NULL || !str_cut(&rest, ':', &name))
		return;
	url_percent_decode(name, &user);
	if (rest.p != NULL)
		url_percent_decode(rest, &password);
	if (user.failed || password.failed)
		return;
	SET(t->easy, CURLOPT_USERNAME, user.p);
	SET(t->easy, CURLOPT_PASSWORD, password.p);
}

/* Handles are used again for other hosts: each option is set each time. */
static void
set_peer(struct transfer *t, bool is_https)
{
	struct peer *p = t->peer;

	SET(t->easy, CURLOPT_USERAGENT, p->user_agent);
	SET(t->easy, CURLOPT_PROXY, p->proxy != NULL ?
	    proxy_get(p->proxy, is_https) : "");
	SET(t->easy, CURLOPT_NOPROXY, p->proxy != NULL ?
	    proxy_get_exceptions(p->proxy) : "");
	SET(t->easy, CURLOPT_SSL_VERIFYPEER, p->pin.is_set ? 0L : 1L);
	SET(t->easy, CURLOPT_SSL_VERIFYHOST, p->pin.is_set ? 0L : 2L);
	SET(t->easy, CURLOPT_SSL_CTX_FUNCTION, p->pin.is_set ?
	    pin_install : NULL);
	SET(t->easy, CURLOPT_SSL_CTX_DATA, p->pin.is_set ? &p->pin : NULL);
	/* A resumed session shows no certificate. */
	SET(t->easy, CURLOPT_SSL_SESSIONID_CACHE, p->pin.is_set ? 0L : 1L);
}

void
transfer_prepare(struct transfer *t, const struct net_request *r,
    struct peer *peer, bool is_http1)
{
	const struct transfer_env *env = t->env;
	bool is_https = str_starts(str_of(r->url), STR("https:"));
	bool sends_cookie = peer_may_send_cookie(peer, r);

	t->peer = peer;
	t->url = mem_dup(r->url);
	t->kind = r->kind;
	t->x.url = t->url;
	t->x.date = clock_now();
	t->started = clock_mono();
	t->first = 0;
	spool_init(&t->x.body, env->opts->tmp_dir != NULL ?
	    env->opts->tmp_dir : "/tmp");
	t->is_http1 = is_http1;
	t->has_user_secret = sends_cookie || r->login != NULL ||
	    (peer->has_secret_field && peer_may_send_fields(peer, r));
	transfer_restart(t);
	SET(t->easy, CURLOPT_URL, t->url);
	set_peer(t, is_https);
	SET(t->easy, CURLOPT_REFERER, is_clean(r->referer) ? r->referer :
	    NULL);
	SET(t->easy, CURLOPT_COOKIE, sends_cookie ? peer->cookie : NULL);
	set_login(t, r->login);
	SET(t->easy, CURLOPT_HTTP_VERSION, is_http1 ?
	    (long)CURL_HTTP_VERSION_1_1 : (long)CURL_HTTP_VERSION_2TLS);
	set_fields(t, r);
}

void
transfer_restart(struct transfer *t)
{
	const char *dir = t->env->opts->tmp_dir;

	buf_reset(&t->x.request_head);
	buf_reset(&t->x.response_head);
	if (t->x.body.len > 0) {
		spool_release(&t->x.body);
		spool_init(&t->x.body, dir != NULL ? dir : "/tmp");
	}
	t->x.status = 0;
	t->x.failure = OUTCOME_UNTRIED;
	t->x.sign = NET_SIGN_NONE;
	t->x.reason[0] = t->x.ip[0] = t->x.protocol[0] = '\0';
	t->x.is_cut_by_limit = t->x.had_credentials = false;
	t->limit = -1;
	t->n_head = 0;
	t->is_head_done = t->is_head_too_large = t->is_paused = false;
	t->n_sockets = 0;
	t->is_at_proxy = false;
	t->refused[0] = t->text[0] = '\0';
	err_clear(&t->disk);
	SET(t->easy, CURLOPT_HTTP_VERSION, t->is_http1 ?
	    (long)CURL_HTTP_VERSION_1_1 : (long)CURL_HTTP_VERSION_2TLS);
	SET(t->easy, CURLOPT_FRESH_CONNECT, t->is_http1 ? 1L : 0L);
}

static const char *
protocol_name(long version)
{
	switch (version) {
	case CURL_HTTP_VERSION_1_0:
		return "http/1.0";
	case CURL_HTTP_VERSION_2_0:
		return "h2";
	default:
		return "http/1.1";
	}
}

static bool
is_http2_request(const struct buf *head, size_t *line_end)
{
	*line_end = str_find(buf_view(head), STR("\r\n"));
	return *line_end != (size_t)-1 && str_ends(str_sub(buf_view(head), 0,
	    *line_end), STR(" HTTP/2"));
}

bool
transfer_has_http2_failed(const struct transfer *t, CURLcode rc)
{
	size_t end;

	if (rc == CURLE_HTTP2 || rc == CURLE_HTTP2_STREAM)
		return true;
	/* Garbage on such a connection looks like a broken one. */
	return (rc == CURLE_RECV_ERROR || rc == CURLE_SEND_ERROR ||
	    rc == CURLE_GOT_NOTHING || rc == CURLE_PARTIAL_FILE) &&
	    t->x.response_head.len == 0 &&
	    is_http2_request(&t->x.request_head, &end);
}

/* "GET /x HTTP/2" as HTTP/1.1 spells it. */
static void
respell_request(struct buf *head)
{
	size_t end;
	char *at;

	if (!is_http2_request(head, &end))
		return;
	buf_put(head, "  ", 2);
	if (head->failed)
		return;
	at = head->p + end;
	memmove(at + 2, at, head->len - 2 - end);
	memcpy(at - 1, "1.1", 3);
}

static void
fill_facts(struct transfer *t)
{
	struct net_exchange *x = &t->x;
	long status = 0, version = 0;
	char *ip = NULL;

	(void)curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(t->easy, CURLINFO_HTTP_VERSION, &version);
	(void)curl_easy_getinfo(t->easy, CURLINFO_PRIMARY_IP, &ip);
	if (t->is_head_done && status >= 200)
		x->status = (int)status;
	(void)snprintf(x->protocol, sizeof(x->protocol), "%s",
	    protocol_name(version));
	if (ip != NULL && !proxy_is_at_text(t->peer->proxy, ip))
		(void)snprintf(x->ip, sizeof(x->ip), "%s", ip);
	x->ms = clock_mono() - t->started;
	x->first_ms = t->first > 0 ? t->first - t->started : x->ms;
	respell_request(&x->request_head);
	x->had_credentials = t->has_user_secret ||
	    str_find_nocase(buf_view(&x->request_head),
	    STR("\r\nauthorization:")) != (size_t)-1 ||
	    (t->env->has_cookie_file && str_find_nocase(
	    buf_view(&x->request_head), STR("\r\ncookie:")) != (size_t)-1);
}

static void
fail(struct transfer *t, CURLcode rc)
{
	struct net_exchange *x = &t->x;
	struct reason_input in = { rc, t->text, t->host,
		t->is_at_proxy ? "the proxy" : t->host, 0, -1,
		t->env->connect_ms, t->env->timeout_ms };
	curl_off_t length = -1;

	if (t->refused[0] != '\0' && t->n_sockets == 0 && x->status == 0) {
		x->failure = OUTCOME_ADDRESS;
		(void)snprintf(x->reason, sizeof(x->reason), "%s", t->refused);
		return;
	}
	if (rc == CURLE_PEER_FAILED_VERIFICATION &&
	    t->peer->pin.refused[0] != '\0') {
		x->failure = OUTCOME_TLS;
		(void)snprintf(x->reason, sizeof(x->reason), "the certificate "
		    "is not the one of the settings; its fingerprint is %s",
		    t->peer->pin.refused);
		return;
	}
	if (x->is_cut_by_limit) {
		x->failure = OUTCOME_TOO_LARGE;
		(void)snprintf(x->reason, sizeof(x->reason),
		    "larger than %" PRId64 " bytes", t->limit);
		return;
	}
	if (t->is_head_too_large) {
		x->failure = OUTCOME_TOO_LARGE;
		(void)snprintf(x->reason, sizeof(x->reason),
		    "the answer's head is larger than %d bytes", NET_MAX_HEAD);
		return;
	}
	(void)curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &in.os_errno);
	(void)curl_easy_getinfo(t->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
	    &length);
	in.length = length;
	reason_fill(x, &in);
}

/* Who refuses, breaks off or shows a bad certificate is there; but a proxy
 * that refuses keeps its user from everybody. */
static enum net_sign
read_sign(const struct transfer *t, CURLcode rc)
{
	long number = 0;

	(void)curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &number);
	switch ((int)rc) {
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_OPERATION_TIMEDOUT:
		return NET_SIGN_SILENCE;
	case CURLE_COULDNT_CONNECT:
		return t->n_sockets == 0 ? NET_SIGN_NONE :
		    number == ECONNREFUSED && !t->is_at_proxy ?
		    NET_SIGN_LIFE : NET_SIGN_SILENCE;
	/* What is cut off in its middle is asked for again anyway. */
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
	case CURLE_URL_MALFORMAT:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return NET_SIGN_NONE;
	default:
		return NET_SIGN_LIFE;
	}
}

void
transfer_finish(struct transfer *t, CURLcode rc)
{
	fill_facts(t);
	t->x.sign = read_sign(t, rc);
	/* The first part of a robots.txt is enough (RFC 9309 2.5). */
	if (t->kind == NET_ROBOTS && t->x.is_cut_by_limit)
		return;
	if (rc != CURLE_OK)
		fail(t, rc);
	else if (t->x.status == 0)
		fail(t, CURLE_WEIRD_SERVER_REPLY);
}

void
transfer_resume(struct transfer *t)
{
	t->is_paused = false;
	/* What goes wrong ends the transfer and is told then. */
	(void)curl_easy_pause(t->easy, CURLPAUSE_CONT);
}
