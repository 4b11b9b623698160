/*
 * entries.h: what goes into a pack, in the order of the tar.
 *
 * 1. Names are relative paths in UTF-8 without "." and ".." parts; a folder's
 *    name ends with '/', and every folder of a file is an entry of its own.
 * 2. After entries_sort() names rise bytewise, and none is there twice.
 */
#ifndef PACK_ENTRIES_H
#define PACK_ENTRIES_H

#include "base/err.h"
#include "base/map.h"
#include "store/model.h"

enum entry_kind { ENTRY_FOLDER, ENTRY_FILE, ENTRY_RECORD, ENTRY_TEXT };

struct entry {
	char *name;
	enum entry_kind kind;
	char *from;		/* FILE: path on disk; TEXT: the bytes */
	struct locator at;	/* RECORD: whose payload it is */
};

struct entries {
	struct entry *items;
	size_t n, cap;
	struct map names;
};

#define ENTRIES_INIT { NULL, 0, 0, MAP_INIT }

void entries_release(struct entries *);

/* Each adds one file under its name, and the folders that it lies in. A name
 * that is there already is left out. */
void entries_add_file(struct entries *, const char *name, const char *from);
void entries_add_record(struct entries *, const char *name,
    const struct locator *);
void entries_add_text(struct entries *, const char *name, const char *text);

/* Adds all files below a folder, with prefix before their relative names. */
int entries_add_tree(struct entries *, const char *prefix, const char *folder,
    struct err *) MUST_CHECK;

void entries_sort(struct entries *);

#endif
