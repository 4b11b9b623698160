/*
 * ini.h: INI files, read line by line (libinih).
 *
 *	# a comment, or ; at the start of a line
 *	key = value
 *	[section name]
 *	key = value with ; and # in it
 *
 * 1. A comment takes a whole line: values may hold any character.
 * 2. Names are whole, however long (libinih alone cuts them at 49 bytes).
 * 3. Every error begins with "file:line: ".
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include "base/err.h"
#include "base/str.h"

/* Far more than the longest cookie that a server takes. */
#define INI_MAX_VALUE (16 << 10)

struct ini_event {
	const char *file;	/* as given to ini_read() */
	int line;		/* from 1 */
	const char *section;	/* "" before the first one */
	/* Trimmed; both NULL at the start of a section. */
	const char *key, *value;
};

/* Returns -1 with err set to end the reading; "file:line: " is put in front by
 * ini_read(). The strings end with the call. */
typedef int ini_fn(void *ctx, const struct ini_event *, struct err *);

/*
 * Reads a whole text. ERR_USAGE for a line that is neither a comment, a section
 * nor "key = value", or that is too long or holds a NUL. Not reentrant: libinih
 * keeps its settings in globals.
 */
int ini_read(const char *file, struct str text, ini_fn *, void *ctx,
    struct err *) MUST_CHECK;

#endif
