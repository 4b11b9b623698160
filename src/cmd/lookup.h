/*
 * lookup.h: which resource a person means by an address.
 */
#ifndef CMD_LOOKUP_H
#define CMD_LOOKUP_H

#include "base/err.h"
#include "store/archive.h"

/* The resource of an address as the notes write it, its leader where it has
 * one; *asked, unless NULL, gets the key of the address itself. ERR_USAGE: the
 * archive knows none. */
int lookup_resource(struct archive *, const char *given, struct resource *,
    char **asked, struct err *) MUST_CHECK;

#endif
