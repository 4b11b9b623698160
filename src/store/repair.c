#include "store/repair.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/version.h"
#include "store/manifest.h"
#include "store/rebuild.h"
#include "store/repair_segment.h"
#include "store/repair_snapshot.h"
#include "store/repair_state.h"
#include "store/warc_segment.h"

/* The segments of an archive. */
struct segments {
	struct repair_segment *items;
	size_t n, cap;
	struct repair *repair;
	struct catalog *truth;	/* what manifests say */
	size_t now;		/* whose places are looked for */
	struct repair_places places;
};

void
repair_tell(const struct repair *r, const char *fmt, ...)
{
	AUTO(buf_release) struct buf b = BUF_INIT(65536);
	va_list ap;

	if (r->opts->told == NULL)
		return;
	va_start(ap, fmt);
	buf_vfmt(&b, fmt, ap);
	va_end(ap);
	r->opts->told(r->opts->ctx, b.p);
}

static void
segments_release(struct segments *l)
{
	for (size_t i = 0; i < l->n; i++)
		repair_segment_release(&l->items[i]);
	free(l->items);
	free(l->places.items);
	catalog_close(l->truth);
}

/* Where a file should be there may be a folder, or something else. */
static int
clear_way(struct repair *r, const char *kind, const char *path,
    struct err *err)
{
	struct stat st;

	if (stat(path, &st) < 0 || S_ISREG(st.st_mode))
		return 0;
	repair_tell(r, "'%s' is no file: in quarantine", path);
	return repair_quarantine(r->archive, kind, path, err);
}

static int
check_segment(void *ctx, const struct segment_row *row, struct err *err)
{
	struct segments *l = ctx;
	AUTO(mem_freep) char *path =
	    path_join(l->repair->archive->warc, row->name);
	struct repair_segment s = { .name = mem_dup(row->name),
		.size = row->size };
	const struct repair *r = l->repair;

	memcpy(s.sha256, row->sha256, HASH_HEX);
	*VEC_PUSH(&l->items, &l->n, &l->cap) = s;
	/* Of what no manifest lists the catalog may know size and digest. */
	if (s.size == 0 && r->disk != NULL && catalog_segment_sum(r->disk,
	    s.name, &l->items[l->n - 1].size, l->items[l->n - 1].sha256,
	    err) < 0)
		return -1;
	if (clear_way(l->repair, "warc", path, err) < 0)
		return -1;
	return repair_segment_check(r->archive, &l->items[l->n - 1], err);
}

/* Whole files under each other's names. */
static int
exchange(struct segments *l, struct err *err)
{
	const struct archive *a = l->repair->archive;

	for (size_t i = 0; i < l->n; i++) {
		struct repair_segment *s = &l->items[i];
		size_t j = 0;

		while (j < l->n && (i == j || s->sha256[0] == '\0' ||
		    !l->items[j].is_damaged ||
		    strcmp(l->items[j].found, s->sha256) != 0))
			j++;
		if (s->is_damaged && j < l->n) {
			AUTO(mem_freep) char *to = path_join(a->warc, s->name);
			AUTO(mem_freep) char *from =
			    path_join(a->warc, l->items[j].name);

			if ((file_is_missing(to) ?
			    file_rename(from, to, err) :
			    file_exchange(from, to, err)) < 0 ||
			    file_sync_dir(a->warc, err) < 0 ||
			    repair_segment_check(a, s, err) < 0 ||
			    repair_segment_check(a, &l->items[j], err) < 0)
				return -1;
			l->repair->report->segments++;
			repair_tell(l->repair, "'%s' was found as '%s'", to,
			    path_base(from));
		}
	}
	return 0;
}

/* Looking for one segment under a name that is none of a listed one. */
struct search {
	const struct segments *l;
	const struct repair_segment *s;
	char *path;		/* where it was found */
};

static bool
is_listed(const struct segments *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].sha256[0] != '\0' &&
		    strcmp(l->items[i].name, name) == 0)
			return true;
	return false;
}

static int
look_for(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct search *f = ctx;
	AUTO(mem_freep) char *path =
	    path_join(f->l->repair->archive->warc, rel);
	char sha256[HASH_HEX];
	int64_t size;

	if (S_ISDIR(st->st_mode))
		return 1;
	if (f->path != NULL || !S_ISREG(st->st_mode) ||
	    st->st_size != f->s->size || is_listed(f->l, rel))
		return 0;
	if (warc_segment_hash(path, &size, sha256, err) < 0)
		return -1;
	if (strcmp(sha256, f->s->sha256) == 0)
		model_set(&f->path, path);
	return 0;
}

static void
drop_segment(struct segments *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++) {
		if (strcmp(l->items[i].name, name) != 0)
			continue;
		repair_segment_release(&l->items[i]);
		memmove(&l->items[i], &l->items[i + 1],
		    (--l->n - i) * sizeof(l->items[0]));
		return;
	}
}

