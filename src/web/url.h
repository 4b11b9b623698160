/*
 * url.h: the WHATWG URL Standard's parser, and the identity of a resource.
 *
 * Pure: bytes in, struct out.
 * 1. parse(serialise(parse(x))) == parse(x).
 * 2. A serialised URL is ASCII: libcurl may be handed it as it is.
 */
#ifndef WEB_URL_H
#define WEB_URL_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct url {
	char *scheme;		/* without ':' */
	char *username, *password;	/* "" when absent */
	char *host;		/* serialised; NULL: none */
	int port;		/* -1: none or the scheme's default */
	char *path;		/* with its leading '/' unless opaque */
	char *query;		/* without '?'; NULL: none */
	char *fragment;		/* without '#'; NULL: none */
	bool has_opaque_path;	/* mailto:, javascript:, data: … */
	/* Of a base: the encoding of the document that it belongs to
	 * (charset.h's name, borrowed), NULL: UTF-8. A parsed URL has none. */
	const char *encoding;
};

#define URL_INIT { NULL, NULL, NULL, NULL, -1, NULL, NULL, NULL, false, NULL }

/*
 * The standard's "URL parsing". base may be NULL. Browsers send the query of
 * http and https URLs in the encoding of their document, that of base.
 * ERR_ITEM says what is wrong (more than 4 MiB, for one); *u is then empty.
 */
int url_parse(struct url *u, struct str input, const struct url *base,
    struct err *) MUST_CHECK;
void url_release(struct url *);
void url_dup(struct url *to, const struct url *from);

/* http or https. */
bool url_is_http(const struct url *);

/* Appends the serialisation, with the fragment. */
void url_href(const struct url *, struct buf *);

/* Appends the resource key: without user and password, which are no part of
 * what is cited, and without the fragment, unless it is a route ("#!", "#/").
 */
void url_key(const struct url *, struct buf *);

/* Appends what is sent in the request line: path and query. */
void url_target(const struct url *, struct buf *);

/* Appends scheme://host[:port]. */
void url_origin(const struct url *, struct buf *);

/* Resolves reference against base (both text) and appends the href. */
int url_resolve(struct str reference, struct str base, struct buf *,
    struct err *) MUST_CHECK;

/* Version of the rules of url_untracked(); part of each alias record. */
#define URL_TRACKING_VERSION 1

/*
 * Appends the key of the group that u belongs to: its key without parameters
 * that only say who shared the link (utm_*, spm, gclid, …). Never fetched by
 * itself. Returns whether anything was left out.
 */
bool url_untracked(const struct url *, struct buf *);

/* Appends the registrable domain of a host by the public suffix list (libpsl);
 * an IP address or a suffix itself is returned as it is. */
void url_site(struct str host, struct buf *);

/* Is the host an IP literal as serialised by url_parse()? */
bool url_host_is_ip(struct str host);

/* Appends the URL as people read it: percent-decoded UTF-8 where that is
 * unambiguous, IDN in Unicode; for display only. */
void url_display(struct str href, struct buf *);

/* The same of "host" or "host:port" alone, as url_parse() serialises it. */
void url_display_host(struct str host, struct buf *);

/* Appends an address as it was typed for a message: without user and password,
 * and of what is no URL without all that may be a part of them. */
void url_hide_login(struct str address, struct buf *);

/* Appends the percent-decoded bytes. */
void url_percent_decode(struct str, struct buf *);

#endif
