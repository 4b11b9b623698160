#include <libpsl.h>

#include "web/url.h"

/* A name in the DNS has at most 253 bytes. */
#define NAME_MAX_LEN 253

void
url_site(struct str host, struct buf *b)
{
	char name[NAME_MAX_LEN + 1];
	const char *site;

	if (host.n > NAME_MAX_LEN || host.n == 0 || url_host_is_ip(host)) {
		buf_s(b, host);
		return;
	}
	memcpy(name, host.p, host.n);
	name[host.n] = '\0';
	if (name[host.n - 1] == '.')
		name[host.n - 1] = '\0';
	site = psl_registrable_domain(psl_builtin(), name);
	buf_str(b, site != NULL ? site : name);
}
