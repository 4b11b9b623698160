#include "net/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* An IPv4 block is kept as the IPv6 block of its mapped addresses. */
struct block {
	unsigned char addr[16];
	unsigned int bits;
};

struct guard {
	struct block *allow;
	size_t n, cap;
};

struct special {
	const char *addr;
	unsigned int bits;
	const char *what;
};

/* A VPN or proxy program on the user's machine answers every name with an
 * address of this block and translates it later. */
#define FAKE_IP_WHAT "fake-IP"

static const struct special special4[] = {
	{ "0.0.0.0", 8, "this-network" },
	{ "10.0.0.0", 8, "private" },
	{ "100.64.0.0", 10, "carrier-private" },
	{ "127.0.0.0", 8, "loopback" },
	{ "169.254.0.0", 16, "link-local" },
	{ "172.16.0.0", 12, "private" },
	{ "192.0.0.0", 24, "reserved" },
	{ "192.0.2.0", 24, "documentation" },
	{ "192.168.0.0", 16, "private" },
	{ "198.18.0.0", 15, FAKE_IP_WHAT },
	{ "198.51.100.0", 24, "documentation" },
	{ "203.0.113.0", 24, "documentation" },
	{ "224.0.0.0", 4, "multicast" },
	{ "240.0.0.0", 4, "reserved" },
};

static const struct special special6[] = {
	{ "::1", 128, "loopback" },
	{ "::", 96, "unspecified" },
	{ "64:ff9b:1::", 48, "private" },
	{ "100::", 64, "discard-only" },
	{ "2001:db8::", 32, "documentation" },
	{ "3fff::", 20, "documentation" },
	{ "fc00::", 7, "private" },
	{ "fe80::", 10, "link-local" },
	{ "fec0::", 10, "private" },
	{ "ff00::", 8, "multicast" },
};

static const unsigned char mapped[12] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};

static bool
is_within(const unsigned char *a, const unsigned char *net, unsigned int bits)
{
	unsigned int whole = bits / 8, rest = bits % 8;

	if (memcmp(a, net, whole) != 0)
		return false;
	return rest == 0 || (a[whole] ^ net[whole]) >> (8 - rest) == 0;
}

static bool
parse_block(struct str s, struct block *b)
{
	char text[INET6_ADDRSTRLEN + 1];
	struct str addr = s;
	unsigned long bits;
	size_t slash = str_chr(s, '/');
	bool is_v4;

	if (slash != (size_t)-1)
		addr = str_sub(s, 0, slash);
	if (addr.n == 0 || addr.n >= sizeof(text))
		return false;
	memcpy(text, addr.p, addr.n);
	text[addr.n] = '\0';
	memcpy(b->addr, mapped, sizeof(mapped));
	is_v4 = inet_pton(AF_INET, text, b->addr + 12) == 1;
	if (!is_v4 && inet_pton(AF_INET6, text, b->addr) != 1)
		return false;
	bits = is_v4 ? 32 : 128;
	if (slash != (size_t)-1 &&
	    !str_to_ulong(str_from(s, slash + 1), bits, &bits))
		return false;
	b->bits = (unsigned int)bits + (is_v4 ? 96 : 0);
	return true;
}

static int
take_block(const char *text, struct block *b, struct err *err)
{
	if (!parse_block(str_of(text), b))
		return err_set(err, ERR_USAGE, "allow-net wants an address "
		    "block such as 10.0.0.0/8, not '%s'", text);
	return 0;
}

int
guard_check_block(const char *text, struct err *err)
{
	struct block b;

	return take_block(text, &b, err);
}

int
guard_new(struct guard **out, const struct opt_list *allow, struct err *err)
{
	struct guard *g = mem_alloc(sizeof(*g));

	for (size_t i = 0; i < allow->n; i++) {
		struct block b;

		if (take_block(allow->items[i], &b, err) < 0) {
			guard_free(g);
			return -1;
		}
		*VEC_PUSH(&g->allow, &g->n, &g->cap) = b;
	}
	*out = g;
	return 0;
}

void
guard_free(struct guard *g)
{
	if (g == NULL)
		return;
	free(g->allow);
	free(g);
}

static bool
is_allowed(const struct guard *g, const unsigned char a[16])
{
	for (size_t i = 0; i < g->n; i++)
		if (is_within(a, g->allow[i].addr, g->allow[i].bits))
			return true;
	return false;
}

