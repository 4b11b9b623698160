/*
 * charref.h: bounds the numbers of character references before gumbo reads
 * them.
 *
 * gumbo adds up "&#…;" in an int: digits enough give a negative number, and
 * from that a byte that is no UTF-8, or any letter.  Only for tree.c.
 */
#ifndef HTML_CHARREF_H
#define HTML_CHARREF_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/*
 * True: out has text with U+FFFD in the place of each number past the last
 * code point (HTML Standard, 13.2.5.80) or of a control or noncharacter, which
 * the tree does not have. False: there is none, out is untouched.
 */
bool charref_clamp(struct str text, struct buf *out);

#endif
