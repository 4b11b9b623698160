/*
 * media.h: media types as declared (RFC 9110 8.3) and as sniffed from content
 * (WHATWG MIME Sniffing, for the types that matter here).  Pure.
 */
#ifndef WEB_MEDIA_H
#define WEB_MEDIA_H

#include <stdbool.h>

#include "base/str.h"

enum media {
	MEDIA_EMPTY, MEDIA_HTML, MEDIA_XML, MEDIA_FEED, MEDIA_TEXT,
	MEDIA_JSON, MEDIA_PDF, MEDIA_IMAGE, MEDIA_SVG, MEDIA_AUDIO,
	MEDIA_VIDEO, MEDIA_ARCHIVE, MEDIA_OFFICE, MEDIA_FONT, MEDIA_CSS,
	MEDIA_SCRIPT, MEDIA_BINARY,
};

/* "text/html; charset=gbk" apart; both parts are borrowed, charset unquoted,
 * empty when absent. */
void media_parse(struct str field, struct str *essence, struct str *charset);

/*
 * What the bytes are: magic numbers first, then the declared type where the
 * bytes do not contradict it, then text or binary. essence gets a static
 * string such as "image/png", "application/x-empty" for no bytes. The first
 * 4096 bytes are enough. text/plain is never taken for a page.
 */
enum media media_sniff(struct str bytes, struct str declared,
    const char **essence);

/* The usual file extension without dot: "png"; "bin" when unknown. */
const char *media_ext(struct str essence);

/* Width and height of PNG, GIF, JPEG, WebP, BMP, ICO from their headers. */
bool media_image_size(struct str bytes, unsigned int *w, unsigned int *h);

#endif
