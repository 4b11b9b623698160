/*
 * srcset.h: the HTML Standard's "parse a srcset attribute".  Pure.
 */
#ifndef HTML_SRCSET_H
#define HTML_SRCSET_H

#include <stdbool.h>

#include "base/str.h"

struct srcset_item {
	struct str url;		/* borrowed */
	double width;		/* "640w", 0: none */
	double density;		/* "2x", 1 when neither is given */
};

/* Takes the next candidate off *rest; false at the end. */
bool srcset_next(struct str *rest, struct srcset_item *);

/* The best candidate for reading: the widest up to 2000 px wide (or the
 * densest up to 3x); url.p == NULL when there is none. */
struct srcset_item srcset_best(struct str value);

#endif