/* Whoever gave it another name did no harm. */
static int
find_renamed(struct segments *l, size_t at, struct err *err)
{
	const struct archive *a = l->repair->archive;
	struct repair_segment *s = &l->items[at];
	struct search f = { .l = l, .s = s };
	AUTO(mem_freep) char *to = path_join(a->warc, s->name);
	AUTO(mem_freep) char *from = NULL;
	int rc = file_walk(a->warc, look_for, &f, err);

	from = f.path;
	if (rc < 0 || from == NULL)
		return rc;
	if ((!file_is_missing(to) &&
	    repair_quarantine(a, "warc", to, err) < 0) ||
	    file_rename(from, to, err) < 0 ||
	    file_sync_dir(a->warc, err) < 0 ||
	    repair_segment_check(a, s, err) < 0)
		return -1;
	l->repair->report->segments++;
	repair_tell(l->repair, "'%s' was found as '%s'", to, path_base(from));
	drop_segment(l, path_base(from));
	return 0;
}

static int
find_all_renamed(struct segments *l, struct err *err)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].is_damaged && l->items[i].sha256[0] != '\0' &&
		    find_renamed(l, i, err) < 0)
			return -1;
	return 0;
}

/* Where the records of a segment were: the catalog knows all, the manifests
 * those that they name. */

static void
add_place(struct segments *l, const struct locator *at, const char *digest)
{
	struct repair_place p = { at->offset, at->length, "" };

	memcpy(p.digest, digest, HASH_HEX);
	*VEC_PUSH(&l->places.items, &l->places.n, &l->places.cap) = p;
}

static int
place_capture(void *ctx, const struct capture *c, struct err *err)
{
	(void)err;
	add_place(ctx, &c->at, c->digest);
	return 0;
}

static int
place_segment(void *ctx, const struct segment_row *s, int64_t *id,
    struct err *err)
{
	const struct segments *l = ctx;

	(void)err;
	*id = strcmp(s->name, l->items[l->now].name) == 0;
	return 0;
}

static int
place_note(void *ctx, const struct note_row *n, struct err *err)
{
	(void)err;
	if (n->at.segment != 0)
		add_place(ctx, &n->at, n->digest);
	return 0;
}

static int
place_file(void *ctx, const struct file_row *f, struct err *err)
{
	(void)err;
	if (f->at.segment != 0)
		add_place(ctx, &f->at, f->digest);
	return 0;
}

static int
place_resource(void *ctx, const struct resource *r, struct err *err)
{
	char key[HASH_HEX];

	(void)err;
	if (r->capture.segment != 0)
		add_place(ctx, &r->capture, r->digest);
	if (r->article.segment == 0)
		return 0;
	repair_article_key(r->final_url, key);
	add_place(ctx, &r->article, key);
	return 0;
}

static int
find_places(struct segments *l, struct err *err)
{
	const struct repair *r = l->repair;
	const struct manifest_sink sink = { .ctx = l,
		.segment = place_segment, .note = place_note,
		.file = place_file, .resource = place_resource };
	int64_t id = 0;

	l->places.n = 0;
	if (r->disk != NULL && catalog_find_segment(r->disk,
	    l->items[l->now].name, &id, err) < 0)
		return -1;
	if (id != 0)
		return catalog_each_segment_capture(r->disk, id, place_capture,
		    l, err);
	for (size_t i = 0; i < r->n_manifests; i++) {
		AUTO(mem_freep) char *path =
		    path_join(r->archive->snapshots, r->manifests[i]);

		if (manifest_read(path, &sink, err) < 0)
			return -1;
	}
	return 0;
}

static void
tell_segment(const struct repair *r, const struct repair_segment *s)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < s->n_lost; i++)
		bytes += s->lost[i].length;
	r->report->segments++;
	r->report->bytes += bytes;
	if (s->is_gone)
		repair_tell(r, "'%s' is lost: %lld bytes", s->name,
		    (long long)bytes);
	else
		repair_tell(r, "'%s' is mended: %lld bytes are lost (%zu %s)",
		    s->name, (long long)bytes, s->n_lost,
		    s->n_lost == 1 ? "place" : "places");
}

/* A segment that was lost before stays so. */
static int
is_known_loss(const struct segments *l, const struct repair_segment *s,
    bool *yes, struct err *err)
{
	const struct lost_row all = { .name = s->name, .length = s->size };

	*yes = false;
	return s->found[0] != '\0' ? 0 :
	    catalog_is_lost(l->truth, &all, yes, err);
}

static int
mend(struct segments *l, struct err *err)
{
	for (l->now = 0; l->now < l->n; l->now++) {
		struct repair_segment *s = &l->items[l->now];
		bool known;

		if (is_known_loss(l, s, &known, err) < 0)
			return -1;
		s->is_damaged = s->is_damaged && !known;
		if (!s->is_damaged)
			continue;
		if (find_places(l, err) < 0 || repair_segment_mend(
		    l->repair->archive, s, &l->places, err) < 0)
			return -1;
		tell_segment(l->repair, s);
	}
	return 0;
}

