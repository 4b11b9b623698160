/*
 * gitignore.h: which paths git would not look at (gitignore(5)).
 */
#ifndef NOTES_GITIGNORE_H
#define NOTES_GITIGNORE_H

#include <stdbool.h>

#include "base/str.h"

struct gitignore_rule {
	char *base;		/* folder of the file, "" or ending with '/' */
	struct str pattern;	/* owned */
	bool is_negated, is_folder_only, is_anchored;
};

struct gitignore {
	struct gitignore_rule *rules;
	size_t n, cap;
};

#define GITIGNORE_INIT { NULL, 0, 0 }

void gitignore_release(struct gitignore *);

/* Adds the rules of the .gitignore in folder (relative to the root, "" for the
 * root itself). A folder's file must be added after its parents'. */
void gitignore_add(struct gitignore *, const char *folder, struct str text);

/* Is the path itself excluded? The caller asks for each folder on the way
 * first and leaves out what lies in an excluded one. */
bool gitignore_match(const struct gitignore *, const char *path,
    bool is_folder);

#endif
