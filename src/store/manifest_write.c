#include "store/manifest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/zstdfile.h"
#include "store/manifest_line.h"

/* Text of this kind shrinks to a tenth; higher levels gain little. */
#define LEVEL 6
/* Like lines are near each other: a larger window makes the file no smaller,
 * but would cost megabytes of memory. */
#define WINDOW_LOG 16

/* A manifest being written. */
struct writer {
	struct catalog *catalog;
	const struct snapshot *snap;
	const char *before;	/* path of the last manifest; NULL: none */
	size_t n_lost;
	struct zstd_out *out;
	struct buf line;
	struct manifest_map map;
};

static int
end_line(struct writer *w, struct err *err)
{
	buf_char(&w->line, '\n');
	if (buf_check(&w->line, err) < 0 ||
	    zstd_out_put(w->out, w->line.p, w->line.len, err) < 0)
		return -1;
	buf_reset(&w->line);
	return 0;
}

static int
put_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	struct writer *w = ctx;

	if (s->sha256[0] == '\0')
		return err_set(err, ERR_SYSTEM, "the segment '%s' is not "
		    "closed", s->name);
	*VEC_PUSH(&w->map.ids, &w->map.n, &w->map.cap) = s->id;
	json_begin(&w->line, '{');
	json_pair(&w->line, "name", s->name);
	json_pair_int(&w->line, "size", s->size);
	json_pair(&w->line, "sha256", s->sha256);
	json_end(&w->line, '}');
	return 0;
}

/* So that a snapshot that is missing, or another than it was, is noticed. */
static int
put_before(struct writer *w, struct err *err)
{
	char sha256[HASH_HEX];

	if (w->before == NULL)
		return 0;
	json_key(&w->line, "before");
	json_begin(&w->line, '{');
	json_pair(&w->line, "name", path_base(w->before));
	if (manifest_hash(w->before, sha256, err) == 0)
		json_pair(&w->line, "sha256", sha256);
	else if (err->kind == ERR_STORE)
		err_clear(err);
	else
		return -1;
	json_end(&w->line, '}');
	return 0;
}

static int
put_lost(void *ctx, const struct lost_row *l, struct err *err)
{
	struct writer *w = ctx;

	(void)err;
	json_begin(&w->line, '{');
	json_pair(&w->line, "name", l->name);
	if (l->length > 0) {
		json_pair_int(&w->line, "offset", l->offset);
		json_pair_int(&w->line, "length", l->length);
	}
	json_end(&w->line, '}');
	w->n_lost++;
	return 0;
}

static int
put_all_lost(struct writer *w, struct err *err)
{
	size_t start = w->line.len;

	json_key(&w->line, "lost");
	json_begin(&w->line, '[');
	if (catalog_each_lost(w->catalog, NULL, put_lost, w, err) < 0)
		return -1;
	if (w->n_lost == 0)
		buf_cut(&w->line, start);
	else
		json_end(&w->line, ']');
	return 0;
}

static int
put_head(struct writer *w, struct err *err)
{
	const struct snapshot *s = w->snap;
	char date[CLOCK_TEXT];

	clock_text(s->date, date);
	json_begin(&w->line, '{');
	json_pair(&w->line, "type", "snapshot");
	json_pair_int(&w->line, "format", MANIFEST_FORMAT);
	json_pair(&w->line, "date", date);
	json_key(&w->line, "complete");
	json_bool(&w->line, s->is_complete);
	json_pair(&w->line, "program", s->program);
	json_pair_int(&w->line, "extractor", s->extractor);
	json_pair(&w->line, "robots", s->robots);
	json_pair_int(&w->line, "notes", s->n_notes);
	json_pair_int(&w->line, "references", s->n_refs);
	json_pair_int(&w->line, "resources", s->n_resources);
	json_pair_int(&w->line, "kept", s->n_kept);
	if (s->n_suspect > 0)
		json_pair_int(&w->line, "suspect", s->n_suspect);
	if (put_before(w, err) < 0)
		return -1;
	json_key(&w->line, "segments");
	json_begin(&w->line, '[');
	if (catalog_each_segment(w->catalog, put_segment, w, err) < 0)
		return -1;
	json_end(&w->line, ']');
	if (put_all_lost(w, err) < 0)
		return -1;
	json_end(&w->line, '}');
	return end_line(w, err);
}

static int
put_note(void *ctx, const struct note_row *n, struct err *err)
{
	struct writer *w = ctx;

	manifest_line_note(&w->line, &w->map, n);
	return end_line(w, err);
}

static int
put_file(void *ctx, const struct file_row *f, struct err *err)
{
	struct writer *w = ctx;

	manifest_line_file(&w->line, &w->map, f);
	return end_line(w, err);
}

static int
put_ref(void *ctx, const struct ref_row *r, struct err *err)
{
	struct writer *w = ctx;

	manifest_line_ref(&w->line, r);
	return end_line(w, err);
}

static int
put_resource(void *ctx, const struct resource *r, struct err *err)
{
	struct writer *w = ctx;

	manifest_line_resource(&w->line, &w->map, r);
	return end_line(w, err);
}

static int
put_image(void *ctx, const struct image_row *i, struct err *err)
{
	struct writer *w = ctx;

	manifest_line_image(&w->line, i);
	return end_line(w, err);
}

