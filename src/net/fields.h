/*
 * fields.h: the request fields that go out with each kind of request: ours,
 * and the user's --header.
 */
#ifndef NET_FIELDS_H
#define NET_FIELDS_H

#include "base/err.h"
#include "net/transfer.h"

/* Fills env->fields and env->has_secret_field from env->opts->headers. A field
 * of the user replaces ours of that name; Authorization, Cookie and
 * Proxy-Authorization go only into the lists for requests with credentials.
 * ERR_USAGE names what is no field. */
int fields_make(struct transfer_env *env, struct err *) MUST_CHECK;

/* Appends a line; out of memory ends the program, as mem_alloc() does. */
void fields_push(struct curl_slist **, const char *line);

#endif
