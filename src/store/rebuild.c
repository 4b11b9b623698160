#include "store/rebuild.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/catalog_sql.h"
#include "store/manifest.h"
#include "store/warc.h"
#include "store/warc_segment.h"

/* What lies in the folders. */
struct listing {
	char **segments;	/* names, sorted; also what the newest manifest
				 * lists and is missing */
	size_t n_segments, cap_segments;
	struct map open;	/* names that are NAME.open */
	char **manifests;	/* file names, sorted: oldest first */
	size_t n_manifests, cap_manifests;
};

static void
listing_release(struct listing *l)
{
	for (size_t i = 0; i < l->n_segments; i++)
		free(l->segments[i]);
	for (size_t i = 0; i < l->n_manifests; i++)
		free(l->manifests[i]);
	free(l->segments);
	free(l->manifests);
	map_release(&l->open);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
list_segment_file(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	struct listing *l = ctx;
	struct str s = str_of(rel);
	AUTO(mem_freep) char *name = NULL;

	(void)err;
	if (S_ISDIR(st->st_mode))
		return 1;
	if (str_ends(s, STR(".open")))
		s.n -= strlen(".open");
	name = mem_dupn(s.p, s.n);
	if (!warc_segment_is_name(name))
		return 0;
	/* Nothing is lost with an empty one; where a manifest lists it,
	 * list_newest() sees to it. */
	if (s.n == strlen(rel) && st->st_size == 0)
		return 0;
	if (s.n < strlen(rel))
		(void)map_add(&l->open, s);
	*VEC_PUSH(&l->segments, &l->n_segments, &l->cap_segments) =
	    mem_dup(name);
	return 0;
}

static int
list_manifest_file(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	struct listing *l = ctx;

	(void)err;
	if (S_ISDIR(st->st_mode))
		return 1;
	if (archive_is_manifest_name(rel))
		*VEC_PUSH(&l->manifests, &l->n_manifests, &l->cap_manifests) =
		    mem_dup(rel);
	return 0;
}

static int
list_listed(void *ctx, const struct segment_row *s, struct err *err)
{
	struct listing *l = ctx;

	(void)err;
	for (size_t i = 0; i < l->n_segments; i++)
		if (strcmp(l->segments[i], s->name) == 0)
			return 0;
	*VEC_PUSH(&l->segments, &l->n_segments, &l->cap_segments) =
	    mem_dup(s->name);
	return 0;
}

/* What the newest manifest lists, of those that can be read. */
static int
list_newest(struct listing *l, const struct archive *a, struct err *err)
{
	for (size_t i = l->n_manifests; i-- > 0; ) {
		AUTO(mem_freep) char *path =
		    path_join(a->snapshots, l->manifests[i]);

		if (manifest_each_segment(path, list_listed, l, err) == 0)
			return 0;
		if (err->kind != ERR_STORE)
			return -1;
		err_clear(err);
	}
	return 0;
}

static int
listing_read(struct listing *l, const struct archive *a, bool with_open,
    struct err *err)
{
	size_t n = 0;

	*l = (struct listing){ 0 };
	if (file_walk(a->warc, list_segment_file, l, err) < 0 ||
	    file_walk(a->snapshots, list_manifest_file, l, err) < 0)
		return -1;
	for (size_t i = 0; i < l->n_segments; i++) {
		if (!with_open && map_has(&l->open, str_of(l->segments[i])))
			free(l->segments[i]);
		else
			l->segments[n++] = l->segments[i];
	}
	l->n_segments = n;
	if (list_newest(l, a, err) < 0)
		return -1;
	if (l->n_segments > 0)
		qsort(l->segments, l->n_segments, sizeof(l->segments[0]),
		    by_text);
	return 0;
}

/* One segment being indexed. */
struct indexing {
	const struct rebuild_opts *opts;
	struct catalog *catalog;
	int64_t segment;
	const char *path;
};

static int
remember_id(struct indexing *x, struct str id, const struct locator *at,
    struct err *err)
{
	AUTO(mem_freep) char *text = mem_dupn(id.p, id.n);
	struct sql q;

	if (sql_change(&q, x->catalog, "INSERT OR IGNORE INTO record(id,"
	    " segment, offset) VALUES(?1, ?2, ?3)", err) < 0)
		return -1;
	sql_put_text(&q, text);
	sql_put_int(&q, at->segment);
	sql_put_int(&q, at->offset);
	return sql_run(&q, err);
}

static int
find_id(struct indexing *x, struct str id, struct locator *at, bool *found,
    struct err *err)
{
	AUTO(mem_freep) char *text = mem_dupn(id.p, id.n);
	struct sql q;

	if (sql_query(&q, x->catalog, "SELECT segment, offset FROM record"
	    " WHERE id = ?1", err) < 0)
		return -1;
	sql_put_text(&q, text);
	if (sql_row(&q, found, err) < 0)
		return -1;
	if (*found) {
		at->segment = sql_get_int(&q);
		at->offset = sql_get_int(&q);
	}
	sql_reset(&q);
	return 0;
}

/* By WARC-Refers-To, or, as other writers leave that out, by digest. */
static int
find_original(struct indexing *x, const struct warc_record *r,
    struct capture *c, struct err *err)
{
	struct str id = warc_field(r, "WARC-Refers-To");
	struct capture original = { 0 };
	struct locator at = { 0 };
	bool found = false;
	int rc = 0;

	if (id.n > 0)
		rc = find_id(x, id, &at, &found, err);
	if (rc == 0 && found)
		rc = catalog_get_capture(x->catalog, &at, &original, &found,
		    err);
	else if (rc == 0 && c->kind == CAPTURE_REVISIT && c->digest[0] != '\0')
		rc = catalog_find_same(x->catalog, CAPTURE_RESPONSE,
		    c->digest, &original, &found, err);
	if (rc == 0 && found)
		capture_refer(c, &original);
	capture_release(&original);
	return rc;
}

static int
index_record(void *ctx, const struct warc_record *r, struct err *err)
{
	struct indexing *x = ctx;
	AUTO(capture_release) struct capture c = { 0 };

	if (x->opts->record != NULL)
		x->opts->record(x->opts->ctx, x->path, r);
	if (!warc_index(r, &c))
		return 0;
	c.at.segment = x->segment;
	if ((c.kind == CAPTURE_REVISIT || c.kind == CAPTURE_CONVERSION) &&
	    find_original(x, r, &c, err) < 0)
		return -1;
	if (remember_id(x, warc_field(r, "WARC-Record-ID"), &c.at, err) < 0)
		return -1;
	return catalog_add_capture(x->catalog, &c, err);
}

/* Indexes a segment; goes on behind damage when it is closed. */
static int
index_segment(struct indexing *x, bool is_open, struct err *err)
{
	AUTO(warc_record_release) struct warc_record r;
	struct err damage = ERR_INIT;
	int64_t at = 0, next;
	bool found = true;

	warc_record_init(&r, 0);
	r.with_digests = x->opts->with_digests;
	while (found) {
		err_clear(&damage);
		if (warc_scan(x->path, &r, index_record, x, &at, &damage) == 0)
			return catalog_commit(x->catalog, err);
		if (damage.kind != ERR_STORE)
			return err_set(err, damage.kind, "%s", damage.msg);
		if (is_open)
			break;
		if (x->opts->damage != NULL)
			x->opts->damage(x->opts->ctx, damage.msg);
		else
			log_warn("%s", damage.msg);
		if (warc_find(x->path, at, &next, &found, err) < 0)
			return -1;
		at = next;
	}
	return catalog_commit(x->catalog, err);
}

/* Damage that is passed over is told; what else went wrong is not. */
static int
pass_over(const struct rebuild_opts *o, struct err *err)
{
	if (!o->is_tolerant || err->kind != ERR_STORE)
		return -1;
	if (o->damage == NULL)
		log_warn("%s; left out", err->msg);
	err_clear(err);
	return 0;
}

static int
add_snapshots(const struct archive *a, const struct listing *l,
    struct catalog *c, const struct rebuild_opts *o, struct err *err)
{
	for (size_t i = 0; i < l->n_manifests; i++) {
		AUTO(mem_freep) char *path =
		    path_join(a->snapshots, l->manifests[i]);
		AUTO(snapshot_release) struct snapshot s = { 0 };

		if (manifest_head(path, &s, err) < 0) {
			if (pass_over(o, err) < 0)
				return -1;
		} else if (catalog_add_snapshot(c, &s, err) < 0) {
			return -1;
		}
	}
	return 0;
}

/* The newest manifest's state is the catalog's. */
static int
load_newest(const struct archive *a, const struct listing *l,
    struct catalog *c, const struct rebuild_opts *o, struct err *err)
{
	for (size_t i = l->n_manifests; i-- > 0; ) {
		AUTO(mem_freep) char *path =
		    path_join(a->snapshots, l->manifests[i]);

		if (manifest_load(path, c, err) == 0)
			return 0;
		if (pass_over(o, err) < 0 || catalog_end_bulk(c, err) < 0 ||
		    catalog_drop_state(c, err) < 0)
			return -1;
	}
	return 0;
}

/* A segment that no manifest lists gets its size and digest from its bytes. */
static int
hash_unlisted(struct catalog *c, int64_t id, const char *path,
    struct err *err)
{
	struct sql q;
	char sha256[HASH_HEX];
	int64_t size, listed = 0;
	bool found;

	if (sql_query(&q, c, "SELECT listed FROM segment WHERE id = ?1",
	    err) < 0)
		return -1;
	sql_put_int(&q, id);
	if (sql_row(&q, &found, err) < 0)
		return -1;
	listed = found ? sql_get_int(&q) : 0;
	sql_reset(&q);
	if (listed != 0)
		return 0;
	if (warc_segment_hash(path, &size, sha256, err) < 0)
		return -1;
	return catalog_close_segment(c, id, size, sha256, err);
}

static int
add_captures(const struct archive *a, const struct listing *l,
    struct catalog *c, const struct rebuild_opts *o, struct err *err)
{
	for (size_t i = 0; i < l->n_segments; i++) {
		const char *name = l->segments[i];
		bool is_open = map_has(&l->open, str_of(name));
		AUTO(mem_freep) char *path = mem_fmt("%s/%s%s", a->warc, name,
		    is_open ? ".open" : "");
		struct indexing x = { .opts = o, .catalog = c, .path = path };

		/* The run under way closed it just now. */
		if (is_open && file_is_missing(path))
			path[strlen(path) - strlen(".open")] = '\0';
		if (file_is_missing(path) || file_is_dir(path)) {
			if (o->damage == NULL)
				log_warn("the segment '%s' is missing", path);
			continue;
		}
		if (catalog_find_segment(c, name, &x.segment, err) < 0 ||
		    index_segment(&x, is_open, err) < 0 ||
		    (!is_open && hash_unlisted(c, x.segment, path, err) < 0))
			return -1;
	}
	return 0;
}

static int
fill(const struct archive *a, const struct listing *l, struct catalog *c,
    const struct rebuild_opts *o, struct err *err)
{
	for (size_t i = 0; i < l->n_segments; i++) {
		int64_t id;

		if (catalog_add_segment(c, l->segments[i], &id, err) < 0)
			return -1;
	}
	/* Record IDs serve to resolve references only while indexing. */
	if (sql_exec(c, "CREATE TEMP TABLE IF NOT EXISTS record(id TEXT"
	    " PRIMARY KEY, segment INTEGER, offset INTEGER)"
	    " STRICT, WITHOUT ROWID", err) < 0 ||
	    add_snapshots(a, l, c, o, err) < 0 ||
	    load_newest(a, l, c, o, err) < 0)
		return -1;
	if (!o->without_captures && add_captures(a, l, c, o, err) < 0)
		return -1;
	return catalog_commit(c, err);
}

int
rebuild_fill(const struct archive *a, struct catalog *c,
    const struct rebuild_opts *opts, struct err *err)
{
	AUTO(listing_release) struct listing l;

	if (listing_read(&l, a, opts->with_open, err) < 0)
		return -1;
	return fill(a, &l, c, opts, err);
}

int
rebuild_file(const struct archive *a, const struct rebuild_opts *opts,
    struct err *err)
{
	AUTO(mem_freep) char *journal = mem_fmt("%s-journal", a->index);
	struct catalog *c;
	int rc;

	/* Whatever somebody has in there. */
	if (file_is_dir(a->index))
		return err_set(err, ERR_STORE, "the catalog '%s' is a folder",
		    a->index);
	if (file_remove(a->index, err) < 0 || file_remove(journal, err) < 0 ||
	    catalog_sql_create(&c, a->index, err) < 0)
		return -1;
	rc = rebuild_fill(a, c, opts, err);
	if (rc == 0)
		rc = catalog_finish(c, err);
	catalog_close(c);
	return rc;
}

/* Comparing the catalog's rows with the listing, in order. */
struct comparison {
	const struct archive *archive;
	const struct listing *l;
	size_t n_segments, n_snapshots;
	bool differs;
	bool is_newer;
};

static int
compare_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	struct comparison *x = ctx;
	const struct listing *l = x->l;

	(void)err;
	if (x->n_segments >= l->n_segments ||
	    strcmp(l->segments[x->n_segments], s->name) != 0)
		x->differs = true;
	x->n_segments++;
	return 0;
}

