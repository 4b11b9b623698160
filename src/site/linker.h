/*
 * linker.h: what link.c, anchor.c and picture.c share while one page's HTML
 * passes through.
 */
#ifndef SITE_LINKER_H
#define SITE_LINKER_H

#include "base/arena.h"
#include "base/map.h"
#include "html/canon.h"
#include "site/build.h"

/* A reference of a note; those of the same destination form a list. */
struct linker_ref {
	struct linker_ref *next, *last;	/* last: of the first one alone */
	int64_t position;
	enum ref_target target;
	const char *key;
	bool is_used;
};

struct linker {
	struct build *b;
	const char *path;
	struct str own, own_final;	/* of the article, empty in a note */
	bool is_note;
	char prefix[24];	/* of ids, "": none */
	struct arena arena;
	struct map refs;	/* destination, decoded -> struct linker_ref */
	struct map images;	/* src -> key of the resource */
	struct err *err;
	bool is_failed;		/* with err set */
};

/* A copy that lives as long as the page; empty when the arena is full. */
struct str linker_keep(struct linker *, struct str);

/* A copy with the page's prefix in front, for ids. */
struct str linker_prefix(struct linker *, struct str id);

/* The reference in the note that has this destination: the first one that was
 * not met yet, so that a place cited twice has two anchors. NULL: none. */
struct linker_ref *linker_find_ref(struct linker *, struct str destination);

/* Gives the tag an id by which the pages of what is cited lead back here. ref
 * may be NULL. */
void linker_mark(struct linker *, struct canon_tag *, struct linker_ref *);

/* Removes an attribute. */
void linker_drop(struct canon_tag *, struct str name);

bool linker_is_web(struct str url);

#endif
