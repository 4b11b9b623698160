#include "store/verify.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/catalog_sql.h"
#include "store/manifest.h"
#include "store/rebuild.h"
#include "store/verify_say.h"
#include "store/warc.h"
#include "store/warc_segment.h"

struct verify {
	struct archive *archive;
	enum verify_level level;
	struct verify_say say;
	struct catalog *truth;	/* remade: the newest state; if deep, with
				 * all captures */
	struct catalog *index;	/* whose captures count */
	struct catalog *disk;	/* catalog.sqlite, if clean */
	bool owns_disk;
	bool has_broken;	/* a manifest that cannot be read */
	struct map hashes;	/* manifests by name: their SHA-256 */
	struct map told;	/* segments that a manifest belies */
	const char *manifest;	/* path of the one being checked */
};

void
verify_say(const struct verify_say *say, const char *fmt, ...)
{
	AUTO(buf_release) struct buf b = BUF_INIT(65536);
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&b, fmt, ap);
	va_end(ap);
	say->report->problems++;
	if (say->opts->problem != NULL)
		say->opts->problem(say->opts->ctx, b.p);
}

int
verify_say_damage(const struct verify_say *say, const struct err *damage,
    struct err *err)
{
	if (damage->kind != ERR_STORE)
		return err_set(err, damage->kind, "%s", damage->msg);
	verify_say(say, "%s", damage->msg);
	return 0;
}

/* Records, as the truth is made from them. */

static void
check_digest(const struct verify_say *say, const struct warc_record *r,
    const char *field, const char *actual, const char *path)
{
	struct str said = warc_field(r, field);

	/* Another algorithm is another program's record. */
	if (!str_starts_nocase(said, STR("sha256:")))
		return;
	if (!str_eq_nocase(str_from(said, 7), str_of(actual)))
		verify_say(say, "'%s' at byte %lld: the bytes do not have the "
		    "record's %s", path, (long long)r->offset, field);
}

static void
check_record(void *ctx, const char *path, const struct warc_record *r)
{
	const struct verify *v = ctx;

	v->say.report->records++;
	if (r->length == 0)
		verify_say(&v->say, "'%s' at byte %lld: a record without a "
		    "gzip member of its own", path, (long long)r->offset);
	check_digest(&v->say, r, "WARC-Block-Digest", r->block_digest, path);
	if (!str_eq_nocase(warc_field(r, "WARC-Type"), STR("revisit")))
		check_digest(&v->say, r, "WARC-Payload-Digest",
		    r->payload_digest, path);
}

static void
tell_damage(void *ctx, const char *sentence)
{
	const struct verify *v = ctx;

	verify_say(&v->say, "%s", sentence);
}

static int
make_truth(struct verify *v, struct err *err)
{
	bool is_deep = v->level == VERIFY_DEEP;
	const struct rebuild_opts opts = {
		.with_open = true, .is_tolerant = true,
		.without_captures = !is_deep, .with_digests = is_deep,
		.record = is_deep ? check_record : NULL,
		.damage = tell_damage, .ctx = v,
	};

	if (catalog_open(&v->truth, NULL, true, err) < 0 ||
	    rebuild_fill(v->archive, v->truth, &opts, err) < 0)
		return -1;
	v->index = is_deep ? v->truth : v->archive->catalog;
	return 0;
}

/* catalog.sqlite also knows what nothing else tells of: the newest manifest,
 * and segments that no manifest lists yet. */
static int
open_disk(struct verify *v, struct err *err)
{
	const char *path = v->archive->index;
	bool is_sound = false;

	if (v->archive->catalog->path != NULL) {
		v->disk = v->archive->catalog;
		return 0;
	}
	if (catalog_open(&v->disk, path, false, err) == 0) {
		v->owns_disk = true;
		if (catalog_is_sound(v->disk, &is_sound, err) < 0)
			err_clear(err);
		if (is_sound)
			return 0;
		verify_say(&v->say, "'%s' is damaged: the next run makes it "
		    "anew", path);
		catalog_close(v->disk);
		v->disk = NULL;
		v->owns_disk = false;
		return 0;
	}
	/* One that is missing, or of a run under way, is no damage: the next
	 * run remakes it. */
	if (catalog_is_broken(path))
		verify_say(&v->say, "'%s' cannot be read: the next run makes "
		    "it anew (%s)", path, err->msg);
	err_clear(err);
	return 0;
}

