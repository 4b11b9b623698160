/*
 * prose.h: line-oriented markup (Org, reStructuredText) as blocks, and the
 * links inside them.
 *
 * 1. Blocks come in the order of the text and do not overlap; all that is
 *    neither comment nor markup lies in one.
 * 2. Links of a block come in its order.
 * 3. Linear, whatever the text.
 */
#ifndef NOTES_PROSE_H
#define NOTES_PROSE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/str.h"
#include "notes/bare.h"
#include "notes/notes.h"

enum prose_type {
	PROSE_HEADING,
	PROSE_TEXT,	/* a paragraph: consecutive lines */
	PROSE_ITEM,	/* of a list, with its lines */
	PROSE_CODE,	/* a line that is to be taken as it is */
	PROSE_FIELD,	/* "key: value" */
	PROSE_TARGET,	/* a line that only defines an address */
	PROSE_PICTURE,	/* likewise, of a picture */
	PROSE_RULE,
};

struct prose_block {
	enum prose_type type;
	unsigned int level;	/* of a heading, from 1 */
	struct str s;		/* its text, without markers */
	struct str key;		/* of a field; the name of a target */
	struct str url;		/* of a target or picture: what s means */
	size_t at;		/* where it begins, marker included */
};

struct prose_link {
	enum ref_kind kind;
	size_t at, after;	/* in the block's text: the whole link */
	struct str url;		/* what it leads to */
	struct str raw;		/* how that is written, in the text */
	struct str text;	/* empty: the address itself */
	bool has_scheme;	/* false: "www." */
};

/* Nobody writes a longer address with escapes, abbreviated or broken. */
#define PROSE_URL 8192

/* What the blocks and links of one text share. */
struct prose_terms {
	struct map links;	/* Org: abbreviation -> its replacement */
	struct buf url;		/* of the last link, when it is decoded */
	struct buf address;	/* likewise of the last block */
};

void prose_release(struct prose_terms *);

/* Where something comes next: asked again, it is not searched again. */
struct prose_next {
	size_t from, at;
	bool is_known;
};

enum { PROSE_NEXTS = 4 };

struct prose_links {
	struct str s;
	struct prose_terms *terms;
	size_t pos;
	struct bare bare;
	bool has_bare, is_bare_known;
	struct prose_next nexts[PROSE_NEXTS];
	size_t unclosed;	/* Org: before it no verbatim ends */
};

#define PROSE_LINKS(text, shared) { .s = (text), .terms = (shared) }

/* More kinds of underlines than ASCII has punctuation, twice. */
#define PROSE_STYLES 64

struct prose {
	struct str s;
	struct prose_terms *terms;
	size_t pos;
	char code[16];		/* what ends the code; "": none is open */
	size_t indent;		/* reST: code goes on while deeper */
	bool in_code, in_drawer, is_hidden, has_marker;
	char styles[PROSE_STYLES][2];	/* reST: underlines by level */
	unsigned int n_styles;
};

#define PROSE_INIT(text, shared) { .s = (text), .terms = (shared) }

struct prose_syntax {
	/* Reads what holds for the whole text; release it in the end. */
	void (*begin)(struct prose_terms *, struct str text);
	/* The next block or link; false at the end. An url is valid until the
	 * next one of its kind. */
	bool (*block)(struct prose *, struct prose_block *);
	bool (*link)(struct prose_links *, struct prose_link *);
};

extern const struct prose_syntax prose_org, prose_rst;

/* For these: the terms of a text that has none. */
void prose_begin(struct prose_terms *, struct str text);
/* prose_org_link.c */
void prose_org_begin(struct prose_terms *, struct str text);
bool prose_org_link(struct prose_links *, struct prose_link *);
/* The line at i without its end, and where the next begins. */
struct str prose_line(struct str, size_t i, size_t *next);
/* The first needle at or after from, or the text's length. */
size_t prose_find(struct prose_links *, size_t slot, size_t from,
    struct str needle);
/* A bare URL that begins at i. */
bool prose_bare(struct prose_links *, size_t i, struct prose_link *);
/* Length of a list marker that s begins with, blank included; 0: none. */
size_t prose_marker(struct str line);

#endif
