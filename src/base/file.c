#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/text.h"

char *
path_join(const char *dir, const char *name)
{
	size_t n = strlen(dir);

	if (name[0] == '/' || n == 0)
		return mem_dup(name);
	return mem_fmt("%s%s%s", dir, dir[n - 1] == '/' ? "" : "/", name);
}

const char *
path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

const char *
path_ext(const char *path)
{
	const char *base = path_base(path);
	const char *dot = strrchr(base, '.');

	return dot == NULL || dot == base ? "" : dot + 1;
}

static bool
is_device_name(const char *s)
{
	static const char *const names[] = { "con", "prn", "aux", "nul" };
	size_t n = strcspn(s, ".");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (n == 3 && strncasecmp(s, names[i], 3) == 0)
			return true;
	return n == 4 && ch_is_digit(s[3]) &&
	    (strncasecmp(s, "com", 3) == 0 || strncasecmp(s, "lpt", 3) == 0);
}

void
path_portable(struct buf *out, struct str name, size_t max)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);
	unsigned int cp, n;

	for (; name.n > 0 && b.len < 4000; name = str_from(name, n)) {
		n = text_decode(name, &cp);
		if (n == 0) {
			n = 1;
			cp = '-';
		}
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
		    (cp < 0x80 && strchr("\\/:*?\"<>|#%", (int)cp) != NULL) ||
		    (cp >= 0x200b && cp <= 0x200f) ||
		    (cp >= 0x2028 && cp <= 0x202e) ||
		    (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff ||
		    (b.len == 0 && cp == '.'))
			cp = '-';
		if (b.len + (cp < 0x80 ? 1 : n) > max)
			break;
		buf_utf8(&b, cp);
	}
	while (b.len > 0 && strchr(". ", b.p[b.len - 1]) != NULL)
		buf_cut(&b, b.len - 1);
	if (b.len == 0)
		buf_char(&b, '-');
	if (is_device_name(b.p))
		buf_char(out, '-');
	buf_s(out, buf_view(&b));
}

static bool
is_nothing(int number)
{
	return number == ENOENT || number == ENOTDIR;
}

int
file_read_fd(int fd, const char *name, struct buf *b, struct err *err)
{
	for (;;) {
		size_t room = b->max - b->len < 65536 ? b->max - b->len : 65536;
		char one, *to = room > 0 ? buf_room(b, room) : &one;
		ssize_t n;

		if (to == NULL)
			return buf_check(b, err) < 0 ?
			    err_in(err, "read '%s'", name) : -1;
		n = read(fd, to, room > 0 ? room : 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "read '%s'", name);
		if (n == 0)
			return 0;
		if (room == 0)
			return err_set(err, ERR_ITEM,
			    "'%s' is larger than %zu bytes", name, b->max);
		buf_end(b, (size_t)n);
	}
}

int
file_read(const char *path, struct buf *b, struct err *err)
{
	bool found;

	if (file_read_optional(path, b, &found, err) < 0)
		return -1;
	return found ? 0 : err_sys(err, "open '%s'", path);
}

int
file_read_optional(const char *path, struct buf *b, bool *found,
    struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	*found = fd >= 0;
	if (fd < 0)
		return is_nothing(errno) ? 0 : err_sys(err, "open '%s'", path);
	rc = file_read_fd(fd, path, b, err);
	(void)close(fd);
	return rc;
}

