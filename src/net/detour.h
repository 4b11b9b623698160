/*
 * detour.h: the forms of --connect-to and --resolve, of which libcurl leaves
 * out without a word what it cannot read.  Pure.
 */
#ifndef NET_DETOUR_H
#define NET_DETOUR_H

#include "base/err.h"

/* HOST:PORT:HOST:PORT, addresses in brackets; ERR_USAGE begins with the name of
 * the option, without "--". */
int detour_check_connect(const char *value, struct err *) MUST_CHECK;

/* HOST:PORT:ADDR[,ADDR]…, each an IPv4 or IPv6 address, also in brackets;
 * ERR_USAGE as above. */
int detour_check_resolve(const char *value, struct err *) MUST_CHECK;

#endif
