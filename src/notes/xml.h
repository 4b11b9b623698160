/*
 * xml.h: a well-formed XML text (and what is near it) as tags and text, one
 * after the other.
 *
 * Elements are not matched, entities not expanded, nothing is fetched: a
 * document type is passed over.  Linear, without memory.
 */
#ifndef NOTES_XML_H
#define NOTES_XML_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "notes/tags.h"

enum xml_event { XML_END, XML_TAG, XML_TEXT };

struct xml {
	struct str s;
	size_t pos;
	struct tag tag;		/* of XML_TAG */
	bool is_empty;		/* the tag ends with "/>" */
	struct str text;	/* of XML_TEXT: points into s */
	bool is_cdata;		/* text is to be taken as it is */
};

#define XML_INIT(text) { .s = (text) }

enum xml_event xml_next(struct xml *);

/* Appends an XML_TEXT's or attribute's text with its references decoded. */
void xml_decode(struct str text, bool is_cdata, struct buf *);

/* The local name without its prefix. */
struct str xml_local(const struct tag *);

#endif
