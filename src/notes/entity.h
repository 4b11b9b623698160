/*
 * entity.h: character references of HTML and Markdown.
 */
#ifndef NOTES_ENTITY_H
#define NOTES_ENTITY_H

#include "base/buf.h"
#include "base/str.h"

/* Decodes the reference that s begins with ('&' … ';') into out. Returns its
 * length, or 0 (nothing appended) when there is none. */
size_t entity_decode(struct str s, struct buf *out);

/* Appends s with all its references decoded. */
void entity_decode_all(struct str s, struct buf *out);

/* Appends s with & < > and " escaped. */
void entity_escape(struct str s, struct buf *out);

#endif
