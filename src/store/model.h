/*
 * model.h: the nouns of an archive as they are kept: where a record lies, what
 * is known of a capture, a resource, a note, a reference, a snapshot.
 *
 * Plain data.  Strings are owned by the struct and freed by its release
 * function; "" or NULL mean unknown.  Times are ms since the epoch, 0 unknown.
 */
#ifndef STORE_MODEL_H
#define STORE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "article/outcome.h"
#include "base/hash.h"
#include "notes/notes.h"
#include "web/role.h"

/* A WARC record: which segment, and the member's place in it. */
struct locator {
	int64_t segment;	/* id in the catalog; 0: none */
	int64_t offset, length;	/* bytes of the compressed member */
};

enum capture_kind {
	CAPTURE_RESPONSE, CAPTURE_REVISIT, CAPTURE_RESOURCE,
	CAPTURE_CONVERSION,
};

/* One indexed WARC record. */
struct capture {
	enum capture_kind kind;
	struct locator at;
	char *url;		/* WARC-Target-URI */
	int64_t date;
	int status;		/* HTTP status, 0: none */
	char *media;		/* declared essence */
	char digest[HASH_HEX];	/* payload SHA-256, "" unknown */
	int64_t length;		/* payload bytes */
	struct locator original;	/* revisit: the record with the bytes;
				 * conversion: what it derives from */
	bool is_truncated;
};

/* One URL identity and its state in a snapshot. */
struct resource {
	char *url;		/* key: normalised, without fragment */
	char *alias_of;		/* key of the group's leader, else "" */
	bool is_cited;		/* by a note; else only needed by a page */
	bool is_image;		/* wanted as a picture */
	enum role role;		/* what a page needs it as, when that is
				 * something else */
	enum outcome outcome;	/* of the current capture; of the last try
				 * when nothing was ever kept */
	char *reason;		/* one sentence, when outcome is not kept */
	enum outcome last;	/* of the last try */
	char *last_reason;
	int64_t last_since;	/* the first try in a row that ended in last,
				 * while that is not outcome */
	int64_t since;		/* first time with this outcome */
	int64_t tried;		/* last request */
	int64_t checked;	/* the current capture was last confirmed */
	int64_t failures;	/* tries since it was last confirmed */
	/* The current capture, when outcome is not one of "not had". */
	struct locator capture;	/* the record that holds the payload */
	int64_t captured;	/* WARC-Date of the exchange that got it */
	char *final_url;	/* after redirects */
	int64_t status;
	char *media;		/* sniffed essence */
	char digest[HASH_HEX];	/* payload as received */
	int64_t length;		/* payload bytes as received */
	char *etag, *last_modified;	/* as sent, for revalidation */
	int64_t extractor;	/* ARTICLE_VERSION that last looked at it; 0:
				 * none, or it is not known */
	/* The article in it, for pages. */
	struct locator article;	/* conversion record */
	char *title, *byline, *published, *site, *lang, *lead_image;
	int64_t words;
	char *next;		/* key of the page on which it goes on */
	char *canonical;	/* key of the address that the page names as its
				 * own, when that is another one */
	int64_t requisites;	/* REQUISITES_VERSION that looked at the
				 * capture for what it needs; 0: none */
};

/* One note of the knowledge base. */
struct note_row {
	char *name;		/* source label + path inside the source */
	char *title;
	int64_t date;		/* as the note says, 0: it does not */
	char digest[HASH_HEX];
	struct locator at;	/* resource record with its bytes */
};

/* One local file that a note shows or links. */
struct file_row {
	char *name;		/* as note_row.name */
	char *media;
	char digest[HASH_HEX];
	struct locator at;
};

enum ref_target { REF_TO_RESOURCE, REF_TO_NOTE, REF_TO_FILE,
	REF_TO_FRAGMENT, REF_TO_NOTHING };

/* One reference; rows of a note are ordered by position. */
struct ref_row {
	char *note;
	int64_t position;	/* order in the note, from 0 */
	int64_t line, column;
	enum ref_kind kind;
	bool is_lenient;
	char *url;		/* as written */
	char *text, *heading;
	int64_t date;		/* when it was cited, 0: unknown */
	enum ref_dated dated;	/* what told it */
	enum ref_target target;
	char *key;		/* resource key, note name or file name; "" */
};

/* Pictures of an article come before this position, what else its page needs
 * from here on. */
#define IMAGE_REQUISITES 100000

/* A picture of a page, or something else that it needs, in order. */
struct image_row {
	char *page;	/* resource key */
	int64_t position;
	char *src;	/* the URL in the article's HTML; "" for what is
			 * needed beside the article */
	char *url;	/* the resource that serves it (an alternative,
			 * perhaps) */
};

/* One run. */
struct snapshot {
	int64_t date;		/* whole seconds; its name */
	bool is_complete;
	char *program;		/* "kbmirror/0.1.0" */
	int64_t extractor;	/* ARTICLE_VERSION */
	char *robots;		/* policy used */
	int64_t n_notes, n_refs, n_resources, n_kept, n_suspect;
};

void capture_release(struct capture *);
void resource_init(struct resource *);		/* all strings "" */
void resource_release(struct resource *);
void note_row_release(struct note_row *);
void file_row_release(struct file_row *);
void ref_row_release(struct ref_row *);
void image_row_release(struct image_row *);
void snapshot_release(struct snapshot *);
/* Do both name the record at one place? */
bool locator_is_same(const struct locator *, const struct locator *);
/* Where it was found: after redirects, else its own address. */
const char *resource_found_at(const struct resource *);
/* Sets a string member: frees the old value, copies the new one. */
void model_set(char **member, const char *value);

/* "response", "revisit", "resource", "conversion"; the WARC-Type. */
const char *capture_kind_name(enum capture_kind);
bool capture_kind_find(struct str name, enum capture_kind *);
/* Sets what a capture derives from; a revisit also takes over its payload's
 * digest, length and, when it names none itself, media type. */
void capture_refer(struct capture *, const struct capture *original);

/* "resource", "note", "file", "fragment", "nothing". */
const char *ref_target_name(enum ref_target);
bool ref_target_find(struct str name, enum ref_target *);

#endif