/* Where a snapshot stands among what is lost. */
static const struct locator none;

/* Segments. */

static int
is_lost(const struct verify *v, const char *name, const struct locator *at,
    bool *yes, struct err *err)
{
	const struct lost_row row = { (char *)(uintptr_t)name, at->offset,
		at->length };

	return catalog_is_lost(v->truth, &row, yes, err);
}

static int
check_bytes(const struct verify *v, const struct segment_row *s,
    const char *path, struct err *err)
{
	char sha256[HASH_HEX];
	struct stat st;
	int64_t size;

	if (stat(path, &st) < 0)
		return err_sys(err, "look at '%s'", path);
	size = st.st_size;
	if (size != s->size) {
		verify_say(&v->say, "'%s' has %lld bytes instead of %lld: it "
		    "differs from byte %lld at the latest", path,
		    (long long)size, (long long)s->size,
		    (long long)(size < s->size ? size : s->size));
		return 0;
	}
	if (v->level == VERIFY_PLAIN || s->sha256[0] == '\0')
		return 0;
	if (warc_segment_hash(path, &size, sha256, err) < 0)
		return -1;
	if (strcmp(sha256, s->sha256) != 0)
		verify_say(&v->say, "'%s' does not have the SHA-256 that was "
		    "recorded", path);
	return 0;
}

static int
check_segment(void *ctx, const struct segment_row *row, struct err *err)
{
	struct verify *v = ctx;
	AUTO(mem_freep) char *path = path_join(v->archive->warc, row->name);
	AUTO(mem_freep) char *open = mem_fmt("%s.open", path);
	struct segment_row s = *row;
	struct locator all = { 0 };
	bool yes;

	v->say.report->segments++;
	/* Of what no manifest lists the catalog may know size and digest. */
	if (s.size == 0 && v->disk != NULL && catalog_segment_sum(v->disk,
	    s.name, &s.size, s.sha256, err) < 0)
		return -1;
	if (file_is_dir(path)) {
		verify_say(&v->say, "'%s' is a folder", path);
		return 0;
	}
	/* NAME.open belongs to a run under way. */
	if (!file_is_missing(path))
		return s.size > 0 ? check_bytes(v, &s, path, err) : 0;
	if (!file_is_missing(open))
		return 0;
	all.length = s.size;
	if (is_lost(v, s.name, &all, &yes, err) < 0)
		return -1;
	if (!yes)
		verify_say(&v->say, "'%s' is missing", path);
	return 0;
}

/* A segment that was there when the catalog was written. */
static int
check_known_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	struct verify *v = ctx;
	AUTO(mem_freep) char *path = path_join(v->archive->warc, s->name);
	AUTO(mem_freep) char *open = mem_fmt("%s.open", path);
	int64_t id;

	if (catalog_find_segment(v->truth, s->name, &id, err) < 0)
		return -1;
	if (id == 0 && file_is_missing(path) && file_is_missing(open))
		verify_say(&v->say, "'%s' is missing; the catalog knows it",
		    path);
	return 0;
}

static int
check_known_snapshot(void *ctx, const struct snapshot *s, struct err *err)
{
	struct verify *v = ctx;
	AUTO(mem_freep) char *path =
	    archive_manifest_path(v->archive, s->date);
	bool yes;

	if (!file_is_missing(path))
		return 0;
	if (is_lost(v, path_base(path), &none, &yes, err) < 0)
		return -1;
	if (!yes && map_add(&v->told, str_of(path_base(path))))
		verify_say(&v->say, "'%s' is missing; the catalog knows it",
		    path);
	return 0;
}

/* One manifest. */

static int
check_before(void *ctx, const char *name, const char *sha256,
    struct err *err)
{
	struct verify *v = ctx;
	const char *actual = map_get(&v->hashes, str_of(name));
	bool yes;

	if (is_lost(v, name, &none, &yes, err) < 0)
		return -1;
	if (!yes && !map_has(&v->hashes, str_of(name)) &&
	    map_add(&v->told, str_of(name)))
		verify_say(&v->say, "'%s/%s' is missing; '%s' names it",
		    v->archive->snapshots, name, v->manifest);
	if (actual != NULL && sha256[0] != '\0' &&
	    strcmp(actual, sha256) != 0)
		verify_say(&v->say, "'%s/%s' is not what it was when '%s' was "
		    "written", v->archive->snapshots, name, v->manifest);
	return 0;
}

