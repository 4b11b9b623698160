/*
 * css.h: which addresses a style sheet or a style attribute makes a browser
 * load.  Pure.
 *
 *	css_init(&c, text, CSS_SHEET);
 *	while (css_next(&c, &u)) ...
 *	css_release(&c);
 *
 * 1. Media queries and @supports are not weighed: what some browser would load
 *    is told.
 * 2. @import counts where CSS Cascade 2 lets it stand: before all other rules
 *    but @charset and @layer. Preludes of rules and @namespace load nothing.
 * 3. data: URLs and those of the same document ("#a") are left out.
 */
#ifndef WEB_CSS_H
#define WEB_CSS_H

#include <stdbool.h>

#include "base/buf.h"
#include "web/css_token.h"
#include "web/role.h"

enum css_form { CSS_SHEET, CSS_DECLARATIONS };

/* Deeper blocks are nobody's. What lies in them is passed over. */
#define CSS_DEPTH 128

struct css {
	struct css_tokens tokens;
	enum css_form form;
	char stack[CSS_DEPTH];	/* open blocks, by what they are */
	size_t depth;
	size_t too_deep;	/* blocks beyond CSS_DEPTH */
	size_t rule_at;		/* depth at which an at-rule began … */
	char rule;		/* … and what it is, 0: none is open */
	bool imports_are_over;
};

struct css_url {
	struct str url;		/* as written, escapes resolved; not resolved
				 * against a base; until the next call */
	enum role role;		/* STYLE: @import; FONT; IMAGE: all others */
};

/* text is UTF-8 and must live as long. */
void css_init(struct css *, struct str text, enum css_form);
bool css_next(struct css *, struct css_url *);
void css_release(struct css *);

/*
 * The encoding of a sheet (CSS Syntax 3.2): BOM, HTTP's charset, @charset, the
 * encoding of what it belongs to (NULL: none), UTF-8. A name of charset.h.
 */
const char *css_charset(struct str bytes, struct str http_charset,
    const char *around);

#endif
