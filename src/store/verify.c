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
#include "store/warc.h"
#include "store/warc_segment.h"

struct verify {
	struct archive *archive;
	const struct verify_opts *opts;
	struct verify_report *report;
	struct catalog *rebuilt;
	struct map sound;	/* segments whose SHA-256 is as listed */
	struct map seen;	/* segments that were hashed */
	const char *manifest;	/* path of the one being checked */
};

static void problem(struct verify *, const char *, ...) PRINTF_LIKE(2, 3);

static void
problem(struct verify *v, const char *fmt, ...)
{
	AUTO(buf_release) struct buf b = BUF_INIT(65536);
	va_list ap;

	va_start(ap, fmt);
	buf_vfmt(&b, fmt, ap);
	va_end(ap);
	v->report->problems++;
	if (v->opts->problem != NULL)
		v->opts->problem(v->opts->ctx, b.p);
}

/* Damage is a problem to report; anything else ends the checking. */
static int
report_damage(struct verify *v, const struct err *damage, struct err *err)
{
	if (damage->kind != ERR_STORE)
		return err_set(err, damage->kind, "%s", damage->msg);
	problem(v, "%s", damage->msg);
	return 0;
}

/* Manifests: their names, their segments. */

static int
check_listed(void *ctx, const struct segment_row *s, struct err *err)
{
	struct verify *v = ctx;
	AUTO(mem_freep) char *path = path_join(v->archive->warc, s->name);
	char sha256[HASH_HEX];
	int64_t size;

	if (!map_add(&v->seen, str_of(s->name)))
		return 0;
	if (file_is_missing(path)) {
		problem(v, "'%s' is missing; '%s' lists it", path,
		    v->manifest);
		return 0;
	}
	if (warc_segment_hash(path, &size, sha256, err) < 0)
		return -1;
	if (size != s->size)
		problem(v, "'%s' has %lld bytes instead of %lld: it differs "
		    "from byte %lld at the latest", path, (long long)size,
		    (long long)s->size,
		    (long long)(size < s->size ? size : s->size));
	else if (strcmp(sha256, s->sha256) != 0)
		problem(v, "'%s' does not have the SHA-256 that '%s' lists",
		    path, v->manifest);
	else
		(void)map_add(&v->sound, str_of(s->name));
	return 0;
}

static int
check_head(struct verify *v, struct err *err)
{
	AUTO(snapshot_release) struct snapshot s = { 0 };
	AUTO(mem_freep) char *right = NULL;
	struct err damage = ERR_INIT;

	v->report->manifests++;
	if (manifest_head(v->manifest, &s, &damage) < 0)
		return report_damage(v, &damage, err);
	right = archive_manifest_path(v->archive, s.date);
	if (strcmp(right, v->manifest) != 0)
		problem(v, "'%s' holds the snapshot of another date: '%s'",
		    v->manifest, path_base(right));
	if (manifest_each_segment(v->manifest, check_listed, v, &damage) < 0)
		return report_damage(v, &damage, err);
	return 0;
}

struct walk {
	struct verify *v;
	int (*fn)(struct verify *, struct err *);
};

static int
visit(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	const struct walk *w = ctx;
	AUTO(mem_freep) char *path = path_join(w->v->archive->snapshots, rel);

	if (S_ISDIR(st->st_mode) || !str_ends(str_of(rel),
	    STR(".jsonl.zst")))
		return S_ISDIR(st->st_mode) ? 1 : 0;
	w->v->manifest = path;
	return w->fn(w->v, err);
}

static int
each_manifest(struct verify *v, int (*fn)(struct verify *, struct err *),
    struct err *err)
{
	struct walk w = { v, fn };

	return file_walk(v->archive->snapshots, visit, &w, err);
}

/* Segments, record by record. */

static void
check_digest(struct verify *v, const struct warc_record *r, const char *field,
    const char *actual, const char *path)
{
	struct str said = warc_field(r, field);

	/* Another algorithm is another program's record. */
	if (!str_starts_nocase(said, STR("sha256:")))
		return;
	if (!str_eq_nocase(str_from(said, 7), str_of(actual)))
		problem(v, "'%s' at byte %lld: the bytes do not have the "
		    "record's %s", path, (long long)r->offset, field);
}

struct scan {
	struct verify *v;
	const char *path;
};

