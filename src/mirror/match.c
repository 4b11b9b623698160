#include "mirror/match.h"

#include <fnmatch.h>
#include <string.h>

bool
match_url(const char *pattern, const char *url)
{
	if (strpbrk(pattern, "*?") == NULL)
		return strstr(url, pattern) != NULL;
	return fnmatch(pattern, url, 0) == 0;
}

bool
match_any(const struct opt_list *patterns, const char *url)
{
	for (size_t i = 0; i < patterns->n; i++)
		if (match_url(patterns->items[i], url))
			return true;
	return false;
}
