#include "pack/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "base/mem.h"

/* The largest window that zstd -d and libarchive take without being asked. */
#define TARBALL_WINDOW_LOG 27

/* Bytes moved at once. */
#define TARBALL_CHUNK 65536

struct tarball {
	char *path, *temporary;
	int fd;
	int64_t mtime_s, bytes;
	struct archive *tar;
	ZSTD_CCtx *zstd;
	struct hash *hash;
	struct err err;		/* of the write callback */
	bool is_given_up;	/* what still comes is thrown away */
	char chunk[TARBALL_CHUNK];
};

static int
compress_on(struct tarball *t, const void *p, size_t n, ZSTD_EndDirective end)
{
	ZSTD_inBuffer in = { p, n, 0 };
	size_t left;

	do {
		ZSTD_outBuffer out = { t->chunk, sizeof(t->chunk), 0 };

		left = ZSTD_compressStream2(t->zstd, &out, &in, end);
		if (ZSTD_isError(left))
			return err_set(&t->err, ERR_SYSTEM, "zstd: %s",
			    ZSTD_getErrorName(left));
		if (file_put(t->fd, t->temporary, out.dst, out.pos,
		    &t->err) < 0)
			return -1;
		t->bytes += (int64_t)out.pos;
	} while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
	return 0;
}

static la_ssize_t
take_block(struct archive *tar, void *ctx, const void *p, size_t n)
{
	struct tarball *t = ctx;

	if (t->is_given_up)
		return (la_ssize_t)n;
	hash_add(t->hash, p, n);
	if (compress_on(t, p, n, ZSTD_e_continue) < 0) {
		archive_set_error(tar, EIO, "%s", t->err.msg);
		return -1;
	}
	return (la_ssize_t)n;
}

static int
fail(struct tarball *t, const char *what, struct err *err)
{
	if (t->err.kind != ERR_NONE) {
		*err = t->err;
		return -1;
	}
	return err_set(err, ERR_SYSTEM, "%s: %s", what,
	    archive_error_string(t->tar) != NULL ?
	    archive_error_string(t->tar) : "unknown error");
}

static int
open_streams(struct tarball *t, const struct tarball_opts *opts,
    struct err *err)
{
	t->hash = hash_new();
	t->zstd = ZSTD_createCCtx();
	t->tar = archive_write_new();
	if (t->zstd == NULL || t->tar == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory");
	if (ZSTD_isError(ZSTD_CCtx_setParameter(t->zstd,
	    ZSTD_c_compressionLevel, opts->level)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(t->zstd,
	    ZSTD_c_checksumFlag, 1)) || (opts->has_twins &&
	    (ZSTD_isError(ZSTD_CCtx_setParameter(t->zstd,
	    ZSTD_c_enableLongDistanceMatching, 1)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(t->zstd,
	    ZSTD_c_windowLog, TARBALL_WINDOW_LOG)))))
		return err_set(err, ERR_USAGE, "zstd has no level %d",
		    opts->level);
	if (archive_write_set_format_pax_restricted(t->tar) != ARCHIVE_OK ||
	    archive_write_add_filter_none(t->tar) != ARCHIVE_OK ||
	    archive_write_open(t->tar, t, NULL, take_block, NULL) !=
	    ARCHIVE_OK)
		return fail(t, "tar", err);
	t->fd = open(t->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    0644);
	if (t->fd < 0)
		return err_sys(err, "cannot create '%s'", t->temporary);
	return 0;
}

int
tarball_new(struct tarball **out, const struct tarball_opts *opts,
    struct err *err)
{
	struct tarball *t;

