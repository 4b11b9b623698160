/*
 * feed.h: the items of a feed: RSS 0.9x, 1.0 and 2.0, Atom.
 *
 * Strings point into the text; what is not there has p NULL.  Elements inside
 * an item's content are not looked at.
 */
#ifndef NOTES_FEED_H
#define NOTES_FEED_H

#include <stdint.h>

#include "base/str.h"
#include "notes/xml.h"

/* An element's text, or an attribute's. */
struct feed_text {
	struct str s;
	bool is_cdata;
	size_t at;		/* of the element */
};

/* Enclosures beyond these are left out: podcasts have one. */
#define FEED_FILES 8

struct feed_item {
	struct feed_text link, title, content;
	struct feed_text files[FEED_FILES];
	size_t n_files;
	int64_t date;		/* ms; 0: none */
	bool is_xhtml;		/* content is mark-up, not text of one */
};

struct feed {
	struct xml xml;
	struct feed_text title;	/* known with the first item */
};

#define FEED_INIT(text) { .xml = XML_INIT(text) }

/* The next item; false at the end. */
bool feed_next(struct feed *, struct feed_item *);

#endif
