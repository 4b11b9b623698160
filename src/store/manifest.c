#include "store/manifest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/zstdfile.h"
#include "store/manifest_line.h"

/* A manifest being read. */
struct reader {
	const char *path;
	int fd;
	struct zstd_in *in;
	struct buf line;
	long n;			/* line number, from 1 */
};

static void
reader_close(struct reader *r)
{
	zstd_in_free(r->in);
	buf_release(&r->line);
	if (r->fd >= 0)
		(void)close(r->fd);
}

static int
reader_open(struct reader *r, const char *path, struct err *err)
{
	*r = (struct reader){ .path = path };
	buf_init(&r->line, MANIFEST_LINE_MAX);
	r->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0)
		return err_sys(err, "open '%s'", path);
	r->in = zstd_in_new(r->fd);
	return r->in != NULL ? 0 : err_set(err, ERR_SYSTEM, "out of memory");
}

/* Puts file and line in front; what is not the system's fault is damage. */
static int
in_line(const struct reader *r, struct err *err)
{
	if (err->kind != ERR_SYSTEM)
		err->kind = ERR_STORE;
	return err_in(err, "'%s' line %ld", r->path, r->n);
}

/* The next line as JSON; *v NULL: there is none. */
static int
next(struct reader *r, json_t **v, struct err *err)
{
	bool got;

	*v = NULL;
	r->n++;
	if (zstd_in_line(r->in, &r->line, &got, err) < 0 ||
	    (got && json_read(buf_view(&r->line), v, err) < 0))
		return in_line(r, err);
	return 0;
}

/* No damage, which a repair would take away, unless its bytes are wrong. */
static int
too_new(const struct reader *r, struct err *err)
{
	char sha256[HASH_HEX];

	if (manifest_hash(r->path, sha256, err) < 0)
		return -1;
	return err_set(err, ERR_USAGE, "'%s' was written by a newer version of "
	    "kbmirror: use that one", r->path);
}

static int
read_head(struct reader *r, json_t **v, struct err *err)
{
	const char *type;
	int64_t format;

	if (next(r, v, err) < 0)
		return -1;
	type = json_get_str(*v, "type");
	if (type == NULL || strcmp(type, "snapshot") != 0) {
		(void)err_set(err, ERR_STORE, "it is no snapshot");
		return in_line(r, err);
	}
	format = json_get_int(*v, "format", 0);
	if (format == MANIFEST_FORMAT)
		return 0;
	if (format > MANIFEST_FORMAT)
		return too_new(r, err);
	(void)err_set(err, ERR_STORE, "its format is %lld, known is %d",
	    (long long)format, MANIFEST_FORMAT);
	return in_line(r, err);
}

int
manifest_head(const char *path, struct snapshot *s, struct err *err)
{
	AUTO(json_freep) json_t *v = NULL;
	AUTO(reader_close) struct reader r;
	const char *program, *robots;

	*s = (struct snapshot){ 0 };
	if (reader_open(&r, path, err) < 0 || read_head(&r, &v, err) < 0)
		return -1;
	if (!clock_parse(str_of(json_get_str(v, "date")), &s->date)) {
		(void)err_set(err, ERR_STORE, "it has no date");
		return in_line(&r, err);
	}
	program = json_get_str(v, "program");
	robots = json_get_str(v, "robots");
	s->is_complete = json_get_bool(v, "complete");
	s->program = mem_dup(program != NULL ? program : "");
	s->extractor = json_get_int(v, "extractor", 0);
	s->robots = mem_dup(robots != NULL ? robots : "");
	s->n_notes = json_get_int(v, "notes", 0);
	s->n_refs = json_get_int(v, "references", 0);
	s->n_resources = json_get_int(v, "resources", 0);
	s->n_kept = json_get_int(v, "kept", 0);
	s->n_suspect = json_get_int(v, "suspect", 0);
	return 0;
}

static int
each_segment(const json_t *head,
    int (*fn)(void *, const struct segment_row *, struct err *), void *ctx,
    struct err *err)
{
	const json_t *list = json_object_get(head, "segments");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		const char *name = json_get_str(v, "name");
		const char *sha256 = json_get_str(v, "sha256");
		struct segment_row s = {
			.id = (int64_t)i, .size = json_get_int(v, "size", 0),
			.is_listed = true,
		};

		if (name == NULL || sha256 == NULL || s.size < 0 ||
		    (s.size > 0 && strlen(sha256) != HASH_HEX - 1))
			return err_set(err, ERR_STORE,
			    "its segment %zu is wrong", i);
		s.name = (char *)(uintptr_t)name;
		/* Of one of 0 bytes nothing is known, nor lost. */
		if (s.size > 0)
			memcpy(s.sha256, sha256, HASH_HEX);
		if (fn(ctx, &s, err) < 0)
			return -1;
	}
	return 0;
}

int
manifest_each_segment(const char *path,
    int (*fn)(void *, const struct segment_row *, struct err *), void *ctx,
    struct err *err)
{
	AUTO(json_freep) json_t *v = NULL;
	AUTO(reader_close) struct reader r;