static int
compare_snapshot(void *ctx, const struct snapshot *s, struct err *err)
{
	struct comparison *x = ctx;
	AUTO(mem_freep) char *path =
	    archive_manifest_path(x->archive, s->date);

	(void)err;
	if (x->n_snapshots >= x->l->n_manifests ||
	    strcmp(x->l->manifests[x->n_snapshots], path_base(path)) != 0)
		x->differs = true;
	x->n_snapshots++;
	/* In the order of dates: the last one counts. */
	x->is_newer = x->l->n_manifests == 0 || strcmp(path_base(path),
	    x->l->manifests[x->l->n_manifests - 1]) > 0;
	return 0;
}

int
rebuild_is_current(const struct archive *a, struct catalog *c, bool *yes,
    bool *is_newer, struct err *err)
{
	AUTO(listing_release) struct listing l;
	struct comparison x = { .archive = a, .l = &l };

	if (listing_read(&l, a, true, err) < 0 ||
	    catalog_each_segment(c, compare_segment, &x, err) < 0 ||
	    catalog_each_snapshot(c, compare_snapshot, &x, err) < 0)
		return -1;
	*is_newer = x.is_newer;
	*yes = !x.differs && x.n_segments == l.n_segments &&
	    x.n_snapshots == l.n_manifests;
	return 0;
}
