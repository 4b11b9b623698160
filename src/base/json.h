/*
 * json.h: JSON (RFC 8259): written straight into a buffer, read by jansson.
 *
 * jansson's json_t is the common tree of everything read: use its accessors
 * (json_object_get and the like), which are safe on NULL.
 *
 *	json_begin(&b, '{');
 *	json_key(&b, "title"); json_str(&b, title);
 *	json_end(&b, '}');
 *
 * The writer puts commas by looking at the byte before.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

void json_begin(struct buf *, char open);	/* '{' or '[' */
void json_end(struct buf *, char close);
void json_key(struct buf *, const char *key);
/* Invalid UTF-8 becomes U+FFFD; controls, DEL, C1 and bidi controls are
 * escaped, so that the text may also be shown on a terminal. */
void json_s(struct buf *, struct str);
void json_str(struct buf *, const char *);	/* NULL: null */
void json_int(struct buf *, int64_t);
void json_bool(struct buf *, bool);
void json_none(struct buf *);	/* null */
/* key and value in one; a NULL or empty string leaves the pair out. */
void json_pair(struct buf *, const char *key, const char *value);
void json_pair_int(struct buf *, const char *key, int64_t);

/* Parses one document; the caller json_decref()s it. ERR_ITEM with the
 * position otherwise. */
int json_read(struct str, json_t **, struct err *) MUST_CHECK;

/* A text that is taken out of a document. */
struct json_text {
	const char *key;
	struct buf *value;
};

/* The same, but each string that the document itself has under one of the keys
 * is appended to its value, and stands as "" in the tree: for texts of
 * megabytes, which jansson takes in byte by byte. The caller looks at values'
 * failures. */
int json_read_apart(struct str, const struct json_text *, size_t n, json_t **,
    struct err *) MUST_CHECK;

/* For AUTO(json_freep) json_t *v. */
void json_freep(json_t **);

/* Member as a borrowed string, NULL when absent or of another type. */
const char *json_get_str(const json_t *, const char *key);
int64_t json_get_int(const json_t *, const char *key, int64_t otherwise);
bool json_get_bool(const json_t *, const char *key);

#endif
