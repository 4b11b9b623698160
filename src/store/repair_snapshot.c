#include "store/repair_snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/manifest.h"
#include "store/repair_segment.h"

/* What is known of the manifests. */
struct chain {
	struct repair *repair;
	struct map hashes;	/* names of those that read: their SHA-256 */
	struct map broken;	/* names of those that do not */
	struct map missing;	/* names of those that others tell of */
	bool is_changed;
};

static void
drop_values(struct map *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->items[i].value);
	map_release(m);
}

static int
each_manifest(struct chain *c, file_walk_fn *fn, struct err *err)
{
	return file_walk(c->repair->archive->snapshots, fn, c, err);
}

static bool
is_manifest(const char *rel, const struct stat *st)
{
	return S_ISREG(st->st_mode) && archive_is_manifest_name(rel);
}

/* Is it whole? Its date, then. */
static int
read_date(const char *path, int64_t *date, bool *is_whole, struct err *err)
{
	const struct manifest_sink nothing = { 0 };
	AUTO(snapshot_release) struct snapshot s = { 0 };

	*is_whole = manifest_head(path, &s, err) == 0 &&
	    manifest_read(path, &nothing, err) == 0;
	*date = s.date;
	if (*is_whole)
		return 0;
	if (err->kind != ERR_STORE)
		return -1;
	err_clear(err);
	return 0;
}

/* One that holds another date goes to its own name, unless that one is there:
 * then it is a copy, in the place of one that is lost. */
static int
put_right(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct chain *c = ctx;
	const struct archive *a = c->repair->archive;
	AUTO(mem_freep) char *path = path_join(a->snapshots, rel);
	AUTO(mem_freep) char *right = NULL;
	int64_t date, other;
	bool is_whole;

	/* Under whatever name. */
	if (!S_ISREG(st->st_mode) ||
	    !str_ends(str_of(rel), STR(ARCHIVE_MANIFEST_EXT)))
		return S_ISDIR(st->st_mode) ? 1 : 0;
	if (read_date(path, &date, &is_whole, err) < 0)
		return -1;
	right = archive_manifest_path(a, date);
	if (!is_whole || strcmp(right, path) == 0)
		return 0;
	if (file_is_missing(right)) {
		c->is_changed = true;
		return file_rename(path, right, err);
	}
	if (read_date(right, &other, &is_whole, err) < 0)
		return -1;
	if (is_whole && other == date)
		return 0;
	c->is_changed = true;
	repair_tell(c->repair, "'%s' was found as '%s'", right, rel);
	return file_exchange(path, right, err);
}

/* Each exchange puts one right at least. */
static int
put_all_right(struct chain *c, struct err *err)
{
	do {
		c->is_changed = false;
		if (each_manifest(c, put_right, err) < 0)
			return -1;
	} while (c->is_changed);
	return file_sync_dir(c->repair->archive->snapshots, err);
}

/* The newest one, from the catalog. */

static int
keep_last(void *ctx, const struct snapshot *s, struct err *err)
{
	struct snapshot *last = ctx;

	(void)err;
	snapshot_release(last);
	*last = *s;
	last->program = mem_dup(s->program);
	last->robots = mem_dup(s->robots);
	return 0;
}

static int
find_newer(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	char **newest = ctx;

	(void)err;
	if (is_manifest(rel, st))
		model_set(newest, rel);
	return S_ISDIR(st->st_mode) ? 1 : 0;
}

/* The catalog has the state of the last snapshot that it knows. */
static int
write_newest(struct chain *c, struct err *err)
{
	struct repair *r = c->repair;
	AUTO(snapshot_release) struct snapshot last = { 0 };
	AUTO(mem_freep) char *path = NULL;
	AUTO(mem_freep) char *newest = NULL;
	bool is_whole = false;
	int64_t date;

	if (r->disk == NULL)
		return 0;
	if (catalog_each_snapshot(r->disk, keep_last, &last, err) < 0 ||
	    file_walk(r->archive->snapshots, find_newer, &newest, err) < 0)
		return -1;
	if (last.program == NULL)
		return 0;
	path = archive_manifest_path(r->archive, last.date);
	if (newest != NULL && strcmp(newest, path_base(path)) > 0)
		return 0;
	if (!file_is_missing(path)) {
		if (read_date(path, &date, &is_whole, err) < 0)
			return -1;
		if (is_whole && date == last.date)
			return 0;
		if (repair_quarantine(r->archive, "snapshots", path, err) < 0)
			return -1;
	}
	r->report->rewritten++;
	repair_tell(r, "'%s' is written again, from the catalog", path);
	return manifest_rewrite(r->archive, r->disk, &last, err);
}

/* The others. */

static int
take_before(void *ctx, const char *name, const char *sha256, struct err *err)
{
	struct chain *c = ctx;
	const char *actual = map_get(&c->hashes, str_of(name));

	(void)err;
	if (actual == NULL && !map_has(&c->broken, str_of(name)))
		(void)map_add(&c->missing, str_of(name));
	else if (actual != NULL && sha256[0] != '\0' &&
	    strcmp(actual, sha256) != 0)
		(void)map_add(&c->broken, str_of(name));
	return 0;
}

