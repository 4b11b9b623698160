/*
 * url_host.h: the host parser of the URL Standard (3).  Only for url*.c.
 */
#ifndef WEB_URL_HOST_H
#define WEB_URL_HOST_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Appends the serialised host: a domain in ASCII, 127.0.0.1, [::1], or, when
 * not special, an opaque host. in is UTF-8. ERR_ITEM otherwise.
 */
int url_host_parse(struct str in, bool is_special, struct buf *out,
    struct err *) MUST_CHECK;

/* Appends an ASCII domain in Unicode, or as it is when that is not valid. */
void url_host_to_unicode(struct str host, struct buf *out);

#endif
