/*
 * notes.h: from the files of a knowledge base to references.
 *
 * Notes are only read, never changed.  Formats: Markdown (CommonMark and GFM
 * by md4c, with wikilinks, footnotes, front matter and raw HTML), plain lists
 * of URLs, HTML, browser bookmarks, OPML, feeds, sitemaps, Org,
 * reStructuredText, shortcuts, and exports of Zotero, Pocket and their like;
 * docs/inputs.md says what of each is a reference.  References in code are
 * none.
 * 1. A reference's span is the bytes of the destination in the source.
 * 2. References come in the order of their place in the file.
 */
#ifndef NOTES_NOTES_H
#define NOTES_NOTES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum note_format {
	NOTE_MARKDOWN,
	NOTE_URLS,		/* plain list of addresses */
	NOTE_HTML,		/* a page */
	NOTE_BOOKMARKS,		/* Netscape bookmarks, Pocket's HTML export */
	NOTE_OPML, NOTE_FEED, NOTE_SITEMAP,
	NOTE_ORG, NOTE_RST,
	NOTE_SHORTCUT,		/* .url, .webloc */
	NOTE_JSON, NOTE_CSV,	/* exports */
	NOTE_OTHER,
};

enum ref_kind {		/* written to disk by name: ref_kind_name() */
	REF_LINK,	/* [text](url), <a href> */
	REF_IMAGE,	/* ![alt](url), <img src> */
	REF_AUTOLINK,	/* <url> or a bare URL in the text */
	REF_WIKI,	/* [[note]] */
	REF_EMBED,	/* ![[note]] */
};

enum ref_dated {	/* what tells the date; on disk by name */
	REF_UNDATED,
	REF_DATED_FRONT,	/* the note's own head, in any format */
	REF_DATED_NAME,		/* the day that the file is named after */
	REF_DATED_BOOKMARK, REF_DATED_FEED,
	REF_DATED_ENTRY,	/* of an outline, an export, a heading */
	REF_DATED_GIT,		/* the note's last commit (cited.h) */
	REF_DATED_FILE,		/* its last change */
};

struct ref {
	enum ref_kind kind;
	unsigned int line, column;	/* of at, from 1; column counts bytes */
	size_t at;		/* where it begins: '[', '!', '<', first byte */
	size_t start, end;	/* the destination's bytes in the file; of a
				 * reference link those of its definition */
	char *url;		/* destination, entities and escapes decoded */
	char *text;		/* link text or alt, white space squeezed */
	char *heading;		/* the one above or around it, "" if none */
	int64_t date;		/* when it was cited, ms; 0: not told */
	enum ref_dated dated;
	bool is_lenient;	/* raw spaces in or around the destination, or
				 * a list item that a tab made code */
};

struct note {
	enum note_format format;
	char *title;		/* front matter, first heading, or file name */
	int64_t date;		/* front matter's date in ms, 0: none */
	struct ref *refs;
	size_t n_refs, cap;
};

/* Reads one note's text (UTF-8, what has a BOM, or what
 * HTML and XML say they are). path serves
 * for the format and the title. ERR_ITEM when it cannot be read as a note. */
int note_parse(struct note *, struct str text, const char *path,
    struct err *) MUST_CHECK;
void note_release(struct note *);

/*
 * Appends the note's bytes with each "user:password" that an address in it
 * tells ("https://user:password@wiki.example/") as "xxxx:xxxxxxxx", also where
 * the text repeats it: such bytes can be stored, and parsed, in its place. False
 * when there is none; nothing is appended then.
 */
bool note_hide_logins(const struct note *, struct str raw, struct buf *out);

const char *ref_kind_name(enum ref_kind);	/* "link", "image", … */
bool ref_kind_find(struct str name, enum ref_kind *);

/* "front-matter", "name", "add-date", "feed", "entry", "git", "file"; "" for
 * REF_UNDATED, which also is what an unknown name gives. */
const char *ref_dated_name(enum ref_dated);
enum ref_dated ref_dated_find(struct str name);

/*
 * Appends the note as HTML (not yet sanitised): GFM, wikilinks as <a
 * data-wiki="target">, embeds as <a data-embed="target">, lenient
 * destinations as links too, headings with ids, front matter left out.
 */
int note_render(struct str text, const char *path, struct buf *,
    struct err *) MUST_CHECK;

/*
 * The notes below a file or folder: fn gets each path (as given + relative
 * part) and the name relative to the source. Folders recursively, sorted;
 * hidden files, what .gitignore excludes and any kbmirror archive are left
 * out. fn returns 0, or -1 to stop with err set.
 */
typedef int notes_fn(void *ctx, const char *path, const char *name,
    struct err *);
int notes_walk(const char *source, notes_fn *, void *ctx, struct err *)
    MUST_CHECK;

/* Likewise all the other files: pictures and what else is attached. */
int notes_walk_files(const char *source, notes_fn *, void *ctx, struct err *)
    MUST_CHECK;

/*
 * Format by file name alone: the candidate for a note whose content decides
 * (.xml: NOTE_FEED). NOTE_OTHER: not a note (note_parse() then reads it as
 * Markdown, and so it does with a table or JSON that is no known export).
 */
enum note_format note_format_of(const char *path);

/* Is the file a note by name and, where that is not enough, by content? */
bool notes_has(const char *path);

/* Its media type: "text/markdown". */
const char *note_media(enum note_format);

/* Other names by which wikilinks may mean the note in this file: its front
 * matter's or page properties' aliases, and "a/b" for Logseq's "a___b.md".
 * Reads the file's beginning only. */
typedef void notes_alias_fn(void *ctx, struct str alias);
void notes_each_alias(const char *path, notes_alias_fn *, void *ctx);

/*
 * Where a relative destination points: appends the normalised name ("a/b.md")
 * relative to the source's root, percent-decoded, without fragment or query.
 * False when it leaves the root. name is the citing note's own.
 */
bool note_resolve(const char *name, struct str destination, struct buf *);

#endif
