/*
 * manifest_line.h: one line of a manifest: JSON to and from rows.  Pure.
 *
 * docs/archive-format.md has each member; what is empty, zero or false is left
 * out.
 */
#ifndef STORE_MANIFEST_LINE_H
#define STORE_MANIFEST_LINE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "store/model.h"

/* A line holds one row; its longest members are texts of at most 1 MB. */
#define MANIFEST_LINE_MAX (32 << 20)

/* Segments by index in the manifest: their ids in a catalog. */
struct manifest_map {
	int64_t *ids;		/* ascending when writing */
	size_t n, cap;
};

void manifest_line_note(struct buf *, const struct manifest_map *,
    const struct note_row *);
void manifest_line_file(struct buf *, const struct manifest_map *,
    const struct file_row *);
void manifest_line_ref(struct buf *, const struct ref_row *);
void manifest_line_resource(struct buf *, const struct manifest_map *,
    const struct resource *);
void manifest_line_image(struct buf *, const struct image_row *);

/* The other way; strings are the caller's to release. ERR_STORE: a member is
 * missing, unknown or out of range. */
int manifest_line_get_note(const json_t *, const struct manifest_map *,
    struct note_row *, struct err *) MUST_CHECK;
int manifest_line_get_file(const json_t *, const struct manifest_map *,
    struct file_row *, struct err *) MUST_CHECK;
int manifest_line_get_ref(const json_t *, struct ref_row *, struct err *)
    MUST_CHECK;
int manifest_line_get_resource(const json_t *, const struct manifest_map *,
    struct resource *, struct err *) MUST_CHECK;
int manifest_line_get_image(const json_t *, struct image_row *, struct err *)
    MUST_CHECK;

#endif