static int
check_record(void *ctx, const struct warc_record *r, struct err *err)
{
	const struct scan *s = ctx;

	(void)err;
	s->v->report->records++;
	if (r->length == 0)
		problem(s->v, "'%s' at byte %lld: a record without a gzip "
		    "member of its own", s->path, (long long)r->offset);
	if (!r->with_digests)
		return 0;
	check_digest(s->v, r, "WARC-Block-Digest", r->block_digest, s->path);
	if (!str_eq_nocase(warc_field(r, "WARC-Type"), STR("revisit")))
		check_digest(s->v, r, "WARC-Payload-Digest",
		    r->payload_digest, s->path);
	return 0;
}

static int
scan_segment(struct verify *v, const char *path, struct err *err)
{
	AUTO(warc_record_release) struct warc_record r;
	struct scan s = { v, path };
	int64_t at = 0, next;
	bool found = true;

	warc_record_init(&r, 0);
	r.with_digests = v->opts->deep;
	while (found) {
		struct err damage = ERR_INIT;

		if (warc_scan(path, &r, check_record, &s, &at, &damage) == 0)
			return 0;
		if (report_damage(v, &damage, err) < 0 ||
		    warc_find(path, at, &next, &found, err) < 0)
			return -1;
		at = next;
	}
	return 0;
}

static int
count_record(void *ctx, const struct capture *c, struct err *err)
{
	struct verify *v = ctx;

	(void)c;
	(void)err;
	v->report->records++;
	return 0;
}

static int
check_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	struct verify *v = ctx;
	AUTO(mem_freep) char *path = path_join(v->archive->warc, s->name);

	v->report->segments++;
	/* NAME.open belongs to a run under way. */
	if (file_is_missing(path))
		return 0;
	if (v->opts->deep || !map_has(&v->sound, str_of(s->name)))
		return scan_segment(v, path, err);
	return catalog_each_segment_capture(v->rebuilt, s->id, count_record,
	    v, err);
}

/* Rows of a manifest against the records that are there. */

struct rows {
	struct verify *v;
	struct catalog *state;
};

