/*
 * charset_table.h: the encodings of the Encoding Standard.  Only for
 * charset*.c.
 */
#ifndef WEB_CHARSET_TABLE_H
#define WEB_CHARSET_TABLE_H

#include <stddef.h>

#include "base/str.h"

enum charset_kind {
	CHARSET_UTF8, CHARSET_SINGLE, CHARSET_MULTI, CHARSET_REPLACEMENT,
	CHARSET_USER_DEFINED,
};

struct charset_entry {
	const char *name;	/* as the standard spells it */
	const char *icu;	/* ICU's converter; NULL: none is needed */
	enum charset_kind kind;
	const char *labels;	/* separated by spaces, in lower case */
};

/* By label, without regard to case; NULL: none. */
const struct charset_entry *charset_table_find(struct str label);

#endif