int
file_put(int fd, const char *name, const void *p, size_t n, struct err *err)
{
	const char *from = p;

	while (n > 0) {
		ssize_t done = write(fd, from, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_sys(err, "write '%s'", name);
		from += done;
		n -= (size_t)done;
	}
	return 0;
}

/* Writes all of an open file and closes it. */
static int
fill(int fd, const char *path, struct str s, bool sync, struct err *err)
{
	if (fd < 0)
		return err_sys(err, "create '%s'", path);
	if (file_put(fd, path, s.p, s.n, err) < 0) {
		(void)close(fd);
		return -1;
	}
	if (sync && fsync(fd) < 0) {
		(void)err_sys(err, "fsync '%s'", path);
		(void)close(fd);
		return -1;
	}
	if (close(fd) < 0)
		return err_sys(err, "close '%s'", path);
	return 0;
}

int
file_write(const char *path, struct str s, struct err *err)
{
	AUTO(mem_freep) char *tmp = mem_fmt("%s.tmp", path);
	AUTO(mem_freep) char *dir =
	    mem_dupn(path, (size_t)(path_base(path) - path));
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fill(fd, tmp, s, true, err) < 0 ||
	    file_rename(tmp, path, err) < 0) {
		(void)unlink(tmp);
		return -1;
	}
	return file_sync_dir(dir[0] != '\0' ? dir : ".", err);
}

int
file_write_fast(const char *path, struct str s, struct err *err)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
	int fd = open(path, flags, 0644);

	if (fd < 0 && errno == EEXIST && unlink(path) == 0)
		fd = open(path, flags, 0644);
	return fill(fd, path, s, false, err);
}

int
file_set_mtime(const char *path, int64_t mtime, struct err *err)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT },
		{ .tv_sec = mtime / 1000, .tv_nsec = mtime % 1000 * 1000000 },
	};

	if (utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(err, "set the time of '%s'", path);
	return 0;
}

int
file_mkdirs(const char *path, struct err *err)
{
	AUTO(mem_freep) char *p = mem_dup(path);

	/* Mostly it is there: one call instead of one for each part. */
	if (file_is_dir(path))
		return 0;
	for (char *s = p + (p[0] == '/'); ; s++) {
		char c = *s;

		if (c != '/' && c != '\0')
			continue;
		*s = '\0';
		if (p[0] != '\0' && mkdir(p, 0755) < 0 &&
		    !(errno == EEXIST && file_is_dir(p)))
			return err_sys(err, "create folder '%s'", p);
		*s = c;
		if (c == '\0')
			return 0;
	}
}

int
file_mkdirs_for(const char *path, struct err *err)
{
	AUTO(mem_freep) char *dir =
	    mem_dupn(path, (size_t)(path_base(path) - path));

	return dir[0] == '\0' ? 0 : file_mkdirs(dir, err);
}

int
file_sync_dir(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return err_sys(err, "open folder '%s'", path);
	rc = fsync(fd);
	(void)close(fd);
	/* Some file systems cannot sync folders; they order renames anyway. */
	if (rc < 0 && errno != EINVAL)
		return err_sys(err, "fsync folder '%s'", path);
	return 0;
}

int
file_rename(const char *from, const char *to, struct err *err)
{
	if (rename(from, to) < 0)
		return err_sys(err, "rename '%s' to '%s'", from, to);
	return 0;
}

int
file_exchange(const char *a, const char *b, struct err *err)
{
	AUTO(mem_freep) char *aside = NULL;
	bool has_b;

	if (renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE) == 0)
		return 0;
	if (errno == ENOENT)
		return file_rename(a, b, err);
	if (errno != EINVAL && errno != ENOSYS)
		return err_sys(err, "exchange '%s' and '%s'", a, b);
	aside = mem_fmt("%s.old", b);
	if (file_remove(aside, err) < 0)
		return -1;
	has_b = rename(b, aside) == 0;
	if (!has_b && errno != ENOENT)
		return err_sys(err, "rename '%s' to '%s'", b, aside);
	if (file_rename(a, b, err) < 0)
		return -1;
	return has_b ? file_rename(aside, a, err) : 0;
}

