/*
 * anchor.h: <a> in a page: to a page of the copy, or out and marked so.
 */
#ifndef SITE_ANCHOR_H
#define SITE_ANCHOR_H

#include "site/linker.h"

/* For canon_rewrite(): what becomes of an <a>. */
enum canon_do anchor_rewrite(struct linker *, struct canon_tag *,
    struct buf *);

#endif
