/*
 * hash.h: SHA-256 (FIPS 180-4), and git's names of files, by OpenSSL.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>

#include "base/str.h"

/* 64 hexadecimal digits and a NUL. */
#define HASH_HEX 65

struct hash;

struct hash *hash_new(void);
void hash_free(struct hash *);
void hash_add(struct hash *, const void *p, size_t n);

/* Writes the digest in lower-case hexadecimal; the hash starts anew. */
void hash_hex(struct hash *, char out[HASH_HEX]);

/* The digest of one string. */
void hash_of(struct str, char out[HASH_HEX]);

/* git's name of a file's bytes, of n digits: 40 are SHA-1, 64 SHA-256; "" for
 * any other n. For comparing only: SHA-1 proves nothing. */
void hash_git_blob(struct str, size_t n, char out[HASH_HEX]);

#endif