static int
copy_file(const char *from, const char *to, struct err *err)
{
	char chunk[65536];
	int in, out, rc = 0;
	ssize_t n;

	in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return err_sys(err, "open '%s'", from);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (out < 0) {
		(void)err_sys(err, "create '%s'", to);
		(void)close(in);
		return -1;
	}
	while (rc == 0 && (n = read(in, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		rc = n < 0 ? err_sys(err, "read '%s'", from) :
		    file_put(out, to, chunk, (size_t)n, err);
	}
	(void)close(in);
	if (close(out) < 0 && rc == 0)
		rc = err_sys(err, "close '%s'", to);
	if (rc < 0)
		(void)unlink(to);
	return rc;
}

int
file_link(const char *from, const char *to, struct err *err)
{
	if (link(from, to) == 0 || errno == EEXIST)
		return 0;
	if (errno != EPERM && errno != EXDEV && errno != EMLINK &&
	    errno != ENOSYS && errno != EOPNOTSUPP)
		return err_sys(err, "link '%s' to '%s'", from, to);
	return copy_file(from, to, err);
}

static int
remove_one(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	AUTO(mem_freep) char *path = path_join(ctx, rel);

	if (S_ISDIR(st->st_mode))
		return file_remove(path, err) < 0 ? -1 : 1;
	if (unlink(path) < 0 && errno != ENOENT)
		return err_sys(err, "remove '%s'", path);
	return 0;
}

int
file_remove(const char *path, struct err *err)
{
	AUTO(mem_freep) char *dir = mem_dup(path);
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : err_sys(err, "stat '%s'", path);
	if (!S_ISDIR(st.st_mode)) {
		if (unlink(path) < 0 && errno != ENOENT)
			return err_sys(err, "remove '%s'", path);
		return 0;
	}
	if (file_walk(path, remove_one, dir, err) < 0)
		return -1;
	if (rmdir(path) < 0 && errno != ENOENT)
		return err_sys(err, "remove folder '%s'", path);
	return 0;
}

bool
file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

bool
file_is_missing(const char *path)
{
	struct stat st;

	return lstat(path, &st) < 0 && is_nothing(errno);
}

int
file_check_dir(const char *path, bool *is_dir, struct err *err)
{
	struct stat st;

	*is_dir = false;
	if (stat(path, &st) < 0)
		return is_nothing(errno) ? 0 : err_sys(err, "stat '%s'", path);
	*is_dir = S_ISDIR(st.st_mode);
	return 0;
}

bool
file_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int64_t
file_free_space(const char *path)
{
	struct statvfs v;

	if (statvfs(path, &v) < 0)
		return -1;
	return (int64_t)v.f_bavail * (int64_t)v.f_frsize;
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
not_dots(const struct dirent *d)
{
	return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0;
}

struct walk {
	const char *root;
	file_walk_fn *fn;
	void *ctx;
};

static int
walk_dir(const struct walk *w, const char *rel, struct err *err)
{
	AUTO(mem_freep) char *dir = rel[0] != '\0' ? path_join(w->root, rel) :
	    mem_dup(w->root);
	struct dirent **names = NULL;
	int n, rc = 0;

	n = scandir(dir, &names, not_dots, by_name);
	if (n < 0)
		return err_sys(err, "list folder '%s'", dir);
	for (int i = 0; i < n; i++) {
		AUTO(mem_freep) char *path = path_join(dir, names[i]->d_name);
		AUTO(mem_freep) char *sub = rel[0] != '\0' ?
		    path_join(rel, names[i]->d_name) :
		    mem_dup(names[i]->d_name);
		struct stat st;

		if (rc == 0 && lstat(path, &st) < 0) {
			/* Removed since the folder was listed. */
			rc = is_nothing(errno) ? 0 :
			    err_sys(err, "stat '%s'", path);
		} else if (rc == 0) {
			rc = w->fn(w->ctx, sub, &st, err);
			if (rc == 0 && S_ISDIR(st.st_mode))
				rc = walk_dir(w, sub, err);
			if (rc > 0)
				rc = 0;
		}
		free(names[i]);
	}
	free(names);
	return rc;
}

int
file_walk(const char *path, file_walk_fn *fn, void *ctx, struct err *err)
{
	const struct walk w = { path, fn, ctx };

	return walk_dir(&w, "", err);
}