/* The newest manifest's word on a segment counts: a repair may have changed
 * it, and then says so. */
static int
check_listed(void *ctx, const struct segment_row *s, int64_t *id,
    struct err *err)
{
	struct verify *v = ctx;
	struct sql q;
	bool found = false, is_same = false, is_mended = false;

	if (catalog_find_segment(v->index, s->name, id, err) < 0 ||
	    sql_query(&q, v->truth, "SELECT size = ?2 AND sha256 = ?3, EXISTS("
	    "SELECT 1 FROM lost WHERE lost.name = segment.name) FROM segment"
	    " WHERE name = ?1", err) < 0)
		return -1;
	sql_put_text(&q, s->name);
	sql_put_int(&q, s->size);
	sql_put_text(&q, s->sha256);
	if (sql_row(&q, &found, err) < 0)
		return -1;
	if (found) {
		is_same = sql_get_int(&q) != 0;
		is_mended = sql_get_int(&q) != 0;
	}
	sql_reset(&q);
	if (!is_same && !is_mended && map_add(&v->told, str_of(s->name)))
		verify_say(&v->say, "'%s' lists '%s' otherwise than the newest "
		    "snapshot", v->manifest, s->name);
	return 0;
}

static int
check_locator(struct verify *v, const struct locator *at, const char *digest,
    const char *name, struct err *err)
{
	AUTO(capture_release) struct capture c = { 0 };
	AUTO(mem_freep) char *segment = NULL;
	bool found, yes = false;

	if (at->segment == 0)
		return 0;
	if (catalog_get_capture(v->index, at, &c, &found, err) < 0 ||
	    catalog_segment_name(v->index, at->segment, &segment, err) < 0)
		return -1;
	if (!found && is_lost(v, segment, at, &yes, err) < 0)
		return -1;
	if (yes)
		v->say.report->lost++;
	else if (!found || c.at.length != at->length)
		verify_say(&v->say, "'%s': '%s' needs a record of %lld bytes "
		    "in '%s' at byte %lld; there is none", v->manifest, name,
		    (long long)at->length, segment, (long long)at->offset);
	else if (digest != NULL && strcmp(digest, c.digest) != 0)
		verify_say(&v->say, "'%s': '%s' is another one's bytes in "
		    "'%s' at byte %lld", v->manifest, name, segment,
		    (long long)at->offset);
	return 0;
}

static int
check_note(void *ctx, const struct note_row *n, struct err *err)
{
	return check_locator(ctx, &n->at, n->digest, n->name, err);
}

static int
check_file(void *ctx, const struct file_row *f, struct err *err)
{
	return check_locator(ctx, &f->at, f->digest, f->name, err);
}

/* An article is made from the capture beside it; there may be several. */
static int
check_conversion(struct verify *v, const struct resource *r, struct err *err)
{
	AUTO(capture_release) struct capture c = { 0 };
	AUTO(capture_release) struct capture from = { 0 };
	bool found, is_known = false;

	if (r->article.segment == 0 || r->capture.segment == 0)
		return 0;
	if (catalog_get_capture(v->index, &r->article, &c, &found, err) < 0)
		return -1;
	if (!found || c.kind != CAPTURE_CONVERSION || c.original.segment == 0 ||
	    locator_is_same(&c.original, &r->capture))
		return 0;
	/* After a repair it may be another record of the same bytes. */
	if (catalog_get_capture(v->index, &c.original, &from, &is_known,
	    err) < 0)
		return -1;
	if (!is_known || strcmp(from.digest, r->digest) != 0)
		verify_say(&v->say, "'%s': the article of '%s' is not made "
		    "from its capture", v->manifest, r->url);
	return 0;
}

static int
check_resource(void *ctx, const struct resource *r, struct err *err)
{
	const char *digest = r->digest[0] != '\0' ? r->digest : NULL;

	if (check_locator(ctx, &r->capture, digest, r->url, err) < 0 ||
	    check_locator(ctx, &r->article, NULL, r->url, err) < 0)
		return -1;
	return check_conversion(ctx, r, err);
}

