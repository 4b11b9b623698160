/*
 * media_magic.h: formats that are known by fixed bytes.  Only for media*.c.
 */
#ifndef WEB_MEDIA_MAGIC_H
#define WEB_MEDIA_MAGIC_H

#include "web/media.h"

/* The media type by magic numbers, or NULL; declared (in lower case) decides
 * between formats of one container. */
const char *media_magic(struct str bytes, struct str declared);

/* What a known essence is, without regard to case; MEDIA_EMPTY: not known.
 * *name gets the static spelling. */
enum media media_kind(struct str essence, const char **name);

#endif
