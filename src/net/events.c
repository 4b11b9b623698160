#include "net/events.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/* Events taken at once: what is left shows again in the next wait. */
#define BATCH 128

struct events {
	CURLM *multi;
	int fd;
	int64_t deadline;	/* libcurl's, monotonic; -1: none */
	int failed;		/* errno of a socket that cannot be watched */
};

static int
on_timer(CURLM *multi, long timeout_ms, void *ctx)
{
	struct events *e = ctx;

	(void)multi;
	e->deadline = timeout_ms < 0 ? -1 : clock_mono() + timeout_ms;
	return 0;
}

static uint32_t
to_epoll(int what)
{
	return (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
	    (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
}

static int
on_socket(CURL *easy, curl_socket_t s, int what, void *ctx, void *own)
{
	struct events *e = ctx;
	struct epoll_event ev = { .events = to_epoll(what), .data.fd = s };

	(void)easy;
	(void)own;
	if (what == CURL_POLL_REMOVE) {
		/* A socket that is closed already has left by itself. */
		(void)epoll_ctl(e->fd, EPOLL_CTL_DEL, s, NULL);
		return 0;
	}
	if (epoll_ctl(e->fd, EPOLL_CTL_ADD, s, &ev) < 0 &&
	    (errno != EEXIST || epoll_ctl(e->fd, EPOLL_CTL_MOD, s, &ev) < 0))
		e->failed = errno;
	return 0;
}

int
events_new(struct events **out, CURLM *multi, struct err *err)
{
	struct events *e = mem_alloc(sizeof(*e));

	e->multi = multi;
	e->deadline = -1;
	e->fd = epoll_create1(EPOLL_CLOEXEC);
	if (e->fd < 0) {
		free(e);
		return err_sys(err, "watch the network");
	}
	(void)curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
	(void)curl_multi_setopt(multi, CURLMOPT_TIMERDATA, e);
	(void)curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	(void)curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, e);
	*out = e;
	return 0;
}

void
events_free(struct events *e)
{
	if (e == NULL)
		return;
	(void)close(e->fd);
	free(e);
}

static int
act(struct events *e, curl_socket_t s, int what, struct err *err)
{
	int running;
	CURLMcode rc = curl_multi_socket_action(e->multi, s, what, &running);

	if (rc != CURLM_OK)
		return err_set(err, ERR_SYSTEM, "libcurl: %s",
		    curl_multi_strerror(rc));
	if (e->failed != 0) {
		errno = e->failed;
		return err_sys(err, "watch the network");
	}
	return 0;
}

static int
act_on_sockets(struct events *e, struct err *err)
{
	struct epoll_event ev[BATCH];
	int n = epoll_wait(e->fd, ev, BATCH, 0);

	for (int i = 0; i < n; i++) {
		uint32_t got = ev[i].events;
		int what = (got & EPOLLIN ? CURL_CSELECT_IN : 0) |
		    (got & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
		    (got & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);

		if (act(e, ev[i].data.fd, what, err) < 0)
			return -1;
	}
	return 0;
}

static int
act_on_time(struct events *e, struct err *err)
{
	if (e->deadline < 0 || clock_mono() < e->deadline)
		return 0;
	e->deadline = -1;
	return act(e, CURL_SOCKET_TIMEOUT, 0, err);
}

int
events_wait(struct events *e, struct pollfd *fds, size_t n, int timeout_ms,
    struct err *err)
{
	struct pollfd all[EVENTS_MAX_FDS + 1] = { { e->fd, POLLIN, 0 } };
	int64_t left = e->deadline - clock_mono();

	if (n > EVENTS_MAX_FDS)
		n = EVENTS_MAX_FDS;
	for (size_t i = 0; i < n; i++)
		all[i + 1] = fds[i];
	if (e->deadline >= 0 && left < timeout_ms)
		timeout_ms = left > 0 ? (int)left : 0;
	if (poll(all, (nfds_t)n + 1, timeout_ms) < 0) {
		if (errno != EINTR)
			return err_sys(err, "wait for the network");
		all[0].revents = 0;
	}
	for (size_t i = 0; i < n; i++)
		fds[i].revents = all[i + 1].revents;
	if (all[0].revents != 0 && act_on_sockets(e, err) < 0)
		return -1;
	return act_on_time(e, err);
}