static int
mend_segments(struct segments *l, struct err *err)
{
	const struct rebuild_opts opts = { .is_tolerant = true,
		.without_captures = true };

	if (catalog_open(&l->truth, NULL, true, err) < 0 ||
	    rebuild_fill(l->repair->archive, l->truth, &opts, err) < 0 ||
	    catalog_each_segment(l->truth, check_segment, l, err) < 0 ||
	    exchange(l, err) < 0 || find_all_renamed(l, err) < 0)
		return -1;
	return mend(l, err);
}

/* Also of a segment that lost no record that it is another than it was. */
static int
note_lost(const struct repair_segment *s, struct catalog *c, struct err *err)
{
	const struct lost_row nothing = { .name = s->name };

	if (catalog_drop_lost(c, s->name, err) < 0)
		return -1;
	if (s->n_lost == 0)
		return catalog_add_lost(c, &nothing, err);
	for (size_t i = 0; i < s->n_lost; i++)
		if (catalog_add_lost(c, &s->lost[i], err) < 0)
			return -1;
	return 0;
}

/* The new snapshot says what is lost, and what the segments are now. */
static int
note_segments(const struct segments *l, struct catalog *c, bool *is_changed,
    struct err *err)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct repair_segment *s = &l->items[i];
		int64_t id;

		if (!s->is_damaged)
			continue;
		if (catalog_find_segment(c, s->name, &id, err) < 0)
			return -1;
		/* Nothing is said of what no snapshot ever listed. */
		if (id == 0)
			continue;
		*is_changed = true;
		if (note_lost(s, c, err) < 0 || (s->size > 0 &&
		    catalog_close_segment(c, id, s->size, s->sha256, err) < 0))
			return -1;
	}
	return 0;
}

static int
commit(struct repair *r, struct err *err)
{
	struct snapshot s = {
		.is_complete = true,
		.program = (char *)(uintptr_t)VERSION_NAME,
		.extractor = ARTICLE_VERSION,
		.robots = (char *)(uintptr_t)"",
	};

	if (manifest_next_date(r->archive, clock_now(), &s.date, err) < 0 ||
	    manifest_write(r->archive, &s, err) < 0)
		return -1;
	r->report->date = s.date;
	return 0;
}

/* The catalog of what is there now, and its rows. */
static int
settle(struct repair *r, const struct segments *l, struct err *err)
{
	const struct rebuild_opts opts = { .is_tolerant = true };
	const char *path = r->archive->index;
	bool is_changed = false;

	if (rebuild_file(r->archive, &opts, err) < 0 ||
	    catalog_open(&r->archive->catalog, path, true, err) < 0 ||
	    catalog_begin(r->archive->catalog, err) < 0 ||
	    note_segments(l, r->archive->catalog, &is_changed, err) < 0 ||
	    repair_snapshot_note(r, &is_changed, err) < 0 ||
	    repair_state(r, &is_changed, err) < 0)
		return -1;
	if (is_changed && commit(r, err) < 0)
		return -1;
	return catalog_finish(r->archive->catalog, err);
}

static void
tell_catalog(struct repair *r)
{
	r->report->catalogs = 1;
	repair_tell(r, "'%s' cannot be read: it is made anew", r->archive->index);
}

/* The catalog as it was found, if nothing is wrong with it. */
static int
open_disk(struct repair *r, struct err *err)
{
	const char *path = r->archive->index;
	bool is_broken = catalog_is_broken(path), is_sound = false;

	if (clear_way(r, "catalog", path, err) < 0)
		return -1;
	/* For writing: what a killed run left half done is undone then. */
	if (catalog_open(&r->disk, path, true, err) == 0 &&
	    catalog_is_sound(r->disk, &is_sound, err) == 0 && is_sound)
		return 0;
	if (err->kind == ERR_SYSTEM)
		return -1;
	err_clear(err);
	if (r->disk != NULL || is_broken)
		tell_catalog(r);
	catalog_close(r->disk);
	r->disk = NULL;
	return 0;
}

static int
repair(struct repair *r, struct err *err)
{
	struct segments l = { .repair = r };
	int rc = open_disk(r, err);

	if (rc == 0)
		rc = repair_snapshot_all(r, err);
	if (rc == 0)
		rc = mend_segments(&l, err);
	catalog_close(r->disk);
	r->disk = NULL;
	if (rc == 0)
		rc = settle(r, &l, err);
	segments_release(&l);
	return rc;
}

int
repair_archive(const char *root, const struct repair_opts *opts,
    struct repair_report *report, struct err *err)
{
	struct repair r = { .opts = opts, .report = report };
	int rc;

	*report = (struct repair_report){ 0 };
	if (archive_open_bare(&r.archive, root, err) < 0)
		return -1;
	rc = repair(&r, err);
	for (size_t i = 0; i < r.n_manifests; i++)
		free(r.manifests[i]);
	free(r.manifests);
	archive_close(r.archive);
	return rc;
}
