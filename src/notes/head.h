/*
 * head.h: the beginning of a file, for what must be known before it is read.
 */
#ifndef NOTES_HEAD_H
#define NOTES_HEAD_H

#include "base/buf.h"
#include "notes/notes.h"

/* Appends the first bytes, as UTF-8 without BOM; nothing when the file cannot
 * be read or is no text. */
void head_read(const char *path, struct buf *);

#endif