static int
take(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct chain *c = ctx;
	AUTO(mem_freep) char *path =
	    path_join(c->repair->archive->snapshots, rel);
	AUTO(mem_freep) char *right = NULL;
	const struct manifest_sink sink = { .ctx = c, .before = take_before };
	char sha256[HASH_HEX];
	int64_t date;
	bool is_whole;

	if (!is_manifest(rel, st))
		return S_ISDIR(st->st_mode) ? 1 : 0;
	if (read_date(path, &date, &is_whole, err) < 0)
		return -1;
	right = archive_manifest_path(c->repair->archive, date);
	if (!is_whole || strcmp(path, right) != 0) {
		(void)map_add(&c->broken, str_of(rel));
		return 0;
	}
	if (manifest_hash(path, sha256, err) < 0 ||
	    manifest_read(path, &sink, err) < 0)
		return -1;
	(void)map_set(&c->hashes, str_of(rel), mem_dup(sha256));
	return 0;
}

static int
take_out(struct chain *c, const char *name, struct err *err)
{
	const struct archive *a = c->repair->archive;
	AUTO(mem_freep) char *path = path_join(a->snapshots, name);

	repair_tell(c->repair, "'%s' cannot be read, or is another than it "
	    "was: in quarantine", path);
	if (repair_quarantine(a, "snapshots", path, err) < 0 ||
	    file_remove(path, err) < 0)
		return -1;
	return file_sync_dir(a->snapshots, err);
}

static int
sort_out(struct chain *c, struct err *err)
{
	struct repair *r = c->repair;

	if (put_all_right(c, err) < 0 || write_newest(c, err) < 0 ||
	    each_manifest(c, take, err) < 0)
		return -1;
	for (size_t i = 0; i < c->broken.n; i++)
		if (take_out(c, c->broken.items[i].key, err) < 0)
			return -1;
	for (size_t i = 0; i < c->hashes.n; i++)
		if (!map_has(&c->broken, str_of(c->hashes.items[i].key)))
			*VEC_PUSH(&r->manifests, &r->n_manifests,
			    &r->cap_manifests) =
			    mem_dup(c->hashes.items[i].key);
	return 0;
}

int
repair_snapshot_all(struct repair *r, struct err *err)
{
	struct chain c = { .repair = r, .hashes = MAP_INIT,
		.broken = MAP_INIT, .missing = MAP_INIT };
	int rc = sort_out(&c, err);

	drop_values(&c.hashes);
	map_release(&c.broken);
	map_release(&c.missing);
	return rc;
}

/* What was taken out, now or by a repair that was killed then. */
static int
note_quarantined(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	struct chain *c = ctx;
	size_t n = str_find(str_of(rel), STR(ARCHIVE_MANIFEST_EXT));

	(void)err;
	if (S_ISREG(st->st_mode) && n != (size_t)-1) {
		AUTO(mem_freep) char *name =
		    mem_dupn(rel, n + strlen(ARCHIVE_MANIFEST_EXT));

		if (archive_is_manifest_name(name))
			(void)map_add(&c->missing, str_of(name));
	}
	return S_ISDIR(st->st_mode) ? 1 : 0;
}

static int
note_lost(struct chain *c, char *name, struct err *err)
{
	const struct archive *a = c->repair->archive;
	AUTO(mem_freep) char *path = path_join(a->snapshots, name);
	const struct lost_row row = { .name = name };
	bool is_known;

	if (!file_is_missing(path))
		return 0;
	if (catalog_is_lost(a->catalog, &row, &is_known, err) < 0)
		return -1;
	if (is_known)
		return 0;
	c->is_changed = true;
	c->repair->report->snapshots++;
	repair_tell(c->repair, "the snapshot '%s' is lost", name);
	return catalog_add_lost(a->catalog, &row, err);
}

static int
note_all(struct chain *c, struct err *err)
{
	const struct repair *r = c->repair;
	AUTO(mem_freep) char *dir =
	    mem_fmt("%s/quarantine/snapshots", r->archive->root);

	/* Those that a manifest names as the one before it are missing. */
	for (size_t i = 0; i < r->n_manifests; i++) {
		AUTO(mem_freep) char *path =
		    path_join(r->archive->snapshots, r->manifests[i]);
		const struct manifest_sink sink = { .ctx = c,
			.before = take_before };

		if (manifest_read(path, &sink, err) < 0)
			return -1;
	}
	if (!file_is_missing(dir) &&
	    file_walk(dir, note_quarantined, c, err) < 0)
		return -1;
	for (size_t i = 0; i < c->missing.n; i++)
		if (note_lost(c, c->missing.items[i].key, err) < 0)
			return -1;
	return 0;
}

int
repair_snapshot_note(struct repair *r, bool *is_changed, struct err *err)
{
	struct chain c = { .repair = r, .hashes = MAP_INIT,
		.broken = MAP_INIT, .missing = MAP_INIT };
	int rc = note_all(&c, err);

	*is_changed = *is_changed || c.is_changed;
	map_release(&c.missing);
	map_release(&c.broken);
	return rc;
}
