/*
 * fields.h: the request fields that go out with each kind of request: ours,
 * and the user's --header.
 */
#ifndef NET_FIELDS_H
#define NET_FIELDS_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/opts.h"
#include "net/net.h"

/* Fills the lists by kind, [1] with credentials, for the user's lines. A field
 * of the user replaces ours of that name; those that are secret by their name
 * go only into the lists for requests with credentials, and set *has_secret.
 * ERR_USAGE names what is no field. */
int fields_make(struct curl_slist *lists[NET_KINDS][2],
    const struct opt_list *user, bool *has_secret, struct err *) MUST_CHECK;

/* Is this a request field such as "Name: value"? */
bool fields_is_valid(const char *line);

/* Can this be sent as a User-Agent? */
bool fields_is_agent(const char *value);

/* Does its name say that it carries credentials: "Cookie", "X-Api-Key"? Only
 * requests with credentials get those. */
bool fields_is_secret(const char *line);

/* Appends a line; out of memory ends the program, as mem_alloc() does. */
void fields_push(struct curl_slist **, const char *line);

#endif
