#include "net/lookup.h"

#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/mem.h"

/* Whoever lets go last, frees it. */
struct lookup {
	atomic_int state;	/* enum net_answer */
	atomic_int n_holders;
	char *name;
};

void
lookup_free(struct lookup *l)
{
	if (l == NULL || atomic_fetch_sub(&l->n_holders, 1) > 1)
		return;
	free(l->name);
	free(l);
}

/* That a name does not exist, or has no address, was learnt from somebody. */
static bool
is_answer(int rc)
{
	return rc == 0 || rc == EAI_NONAME || rc == EAI_NODATA;
}

static void *
look_up(void *ctx)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	struct lookup *l = ctx;
	int rc = getaddrinfo(l->name, NULL, &hints, &found);

	if (rc == 0)
		freeaddrinfo(found);
	atomic_store(&l->state, is_answer(rc) ? NET_ANSWERED :
	    NET_UNANSWERED);
	lookup_free(l);
	return NULL;
}

struct lookup *
lookup_start(const char *name)
{
	struct lookup *l = mem_alloc(sizeof(*l));
	pthread_t thread;

	l->name = mem_dup(name);
	atomic_init(&l->state, NET_ASKING);
	atomic_init(&l->n_holders, 2);
	if (pthread_create(&thread, NULL, look_up, l) == 0) {
		(void)pthread_detach(thread);
		return l;
	}
	atomic_store(&l->n_holders, 1);
	lookup_free(l);
	return NULL;
}

enum net_answer
lookup_get(const struct lookup *l)
{
	return (enum net_answer)atomic_load(&l->state);
}
