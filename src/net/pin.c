#include "net/pin.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

int
pin_parse(struct pin *p, const char *text, struct err *err)
{
	struct str s = str_of(text);
	size_t eq = str_chr(s, '='), n = 0;

	if (eq != (size_t)-1)
		s = str_from(s, eq + 1);
	s = str_trim(s);
	*p = (struct pin){ 0 };
	for (; n < PIN_BYTES && s.n >= 2; n++) {
		int high = ch_hex(s.p[0]), low = ch_hex(s.p[1]);

		if (high < 0 || low < 0)
			break;
		p->sha256[n] = (unsigned char)(high << 4 | low);
		s = str_from(s, 2);
		if (n + 1 < PIN_BYTES && s.n > 0 && s.p[0] == ':')
			s = str_from(s, 1);
	}
	if (n < PIN_BYTES || s.n > 0)
		return err_set(err, ERR_USAGE, "fingerprint wants the SHA-256 "
		    "of a certificate, 64 hexadecimal digits, not '%s'", text);
	p->is_set = true;
	return 0;
}

bool
pin_is_valid(const char *text)
{
	struct pin p;
	struct err err = ERR_INIT;

	return pin_parse(&p, text, &err) == 0;
}

static void
note_refused(struct pin *p, const unsigned char *digest)
{
	for (size_t i = 0; i < PIN_BYTES; i++)
		(void)snprintf(p->refused + 3 * i, 4, "%02X%s", digest[i],
		    i + 1 < PIN_BYTES ? ":" : "");
}

/* Instead of OpenSSL's whole verification. */
static int
check(X509_STORE_CTX *store, void *ctx)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	struct pin *p = ctx;
	X509 *leaf = X509_STORE_CTX_get0_cert(store);

	if (leaf != NULL && X509_digest(leaf, EVP_sha256(), digest, &n) == 1 &&
	    n == PIN_BYTES) {
		if (CRYPTO_memcmp(digest, p->sha256, PIN_BYTES) == 0) {
			X509_STORE_CTX_set_error(store, X509_V_OK);
			return 1;
		}
		note_refused(p, digest);
	}
	X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
	return 0;
}

CURLcode
pin_install(CURL *easy, void *ssl_ctx, void *ctx)
{
	(void)easy;
	/* libcurl was told not to verify: without this OpenSSL would call
	 * check() and go on whatever it says. */
	SSL_CTX_set_verify(ssl_ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_cert_verify_callback(ssl_ctx, check, ctx);
	return CURLE_OK;
}
