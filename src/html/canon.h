/*
 * canon.h: reads canonical HTML (write.h) back, strictly, and rewrites its
 * attributes.
 *
 * The crawler trusts no worker: what a worker answers passes through here
 * before it reaches the offline copy.  Linear time, no tree, no HTML5 parser.
 * 1. Whatever is not canonical or not allowed by sanitise.h is refused as a
 *    whole (ERR_ITEM), never mended.  Canonical means here: UTF-8 without
 *    control characters but tab and newline, balanced tags, allowed elements,
 *    attributes and values, nothing twice in a tag, MathML only in <math>.
 *    What else HTML asks of nesting (no <p> in <p> …) is not looked at: it
 *    only concerns looks.
 * 2. What was accepted and rewritten without changes is the same bytes.
 */
#ifndef HTML_CANON_H
#define HTML_CANON_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Attributes of a tag; sanitise.h allows fewer for any element but math. */
#define CANON_ATTRS 48
/* That a callback may add: attrs has room for so many more. */
#define CANON_ROOM 8

struct canon_attr {
	struct str name;
	struct str value;	/* unescaped */
};

struct canon_tag {
	struct str name;	/* not to be changed */
	struct canon_attr *attrs;	/* may be changed by the callback */
	size_t n_attrs;
	bool is_void;
};

enum canon_do {
	CANON_KEEP,	/* write the tag with its (changed) attributes */
	CANON_REPLACE,	/* the callback wrote something instead; the element's
			 * content and end tag are left out */
	CANON_UNWRAP,	/* leave out the tags, keep the content */
};

struct canon_ops {
	/* For every start tag. What it writes to out comes before the tag.
	 * Attributes that it sets are written, escaped, without a further
	 * look; their values may point anywhere that outlives the call. */
	enum canon_do (*start)(void *ctx, struct canon_tag *, struct buf *out);
	void *ctx;
};

/* The value of an attribute; p == NULL when absent. */
struct str canon_attr(const struct canon_tag *, struct str name);
/* Sets or adds one; more than CANON_ROOM added ones are lost. */
void canon_set(struct canon_tag *, struct str name, struct str value);

/* Appends html, rewritten. ops may be NULL: only check and copy. */
int canon_rewrite(struct str html, const struct canon_ops *ops,
    struct buf *out, struct err *) MUST_CHECK;

/* Appends the text of canonical html (entities decoded), a space or newline
 * between blocks. */
int canon_text(struct str html, struct buf *out, struct err *) MUST_CHECK;

#endif