static int
check_locator(const struct rows *x, const struct locator *at,
    const char *digest, const char *name, struct err *err)
{
	AUTO(capture_release) struct capture c = { 0 };
	AUTO(mem_freep) char *segment = NULL;
	bool found;

	if (at->segment == 0)
		return 0;
	if (catalog_get_capture(x->v->rebuilt, at, &c, &found, err) < 0 ||
	    catalog_segment_name(x->v->rebuilt, at->segment, &segment,
	    err) < 0)
		return -1;
	if (!found || c.at.length != at->length)
		problem(x->v, "'%s': '%s' needs a record of %lld bytes in "
		    "'%s' at byte %lld; there is none", x->v->manifest, name,
		    (long long)at->length, segment != NULL ? segment : "?",
		    (long long)at->offset);
	else if (digest != NULL && strcmp(digest, c.digest) != 0)
		problem(x->v, "'%s': '%s' is another one's bytes in '%s' at "
		    "byte %lld", x->v->manifest, name, segment,
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
check_conversion(const struct rows *x, const struct resource *r,
    struct err *err)
{
	AUTO(capture_release) struct capture c = { 0 };
	bool found;

	if (r->article.segment == 0 || r->capture.segment == 0)
		return 0;
	if (catalog_get_capture(x->v->rebuilt, &r->article, &c, &found,
	    err) < 0)
		return -1;
	if (found && c.kind == CAPTURE_CONVERSION && c.original.segment != 0 &&
	    !locator_is_same(&c.original, &r->capture))
		problem(x->v, "'%s': the article of '%s' is not made from its "
		    "capture", x->v->manifest, r->url);
	return 0;
}

static int
check_resource(void *ctx, const struct resource *r, struct err *err)
{
	const char *digest = r->digest[0] != '\0' ? r->digest : NULL;

	if (check_locator(ctx, &r->capture, digest, r->url, err) < 0)
		return -1;
	if (check_locator(ctx, &r->article, NULL, r->url, err) < 0)
		return -1;
	return check_conversion(ctx, r, err);
}

static int
copy_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	int64_t id;

	return catalog_add_segment(ctx, s->name, &id, err);
}

static int
check_rows(struct verify *v, struct err *err)
{
	struct rows x = { .v = v };
	struct err damage = ERR_INIT;
	int rc;

	if (catalog_open(&x.state, NULL, true, err) < 0)
		return -1;
	rc = catalog_each_segment(v->rebuilt, copy_segment, x.state, err);
	if (rc == 0 && manifest_load(v->manifest, x.state, &damage) < 0)
		rc = report_damage(v, &damage, err);
	else if (rc == 0 &&
	    (catalog_each_note(x.state, check_note, &x, err) < 0 ||
	    catalog_each_file(x.state, check_file, &x, err) < 0 ||
	    catalog_each_resource(x.state, RESOURCES_ALL, check_resource, &x,
	    err) < 0))
		rc = -1;
	catalog_close(x.state);
	return rc;
}

/* The catalog on disk against the rebuilt one. */

static void
compare_table(struct verify *v, const char *table, const char *path)
{
	AUTO(mem_freep) char *sql = mem_fmt("SELECT (SELECT count(*) FROM"
	    " (SELECT * FROM main.%s EXCEPT SELECT * FROM disk.%s)) +"
	    " (SELECT count(*) FROM (SELECT * FROM disk.%s EXCEPT"
	    " SELECT * FROM main.%s))", table, table, table, table);
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(v->rebuilt->db, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc != SQLITE_ROW)
		problem(v, "'%s': table '%s': %s", path, table,
		    sqlite3_errmsg(v->rebuilt->db));
	else if (sqlite3_column_int64(st, 0) > 0)
		problem(v, "'%s': table '%s': %lld rows differ from what "
		    "manifests and segments say", path, table,
		    (long long)sqlite3_column_int64(st, 0));
	(void)sqlite3_finalize(st);
}

static int
check_integrity(struct verify *v, const char *path)
{
	sqlite3_stmt *st = NULL;
	const char *text = NULL;
	int rc = sqlite3_prepare_v2(v->rebuilt->db,
	    "PRAGMA disk.integrity_check(1)", -1, &st, NULL);

	if (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		text = (const char *)sqlite3_column_text(st, 0);
	if (text == NULL || strcmp(text, "ok") != 0)
		problem(v, "'%s': %s", path, text != NULL ? text :
		    sqlite3_errmsg(v->rebuilt->db));
	rc = text != NULL && strcmp(text, "ok") == 0 ? 0 : -1;
	(void)sqlite3_finalize(st);
	return rc;
}

/* A catalog that is missing, or of a run under way, is no damage: the next
 * run remakes it. */
static int
check_catalog(struct verify *v, struct err *err)
{
	static const char *const tables[] = {
		"segment", "capture", "resource", "image", "note", "file",
		"ref", "snapshot",
	};
	AUTO(mem_freep) char *path =
	    path_join(v->archive->root, "catalog.sqlite");
	struct sql q;

	if (v->archive->catalog->path == NULL ||
	    v->archive->catalog->is_dirty)
		return 0;
	if (catalog_commit(v->rebuilt, err) < 0 ||
	    sql_query(&q, v->rebuilt, "ATTACH ?1 AS disk", err) < 0)
		return -1;
	sql_put_text(&q, path);
	if (sql_run(&q, err) < 0) {
		problem(v, "'%s': %s", path, err->msg);
		err_clear(err);
		return 0;
	}
	if (check_integrity(v, path) < 0)
		return 0;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		compare_table(v, tables[i], path);
	return 0;
}

static int
check_all(struct verify *v, struct err *err)
{
	struct err damage = ERR_INIT;

	if (each_manifest(v, check_head, err) < 0)
		return -1;
	/* With a broken manifest there is no whole state to compare with. */
	if (rebuild_fill(v->archive, v->rebuilt, true, &damage) < 0) {
		if (v->report->problems == 0 || damage.kind != ERR_STORE)
			return report_damage(v, &damage, err);
		return 0;
	}
	if (catalog_each_segment(v->rebuilt, check_segment, v, err) < 0 ||
	    each_manifest(v, check_rows, err) < 0)
		return -1;
	return check_catalog(v, err);
}

int
verify_archive(struct archive *a, const struct verify_opts *opts,
    struct verify_report *report, struct err *err)
{
	struct verify v = {
		.archive = a, .opts = opts, .report = report,
		.sound = MAP_INIT, .seen = MAP_INIT,
	};
	int rc;

	*report = (struct verify_report){ 0 };
	if (catalog_open(&v.rebuilt, NULL, true, err) < 0)
		return -1;
	rc = check_all(&v, err);
	catalog_close(v.rebuilt);
	map_release(&v.sound);
	map_release(&v.seen);
	return rc;
}

int
verify_rebuild(const char *root, struct err *err)
{
	struct archive *a = archive_new(root, ARCHIVE_WRITE);
	bool found;
	int rc = archive_find(a, &found, err);

	if (rc == 0 && !found)
		rc = err_set(err, ERR_USAGE, "there is no archive in '%s'",
		    root);
	if (rc == 0)
		rc = archive_lock(a, err);
	if (rc == 0)
		rc = rebuild_file(a, err);
	/* The offline copy is made anew as well, all of it. */
	if (rc == 0)
		rc = file_remove(a->sums, err);
	archive_close(a);
	return rc;
}
