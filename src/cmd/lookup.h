/*
 * lookup.h: which resource a person means by an address.
 */
#ifndef CMD_LOOKUP_H
#define CMD_LOOKUP_H

#include "base/err.h"
#include "cmd/cmd.h"
#include "store/archive.h"

/* The resource of an address as the notes write it, its leader where it has
 * one; *asked, unless NULL, gets the key of the address itself. ERR_ABSENT: the
 * archive knows none. */
int lookup_resource(struct archive *, const char *given, struct resource *,
    char **asked, struct err *) MUST_CHECK;

/* A command without options whose only operand is an address: opens the archive
 * for reading and calls fn with it. As a command's own function. */
int lookup_command(struct cmd_ctx *, const char *name, int argc, char **argv,
    int (*fn)(const struct cmd_ctx *, struct archive *, const char *address,
    struct err *), struct err *) MUST_CHECK;

#endif