	if (reader_open(&r, path, err) < 0 || read_head(&r, &v, err) < 0)
		return -1;
	return each_segment(v, fn, ctx, err);
}

/* Where the rows go. */
struct load {
	const struct manifest_sink *sink;
	struct manifest_map map;
};

static int
load_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	struct load *l = ctx;
	int64_t id = 0;

	if (l->sink->segment != NULL &&
	    l->sink->segment(l->sink->ctx, s, &id, err) < 0)
		return -1;
	*VEC_PUSH(&l->map.ids, &l->map.n, &l->map.cap) = id;
	return 0;
}

static int
load_before(const struct load *l, const json_t *head, struct err *err)
{
	const json_t *v = json_object_get(head, "before");
	const char *name = json_get_str(v, "name");
	const char *sha256 = json_get_str(v, "sha256");

	if (v == NULL || l->sink->before == NULL)
		return 0;
	if (name == NULL || strchr(name, '/') != NULL)
		return err_set(err, ERR_STORE, "what came before it is wrong");
	return l->sink->before(l->sink->ctx, name,
	    sha256 != NULL ? sha256 : "", err);
}

static int
load_lost(const struct load *l, const json_t *head, struct err *err)
{
	const json_t *list = json_object_get(head, "lost");

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *v = json_array_get(list, i);
		const char *name = json_get_str(v, "name");
		struct lost_row row = {
			.offset = json_get_int(v, "offset", 0),
			.length = json_get_int(v, "length", 0),
		};

		if (name == NULL || row.offset < 0 || row.length < 0 ||
		    row.length > INT64_MAX - row.offset)
			return err_set(err, ERR_STORE,
			    "what it calls lost is wrong");
		row.name = (char *)(uintptr_t)name;
		if (l->sink->lost != NULL &&
		    l->sink->lost(l->sink->ctx, &row, err) < 0)
			return -1;
	}
	return 0;
}

static int
load_note(struct load *l, const json_t *v, struct err *err)
{
	AUTO(note_row_release) struct note_row n;

	if (manifest_line_get_note(v, &l->map, &n, err) < 0)
		return -1;
	return l->sink->note != NULL ?
	    l->sink->note(l->sink->ctx, &n, err) : 0;
}

static int
load_file(struct load *l, const json_t *v, struct err *err)
{
	AUTO(file_row_release) struct file_row f;

	if (manifest_line_get_file(v, &l->map, &f, err) < 0)
		return -1;
	return l->sink->file != NULL ?
	    l->sink->file(l->sink->ctx, &f, err) : 0;
}

static int
load_ref(struct load *l, const json_t *v, struct err *err)
{
	AUTO(ref_row_release) struct ref_row r;

	if (manifest_line_get_ref(v, &r, err) < 0)
		return -1;
	return l->sink->ref != NULL ?
	    l->sink->ref(l->sink->ctx, &r, err) : 0;
}

static int
load_resource(struct load *l, const json_t *v, struct err *err)
{
	AUTO(resource_release) struct resource r;

	if (manifest_line_get_resource(v, &l->map, &r, err) < 0)
		return -1;
	return l->sink->resource != NULL ?
	    l->sink->resource(l->sink->ctx, &r, err) : 0;
}

static int
load_image(struct load *l, const json_t *v, struct err *err)
{
	AUTO(image_row_release) struct image_row i;

	if (manifest_line_get_image(v, &i, err) < 0)
		return -1;
	return l->sink->image != NULL ?
	    l->sink->image(l->sink->ctx, &i, err) : 0;
}

static int
load_line(struct load *l, const json_t *v, struct err *err)
{
	static const struct {
		const char *type;
		int (*fn)(struct load *, const json_t *, struct err *);
	} types[] = {
		{ "note", load_note }, { "file", load_file },
		{ "reference", load_ref }, { "resource", load_resource },
		{ "image", load_image },
	};
	const char *type = json_get_str(v, "type");

	if (type == NULL)
		return err_set(err, ERR_STORE, "it has no type");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i].type) == 0)
			return types[i].fn(l, v, err);
	return err_set(err, ERR_STORE, "its type '%s' is unknown", type);
}

static int
load_lines(struct reader *r, struct load *l, struct err *err)
{
	for (;;) {
		AUTO(json_freep) json_t *v = NULL;

		if (next(r, &v, err) < 0)
			return -1;
		if (v == NULL)
			return 0;
		if (load_line(l, v, err) < 0)
			return in_line(r, err);
	}
}

int
manifest_read(const char *path, const struct manifest_sink *sink,
    struct err *err)
{
	AUTO(json_freep) json_t *v = NULL;
	AUTO(reader_close) struct reader r;
	struct load l = { .sink = sink };
	int rc;

	if (reader_open(&r, path, err) < 0 || read_head(&r, &v, err) < 0)
		return -1;
	rc = load_before(&l, v, err);
	if (rc == 0)
		rc = each_segment(v, load_segment, &l, err);
	if (rc == 0)
		rc = load_lost(&l, v, err);
	if (rc < 0)
		(void)in_line(&r, err);
	else
		rc = load_lines(&r, &l, err);
	free(l.map.ids);
	return rc;
}

