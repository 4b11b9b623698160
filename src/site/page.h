/*
 * page.h: what stands around the content of every page of the offline copy.
 */
#ifndef SITE_PAGE_H
#define SITE_PAGE_H

#include "base/buf.h"
#include "base/str.h"

struct page {
	const char *path;	/* relative to the site's root */
	const char *title;	/* plain text */
	const char *kind;	/* class of <body> */
	struct str script;	/* the one inline script, empty: none */
};

/* Appends everything up to and with <body>. */
void page_open(const struct page *, struct buf *);

/* Appends </body></html>. */
void page_close(struct buf *);

/* The style sheet. */
void page_style(struct buf *);

/* Appends plain text, escaped; control characters are left out. */
void page_text(struct buf *, const char *);

/* Appends <a href="URL" rel="noreferrer noopener" class="kb-external"> URL as
 * people read it </a>; only the text when it is not http or https. */
void page_external(struct buf *, const char *url);

#endif
