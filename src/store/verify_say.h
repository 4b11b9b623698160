/*
 * verify_say.h: how the parts of a verification tell what they find; private to
 * them.
 */
#ifndef STORE_VERIFY_SAY_H
#define STORE_VERIFY_SAY_H

#include "store/verify.h"

struct verify_say {
	const struct verify_opts *opts;
	struct verify_report *report;
};

/* Counts and tells a problem. */
void verify_say(const struct verify_say *, const char *, ...)
    PRINTF_LIKE(2, 3);

/* Damage is a problem to tell; anything else ends the checking. */
int verify_say_damage(const struct verify_say *, const struct err *damage,
    struct err *) MUST_CHECK;

/* The catalog at path against what the truth says; the captures only when the
 * truth has them. */
int verify_catalog(const struct verify_say *, struct catalog *truth,
    const char *path, bool with_captures, struct err *) MUST_CHECK;

#endif
