#include "store/archive_mend.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/warc.h"

static int
ignore_record(void *ctx, const struct warc_record *r, struct err *err)
{
	bool *has_captures = ctx;
	struct capture c;

	(void)err;
	if (warc_index(r, &c))
		*has_captures = true;
	capture_release(&c);
	return 0;
}

static int
cut(const char *path, int64_t size, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int rc = 0;

	if (fd < 0)
		return err_sys(err, "open '%s'", path);
	if (ftruncate(fd, size) < 0 || fsync(fd) < 0)
		rc = err_sys(err, "cut '%s'", path);
	(void)close(fd);
	return rc;
}

/* Closes one segment that its writer did not. */
static int
close_open(const char *path, struct err *err)
{
	AUTO(warc_record_release) struct warc_record r;
	AUTO(mem_freep) char *final =
	    mem_dupn(path, strlen(path) - strlen(".open"));
	struct err damage = ERR_INIT;
	bool has_captures = false;
	int64_t size = 0;

	warc_record_init(&r, 0);
	if (warc_scan(path, &r, ignore_record, &has_captures, &size,
	    &damage) < 0) {
		/* A disk that cannot be read is no reason to cut. */
		if (damage.kind != ERR_STORE)
			return err_set(err, damage.kind, "%s", damage.msg);
		log_info("%s: cut there", damage.msg);
	}
	if (!has_captures)
		return file_remove(path, err);
	if (cut(path, size, err) < 0)
		return -1;
	return file_rename(path, final, err);
}

static int
mend_segment(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	const struct archive *a = ctx;
	AUTO(mem_freep) char *path = path_join(a->warc, rel);

	if (S_ISDIR(st->st_mode))
		return 1;
	if (!S_ISREG(st->st_mode) || !str_ends(str_of(rel),
	    STR(".warc.gz.open")))
		return 0;
	return close_open(path, err);
}

static int
remove_tmp(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	AUTO(mem_freep) char *path = path_join(ctx, rel);

	if (S_ISDIR(st->st_mode))
		return 1;
	return str_ends(str_of(rel), STR(".tmp")) ? file_remove(path, err) : 0;
}

static int
empty(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	AUTO(mem_freep) char *path = path_join(ctx, rel);

	if (file_remove(path, err) < 0)
		return -1;
	return S_ISDIR(st->st_mode) ? 1 : 0;
}

int
archive_mend(struct archive *a, struct err *err)
{
	if (file_walk(a->warc, mend_segment, a, err) < 0 ||
	    file_sync_dir(a->warc, err) < 0 ||
	    file_walk(a->snapshots, remove_tmp, a->snapshots, err) < 0 ||
	    file_walk(a->root, remove_tmp, a->root, err) < 0)
		return -1;
	return file_walk(a->tmp, empty, a->tmp, err);
}
