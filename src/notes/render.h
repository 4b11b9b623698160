/*
 * render.h: the notes' formats as HTML; what render.c shares with its parts.
 *
 * Nesting is bounded (RENDER_DEPTH): what is deeper stands beside its parent.
 */
#ifndef NOTES_RENDER_H
#define NOTES_RENDER_H

#include "base/buf.h"
#include "base/str.h"
#include "notes/notes.h"
#include "notes/prose.h"
#include "notes/source.h"

/* Lists deeper than this are for no reader, and cost parsers dearly. */
#define RENDER_DEPTH 32

/* Appends text, repaired and escaped. */
void render_text(struct buf *, struct str);
/* Appends ' name="value"'. */
void render_attr(struct buf *, const char *name, struct str value);

/* render_list.c: headings and lists of a parsed note's references. */
void render_list(struct buf *, const struct note *);
/* render_page.c: as it is, with the addresses as they were collected where base
 * or encoding make others of them. */
int render_page(struct buf *, const struct source *, struct err *)
    MUST_CHECK;
/* render_feed.c: each item with its own content; an outline as lists. */
void render_feed(struct buf *, struct str text);
void render_opml(struct buf *, struct str text);
/* render_prose.c */
void render_prose(struct buf *, struct str text,
    const struct prose_syntax *);

#endif
