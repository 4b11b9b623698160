/*
 * notices.h: lines in an article that are buttons, teasers, credits or say
 * again what was said.
 */
#ifndef ARTICLE_NOTICES_H
#define ARTICLE_NOTICES_H

#include <libxml/tree.h>

#include "article/clean.h"
#include "base/buf.h"

/* Drops them; they are known by their words (phrases.h). */
void notices_drop(xmlNode *root, const struct clean_opts *);

/* Appends the text of a node as one line. */
void notices_line(const xmlNode *, struct buf *);

#endif
