/*
 * article.h: the article found in a capture, and its JSON form.
 *
 * One JSON document is the form in all places: what a worker answers, what a
 * conversion record holds, what "kbmirror extract --format json" prints.
 * 1. html is canonical HTML (html/write.h), sanitised, with absolute URLs.
 * 2. All strings are UTF-8; never NULL, "" when unknown.
 */
#ifndef ARTICLE_ARTICLE_H
#define ARTICLE_ARTICLE_H

#include <stddef.h>
#include <stdint.h>

#include "article/outcome.h"
#include "article/provenance.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Written into each conversion record; raise it when the output changes. */
#define ARTICLE_VERSION 4

/* The fields of the metadata that say where they came from. */
enum article_field {
	ARTICLE_TITLE = 0, ARTICLE_AUTHORS, ARTICLE_PUBLISHED,
	ARTICLE_MODIFIED, ARTICLE_SITE, ARTICLE_LANG, ARTICLE_DESCRIPTION,
	ARTICLE_LICENCE, ARTICLE_CANONICAL, ARTICLE_LEAD_IMAGE,
	ARTICLE_N_FIELDS,
};

struct article_image {
	char *url;		/* absolute; the src in html */
	char **others;		/* alternatives, best first */
	size_t n_others;
};

struct article {
	enum outcome outcome;	/* a page's: article … soft-404, empty */
	int64_t extractor;	/* the ARTICLE_VERSION that found it; 1 when its
				 * JSON does not say */
	char *reason;		/* one sentence when it is not kept */
	char *confidence;	/* in outcome: "low", "medium" or "high" */
	char *kind;		/* of a page that is kept: "article",
				 * "documentation", "thread", "list", "video" */
	char *title, *byline, *published, *modified;	/* dates: RFC 3339 */
	char *site, *lang, *description, *licence;
	char **authors;		/* byline is these, ", " between them */
	size_t n_authors;
	char *canonical;	/* absolute URL, "" */
	char *next;		/* the page on which it goes on (nextpage.h):
				 * absolute URL, "" */
	char *lead_image;	/* absolute URL, "" */
	char *charset;		/* the encoding that was found */
	size_t words;
	size_t code_blocks;
	struct article_image *images;	/* those in html, in order */
	size_t n_images;
	char **images_other;	/* further pictures of the body */
	size_t n_images_other;
	char *html, *text;
	struct provenance provenance[ARTICLE_N_FIELDS];
};

void article_init(struct article *);	/* all strings "" */
void article_release(struct article *);

/* Where the field stands in *a; byline for ARTICLE_AUTHORS. */
char **article_field(struct article *a, enum article_field);

/* The field's name in the JSON's "provenance". */
const char *article_field_name(enum article_field);

/* Appends one JSON object (no newline). */
void article_to_json(const struct article *, struct buf *);

/* The same members without the braces, for an object that holds more. */
void article_to_members(const struct article *, struct buf *);

/* Reads it back, checking every field as hostile input (html by canon.h,
 * URLs absolute http(s), lengths bounded). ERR_ITEM otherwise; the caller
 * releases *a also after a failure. */
int article_from_json(struct article *a, struct str, struct err *) MUST_CHECK;
/* The same, but html is as it was found: for who rewrites it by canon.h. */
int article_from_json_unchecked(struct article *a, struct str, struct err *)
    MUST_CHECK;

#endif
