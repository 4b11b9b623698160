/*
 * front.h: the front matter of a note: YAML between "---" lines, or TOML
 * between "+++" lines, at the very beginning.
 */
#ifndef NOTES_FRONT_H
#define NOTES_FRONT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct front {
	size_t end;		/* the body begins here; 0: no front matter */
	struct str title;	/* without quotes; empty: none */
	int64_t date;		/* ms; 0: none */
};

/* Finds it; without one everything in *f is empty. */
void front_find(struct str text, struct front *f);

#endif
