/*
 * catalog.h: an index over WARC segments and the newest manifest (SQLite).
 *
 * Derived: may be deleted, archive_open() remakes it.  It is also the working
 * state of a run: a run changes it in place and ends with manifest_write().
 * 1. While a run is under way the catalog is marked dirty; a dirty catalog is
 *    never trusted, it is rebuilt from manifests and segments.
 * 2. Equal manifests and segments give byte-equal catalogs after
 *    catalog_finish(): rows depend on content alone.
 * 3. One connection; memory does not grow with the number of rows.
 * 4. The each functions hand rows out in pages: fn may change the catalog; it
 *    then may or may not see rows added behind the present one. They return -1
 *    when fn does.
 * 5. Texts are kept as valid UTF-8; other bytes become U+FFFD.
 * 6. Changes (put, add, set, drop, clear) need catalog_begin() first.
 */
#ifndef STORE_CATALOG_H
#define STORE_CATALOG_H

#include <stdbool.h>

#include "base/err.h"
#include "store/model.h"

struct catalog;

/* path NULL: a new, private, temporary one that may be changed. ERR_STORE:
 * missing, damaged, dirty or of another version. */
int catalog_open(struct catalog **, const char *path, bool for_writing,
    struct err *) MUST_CHECK;
void catalog_close(struct catalog *);
/* Is the file at path there, and none that a run of any version left? */
bool catalog_is_broken(const char *path);
/* Reads all of it: is it what SQLite wrote? */
int catalog_is_sound(struct catalog *, bool *yes, struct err *) MUST_CHECK;
/* A private, temporary copy that may be changed. */
int catalog_copy(struct catalog **, struct catalog *, struct err *) MUST_CHECK;

/* The folder for SQLite's temporary files, in the whole process; NULL: that of
 * the system. Not while a catalog is open. */
void catalog_set_temp(const char *dir);

/* Marks it dirty, durably. */
int catalog_begin(struct catalog *, struct err *) MUST_CHECK;
/* Commits pending rows; called by the run about once a second, after the WARC
 * was synced. */
int catalog_commit(struct catalog *, struct err *) MUST_CHECK;
/* Clears dirty and rewrites the file in canonical form (VACUUM INTO, rename).
 * For after manifest_write(), which makes the state one that can be remade;
 * without it, close the catalog dirty. */
int catalog_finish(struct catalog *, struct err *) MUST_CHECK;

/*
 * For going through all notes: memory for most of a million references' rows
 * until catalog_end_bulk(); and if there is no reference yet, who cites what is
 * found slowly until then, and added fast.
 */
int catalog_begin_bulk(struct catalog *, struct err *) MUST_CHECK;
int catalog_end_bulk(struct catalog *, struct err *) MUST_CHECK;

/* Until catalog_release() all reads see one state, and none has to look at the
 * file's lock. No changes meanwhile; without effect while there are pending
 * rows. */
int catalog_hold(struct catalog *, struct err *) MUST_CHECK;
void catalog_release(struct catalog *);

/* Segments, by name ("kb-2026….warc.gz"). id 0 and NULL: none. Names must be
 * added in ascending order, so that ids depend on content alone. */
int catalog_add_segment(struct catalog *, const char *name, int64_t *id,
    struct err *) MUST_CHECK;
int catalog_find_segment(struct catalog *, const char *name, int64_t *id,
    struct err *) MUST_CHECK;
/* Its size and SHA-256; both stay as they are when it is not known. */
int catalog_segment_sum(struct catalog *, const char *name, int64_t *size,
    char sha256[HASH_HEX], struct err *) MUST_CHECK;
/* The caller frees. */
int catalog_segment_name(struct catalog *, int64_t id, char **name,
    struct err *) MUST_CHECK;
/* The greatest name, NULL: there is none. */
int catalog_last_segment(struct catalog *, char **name, struct err *)
    MUST_CHECK;
/* Size and SHA-256 of a closed segment. */
int catalog_close_segment(struct catalog *, int64_t id, int64_t size,
    const char *sha256, struct err *) MUST_CHECK;
/* A manifest lists it: no more orphans in it. */
int catalog_list_segment(struct catalog *, int64_t id, struct err *)
    MUST_CHECK;
