/*
 * explain.h: what the extraction did to a page and why, for people.
 *
 * A log hangs on the document while somebody wants to know; without one each
 * call costs a comparison.  Rules are named in a few words of plain English,
 * unique to the place that decides.
 */
#ifndef ARTICLE_EXPLAIN_H
#define ARTICLE_EXPLAIN_H

#include <libxml/tree.h>

#include "base/buf.h"

/* From now on, what is decided about nodes of the document is appended to
 * log as lines; NULL: no more. The log is borrowed. */
void explain_to(xmlDoc *, struct buf *log);

/* html_drop(), by that rule. */
void explain_drop(xmlNode *, const char *rule);

/* A node was chosen, kept or changed by that rule. */
void explain_keep(const xmlNode *, const char *rule);

#endif
