/*
 * signs.h: what walls, parked domains and failing servers say of themselves.
 * Pure.
 *
 * Articles say such things, too: only of a page that has lost its text are they
 * believed.
 */
#ifndef MIRROR_SIGNS_H
#define MIRROR_SIGNS_H

#include <stdbool.h>

#include "base/str.h"

/* What the title, or the beginning of the text, says that the page is: one
 * sentence, static; NULL: nothing of the kind. */
const char *signs_find(struct str title, struct str text);

/* Does the text end in an offer to read the rest after a log-in or payment? */
bool signs_is_teaser(struct str text);

/* Is it the path of a page that asks to log in, to consent or to solve a
 * puzzle, or that tells of an error? */
bool signs_is_wall_path(struct str path);

#endif
