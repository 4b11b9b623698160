/*
 * cookies.h: the user's cookies from Netscape files, in the jar that all
 * handles share.
 */
#ifndef NET_COOKIES_H
#define NET_COOKIES_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/err.h"

/* "a=b; c=d" and no file? False for NULL. */
bool cookies_are_text(const char *cookie);

/* Checks a text, loads a file: each cookie for its own site. ERR_USAGE. */
int cookies_load(CURLSH *, const char *cookie, struct err *) MUST_CHECK;

/*
 * As cookies_load, but a file's cookies go to host and its subdomains alone:
 * those of other sites are left out, those of a domain above host are narrowed
 * to it. ERR_USAGE when none is left.
 */
int cookies_load_for(CURLSH *, const char *cookie, const char *host,
    struct err *) MUST_CHECK;

#endif
