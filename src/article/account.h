/*
 * account.h: the page as a whole, for its explanation: what came of it, and
 * where its title, authors and dates are from.
 */
#ifndef ARTICLE_ACCOUNT_H
#define ARTICLE_ACCOUNT_H

#include <libxml/tree.h>

#include "article/article.h"
#include "article/rule.h"
#include "article/stats.h"

/* Tells explain.h of the finished article; rule is the one that was applied,
 * or NULL. */
void account_tell(const xmlDoc *, struct article *, const struct rule *);

/* What stands beside the chosen element and is left out with it; what is
 * unlinked from the tree is not. */
void account_tell_rest(const struct stats *, int chosen);

#endif
