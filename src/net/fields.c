#include "net/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define ACCEPT_PAGE "Accept: text/html,application/xhtml+xml," \
	"application/xml;q=0.9,*/*;q=0.8"
#define ACCEPT_ALL "Accept: */*"

static const char *const accept_fields[NET_KINDS] = {
	[NET_PAGE] = ACCEPT_PAGE,
	[NET_IMAGE] = "Accept: image/avif,image/webp,image/png,"
	    "image/svg+xml,image/*;q=0.8,*/*;q=0.5",
	[NET_STYLE] = "Accept: text/css,*/*;q=0.1",
	[NET_SCRIPT] = ACCEPT_ALL, [NET_FONT] = ACCEPT_ALL,
	[NET_MEDIA] = ACCEPT_ALL, [NET_FRAME] = ACCEPT_PAGE,
	[NET_OTHER] = ACCEPT_ALL,
	[NET_ROBOTS] = "Accept: text/plain,*/*;q=0.8",
};

static const char *const dest_fields[NET_KINDS] = {
	[NET_PAGE] = "Sec-Fetch-Dest: document",
	[NET_IMAGE] = "Sec-Fetch-Dest: image",
	[NET_STYLE] = "Sec-Fetch-Dest: style",
	[NET_SCRIPT] = "Sec-Fetch-Dest: script",
	[NET_FONT] = "Sec-Fetch-Dest: font",
	[NET_MEDIA] = "Sec-Fetch-Dest: video",
	[NET_FRAME] = "Sec-Fetch-Dest: iframe",
	[NET_OTHER] = "Sec-Fetch-Dest: empty",
	[NET_ROBOTS] = "Sec-Fetch-Dest: empty",
};

static struct str
name_of(const char *field)
{
	struct str s = str_of(field);
	size_t end = 0;

	while (end < s.n && s.p[end] != ':' && s.p[end] != ';')
		end++;
	return str_trim(str_sub(s, 0, end));
}

bool
fields_is_secret(const char *field)
{
	/* "Authorization", "X-Api-Key", "X-Auth-Token", "Private-Token", … */
	static const char *const parts[] = { "auth", "cookie", "token",
	    "secret", "passw", "credential", "session", "signature" };
	struct str n = name_of(field);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (str_find_nocase(n, str_of(parts[i])) != (size_t)-1)
			return true;
	return str_eq_nocase(n, STR("key")) ||
	    str_ends_nocase(n, STR("-key")) ||
	    str_ends_nocase(n, STR("apikey"));
}

void
fields_push(struct curl_slist **list, const char *line)
{
	struct curl_slist *l = curl_slist_append(*list, line);

	if (l == NULL) {
		(void)fputs("kbmirror: out of memory\n", stderr);
		_Exit(4);
	}
	*list = l;
}

/* Ours, unless the user set a field of that name. */
static void
push_default(struct curl_slist **list, const struct opt_list *user,
    const char *line)
{
	for (size_t i = 0; i < user->n; i++)
		if (str_eq_nocase(name_of(user->items[i]), name_of(line)))
			return;
	fields_push(list, line);
}

bool
fields_is_valid(const char *line)
{
	return name_of(line).n > 0 && strpbrk(line, "\r\n") == NULL &&
	    strpbrk(line, ":;") != NULL;
}

bool
fields_is_agent(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < 0x20 || *value == 0x7f)
			return false;
	return true;
}

int
fields_make(struct curl_slist *lists[NET_KINDS][2], const struct opt_list *user,
    bool *has_secret, struct err *err)
{
	for (size_t i = 0; i < user->n; i++)
		if (!fields_is_valid(user->items[i]))
			return err_set(err, ERR_USAGE, "not a request header "
			    "such as 'Name: value' (number %zu; it is not "
			    "shown, it may be a secret)", i + 1);
	for (size_t k = 0; k < 2 * NET_KINDS; k++) {
		struct curl_slist **l = &lists[k / 2][k % 2];

		push_default(l, user, accept_fields[k / 2]);
		push_default(l, user, "Accept-Encoding: gzip, deflate, br");
		/* One for the whole run, so that variants do not mix. */
		push_default(l, user,
		    "Accept-Language: en,zh-CN;q=0.9,zh;q=0.8,*;q=0.5");
		push_default(l, user, dest_fields[k / 2]);
		for (size_t i = 0; i < user->n; i++) {
			bool is_secret = fields_is_secret(user->items[i]);

			if (k % 2 == 1 || !is_secret)
				fields_push(l, user->items[i]);
			*has_secret = *has_secret || is_secret;
		}
	}
	return 0;
}
