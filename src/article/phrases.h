/*
 * phrases.h: lines that say what a page is or does, in the languages of the
 * web that the tests know.  Pure.
 */
#ifndef ARTICLE_PHRASES_H
#define ARTICLE_PHRASES_H

#include <stdbool.h>

#include "base/str.h"

/* Is this one line (squeezed) a button, teaser or notice rather than text?
 * link_density: the share of it in links. */
bool phrases_is_clutter(struct str line, double link_density);

/* Are they the same, letter case, white space and punctuation aside? */
bool phrases_same(struct str, struct str);

/* Do they share a third of the words of the shorter one? CJK by single
 * characters. */
bool phrases_share(struct str, struct str);

/* Does the page say: not found; log in, verify, expired; enable JavaScript? */
bool phrases_is_not_found(struct str);
bool phrases_is_wall(struct str);
bool phrases_is_shell(struct str);

/* Is the line the heading of a dialogue about privacy or cookies? */
bool phrases_is_consent(struct str line);

/* Is the line the heading of other articles, or of a word about the author? */
bool phrases_is_tail(struct str line);

#endif
