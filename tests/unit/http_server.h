/*
 * http_server.h: a small HTTP server in threads of the test itself, for the
 * unit tests of net and crawl.
 *
 * A test gives one function that answers; every request is logged with its
 * time of arrival, so that tests assert what was sent and in which order.
 */
#ifndef TEST_HTTP_SERVER_H
#define TEST_HTTP_SERVER_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

#define SERVER_LOG 4096

struct hit {
	char head[4096];
	char host[128], path[512];
	char referer[512];
	int nth;		/* of this host and path, from 1 */
	int64_t at;		/* monotonic ms */
};

struct server {
	int fd, port;
	/* Writes an answer to fd; true: the connection is kept. */
	bool (*answer)(int fd, const struct hit *);
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t ended;
	int n_threads;
	struct hit *log;
	int n;
	int now, most;		/* requests being answered */
};

struct server_conn {
	struct server *s;
	int fd;
};

static inline void
server_put(int fd, const void *p, size_t n)
{
	while (n > 0) {
		ssize_t w = send(fd, p, n, MSG_NOSIGNAL);

		if (w <= 0)
			return;
		p = (const char *)p + w;
		n -= (size_t)w;
	}
}

static inline void
server_say(int fd, const char *s)
{
	server_put(fd, s, strlen(s));
}

/* A whole answer with Content-Length; extra: further fields. */
static inline bool
server_reply(int fd, int status, const char *type, const char *extra,
    const char *body)
{
	char head[2048];

	(void)snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\n"
	    "Content-Type: %s\r\nContent-Length: %zu\r\n%s\r\n", status, type,
	    strlen(body), extra);
	server_say(fd, head);
	server_say(fd, body);
	return true;
}

static inline void
server_field(const char *head, const char *name, char *out, size_t max)
{
	const char *at = strcasestr(head, name);

	out[0] = '\0';
	if (at == NULL)
		return;
	at += strlen(name);
	(void)snprintf(out, max, "%.*s", (int)strcspn(at, "\r"), at);
}

static inline void
server_log(struct server *s, struct hit *h)
{
	int nth = 1;

	h->at = clock_mono();
	server_field(h->head, "\r\nHost: ", h->host, sizeof(h->host));
	server_field(h->head, "\r\nReferer: ", h->referer,
	    sizeof(h->referer));
	(void)sscanf(h->head, "%*s %511s", h->path);
	(void)pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->n; i++)
		nth += strcmp(s->log[i].path, h->path) == 0 &&
		    strcmp(s->log[i].host, h->host) == 0;
	h->nth = nth;
	if (s->n < SERVER_LOG)
		s->log[s->n++] = *h;
	if (++s->now > s->most)
		s->most = s->now;
	(void)pthread_mutex_unlock(&s->lock);
}

static inline bool
server_read_head(int fd, struct hit *h)
{
	size_t n = 0;

	memset(h, 0, sizeof(*h));
	while (n < sizeof(h->head) - 1) {
		if (recv(fd, h->head + n, 1, 0) != 1)
			return false;
		n++;
		if (n >= 4 && memcmp(h->head + n - 4, "\r\n\r\n", 4) == 0)
			return true;
	}
	return false;
}

static inline void *
server_serve(void *arg)
{
	struct server_conn *c = arg;
	struct server *s = c->s;
	struct hit *h = malloc(sizeof(*h));
	bool keep = true;

	while (keep && h != NULL && server_read_head(c->fd, h)) {
		server_log(s, h);
		keep = s->answer(c->fd, h);
		(void)pthread_mutex_lock(&s->lock);
		s->now--;
		(void)pthread_mutex_unlock(&s->lock);
	}
	(void)close(c->fd);
	free(h);
	free(c);
	(void)pthread_mutex_lock(&s->lock);
	s->n_threads--;
	(void)pthread_cond_signal(&s->ended);
	(void)pthread_mutex_unlock(&s->lock);
	return NULL;
}

static inline void *
server_main(void *arg)
{
	struct server *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		struct server_conn *c = malloc(sizeof(*c));
		pthread_t t;

		if (c == NULL)
			abort();
		*c = (struct server_conn){ s, fd };
		(void)pthread_mutex_lock(&s->lock);
		s->n_threads++;
		(void)pthread_mutex_unlock(&s->lock);
		if (pthread_create(&t, NULL, server_serve, c) != 0)
			abort();
		(void)pthread_detach(t);
	}
	return NULL;
}

static inline void
server_start(struct server *s, bool (*answer)(int, const struct hit *))
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	memset(s, 0, sizeof(*s));
	s->answer = answer;
	s->log = calloc(SERVER_LOG, sizeof(*s->log));
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->ended, NULL);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (s->log == NULL || s->fd < 0 ||
	    bind(s->fd, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(s->fd, 256) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&a, &len) != 0 ||
	    pthread_create(&s->thread, NULL, server_main, s) != 0)
		abort();
	s->port = ntohs(a.sin_port);
}

/* After the client has closed its connections. */
static inline void
server_stop(struct server *s)
{
	(void)shutdown(s->fd, SHUT_RDWR);
	(void)pthread_join(s->thread, NULL);
	(void)close(s->fd);
	(void)pthread_mutex_lock(&s->lock);
	while (s->n_threads > 0)
		(void)pthread_cond_wait(&s->ended, &s->lock);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->ended);
	free(s->log);
}

/* Requests of one host and path so far (NULL: any). */
static inline int
server_count(struct server *s, const char *host, const char *path)
{
	int n = 0;

	(void)pthread_mutex_lock(&s->lock);
	for (int i = 0; i < s->n; i++)
		n += (host == NULL || strcmp(s->log[i].host, host) == 0) &&
		    (path == NULL || strcmp(s->log[i].path, path) == 0);
	(void)pthread_mutex_unlock(&s->lock);
	return n;
}

/* The nth request (from 1) of a host and path, NULL when there was none. */
static inline const struct hit *
server_find(struct server *s, const char *host, const char *path, int nth)
{
	for (int i = 0; i < s->n; i++)
		if ((host == NULL || strcmp(s->log[i].host, host) == 0) &&
		    strcmp(s->log[i].path, path) == 0 &&
		    s->log[i].nth == nth)
			return &s->log[i];
	return NULL;
}

#endif