int
manifest_hash(const char *path, char sha256[HASH_HEX], struct err *err)
{
	AUTO(reader_close) struct reader r;
	struct hash *h;
	bool got = true;
	int rc = 0;

	if (reader_open(&r, path, err) < 0)
		return -1;
	h = hash_new();
	while (got && rc == 0) {
		r.n++;
		rc = zstd_in_line(r.in, &r.line, &got, err);
		if (rc == 0 && got) {
			hash_add(h, r.line.p, r.line.len);
			hash_add(h, "\n", 1);
		}
	}
	hash_hex(h, sha256);
	hash_free(h);
	return rc < 0 ? in_line(&r, err) : 0;
}

static int
put_segment(void *ctx, const struct segment_row *s, int64_t *id,
    struct err *err)
{
	struct catalog *c = ctx;

	return catalog_add_segment(c, s->name, id, err) < 0 ||
	    catalog_close_segment(c, *id, s->size, s->sha256, err) < 0 ? -1 :
	    catalog_list_segment(c, *id, err);
}

static int
put_lost(void *ctx, const struct lost_row *l, struct err *err)
{
	return catalog_add_lost(ctx, l, err);
}

static int
put_note(void *ctx, const struct note_row *n, struct err *err)
{
	return catalog_put_note(ctx, n, err);
}

static int
put_file(void *ctx, const struct file_row *f, struct err *err)
{
	return catalog_put_file(ctx, f, err);
}

static int
put_ref(void *ctx, const struct ref_row *r, struct err *err)
{
	return catalog_add_ref(ctx, r, err);
}

static int
put_resource(void *ctx, const struct resource *r, struct err *err)
{
	return catalog_put_resource(ctx, r, err);
}

static int
put_image(void *ctx, const struct image_row *i, struct err *err)
{
	return catalog_add_image(ctx, i, err);
}

int
manifest_load(const char *path, struct catalog *c, struct err *err)
{
	const struct manifest_sink sink = { c, NULL, put_segment, put_lost,
		put_note, put_file, put_ref, put_resource, put_image };

	if (catalog_drop_state(c, err) < 0 ||
	    catalog_begin_bulk(c, err) < 0 ||
	    manifest_read(path, &sink, err) < 0 ||
	    catalog_end_bulk(c, err) < 0)
		return -1;
	return catalog_commit(c, err);
}

static int
copy_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	int64_t id;

	return catalog_add_segment(ctx, s->name, &id, err);
}

int
manifest_open(struct archive *a, int64_t date, struct catalog **out,
    struct err *err)
{
	AUTO(mem_freep) char *path = archive_manifest_path(a, date);

	if (catalog_open(out, NULL, true, err) < 0)
		return -1;
	/* In the same order, and so with the same ids. */
	if (catalog_each_segment(a->catalog, copy_segment, *out, err) < 0 ||
	    manifest_load(path, *out, err) < 0) {
		catalog_close(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}

/* For one line alone. */
struct find {
	struct catalog *catalog;
	struct manifest_map map;
};

static int
map_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	struct find *l = ctx;
	int64_t id;

	/* What is not there any more has no place. */
	if (catalog_find_segment(l->catalog, s->name, &id, err) < 0)
		return -1;
	*VEC_PUSH(&l->map.ids, &l->map.n, &l->map.cap) = id;
	return 0;
}

/* The line that begins so, without reading the others as JSON. */
static int
find_line(struct reader *r, struct str begins, json_t **v, struct err *err)
{
	bool got = true;

	*v = NULL;
	while (got) {
		r->n++;
		if (zstd_in_line(r->in, &r->line, &got, err) < 0)
			return in_line(r, err);
		if (got && str_starts(buf_view(&r->line), begins))
			return json_read(buf_view(&r->line), v, err) < 0 ?
			    in_line(r, err) : 0;
	}
	return 0;
}

static int
find_resource(struct archive *a, struct reader *r, const char *url,
    struct resource *out, bool *found, struct err *err)
{
	AUTO(json_freep) json_t *head = NULL;
	AUTO(json_freep) json_t *v = NULL;
	AUTO(buf_release) struct buf begins = BUF_INIT(MANIFEST_LINE_MAX);
	struct find l = { .catalog = a->catalog };
	int rc;

	json_begin(&begins, '{');
	json_pair(&begins, "type", "resource");
	json_pair(&begins, "url", url);
	rc = read_head(r, &head, err);
	if (rc == 0)
		rc = each_segment(head, map_segment, &l, err);
	if (rc == 0)
		rc = find_line(r, buf_view(&begins), &v, err);
	*found = rc == 0 && v != NULL;
	if (*found)
		rc = manifest_line_get_resource(v, &l.map, out, err);
	free(l.map.ids);
	return rc;
}

int
manifest_find_resource(struct archive *a, int64_t date, const char *url,
    struct resource *out, bool *found, struct err *err)
{
	AUTO(mem_freep) char *path = archive_manifest_path(a, date);
	AUTO(reader_close) struct reader r;

	*out = (struct resource){ 0 };
	if (reader_open(&r, path, err) < 0)
		return -1;
	return find_resource(a, &r, url, out, found, err);
}
