/*
 * worse.h: is a new answer worse than the good copy?
 *
 * Servers answer 200 with an apology, a home page or a grey pixel where the
 * thing itself used to be. Such an answer is recorded beside the good copy; to
 * hold back a real change is the smaller harm, "forget" lets it through.
 */
#ifndef MIRROR_WORSE_H
#define MIRROR_WORSE_H

#include "store/model.h"

/* One sentence why found must not replace good, or NULL. Both are of a kept
 * class. */
const char *worse_why(const struct resource *good,
    const struct resource *found);

#endif