	*out = NULL;
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return err_set(err, ERR_SYSTEM,
		    "names need a UTF-8 locale (C.UTF-8)");
	if (file_mkdirs_for(opts->path, err) < 0)
		return -1;
	t = mem_alloc(sizeof(*t));
	t->path = mem_dup(opts->path);
	t->temporary = mem_fmt("%s.tmp", opts->path);
	t->mtime_s = opts->mtime_s;
	t->fd = -1;
	if (open_streams(t, opts, err) < 0) {
		tarball_free(t);
		return -1;
	}
	*out = t;
	return 0;
}

static int
put_head(struct tarball *t, const char *name, int64_t size, struct err *err)
{
	struct archive_entry *e = archive_entry_new();
	bool is_folder = name[strlen(name) - 1] == '/';
	int rc;

	if (e == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory");
	archive_entry_set_pathname(e, name);
	archive_entry_set_filetype(e, is_folder ? AE_IFDIR : AE_IFREG);
	archive_entry_set_perm(e, is_folder ? 0755 : 0644);
	archive_entry_set_uid(e, 0);
	archive_entry_set_gid(e, 0);
	archive_entry_set_mtime(e, (time_t)t->mtime_s, 0);
	archive_entry_set_size(e, size);
	rc = archive_write_header(t->tar, e);
	archive_entry_free(e);
	if (rc != ARCHIVE_OK) {
		(void)fail(t, "tar", err);
		return err_in(err, "'%s'", name);
	}
	return 0;
}

static int
put_data(struct tarball *t, struct str s, struct err *err)
{
	while (s.n > 0) {
		la_ssize_t n = archive_write_data(t->tar, s.p, s.n);

		if (n <= 0)
			return fail(t, "tar", err);
		s = str_from(s, (size_t)n);
	}
	return 0;
}

int
tarball_add_folder(struct tarball *t, const char *name, struct err *err)
{
	return put_head(t, name, 0, err);
}

int
tarball_add_bytes(struct tarball *t, const char *name, struct str bytes,
    struct err *err)
{
	if (put_head(t, name, (int64_t)bytes.n, err) < 0)
		return -1;
	return put_data(t, bytes, err);
}

/* The head promises st_size bytes: a file that changes meanwhile is refused. */
static int
copy_file(struct tarball *t, const char *name, int fd, struct err *err)
{
	char chunk[TARBALL_CHUNK];
	struct stat st;
	int64_t left;
	ssize_t n;

	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot read '%s'", name);
	if (put_head(t, name, st.st_size, err) < 0)
		return -1;
	for (left = st.st_size; left > 0; left -= n) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0)
			return err_sys(err, "cannot read '%s'", name);
		if (n == 0 || n > left)
			return err_set(err, ERR_SYSTEM,
			    "'%s' changes while it is packed", name);
		if (put_data(t, str_make(chunk, (size_t)n), err) < 0)
			return -1;
	}
	return 0;
}

int
tarball_add_file(struct tarball *t, const char *name, const char *from,
    struct err *err)
{
	int fd = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int result;

	if (fd < 0)
		return err_sys(err, "cannot open '%s'", from);
	result = copy_file(t, name, fd, err);
	(void)close(fd);
	return result;
}

static int
sync_file(struct tarball *t, struct err *err)
{
	AUTO(mem_freep) char *folder = mem_dup(t->path);
	char *slash = strrchr(folder, '/');
	int fd = t->fd;

	t->fd = -1;
	if (fsync(fd) < 0) {
		(void)err_sys(err, "cannot write '%s'", t->temporary);
		(void)close(fd);
		return -1;
	}
	if (close(fd) < 0)
		return err_sys(err, "cannot write '%s'", t->temporary);
	if (file_rename(t->temporary, t->path, err) < 0)
		return -1;
	if (slash == NULL)
		return file_sync_dir(".", err);
	slash[slash == folder] = '\0';
	return file_sync_dir(folder, err);
}

int
tarball_finish(struct tarball *t, struct tarball_result *result,
    struct err *err)
{
	if (archive_write_close(t->tar) != ARCHIVE_OK ||
	    compress_on(t, NULL, 0, ZSTD_e_end) < 0)
		return fail(t, "tar", err);
	if (sync_file(t, err) < 0)
		return -1;
	result->bytes = t->bytes;
	hash_hex(t->hash, result->tar_sha256);
	return 0;
}

void
tarball_free(struct tarball *t)
{
	if (t == NULL)
		return;
	/* Freeing an open tar writes its end. */
	t->is_given_up = true;
	if (t->tar != NULL)
		(void)archive_write_free(t->tar);
	(void)ZSTD_freeCCtx(t->zstd);
	hash_free(t->hash);
	if (t->fd >= 0) {
		(void)close(t->fd);
		(void)unlink(t->temporary);
	}
	free(t->path);
	free(t->temporary);
	free(t);
}
