/*
 * route.h: where each thing lies in the offline copy, and how a page there
 * links to another.
 *
 * Pure: a path depends on the name of the thing alone, never on its neighbours,
 * so that bookmarks survive and links can be written before their target.
 * 1. Paths are relative to the site's root and portable to every file system.
 * 2. Two names never share a path, also where letter case does not count.
 */
#ifndef SITE_ROUTE_H
#define SITE_ROUTE_H

#include "base/buf.h"
#include "base/str.h"

/* Appends "articles/www.example.com/guide-1a2b3c4d.html". */
void route_page(const char *url, struct buf *);

/* Appends "notes/folder/note.md.html". */
void route_note(const char *name, struct buf *);

/* Appends "assets/ab/abcd….png". */
void route_asset(const char *digest, const char *ext, struct buf *);

/*
 * Appends the relative, percent-encoded URL that leads from page to target
 * (both paths of this site). fragment may be NULL; it is written as it is.
 */
void route_link(const char *page, const char *target, const char *fragment,
    struct buf *);

/* Appends the way up from page to the root: "../../". */
void route_up(const char *page, struct buf *);

#endif
