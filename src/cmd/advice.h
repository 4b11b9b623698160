/*
 * advice.h: what its user can do about an error.
 */
#ifndef CMD_ADVICE_H
#define CMD_ADVICE_H

#include "base/err.h"

/* One sentence, NULL: none is known. */
const char *advice_on(const struct err *);

#endif
