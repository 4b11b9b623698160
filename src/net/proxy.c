#include "net/proxy.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/mem.h"
#include "base/str.h"

/* Two proxies with both address families and some spare. */
#define MAX_ADDRS 16

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

struct proxy {
	char *http, *https, *no;
	union address addrs[MAX_ADDRS];
	size_t n;
};

/* "[scheme://][user@]host[:port]"; absent parts are empty, is_whole: nothing is
 * left over. */
struct parts {
	struct str scheme, host, port;
	bool is_whole;
};

static struct parts
split(const char *url)
{
	struct parts p = { .is_whole = true };
	struct str s = str_of(url);
	size_t at = str_find(s, STR("://"));

	if (at != (size_t)-1) {
		p.scheme = str_sub(s, 0, at);
		s = str_from(s, at + 3);
	}
	s = str_sub(s, 0, str_chr(s, '/'));
	while ((at = str_chr(s, '@')) != (size_t)-1)
		s = str_from(s, at + 1);
	if (s.n > 0 && s.p[0] == '[') {
		p.host = str_sub(s, 1, str_chr(s, ']'));
		p.is_whole = str_chr(s, ']') != (size_t)-1;
		s = str_from(s, p.host.n + 2);
	} else {
		p.host = str_sub(s, 0, str_chr(s, ':'));
		s = str_from(s, p.host.n);
	}
	p.port = str_from(s, 1);
	p.is_whole = p.is_whole && (s.n == 0 || (s.p[0] == ':' && s.n > 1));
	return p;
}

static bool
is_known_scheme(struct str name)
{
	/* libcurl's; without any it takes http. */
	static const char *const names[] = { "", "http", "https", "socks4",
	    "socks4a", "socks5", "socks5h" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq_nocase(name, str_of(names[i])))
			return true;
	return false;
}

int
proxy_check(const char *what, const char *url, struct err *err)
{
	struct parts p = split(url);
	unsigned long port = 1;
	bool is_good = is_known_scheme(p.scheme) && p.host.n > 0 &&
	    p.is_whole && (p.port.n == 0 ||
	    (str_to_ulong(p.port, 65535, &port) && port > 0));

	for (const char *c = url; *c != '\0'; c++)
		is_good = is_good && (unsigned char)*c > ' ' && *c != 0x7f;
	if (!is_good)
		return err_set(err, ERR_USAGE, "%s wants "
		    "[scheme://][user:password@]host[:port], http, https or "
		    "socks as the scheme; what is given is not shown, it may "
		    "hold a password", what);
	return 0;
}

static int
resolve(struct proxy *p, const char *url, struct err *err)
{
	const struct parts at = split(url);
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	AUTO(mem_freep) char *host = NULL;
	AUTO(mem_freep) char *port = NULL;
	struct addrinfo *list;
	int rc;

	if (url[0] == '\0')
		return 0;
	host = mem_dupn(at.host.p, at.host.n);
	/* curl's own default port for proxies. */
	port = at.port.n > 0 ? mem_dupn(at.port.p, at.port.n) :
	    mem_dup(str_eq_nocase(at.scheme, STR("https")) ? "443" : "1080");
	rc = getaddrinfo(host, port, &hints, &list);
	if (rc != 0)
		/* Never the whole URL: it may hold a password. */
		return err_set(err, ERR_NETWORK, "proxy '%s': %s", host,
		    gai_strerror(rc));
	for (struct addrinfo *a = list; a != NULL; a = a->ai_next)
		if (p->n < MAX_ADDRS &&
		    a->ai_addrlen <= sizeof(union address))
			memcpy(&p->addrs[p->n++], a->ai_addr, a->ai_addrlen);
	freeaddrinfo(list);
	return 0;
}

/* The first of the names that is set to something, NULL if none is. */
static const char *
find_name(const char *const names[])
{
	for (; *names != NULL; names++) {
		const char *v = getenv(*names);

		if (v != NULL && v[0] != '\0')
			return *names;
	}
	return NULL;
}

static int
take_from_env(char **out, const char *const names[], struct err *err)
{
	const char *name = find_name(names);

	*out = mem_dup(name != NULL ? getenv(name) : "");
	return name == NULL ? 0 : proxy_check(name, *out, err);
}

int
proxy_new(struct proxy **out, const char *url, const char *no,
    struct err *err)
{
	/* HTTP_PROXY is not looked at: a CGI request can set it. */
	static const char *const http[] = { "http_proxy", "all_proxy",
	    "ALL_PROXY", NULL };
	static const char *const https[] = { "https_proxy", "HTTPS_PROXY",
	    "all_proxy", "ALL_PROXY", NULL };
	static const char *const exceptions[] = { "no_proxy", "NO_PROXY",
	    NULL };
	struct proxy *p = mem_alloc(sizeof(*p));

	if (url != NULL) {
		p->http = mem_dup(url);
		p->https = mem_dup(url);
	} else if (take_from_env(&p->http, http, err) < 0 ||
	    take_from_env(&p->https, https, err) < 0) {
		proxy_free(p);
		return -1;
	}
	if (no == NULL && find_name(exceptions) != NULL)
		no = getenv(find_name(exceptions));
	p->no = mem_dup(no != NULL ? no : "");
	if (resolve(p, p->http, err) < 0 ||
	    (strcmp(p->http, p->https) != 0 &&
	    resolve(p, p->https, err) < 0)) {
		proxy_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

void
proxy_free(struct proxy *p)
{
	if (p == NULL)
		return;
	free(p->http);
	free(p->https);
	free(p->no);
	free(p);
}

const char *
proxy_get(const struct proxy *p, bool is_https)
{
	return is_https ? p->https : p->http;
}

const char *
proxy_get_exceptions(const struct proxy *p)
{
	return p->no;
}

bool
proxy_is_at(const struct proxy *p, const struct sockaddr *sa)
{
	union address u;

	memset(&u, 0, sizeof(u));
	memcpy(&u, sa, sa->sa_family == AF_INET ? sizeof(u.in) :
	    sa->sa_family == AF_INET6 ? sizeof(u.in6) : sizeof(u.sa));
	for (size_t i = 0; i < p->n; i++) {
		const union address *a = &p->addrs[i];

		if (a->sa.sa_family != u.sa.sa_family)
			continue;
		if (u.sa.sa_family == AF_INET &&
		    u.in.sin_port == a->in.sin_port &&
		    u.in.sin_addr.s_addr == a->in.sin_addr.s_addr)
			return true;
		if (u.sa.sa_family == AF_INET6 &&
		    u.in6.sin6_port == a->in6.sin6_port &&
		    memcmp(&u.in6.sin6_addr, &a->in6.sin6_addr, 16) == 0)
			return true;
	}
	return false;
}

bool
proxy_is_at_text(const struct proxy *p, const char *ip)
{
	char text[INET6_ADDRSTRLEN];

	for (size_t i = 0; i < p->n; i++) {
		const union address *a = &p->addrs[i];
		const void *raw = a->sa.sa_family == AF_INET ?
		    (const void *)&a->in.sin_addr :
		    (const void *)&a->in6.sin6_addr;

		if (inet_ntop(a->sa.sa_family, raw, text, sizeof(text)) !=
		    NULL && strcmp(text, ip) == 0)
			return true;
	}
	return false;
}
