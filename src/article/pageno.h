/*
 * pageno.h: page numbers in addresses: do two of them differ in one alone?
 *
 * Pure.  "/guide" and "/guide/2", "a_2.html" and "a_3.html", "?page=2" and
 * "?page=3", "?start=20" and "?start=40" do; "/2021/11" and "/2021/12" are
 * months, "?p=41" and "?p=42" of a blog two posts.
 * 1. Same host, same parameters (those of tracking aside), no listing of
 *    other pages (a home page, a category, a search).
 */
#ifndef ARTICLE_PAGENO_H
#define ARTICLE_PAGENO_H

#include <stdbool.h>

#include "base/buf.h"
#include "web/url.h"

enum pageno_form {
	PAGENO_NONE,
	PAGENO_WEAK,	/* a number that may be anything: "/guide/2" */
	PAGENO_CLEAR,	/* one that says that it is a page's: "?page=2" */
};

/* How "to" follows "from". */
struct pageno {
	enum pageno_form form;
	unsigned long number;	/* of "to" */
	bool is_counted;	/* "from" has a number, too */
	bool in_query;		/* the number is a parameter's */
	/* The addresses without and with the first number, so that links to
	 * the first page are known. */
	struct buf bare, first;
};

#define PAGENO_INIT { PAGENO_NONE, 0, false, false, BUF_INIT(8192), \
	BUF_INIT(8192) }

/* Fills *p (PAGENO_INIT) with how "to" follows "from": its number is the next
 * one, where none counts as 1. */
void pageno_compare(const struct url *from, const struct url *to,
    struct pageno *p);
void pageno_release(struct pageno *);

/* Is this the address of the first page of what was compared? */
bool pageno_is_first(const struct pageno *, const struct url *);

#endif
