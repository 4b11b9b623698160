/*
 * guard.h: bounds what gumbo's work on a text can grow to.
 *
 * gumbo walks its stack of open elements for every tag and compares each
 * attribute with those before it: both are quadratic.  A linear scan counts
 * nesting and attributes as the tokenizer would see them, and leaves out what
 * no page written for people has.  An estimate: whoever tricks it meets the
 * memory limit of tree.c and the time limit of the worker.
 */
#ifndef HTML_GUARD_H
#define HTML_GUARD_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* Elements open at once; the tree is flattened below HTML_DEPTH anyway. */
#define GUARD_DEPTH 512
/* Attributes of one tag; real pages stay under 60. */
#define GUARD_ATTRS 250
/* <html> and <body> tags: gumbo adds each one's attributes to the first. */
#define GUARD_ROOTS 16

/* True: out has the text to parse instead, shortened. False: text is fine as
 * it stands, out is untouched. */
bool guard_scan(struct str text, struct buf *out);

#endif
