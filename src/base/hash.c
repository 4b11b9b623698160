#include "base/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

struct hash {
	EVP_MD_CTX *ctx;
};

static void
start(struct hash *h)
{
	/* SHA-256 is always there: what can fail is the memory for it. */
	if (EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) != 1)
		mem_give_up();
}

struct hash *
hash_new(void)
{
	struct hash *h = mem_alloc(sizeof(*h));

	h->ctx = EVP_MD_CTX_new();
	if (h->ctx == NULL)
		mem_give_up();
	start(h);
	return h;
}

void
hash_free(struct hash *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

void
hash_add(struct hash *h, const void *p, size_t n)
{
	int ok = EVP_DigestUpdate(h->ctx, p, n);

	assert(ok == 1);
	(void)ok;
}

/* Writes the digest, of at most 32 bytes. */
static void
finish(struct hash *h, char out[HASH_HEX])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	int ok = EVP_DigestFinal_ex(h->ctx, md, &n);

	assert(ok == 1 && n <= HASH_HEX / 2);
	(void)ok;
	for (unsigned int i = 0; i < n; i++) {
		out[2 * i] = digits[md[i] >> 4];
		out[2 * i + 1] = digits[md[i] & 15];
	}
	out[2 * n] = '\0';
}

void
hash_hex(struct hash *h, char out[HASH_HEX])
{
	finish(h, out);
	start(h);
}

void
hash_of(struct str s, char out[HASH_HEX])
{
	struct hash *h = hash_new();

	hash_add(h, s.p, s.n);
	hash_hex(h, out);
	hash_free(h);
}

void
hash_git_blob(struct str s, size_t n, char out[HASH_HEX])
{
	struct hash *h;
	char head[32];
	int len = snprintf(head, sizeof(head), "blob %zu", s.n);

	out[0] = '\0';
	if (n != 40 && n != 64)
		return;
	h = hash_new();
	if (n == 40 && EVP_DigestInit_ex(h->ctx, EVP_sha1(), NULL) != 1)
		mem_give_up();
	hash_add(h, head, (size_t)len + 1);
	hash_add(h, s.p, s.n);
	finish(h, out);
	hash_free(h);
}
