/*
 * rule_apply.h: what site rules make of a page.
 *
 * Before the general extraction, on the tree as it was parsed.  A rule whose
 * body is not on the page does nothing at all, so that the next one, and in
 * the end the general extraction, has its turn.
 */
#ifndef ARTICLE_RULE_APPLY_H
#define ARTICLE_RULE_APPLY_H

#include "article/article.h"
#include "article/rules.h"
#include "web/url.h"

struct rule_page {
	xmlNode *root;		/* <html> */
	const struct url *base;	/* NULL: unknown */
	struct article *out;	/* title, byline and date are set */
	const struct rule *rule;	/* the one that was applied, or NULL */
	xmlNode *content;	/* what it chose, in an element of its own
				 * that is in no tree; or NULL */
};

/* Fills rule and content. */
void rule_apply(struct rules *, struct rule_page *);

#endif