struct segment_row {
	int64_t id;
	char *name;
	int64_t size;		/* 0: not closed */
	char sha256[HASH_HEX];
	bool is_listed;
};
/* In the order of name. */
int catalog_each_segment(struct catalog *,
    int (*fn)(void *, const struct segment_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

int catalog_add_capture(struct catalog *, const struct capture *,
    struct err *) MUST_CHECK;
/* The first complete response or resource with this payload digest; *found
 * false: none. */
int catalog_find_payload(struct catalog *, const char *digest,
    struct capture *, bool *found, struct err *) MUST_CHECK;
/* As catalog_find_payload(), of one kind only. */
int catalog_find_same(struct catalog *, enum capture_kind,
    const char *digest, struct capture *, bool *found, struct err *)
    MUST_CHECK;
/* The capture whose record lies there. */
int catalog_get_capture(struct catalog *, const struct locator *,
    struct capture *, bool *found, struct err *) MUST_CHECK;
/* The newest response or revisit for this URL in a segment that no manifest
 * lists: what a run fetched that was cut off before it committed. */
int catalog_find_orphan(struct catalog *, const char *url, struct capture *,
    bool *found, struct err *) MUST_CHECK;
/* The newest whole response or revisit for this URL that is an answer of 200
 * or a redirect. */
int catalog_find_answer(struct catalog *, const char *url, struct capture *,
    bool *found, struct err *) MUST_CHECK;
/* The newest conversion of this record in a segment that no manifest lists. */
int catalog_find_conversion(struct catalog *, const char *url,
    const struct locator *original, struct capture *, bool *found,
    struct err *) MUST_CHECK;
/* Every capture of a URL, oldest first. */
int catalog_each_capture(struct catalog *, const char *url,
    int (*fn)(void *, const struct capture *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

/* Every capture of a segment, by offset. */
int catalog_each_segment_capture(struct catalog *, int64_t segment,
    int (*fn)(void *, const struct capture *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

/* Resources. put inserts or replaces; get fills nothing unless found; drop
 * drops the page's list of pictures too. */
int catalog_get_resource(struct catalog *, const char *url,
    struct resource *, bool *found, struct err *) MUST_CHECK;
int catalog_put_resource(struct catalog *, const struct resource *,
    struct err *) MUST_CHECK;
int catalog_drop_resource(struct catalog *, const char *url, struct err *)
    MUST_CHECK;
enum resource_set { RESOURCES_ALL, RESOURCES_CITED };
/* In the order of url. fn may call the get and put functions. */
int catalog_each_resource(struct catalog *, enum resource_set,
    int (*fn)(void *, const struct resource *, struct err *), void *ctx,
    struct err *) MUST_CHECK;
/* The page that goes on at this one, the first by url. */
int catalog_find_previous(struct catalog *, const char *url,
    struct resource *, bool *found, struct err *) MUST_CHECK;
/* Has another cited resource of url's origin this title? */
int catalog_shares_title(struct catalog *, const char *url, const char *title,
    bool *yes, struct err *) MUST_CHECK;
/* Resources with an article that a version before this one found. */
int catalog_count_older(struct catalog *, int64_t extractor, int64_t *n,
    struct err *) MUST_CHECK;
/* Small handles for queues, valid as long as the connection. A URL has one
 * before its resource exists. get: ERR_ITEM when there is none. */
int catalog_resource_id(struct catalog *, const char *url, int64_t *id,
    struct err *) MUST_CHECK;
int catalog_get_resource_id(struct catalog *, int64_t id, struct resource *,
    struct err *) MUST_CHECK;

/* The pictures of a page's article, in order of position. set replaces all. */
int catalog_set_images(struct catalog *, const char *page,
    const struct image_row *, size_t n, struct err *) MUST_CHECK;
/* What else the page needs: positions from IMAGE_REQUISITES on. */
int catalog_set_requisites(struct catalog *, const char *page,
    const struct image_row *, size_t n, struct err *) MUST_CHECK;
/* What one page shows and needs becomes that of another, in the place of its
 * own. */
int catalog_move_images(struct catalog *, const char *from, const char *to,
    struct err *) MUST_CHECK;
int catalog_add_image(struct catalog *, const struct image_row *,
    struct err *) MUST_CHECK;
/* page NULL: all, by page, requisites as well. */
int catalog_each_image(struct catalog *, const char *page,
    int (*fn)(void *, const struct image_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;
int catalog_each_requisite(struct catalog *, const char *page,
    int (*fn)(void *, const struct image_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;
/* Pages that show this resource, or need it. */
int catalog_each_image_user(struct catalog *, const char *url,
    int (*fn)(void *, const struct image_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

/* Notes, local files and references. drop_note removes its references too. */
int catalog_put_note(struct catalog *, const struct note_row *, struct err *)
    MUST_CHECK;
int catalog_get_note(struct catalog *, const char *name, struct note_row *,
    bool *found, struct err *) MUST_CHECK;
int catalog_drop_note(struct catalog *, const char *name, struct err *)
    MUST_CHECK;
int catalog_each_note(struct catalog *,
    int (*fn)(void *, const struct note_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;
int catalog_put_file(struct catalog *, const struct file_row *, struct err *)
    MUST_CHECK;
int catalog_get_file(struct catalog *, const char *name, struct file_row *,
    bool *found, struct err *) MUST_CHECK;
int catalog_each_file(struct catalog *,
    int (*fn)(void *, const struct file_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;
/* Drops the note's references from this position on. */
int catalog_cut_refs(struct catalog *, const char *note, int64_t from,
    struct err *) MUST_CHECK;
int catalog_add_ref(struct catalog *, const struct ref_row *, struct err *)
    MUST_CHECK;
/* Is there just this row? Much cheaper than to write it again. */
int catalog_has_ref(struct catalog *, const struct ref_row *, bool *yes,
    struct err *) MUST_CHECK;
/* References of one note (NULL: all, by note name), in order of position. */
int catalog_each_ref(struct catalog *, const char *note,
    int (*fn)(void *, const struct ref_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;
/* Does anybody cite this resource, or an alias of it? */
int catalog_is_cited(struct catalog *, const char *url, bool *is_cited,
    struct err *) MUST_CHECK;
/* Who cites this resource (the key of any alias of it included). */
int catalog_each_ref_to(struct catalog *, const char *url,
    int (*fn)(void *, const struct ref_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

/* What a repair found to be lost for good, by the names of files: a snapshot
 * (length 0), or bytes of a segment; of length 0, none, but it is another than
 * it was. */
struct lost_row {
	char *name;
	int64_t offset, length;
};
int catalog_add_lost(struct catalog *, const struct lost_row *, struct err *)
    MUST_CHECK;
/* All of one file. */
int catalog_drop_lost(struct catalog *, const char *name, struct err *)
    MUST_CHECK;
/* name NULL: of all files, by name and offset. */
int catalog_each_lost(struct catalog *, const char *name,
    int (*fn)(void *, const struct lost_row *, struct err *), void *ctx,
    struct err *) MUST_CHECK;
/* Are all these bytes lost, or that snapshot? */
int catalog_is_lost(struct catalog *, const struct lost_row *, bool *yes,
    struct err *) MUST_CHECK;

/* Snapshots, oldest first. */
int catalog_add_snapshot(struct catalog *, const struct snapshot *,
    struct err *) MUST_CHECK;
int catalog_each_snapshot(struct catalog *,
    int (*fn)(void *, const struct snapshot *, struct err *), void *ctx,
    struct err *) MUST_CHECK;

/* Forgets notes, files, references, resources, pictures and what is lost. */
int catalog_drop_state(struct catalog *, struct err *) MUST_CHECK;

/* Figures of the present state. */
struct catalog_counts {
	int64_t notes, files, refs, resources;
	int64_t cited, kept;	/* aliases left out */
	int64_t suspect;	/* of the kept ones: the last try brought
				 * something worse */
	int64_t by_outcome[OUTCOME_COUNT];	/* of the cited ones */
	int64_t hosts;		/* of all resources */
};
int catalog_count(struct catalog *, struct catalog_counts *, struct err *)
    MUST_CHECK;

#endif
