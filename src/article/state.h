/*
 * state.h: an article that a page carries as data for its scripts.
 *
 * JSON-LD's articleBody, <script type="application/json">, assignments of
 * objects, attributes such as data-page: where an application keeps what it
 * would draw.
 */
#ifndef ARTICLE_STATE_H
#define ARTICLE_STATE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/buf.h"

/* Appends the longest content found as HTML text. False: none. */
bool state_find(const xmlNode *root, struct buf *html);

/* Appends "name" strings of the first array called list: parts of a video. */
void state_names(const xmlNode *root, const char *list, const char *name,
    struct buf *lines);

/* Appends the longest string called name. */
void state_string(const xmlNode *root, const char *name, struct buf *);

#endif
