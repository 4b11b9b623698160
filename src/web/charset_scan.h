/*
 * charset_scan.h: what a document's bytes say about their encoding.  Only for
 * charset*.c.
 */
#ifndef WEB_CHARSET_SCAN_H
#define WEB_CHARSET_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct charset_utf8 {
	size_t n_multi;		/* valid sequences of 2 to 4 bytes */
	size_t n_long;		/* of these, of 3 and 4 bytes */
	size_t n_invalid;	/* bytes that are in no sequence */
	bool is_cut;		/* the last one is cut short, not counted */
};

/* Counts what is UTF-8 and what is not. */
void charset_scan_utf8(struct str, struct charset_utf8 *);

/* The label in <meta charset> or <meta http-equiv> (HTML, "prescan a byte
 * stream"); empty: none. Give it as many bytes as are to be searched. */
struct str charset_scan_meta(struct str);

/* The label in an XML declaration; empty: none. */
struct str charset_scan_xml(struct str);

/* Appends the text with tags, comments, scripts and styles left out, until
 * the buffer is full. */
void charset_scan_text(struct str, struct buf *);

#endif
