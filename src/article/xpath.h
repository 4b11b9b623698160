/*
 * xpath.h: XPath 1.0 over a page's tree, within bounds.
 *
 * Rules come from the net and pages are hostile, so a page has one budget of
 * steps for all expressions together.
 * 1. An expression that fails, or that the budget ends, finds nothing.
 * 2. What is found are attributes, then elements and text in document order.
 */
#ifndef ARTICLE_XPATH_H
#define ARTICLE_XPATH_H

#include <libxml/xpath.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Steps of libxml2 for a page: half a second; usual rules take thousands. */
#define XPATH_MAX_STEPS 20000000
/* More hits are no article's parts. */
#define XPATH_MAX_NODES 10000

/* An expression, compiled when it is first used; text is borrowed. */
struct xpath {
	struct str text;
	xmlXPathCompExpr *compiled;
	bool is_wrong;
};

void xpath_release(struct xpath *);

/* ERR_USAGE where it is not XPath 1.0, with the place. */
int xpath_check(struct str text, struct err *) MUST_CHECK;

/* All expressions of a page are worked out in one of these. */
struct xpath_page {
	xmlXPathContext *ctx;
	xmlDoc *doc;
	const char *failure;	/* why the last one failed, NULL: it did not */
};

void xpath_page_init(struct xpath_page *, xmlDoc *);
void xpath_page_release(struct xpath_page *);

struct xpath_nodes {
	xmlNode **v;
	size_t n, cap;
};

void xpath_nodes_release(struct xpath_nodes *);

/* Fills out with the hits; with is_outer without those inside of others. */
void xpath_find(struct xpath_page *, struct xpath *, bool is_outer,
    struct xpath_nodes *out);

/* Is there anything, or is the value true? */
bool xpath_holds(struct xpath_page *, struct xpath *);

/* Appends the values of the hits, white space squeezed, sep between them; or
 * the string that the expression is. */
void xpath_text(struct xpath_page *, struct xpath *, const char *sep,
    struct buf *);

#endif