static const struct special *
find_special(const struct special *t, size_t n, int family,
    const unsigned char *a)
{
	unsigned char net[16];

	for (size_t i = 0; i < n; i++) {
		(void)inet_pton(family, t[i].addr, net);
		if (is_within(a, net, t[i].bits))
			return &t[i];
	}
	return NULL;
}

#define N_OF(a) (sizeof(a) / sizeof((a)[0]))

static const struct special *
judge4(const struct guard *g, const unsigned char a[4])
{
	unsigned char wide[16];

	memcpy(wide, mapped, sizeof(mapped));
	memcpy(wide + 12, a, 4);
	if (is_allowed(g, wide))
		return NULL;
	return find_special(special4, N_OF(special4), AF_INET, a);
}

/* Forms that carry an IPv4 address, and where (RFC 6052, 3056, 4380). */
static const struct special *
judge_carried(const struct guard *g, const unsigned char a[16])
{
	static const unsigned char nat64[12] = { 0, 0x64, 0xff, 0x9b };
	static const unsigned char teredo[4] = { 0x20, 0x01, 0, 0 };
	const struct special *s;
	unsigned char v4[4];

	if (memcmp(a, mapped, sizeof(mapped)) == 0 ||
	    memcmp(a, nat64, sizeof(nat64)) == 0)
		return judge4(g, a + 12);
	if (a[0] == 0x20 && a[1] == 0x02)
		return judge4(g, a + 2);
	if (memcmp(a, teredo, sizeof(teredo)) != 0)
		return NULL;
	s = judge4(g, a + 4);
	if (s != NULL)
		return s;
	for (int i = 0; i < 4; i++)
		v4[i] = (unsigned char)~a[12 + i];
	return judge4(g, v4);
}

static const struct special *
judge6(const struct guard *g, const unsigned char a[16])
{
	const struct special *s;

	if (is_allowed(g, a))
		return NULL;
	s = judge_carried(g, a);
	if (s != NULL)
		return s;
	return find_special(special6, N_OF(special6), AF_INET6, a);
}

static void
explain(const struct special *s, int family, const void *a, char *why,
    size_t n)
{
	char text[INET6_ADDRSTRLEN];

	(void)inet_ntop(family, a, text, sizeof(text));
	if (strcmp(s->what, FAKE_IP_WHAT) == 0)
		(void)snprintf(why, n, "%s is a stand-in address that proxy "
		    "programs with fake-IP DNS give for every name; "
		    "--allow-net 198.18.0.0/15 allows them", text);
	else
		(void)snprintf(why, n, "%s is a %s address; --allow-net %s/%d "
		    "allows it", text, s->what, text,
		    family == AF_INET ? 32 : 128);
}

bool
guard_allows(const struct guard *g, const struct sockaddr *sa, char *why,
    size_t n)
{
	const struct special *s;

	if (sa->sa_family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, sa, sizeof(in));
		s = judge4(g, (const unsigned char *)&in.sin_addr);
		if (s != NULL)
			explain(s, AF_INET, &in.sin_addr, why, n);
		return s == NULL;
	}
	if (sa->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;

		memcpy(&in6, sa, sizeof(in6));
		s = judge6(g, in6.sin6_addr.s6_addr);
		if (s != NULL)
			explain(s, AF_INET6, &in6.sin6_addr, why, n);
		return s == NULL;
	}
	(void)snprintf(why, n, "not an internet address");
	return false;
}

bool
guard_allows_text(const struct guard *g, const char *ip, char *why, size_t n)
{
	union {
		struct sockaddr sa;
		struct sockaddr_in in;
		struct sockaddr_in6 in6;
	} u;

	memset(&u, 0, sizeof(u));
	if (inet_pton(AF_INET, ip, &u.in.sin_addr) == 1)
		u.sa.sa_family = AF_INET;
	else if (inet_pton(AF_INET6, ip, &u.in6.sin6_addr) == 1)
		u.sa.sa_family = AF_INET6;
	return guard_allows(g, &u.sa, why, n);
}

bool
guard_allows_port(int port)
{
	/* The Fetch standard's bad ports above 1023. */
	static const int bad[] = { 1719, 1720, 1723, 2049, 3659, 4045, 4190,
		5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679,
		6697, 10080 };

	if (port == 80 || port == 443)
		return true;
	if (port < 1024 || port > 65535)
		return false;
	for (size_t i = 0; i < N_OF(bad); i++)
		if (port == bad[i])
			return false;
	return true;
}
