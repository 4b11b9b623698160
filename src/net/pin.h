/*
 * pin.h: a host whose certificate is known by its SHA-256, and accepted for
 * that although it does not verify.
 *
 * 1. It fails closed: without this very certificate there is no connection,
 *    whatever else could be said for the one that the host shows.
 * 2. The name in the certificate and its dates are not looked at: the user has
 *    seen it and vouches for it.
 */
#ifndef NET_PIN_H
#define NET_PIN_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/err.h"

#define PIN_BYTES 32

struct pin {
	bool is_set;
	unsigned char sha256[PIN_BYTES];
	char refused[3 * PIN_BYTES];	/* what was shown instead, "" */
};

/* As "openssl x509 -fingerprint -sha256" prints it, the part before "=" or
 * not, with colons or without. ERR_USAGE. */
int pin_parse(struct pin *, const char *text, struct err *) MUST_CHECK;

/* Is text one? */
bool pin_is_valid(const char *text);

/* A curl_ssl_ctx_callback; ctx is the struct pin, which must outlive the
 * connections. The handle leaves verification to it. */
CURLcode pin_install(CURL *, void *ssl_ctx, void *ctx);

#endif
