#include "net/detour.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "base/str.h"

#define MAX_PORT 65535

int
detour_check_connect(const char *value, struct err *err)
{
	bool is_address = false;
	int colons = 0;

	for (const char *p = value; *p != '\0'; p++) {
		is_address = *p == '[' || (is_address && *p != ']');
		colons += *p == ':' && !is_address;
	}
	if (colons != 3)
		return err_set(err, ERR_USAGE, "connect-to wants "
		    "HOST:PORT:HOST:PORT, not '%s'", value);
	return 0;
}

static bool
is_address(struct str s)
{
	char text[INET6_ADDRSTRLEN + 1];
	unsigned char raw[sizeof(struct in6_addr)];
	bool has_brackets = s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']';

	if (has_brackets)
		s = str_sub(s, 1, s.n - 1);
	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	return (!has_brackets && inet_pton(AF_INET, text, raw) == 1) ||
	    inet_pton(AF_INET6, text, raw) == 1;
}

int
detour_check_resolve(const char *value, struct err *err)
{
	struct str rest = str_of(value), host, port, address;
	unsigned long number;
	bool is_good = str_cut(&rest, ':', &host) && host.n > 0 &&
	    str_cut(&rest, ':', &port) &&
	    str_to_ulong(port, MAX_PORT, &number) && number > 0 &&
	    rest.p != NULL;

	while (is_good && rest.p != NULL && str_cut(&rest, ',', &address))
		is_good = is_address(address);
	if (!is_good)
		return err_set(err, ERR_USAGE, "resolve wants "
		    "HOST:PORT:ADDRESS, not '%s'; further addresses follow "
		    "after commas", value);
	return 0;
}
