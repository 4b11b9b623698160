/*
 * nextpage.h: the link to the page on which the same article goes on.
 *
 * Never the next post, never the next page of a listing: the address says so
 * (pageno.h), and the link, by its words, its number or rel=next.
 */
#ifndef ARTICLE_NEXTPAGE_H
#define ARTICLE_NEXTPAGE_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/buf.h"
#include "web/url.h"

/* What a link says of where it leads. */
enum nextpage_word {
	NEXTPAGE_OTHER,		/* nothing, or "next post" */
	NEXTPAGE_NEXT,		/* "Next", "›": of whatever */
	NEXTPAGE_PAGE,		/* "Next page", "下一页" */
	NEXTPAGE_NUMBER,	/* "3", "Page 3" */
	NEXTPAGE_BACK,		/* "Previous page", "‹" */
};

/* Reads the text of a link; *number is set for NEXTPAGE_NUMBER. */
enum nextpage_word nextpage_read(struct str text, unsigned long *number);

struct nextpage {
	struct buf url;		/* absolute, without fragment; empty: none */
	bool is_comments;	/* it turns the comments' pages: only those of
				 * a thread are its content */
};

#define NEXTPAGE_INIT { BUF_INIT(8192), false }

/* Looks through the whole tree of a page, before anything is dropped. own: its
 * address; base: what its links are relative to. */
void nextpage_find(const xmlNode *root, const struct url *own,
    const struct url *base, struct nextpage *);

void nextpage_release(struct nextpage *);

#endif
