/*
 * role.h: what a page needs something for: what a browser would load it as.
 */
#ifndef WEB_ROLE_H
#define WEB_ROLE_H

#include <stdbool.h>

#include "base/str.h"

enum role {
	ROLE_NONE,	/* it stands for itself */
	ROLE_STYLE, ROLE_SCRIPT, ROLE_IMAGE, ROLE_FONT,
	ROLE_MEDIA,	/* films, sounds and their texts */
	ROLE_FRAME,	/* a document within the page */
	ROLE_OTHER,	/* a manifest, an object of unknown kind */
};

/* "style", "script" …; "" for ROLE_NONE. */
const char *role_name(enum role);
bool role_find(struct str name, enum role *);

#endif
