/*
 * links.h: links straight to where they lead.
 *
 * Platforms send readers through a page of their own ("…/go?to=URL",
 * "link.example/?target=URL"); when the platform dies, so does the link.
 */
#ifndef ARTICLE_LINKS_H
#define ARTICLE_LINKS_H

#include <libxml/tree.h>

/* Rewrites the redirecting hrefs under root, whose URL carries the target. */
void links_unwrap(xmlNode *root);

#endif
