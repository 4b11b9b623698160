/*
 * net_asker.h: single exchanges with the test's own server, for the unit tests
 * of net.
 */
#ifndef TEST_NET_ASKER_H
#define TEST_NET_ASKER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "http_server.h"
#include "net/net.h"

/* What a test keeps of an exchange after it was freed. */
struct seen {
	int calls;
	int status;
	enum outcome failure;
	char reason[256], ip[64], protocol[16];
	char request[4096], response[4096];
	char *body;
	int64_t len;
	bool is_cut, had_credentials;
};

static struct server server;

static inline int
keep(void *ctx, struct net_exchange *x, struct err *err)
{
	struct seen *s = ctx;
	struct buf b = BUF_INIT(8 << 20);

	s->calls++;
	s->status = x->status;
	s->failure = x->failure;
	(void)snprintf(s->reason, sizeof(s->reason), "%s", x->reason);
	(void)snprintf(s->ip, sizeof(s->ip), "%s", x->ip);
	(void)snprintf(s->protocol, sizeof(s->protocol), "%s", x->protocol);
	(void)snprintf(s->request, sizeof(s->request), "%s",
	    x->request_head.p);
	(void)snprintf(s->response, sizeof(s->response), "%s",
	    x->response_head.p);
	if (spool_load(&x->body, &b, err) < 0)
		return -1;
	s->len = (int64_t)b.len;
	free(s->body);
	s->body = buf_take(&b, NULL);
	s->is_cut = x->is_cut_by_limit;
	s->had_credentials = x->had_credentials;
	return 0;
}

/* A net whose every host is the test's server. */
static inline struct net *
open_net(struct net_opts *o)
{
	static char to[64];
	static const char *connect_to[1], *allow[] = { "127.0.0.1/32" };
	struct err err = ERR_INIT;
	struct net *n;

	(void)snprintf(to, sizeof(to), "::127.0.0.1:%d", server.port);
	connect_to[0] = to;
	if (o->connect_to.n == 0)
		o->connect_to = (struct opt_list){ connect_to, 1, 1 };
	if (o->allow_net.n == 0)
		o->allow_net = (struct opt_list){ allow, 1, 1 };
	if (o->proxy == NULL)
		o->proxy = "";
	if (net_new(&n, o, &err) < 0)
		fail_msg("%s", err.msg);
	return n;
}

static inline void
run(struct net *n)
{
	struct err err = ERR_INIT;

	while (net_running(n) > 0)
		if (net_step(n, NULL, 0, 100, &err) < 0)
			fail_msg("%s", err.msg);
}

static inline void
ask(struct net *n, const struct net_request *r, struct seen *s)
{
	struct err err = ERR_INIT;

	free(s->body);
	memset(s, 0, sizeof(*s));
	if (net_start(n, r, keep, s, &err) < 0)
		fail_msg("%s", err.msg);
	run(n);
	assert_int_equal(s->calls, 1);
}

/* One exchange with a net of its own. */
static inline void
ask_once(struct net_opts o, const struct net_request *r, struct seen *s,
    bool (*answer)(int, const struct hit *))
{
	struct net *n;

	server_start(&server, answer);
	n = open_net(&o);
	ask(n, r, s);
	net_free(n);
	server_stop(&server);
}

/* An interim answer, then a small page. */
static inline bool
plain(int fd, const struct hit *h)
{
	(void)h;
	server_say(fd, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
	return server_reply(fd, 200, "text/html", "X-Odd:  kept \r\n", "hello");
}

#endif