static int
check_manifest(struct verify *v, struct err *err)
{
	const struct manifest_sink sink = { .ctx = v, .before = check_before,
		.segment = check_listed, .note = check_note,
		.file = check_file, .resource = check_resource };
	AUTO(snapshot_release) struct snapshot s = { 0 };
	AUTO(mem_freep) char *right = NULL;
	struct err damage = ERR_INIT;
	char sha256[HASH_HEX];

	v->say.report->manifests++;
	(void)map_add(&v->hashes, str_of(path_base(v->manifest)));
	if (manifest_hash(v->manifest, sha256, &damage) < 0 ||
	    manifest_head(v->manifest, &s, &damage) < 0 ||
	    manifest_read(v->manifest, &sink, &damage) < 0) {
		v->has_broken = true;
		return verify_say_damage(&v->say, &damage, err);
	}
	(void)map_set(&v->hashes, str_of(path_base(v->manifest)),
	    mem_dup(sha256));
	right = archive_manifest_path(v->archive, s.date);
	if (strcmp(right, v->manifest) != 0)
		verify_say(&v->say, "'%s' holds the snapshot of another date: "
		    "'%s'", v->manifest, path_base(right));
	return 0;
}

/* Under a name that is none of a manifest: is it one? */
static int
check_stray(struct verify *v, struct err *err)
{
	AUTO(snapshot_release) struct snapshot s = { 0 };
	AUTO(mem_freep) char *right = NULL;
	struct err damage = ERR_INIT;

	if (manifest_head(v->manifest, &s, &damage) < 0)
		return damage.kind == ERR_STORE ? 0 :
		    verify_say_damage(&v->say, &damage, err);
	right = archive_manifest_path(v->archive, s.date);
	if (file_is_missing(right))
		verify_say(&v->say, "'%s' is the snapshot '%s'", v->manifest,
		    path_base(right));
	return 0;
}

static int
visit(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct verify *v = ctx;
	AUTO(mem_freep) char *path = path_join(v->archive->snapshots, rel);

	if (S_ISDIR(st->st_mode))
		return 1;
	v->manifest = path;
	if (archive_is_manifest_name(rel))
		return check_manifest(v, err);
	return str_ends(str_of(rel), STR(ARCHIVE_MANIFEST_EXT)) ?
	    check_stray(v, err) : 0;
}

static int
count_records(struct verify *v, struct err *err)
{
	struct sql q;
	bool found;

	if (v->level == VERIFY_DEEP)
		return 0;
	if (sql_query(&q, v->index, "SELECT count(*) FROM capture", err) < 0 ||
	    sql_row(&q, &found, err) < 0)
		return -1;
	v->say.report->records = found ? sql_get_int(&q) : 0;
	sql_reset(&q);
	return 0;
}

static int
check_all(struct verify *v, struct err *err)
{
	if (open_disk(v, err) < 0 || make_truth(v, err) < 0 ||
	    file_walk(v->archive->snapshots, visit, v, err) < 0 ||
	    catalog_each_segment(v->truth, check_segment, v, err) < 0 ||
	    count_records(v, err) < 0)
		return -1;
	if (v->disk != NULL && (catalog_each_segment(v->disk,
	    check_known_segment, v, err) < 0 || catalog_each_snapshot(v->disk,
	    check_known_snapshot, v, err) < 0))
		return -1;
	/* With a broken manifest there is no whole state to compare with. */
	if (v->archive->catalog->path == NULL || v->archive->knows_more ||
	    v->has_broken || v->archive->catalog->is_dirty)
		return 0;
	return verify_catalog(&v->say, v->truth, v->archive->catalog->path,
	    v->level == VERIFY_DEEP, err);
}

int
verify_archive(struct archive *a, const struct verify_opts *opts,
    struct verify_report *report, struct err *err)
{
	struct verify v = {
		.archive = a, .level = opts->level,
		.say = { opts, report }, .hashes = MAP_INIT, .told = MAP_INIT,
	};
	int rc;

	*report = (struct verify_report){ 0 };
	rc = check_all(&v, err);
	catalog_close(v.truth);
	if (v.owns_disk)
		catalog_close(v.disk);
	for (size_t i = 0; i < v.hashes.n; i++)
		free(v.hashes.items[i].value);
	map_release(&v.hashes);
	map_release(&v.told);
	return rc;
}

int
verify_rebuild(const char *root, struct err *err)
{
	const struct rebuild_opts opts = { 0 };
	struct archive *a;
	int rc;

	if (archive_open_bare(&a, root, err) < 0)
		return -1;
	rc = rebuild_file(a, &opts, err);
	/* The offline copy is made anew as well, all of it. */
	if (rc == 0)
		rc = file_remove(a->sums, err);
	archive_close(a);
	return rc;
}
