/*
 * front.h: the front matter of a note: YAML between "---" lines, or TOML
 * between "+++" lines, at the very beginning.
 *
 * When a page was cited is told by "date", else by "created".
 */
#ifndef NOTES_FRONT_H
#define NOTES_FRONT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "notes/notes.h"

struct front {
	size_t end;		/* the body begins here; 0: no front matter */
	struct str title;	/* without quotes; empty: none */
	int64_t date;		/* ms; 0: none */
	int64_t created;	/* likewise */
};

/* Finds it; without one everything in *f is empty. */
void front_find(struct str text, struct front *f);

/* Each value of "alias" or "aliases": in front matter (a word, a list in
 * brackets or one a line), or in Logseq's page properties ("alias:: a, b"). */
void front_each_alias(struct str text, notes_alias_fn *, void *ctx);

#endif
