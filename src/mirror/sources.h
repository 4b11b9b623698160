/*
 * sources.h: the notes that an archive mirrors: its file "sources".
 *
 * One line a source: "label<TAB>absolute path", or a URL that was given on the
 * command line, percent-encoded and without user and password.  A label is the
 * first part of the names of a source's notes, so it never changes once it is
 * there; it is valid UTF-8.
 */
#ifndef MIRROR_SOURCES_H
#define MIRROR_SOURCES_H

#include <stdbool.h>

#include "base/err.h"
#include "base/map.h"
#include "mirror/login.h"

struct source {
	char *label;
	char *path;
	bool is_wanted;		/* by this run */
};

struct sources {
	struct source *items;
	size_t n, cap;
	char *root;		/* of the archive; NULL: not there yet */
	struct map urls;	/* given URLs, in order */
	struct map wanted_urls;	/* those of this run */
	struct logins logins;	/* what URLs tell of their user */
	bool is_changed;
};

/* Reads root/sources; a missing file is an empty list. */
int sources_load(struct sources *, const char *root, struct err *) MUST_CHECK;
void sources_release(struct sources *);

/*
 * Marks what an operand means as wanted, adding it when it is new: a URL, a
 * file or folder, or "-": a list of URLs from standard input. ERR_USAGE when
 * there is no such file, or when it is none that can be mirrored.
 */
int sources_want(struct sources *, const char *operand, struct err *)
    MUST_CHECK;
void sources_want_all(struct sources *);

int sources_save(const struct sources *, const char *root, struct err *)
    MUST_CHECK;

#endif
