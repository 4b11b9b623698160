/*
 * svg.h: an SVG picture rebuilt from an allow-list, so that it neither runs
 * nor loads anything.  Pure; only in a worker, as it parses XML from the web
 * (libxml2 without network, entities and DTDs).
 */
#ifndef HTML_SVG_H
#define HTML_SVG_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Appends the clean SVG. ERR_ITEM when it is no SVG or too large. */
int svg_clean(struct str in, struct buf *out, struct err *) MUST_CHECK;

#endif
