/*
 * names.c: a resolver that changes its mind.
 *
 * Preloaded. NAMES has "name=first,second name=first+also": the first question
 * about a name gets the first answer, the next one the second, and so on; what
 * is joined by + is one answer. Other names go the usual way.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef int resolve_fn(const char *, const char *, const struct addrinfo *,
    struct addrinfo **);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The next answer for a name, as text; false: it is not one of ours. */
static int
next_answer(const char *name, char *out, size_t max)
{
	static char *names;
	static unsigned int asked[64];
	size_t n = strlen(name);
	unsigned int at = 0;
	char *p;

	if (names == NULL && getenv("NAMES") != NULL)
		names = strdup(getenv("NAMES"));
	for (p = names; p != NULL && *p != '\0'; at++) {
		size_t len = strcspn(p, " ");

		if (strncmp(p, name, n) == 0 && p[n] == '=' && at < 64) {
			char *end = p + len, *a = p + n + 1;

			for (unsigned int k = asked[at]++; k > 0; k--) {
				size_t step = strcspn(a, ", ");

				if (a + step >= end)
					break;
				a += step + 1;
			}
			len = strcspn(a, ", ");
			if (len >= max)
				return 0;
			memcpy(out, a, len);
			out[len] = '\0';
			return 1;
		}
		p += len;
		p += strspn(p, " ");
	}
	return 0;
}

int
getaddrinfo(const char *name, const char *service,
    const struct addrinfo *hints, struct addrinfo **out)
{
	resolve_fn *real = (resolve_fn *)dlsym(RTLD_NEXT, "getaddrinfo");
	struct addrinfo like = { 0 }, **end = out;
	char answer[256], *rest = answer, *one;
	int is_ours, rc = 0;

	(void)pthread_mutex_lock(&lock);
	is_ours = name != NULL && next_answer(name, answer, sizeof(answer));
	(void)pthread_mutex_unlock(&lock);
	if (!is_ours)
		return real(name, service, hints, out);
	if (hints != NULL)
		like = *hints;
	like.ai_flags = AI_NUMERICHOST;
	like.ai_family = AF_UNSPEC;
	while (rc == 0 && (one = strsep(&rest, "+")) != NULL) {
		rc = real(one, service, &like, end);
		while (rc == 0 && *end != NULL)
			end = &(*end)->ai_next;
	}
	return rc;
}
