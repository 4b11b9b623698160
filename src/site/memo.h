/*
 * memo.h: what each page of the offline copy was made from, so that a page
 * whose facts are the same is taken over instead of being made again.
 *
 * 1. A page that is taken over has the bytes that it would get anew: what it
 *    asks of the catalog goes through memo_use(), what it shows of the archive
 *    is named by a fact. Where that does not hold, memo_spoil().
 * 2. The memory is a file beside the copy, of no worth by itself: when it is
 *    missing, of another program, damaged or not about these files, all pages
 *    are made.
 * 3. Records are written and looked for in the order of names: memory does not
 *    grow with pages.
 *
 * Every function takes a NULL memo, which knows and keeps nothing.
 */
#ifndef SITE_MEMO_H
#define SITE_MEMO_H

#include "site/build.h"
#include "site/facts.h"

struct memo;

/* The file is path; with_workers: without them notes look otherwise. */
int memo_open(struct memo **, struct catalog *, const char *path,
    bool with_workers, struct err *) MUST_CHECK;
/* When the copy is in its place: the new memory replaces the old one. */
void memo_keep(struct memo *);
/* Without memo_keep() the old memory stays. */
void memo_close(struct memo *);

/* One page, from memo_look() to memo_add(). */
struct memo_page {
	char *path;
	uint32_t n, n_kept;	/* a note's references, to be set by who
				 * made the page */
	bool is_same;
	bool is_spoilt;
	uint64_t *deps;		/* keys of facts */
	size_t n_deps, cap_deps;
	struct buf assets;	/* paths, each with its NUL */
	int64_t size, mtime;	/* of its file, bytes and ns; size 0: none */
};

/*
 * Is the page of this name, at path, as it was? Then its file and those that it
 * shows are linked into the new copy, n and n_kept are set, and nothing else
 * is to be done than memo_add(). Names come in ascending order.
 */
void memo_look(struct build *, const char *name, const char *path,
    struct memo_page *);
/* Remembers it; the page's file is written, or will be. */
void memo_add(struct build *, const char *name, struct memo_page *);
void memo_page_release(struct memo_page *);

/* Of the page that is being made, b->page: it asked for this … */
void memo_use(struct build *, enum fact_kind, const char *name);
/* … shows this file of the copy … */
void memo_use_asset(struct build *, const char *path);
/* … is a file of n bytes and of the time b->mtime … */
void memo_use_file(struct build *, size_t n);
/* … or shows what no fact tells: it is made again in any case. */
void memo_spoil(struct build *);

/*
 * A piece of the index. find: from the index before, appended to html; false:
 * there is none, or other bytes are there. add: html from byte from on is the
 * piece, which will lie at byte at of the file.
 */
bool memo_find_piece(struct build *, const char *name, struct buf *html);
void memo_add_piece(struct build *, const char *name, struct str piece,
    int64_t at);

#endif
