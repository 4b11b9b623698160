/*
 * skeleton.h: what gumbo has to see of a text, without what it would only
 * carry through.
 *
 * gumbo reads each character through several calls, whatever it is.  Runs of
 * text, quoted values of attributes and what scripts and style sheets hold are
 * replaced by one character each, which is put back when the tree is copied;
 * comments become empty ones.  Only for tree.c and build.c.
 * 1. A run has no '<' and no '&' and begins with no white space, so that one
 *    letter leads the tree construction where all of it would.
 * 2. The scan is the tokenizer's own, but for what the tree construction tells
 *    the tokenizer: to read an element's content as raw text.  Each such
 *    element with markup inside is noted, and must be met in the tree as one
 *    (skeleton_meet()); else the text itself is to be parsed.
 * 3. Where that is not enough (a script with a script in a comment, CDATA,
 *    frames), the rest of the text is left as it is.
 */
#ifndef HTML_SKELETON_H
#define HTML_SKELETON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct skeleton {
	struct buf text;	/* for gumbo */
	struct buf clean;	/* what was given, with its CRs as line ends */
	struct str source;	/* clean, or what was given if it has none */
	struct str *runs;	/* of source, by the number of their sign */
	size_t n_runs, runs_cap;
	struct skeleton_raw *raw;
	size_t n_raw, raw_cap, n_met;
};

/* False: nothing can be left out of this text, since it has characters that
 * gumbo replaces or that stand for others here. It must outlive the skeleton.
 * Released in any case. */
bool skeleton_make(struct skeleton *, struct str text);
void skeleton_release(struct skeleton *);

/* Appends s, a part of what gumbo read, as it stands in the source. */
void skeleton_expand(const struct skeleton *, struct str s, struct buf *out);

/* An element that holds raw text has its start tag at this byte of text. */
void skeleton_meet(struct skeleton *, size_t at);
/* Were all met that had to be? */
bool skeleton_is_met(const struct skeleton *);

#endif
