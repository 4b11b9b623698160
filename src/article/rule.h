/*
 * rule.h: a file of site rules: what is content on the pages of a host or of
 * a program that runs on many.
 *
 * The format is that of Full-Text RSS's site configuration, which wallabag
 * and others read too: lines "directive: value", "#" before a comment.  Its
 * file names say which hosts are meant.  Ours are keep, kind and fingerprint.
 * Pure.
 * 1. Reading never fails: what is not understood is told, and has no effect.
 * 2. Everything points into the text, which must live as long.
 */
#ifndef ARTICLE_RULE_H
#define ARTICLE_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "article/xpath.h"
#include "base/err.h"
#include "base/str.h"

enum rule_key {
	RULE_BODY, RULE_TITLE, RULE_AUTHOR, RULE_DATE, RULE_NEXT,
	RULE_STRIP, RULE_STRIP_ATTR, RULE_DISSOLVE, RULE_WRAP, RULE_KEEP,
	RULE_FINGERPRINT,
	/* The value is no XPath. */
	RULE_STRIP_NAME,	/* part of a class or id */
	RULE_STRIP_IMAGE,	/* part of a picture's address */
	RULE_LAZY,		/* attribute that holds a picture's address */
	RULE_PRUNE, RULE_KIND,
	RULE_KEY_COUNT
};

enum rule_kind { RULE_ANY, RULE_ARTICLE, RULE_THREAD, RULE_ANSWERS,
    RULE_LIST };

struct rule_line {
	enum rule_key key;
	int number;		/* in the file, from 1 */
	struct xpath value;	/* its text, whether XPath or not */
	struct str argument;	/* "h2" of "wrap_in(h2): …" */
};

struct rule {
	struct str name;	/* "blog.example.txt" */
	int layer;		/* lower ones come first */
	struct rule_line *lines;
	size_t n, cap;
	enum rule_kind kind;
	bool is_pruned;		/* what is chosen is cleaned */
	bool has_fingerprint, has_body;
};

/* The longest directive that is read. */
#define RULE_MAX_VALUE 4096
/* No file that people write has more. */
#define RULE_MAX_LINES 1000

/* Something was not taken; is_wrong: it should have been right. */
typedef void rule_note_fn(void *ctx, int line, bool is_wrong,
    const char *text);

struct rule_reading {
	struct str name, text;	/* of the file */
	int layer;
	bool is_checked;	/* try each XPath, leave wrong ones out */
	rule_note_fn *fn;	/* NULL: nobody wants to know */
	void *ctx;
};

/* Fills a rule that was not used before. */
void rule_read(struct rule *, const struct rule_reading *);
void rule_release(struct rule *);

/* The host that the file's name means: "blog.example", or ".blog.example" for
 * all below it. p == NULL: none. */
struct str rule_host(const struct rule *);

#endif
