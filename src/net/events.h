/*
 * events.h: libcurl's sockets in an epoll set, so that a wake-up costs what
 * has happened and not what is open.
 *
 * libcurl says by callbacks which sockets it waits for and until when; a
 * socket's event is told to libcurl alone for that socket.  Only for net.c.
 */
#ifndef NET_EVENTS_H
#define NET_EVENTS_H

#include <curl/curl.h>
#include <poll.h>

#include "base/err.h"

struct events;

/* Hooks itself into the multi handle. ERR_SYSTEM: no descriptor is left. */
int events_new(struct events **, CURLM *, struct err *) MUST_CHECK;

/* After the multi handle, which says good-bye to its sockets. */
void events_free(struct events *);

/* Descriptors that a caller may add to one wait. */
#define EVENTS_MAX_FDS 256

/* Waits for the network, one of the given descriptors (revents are filled), or
 * libcurl's next deadline, at most timeout_ms; then libcurl moves what there is
 * to move. */
int events_wait(struct events *, struct pollfd *fds, size_t n,
    int timeout_ms, struct err *) MUST_CHECK;

#endif
