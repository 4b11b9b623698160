/*
 * svg_allow.h: the elements, attributes and values that svg_clean() keeps.
 * Only for svg.c.
 */
#ifndef HTML_SVG_ALLOW_H
#define HTML_SVG_ALLOW_H

#include <stdbool.h>

#include "base/str.h"

bool svg_allow_element(struct str name);
bool svg_allow_attr(struct str name);
bool svg_allow_href(struct str element, struct str value);
/* May a presentation attribute or a style sheet have this value? No url() but
 * of a local fragment, no import, no escape that could hide one. */
bool svg_allow_css(struct str value);

#endif
