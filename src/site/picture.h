/*
 * picture.h: <img> in a page: a file of the copy, or a box that says what is
 * missing and why.
 */
#ifndef SITE_PICTURE_H
#define SITE_PICTURE_H

#include "site/asset.h"
#include "site/linker.h"

/* For canon_rewrite(): what becomes of an <img>. */
enum canon_do picture_rewrite(struct linker *, struct canon_tag *,
    struct buf *);

/* A file beside the notes that is shown by ![[name]]: writes the picture or
 * its box and sets *is_done; leaves anything else to the caller. */
enum canon_do picture_embed(struct linker *, struct str target, bool *is_done,
    struct buf *);

/* The asset of a file beside the notes; without one, path is "" and why gets
 * the reason (HTML). */
int picture_find_file(struct linker *, const char *name, struct asset *,
    struct buf *why) MUST_CHECK;

/* What stands for a picture that cannot be shown. No links inside: it may
 * stand in one. alt and url may be empty; why is HTML. */
void picture_missing(struct buf *, struct str alt, struct str url,
    const char *why);

#endif
