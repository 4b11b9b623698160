#include <string.h>

#include "net/net.h"
#include "web/url.h"

bool
net_is_under(struct str host, struct str domain)
{
	/* A port is no part of a name; IPv6 addresses are in brackets. */
	if (host.n > 0 && host.p[0] == '[')
		host = str_sub(host, 0, str_chr(host, ']') + 1);
	else
		host = str_sub(host, 0, str_chr(host, ':'));
	if (str_eq(host, domain))
		return true;
	return domain.n > 0 && str_ends(host, domain) &&
	    host.n > domain.n && host.p[host.n - domain.n - 1] == '.' &&
	    !url_host_is_ip(host);
}

const struct net_host_opts *
net_find_host(const struct net_opts *o, struct str host)
{
	const struct net_host_opts *best = NULL;

	for (size_t i = 0; i < o->n_hosts; i++)
		if (net_is_under(host, str_of(o->hosts[i].host)) &&
		    (best == NULL ||
		    strlen(best->host) < strlen(o->hosts[i].host)))
			best = &o->hosts[i];
	return best;
}
