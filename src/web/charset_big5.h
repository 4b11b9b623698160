/*
 * charset_big5.h: where ICU's Big5-HKSCS is not the Encoding Standard's index
 * Big5.  Only for charset.c.
 */
#ifndef WEB_CHARSET_BIG5_H
#define WEB_CHARSET_BIG5_H

/* The character of two bytes (lead << 8 | trail) that ICU does not know, or
 * U+FFFD. */
unsigned int charset_big5_pair(unsigned int bytes);

/* The character that ICU still gives a private code point, or U+FFFD: the
 * standard has no private characters in Big5. */
unsigned int charset_big5_private(unsigned int cp);

#endif
