/*
 * css_token.h: the tokens of CSS (CSS Syntax Level 3, chapter 4), as far as
 * finding addresses needs them.  Pure.
 *
 * 1. Each byte is looked at a bounded number of times; nothing fails.
 * 2. Escapes are resolved in the values of strings, addresses and names.
 */
#ifndef WEB_CSS_TOKEN_H
#define WEB_CSS_TOKEN_H

#include "base/buf.h"
#include "base/str.h"

/* Longer addresses are inline data: their tokens come as CSS_BAD. */
#define CSS_VALUE_MAX 4096

enum css_type {
	CSS_END,
	CSS_STRING,	/* value */
	CSS_URL,	/* url(unquoted): value */
	CSS_BAD,	/* a string or address that is none */
	CSS_NAME,	/* an identifier: value */
	CSS_FUNCTION,	/* name and "(": value is the name */
	CSS_AT,		/* "@" and name: value is the name */
	CSS_COMMENT_MARK,	/* "<!--", "-->" */
	CSS_CHAR,	/* any other character: c */
	CSS_OTHER,	/* numbers, hashes */
};

struct css_token {
	enum css_type type;
	char c;
	struct str value;	/* until the next call */
};

struct css_tokens {
	struct str text;
	size_t at;
	struct buf value;
};

/* text is UTF-8 and must live as long. White space and comments are passed
 * over. */
void css_token_init(struct css_tokens *, struct str text);
void css_token_release(struct css_tokens *);

struct css_token css_token_next(struct css_tokens *);

#endif
