/*
 * canon.h: reads canonical HTML (write.h) back, strictly, and rewrites its
 * attributes.
 *
 * The crawler trusts no worker: what a worker answers passes through here
 * before it reaches the offline copy.  Linear time, no tree, no HTML5 parser.
 * 1. Whatever is not canonical or not allowed by sanitise.h is refused as a
 *    whole (ERR_ITEM), never mended.
 */
#ifndef HTML_CANON_H
#define HTML_CANON_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct canon_attr {
	struct str name;
	struct str value;	/* unescaped */
};

struct canon_tag {
	struct str name;
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
	 * Values may point anywhere that outlives the call. */
	enum canon_do (*start)(void *ctx, struct canon_tag *, struct buf *out);
	/* Is this attribute set by the callback fine though sanitise.h would
	 * not allow it (class, data-…)? NULL: none. */
	void *ctx;
};

/* Appends html, rewritten. ops may be NULL: only check and copy. */
int canon_rewrite(struct str html, const struct canon_ops *ops,
    struct buf *out, struct err *) MUST_CHECK;

/* Appends the text of canonical html (entities decoded), a space or newline
 * between blocks. */
int canon_text(struct str html, struct buf *out, struct err *) MUST_CHECK;

#endif
