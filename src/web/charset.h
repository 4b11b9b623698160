/*
 * charset.h: from bytes in any encoding of the web to UTF-8.
 *
 * Labels by the WHATWG Encoding Standard, conversion by ICU, detection of the
 * last resort by uchardet.  Pure.
 * 1. No page fails for one byte: what cannot be decoded becomes U+FFFD.
 * 2. The output is valid UTF-8 without a BOM.
 */
#ifndef WEB_CHARSET_H
#define WEB_CHARSET_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* The standard's name ("gb18030" for label "gb2312"), NULL: unknown label. */
const char *charset_find(struct str label);

/*
 * Finds the encoding of a document: BOM, HTTP's charset, <meta> in the first
 * 4096 bytes, XML declaration, then validity as UTF-8, then detection; a
 * declaration that the bytes contradict is overruled (declared UTF-8 that is
 * GBK, and the reverse). Returns a name of the standard. http_charset may be
 * empty. hint_host (a host name, may be empty) breaks ties.
 */
const char *charset_detect(struct str bytes, struct str http_charset,
    struct str hint_host);

/*
 * The same of an XML document that came without HTTP (XML 1.0, appendix F):
 * BOM, UTF-16 by its NUL bytes, declaration, else UTF-8. Only what surely is
 * UTF-8 overrules a declaration.
 */
const char *charset_find_xml(struct str bytes);

/* Appends bytes, decoded from the named encoding. ERR_ITEM past out->max. */
int charset_decode(const char *name, struct str bytes, struct buf *out,
    struct err *) MUST_CHECK;

/*
 * Appends valid UTF-8 in the bytes of the named encoding, for the query of a
 * URL: what it has no character for becomes "%26%23N%3B" (URL Standard, 1.3).
 * UTF-16 and replacement are written as UTF-8.
 */
int charset_encode_query(const char *name, struct str, struct buf *,
    struct err *) MUST_CHECK;

#endif