static int
put_all(struct writer *w, struct err *err)
{
	struct catalog *c = w->catalog;

	if (put_head(w, err) < 0 ||
	    catalog_each_note(c, put_note, w, err) < 0 ||
	    catalog_each_file(c, put_file, w, err) < 0 ||
	    catalog_each_ref(c, NULL, put_ref, w, err) < 0 ||
	    catalog_each_resource(c, RESOURCES_ALL, put_resource, w,
	    err) < 0 ||
	    catalog_each_image(c, NULL, put_image, w, err) < 0)
		return -1;
	return zstd_out_end(w->out, err);
}

static int
write_fd(struct writer *w, int fd, const char *tmp, struct err *err)
{
	if (zstd_out_new(&w->out, fd, tmp, LEVEL, WINDOW_LOG, err) < 0 ||
	    put_all(w, err) < 0)
		return -1;
	if (fsync(fd) < 0)
		return err_sys(err, "sync '%s'", tmp);
	return 0;
}

static int
write_file(struct writer *w, const char *path, struct err *err)
{
	AUTO(mem_freep) char *tmp = mem_fmt("%s.tmp", path);
	AUTO(mem_freep) char *dir =
	    mem_dupn(path, (size_t)(path_base(path) - path));
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int rc;

	if (fd < 0)
		return err_sys(err, "create '%s'", tmp);
	rc = write_fd(w, fd, tmp, err);
	if (close(fd) < 0 && rc == 0)
		rc = err_sys(err, "close '%s'", tmp);
	if (rc == 0)
		rc = file_rename(tmp, path, err);
	if (rc < 0) {
		(void)unlink(tmp);
		return -1;
	}
	return file_sync_dir(dir, err);
}

/* The newest date below a limit. */
struct latest {
	int64_t below, date;
};

static int
note_date(void *ctx, const struct snapshot *s, struct err *err)
{
	struct latest *l = ctx;

	(void)err;
	if (s->date < l->below)
		l->date = s->date;
	return 0;
}

static int
find_latest(struct catalog *c, int64_t below, int64_t *date, struct err *err)
{
	struct latest l = { below, -1 };

	if (catalog_each_snapshot(c, note_date, &l, err) < 0)
		return -1;
	*date = l.date;
	return 0;
}

int
manifest_next_date(struct archive *a, int64_t now, int64_t *date,
    struct err *err)
{
	int64_t last;

	if (find_latest(a->catalog, INT64_MAX, &last, err) < 0)
		return -1;
	*date = now - now % 1000;
	if (*date <= last)
		*date = last + 1000;
	return 0;
}

static int
check_date(struct archive *a, const struct snapshot *snap, struct err *err)
{
	AUTO(mem_freep) char *path = archive_manifest_path(a, snap->date);
	int64_t next;

	if (manifest_next_date(a, snap->date, &next, err) < 0)
		return -1;
	if (next != snap->date || file_exists(path))
		return err_set(err, ERR_USAGE, "there is a snapshot of that "
		    "time or a later one: '%s'", path);
	return 0;
}

static int
record(struct writer *w, struct err *err)
{
	for (size_t i = 0; i < w->map.n; i++)
		if (catalog_list_segment(w->catalog, w->map.ids[i], err) < 0)
			return -1;
	if (catalog_add_snapshot(w->catalog, w->snap, err) < 0)
		return -1;
	return catalog_commit(w->catalog, err);
}

static int
write_state(const struct archive *a, struct writer *w, struct err *err)
{
	AUTO(mem_freep) char *path =
	    archive_manifest_path(a, w->snap->date);
	AUTO(mem_freep) char *before = NULL;
	int64_t date;

	if (find_latest(w->catalog, w->snap->date, &date, err) < 0)
		return -1;
	if (date >= 0)
		before = archive_manifest_path(a, date);
	if (before != NULL && !file_is_missing(before))
		w->before = before;
	return write_file(w, path, err);
}

static void
writer_init(struct writer *w, struct catalog *c, const struct snapshot *snap)
{
	*w = (struct writer){ .catalog = c, .snap = snap };
	buf_init(&w->line, MANIFEST_LINE_MAX);
}

static void
writer_release(struct writer *w)
{
	zstd_out_free(w->out);
	buf_release(&w->line);
	free(w->map.ids);
}

int
manifest_write(struct archive *a, const struct snapshot *given,
    struct err *err)
{
	AUTO(writer_release) struct writer w;
	struct snapshot snap = *given;
	struct catalog_counts n;

	writer_init(&w, a->catalog, &snap);
	if (check_date(a, given, err) < 0 ||
	    catalog_count(a->catalog, &n, err) < 0)
		return -1;
	snap.n_notes = n.notes;
	snap.n_refs = n.refs;
	snap.n_resources = n.cited;
	snap.n_kept = n.kept;
	snap.n_suspect = n.suspect;
	if (write_state(a, &w, err) < 0 || record(&w, err) < 0)
		return err_in(err, "write the snapshot");
	return 0;
}

int
manifest_rewrite(const struct archive *a, struct catalog *c,
    const struct snapshot *snap, struct err *err)
{
	AUTO(writer_release) struct writer w;

	writer_init(&w, c, snap);
	return write_state(a, &w, err) < 0 ?
	    err_in(err, "write the snapshot again") : 0;
}
