/*
 * format.h: what kind of note a file is, by its name and its first lines.
 */
#ifndef NOTES_FORMAT_H
#define NOTES_FORMAT_H

#include "base/str.h"
#include "notes/notes.h"

/* text: UTF-8, the whole or the beginning. NOTE_OTHER: no note. */
enum note_format format_find(const char *path, struct str text);

/* May a file so named be no note at all, so that its content decides? */
bool format_is_open(enum note_format);

#endif
