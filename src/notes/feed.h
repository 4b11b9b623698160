/*
 * feed.h: the items of a feed: RSS 0.9x, 1.0 and 2.0, Atom.
 *
 * Strings point into the text; what is not there has p NULL.  Elements inside
 * an item's content are not looked at.
 */
#ifndef NOTES_FEED_H
#define NOTES_FEED_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "notes/xml.h"

/* An element's text, or an attribute's. */
struct feed_text {
	struct str s;
	bool is_cdata;
	size_t at;		/* of the element */
	struct str base;	/* its own xml:base */
};

/* Enclosures beyond these are left out: podcasts have one. */
#define FEED_FILES 8

struct feed_item {
	struct feed_text link, title, content;
	struct feed_text files[FEED_FILES];
	size_t n_files;
	struct str base;	/* its own xml:base */
	int64_t date;		/* ms; 0: none */
	bool is_xhtml;		/* content is mark-up, not text of one */
};

struct feed {
	struct xml xml;
	struct feed_text title;	/* known with the first item */
	struct str bases[2];	/* xml:base of the root, and of its channel */
};

#define FEED_INIT(text) { .xml = XML_INIT(text) }

/* The next item; false at the end. */
bool feed_next(struct feed *, struct feed_item *);

/* No address that is resolved gets longer. */
#define FEED_URL ((size_t)192 << 10)

/*
 * Appends the address of one of the item's texts, its references decoded and
 * white space around it left out: as it is written, or as what it means
 * relative to the xml:base around it (RFC 4287, 2), when that is of http or
 * https. No more than FEED_URL or four times the text and 16 bytes.
 */
void feed_address(const struct feed *, const struct feed_item *,
    const struct feed_text *, struct buf *);

#endif
