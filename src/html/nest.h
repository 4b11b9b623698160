/*
 * nest.h: makes a sanitised tree nest as an HTML5 parser would nest it.
 * Only for sanitise.c; see sanitise.h, invariant 4.
 */
#ifndef HTML_NEST_H
#define HTML_NEST_H

#include <libxml/tree.h>

/* Below root; adjacent text nodes are joined, empty ones dropped. */
void nest_fix(xmlNode *root);

#endif
