/*
 * url_escape.h: percent-encoding by the URL Standard (1.3).  Only for url*.c.
 */
#ifndef WEB_URL_ESCAPE_H
#define WEB_URL_ESCAPE_H

#include "base/buf.h"
#include "base/str.h"

/* The standard's percent-encode sets. */
enum url_set {
	URL_SET_CONTROL, URL_SET_FRAGMENT, URL_SET_QUERY,
	URL_SET_SPECIAL_QUERY, URL_SET_PATH, URL_SET_USERINFO,
};

/* Appends s with the bytes of the set, and all non-ASCII, as %XX. */
void url_escape(struct buf *, struct str s, enum url_set);

#endif
