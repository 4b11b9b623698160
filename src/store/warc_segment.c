#include "store/warc_segment.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

#define PREFIX "kb-"
#define SUFFIX ".warc.gz"
#define DIGITS 14

/* More costs more in caches than it saves in calls. */
#define HASH_CHUNK (256 << 10)

/* DNS: a label has at most 63 characters. */
#define HOST_MAX 63

static void
host_name(char out[HOST_MAX + 1])
{
	size_t n = 0;

	if (gethostname(out, HOST_MAX) < 0)
		out[0] = '\0';
	out[HOST_MAX] = '\0';
	for (; out[n] != '\0'; n++)
		out[n] = ch_is_alnum(out[n]) ? ch_lower(out[n]) : '-';
	if (n == 0)
		memcpy(out, "host", 5);
}

/* Bytes of the digits in front. */
static size_t
count_digits(const char *s)
{
	size_t n = 0;

	while (ch_is_digit(s[n]))
		n++;
	return n;
}

bool
warc_segment_is_name(const char *name)
{
	struct str s = str_of(name);
	size_t n;

	if (!str_starts(s, STR(PREFIX)) || !str_ends(s, STR(SUFFIX)) ||
	    strchr(name, '/') != NULL)
		return false;
	name += strlen(PREFIX);
	if (count_digits(name) != DIGITS || name[DIGITS] != '-')
		return false;
	name += DIGITS + 1;
	n = count_digits(name);
	if (n < 5 || n > 9 || name[n] != '-')
		return false;
	/* A copy that a file manager calls "… (1)" is none. */
	return name[n + strspn(name + n, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] == '\0';
}

char *
warc_segment_name(int64_t now, const char *last)
{
	char host[HOST_MAX + 1], time[CLOCK_TEXT];
	unsigned long serial = 0;

	host_name(host);
	clock_digits(now, time);
	if (last != NULL && warc_segment_is_name(last)) {
		last += strlen(PREFIX);
		serial = strtoul(last + DIGITS + 1, NULL, 10);
		/* The clock may have gone back; names must not. */
		if (strncmp(last, time, DIGITS) > 0)
			memcpy(time, last, DIGITS);
	}
	return mem_fmt(PREFIX "%s-%05lu-%s" SUFFIX, time, serial + 1, host);
}

static int
sink(void *ctx, const void *p, size_t n, struct err *err)
{
	struct warc_segment *s = ctx;

	if (file_put(s->fd, s->path, p, n, err) < 0)
		return -1;
	s->end += (int64_t)n;
	return 0;
}

void
warc_segment_init(struct warc_segment *s)
{
	*s = (struct warc_segment){ .fd = -1, .is_synced = true };
}

void
warc_segment_release(struct warc_segment *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	gzip_out_free(s->gzip);
	free(s->name);
	free(s->path);
	warc_segment_init(s);
}

int
warc_segment_create(struct warc_segment *s, const char *dir, const char *name,
    struct err *err)
{
	warc_segment_release(s);
	s->name = mem_dup(name);
	s->path = mem_fmt("%s/%s.open", dir, name);
	s->gzip = gzip_out_new(sink, s);
	s->fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC,
	    0644);
	if (s->fd < 0) {
		(void)err_sys(err, "create '%s'", s->path);
		warc_segment_release(s);
		return -1;
	}
	return file_sync_dir(dir, err);
}

static int
check_usable(const struct warc_segment *s, struct err *err)
{
	if (s->is_broken)
		return err_set(err, ERR_SYSTEM,
		    "'%s' cannot be written since an earlier error", s->path);
	return 0;
}

int
warc_segment_begin(struct warc_segment *s, int level, struct err *err)
{
	if (check_usable(s, err) < 0)
		return -1;
	return gzip_out_begin(s->gzip, level, err);
}

int
warc_segment_put(struct warc_segment *s, const void *p, size_t n,
    struct err *err)
{
	return gzip_out_put(s->gzip, p, n, err);
}

int
warc_segment_end(struct warc_segment *s, struct locator *at, struct err *err)
{
	int64_t start = at->offset;

	if (gzip_out_end(s->gzip, err) < 0)
		return -1;
	at->length = s->end - start;
	s->is_synced = false;
	return 0;
}

void
warc_segment_keep(struct warc_segment *s)
{
	s->size = s->end;
}

void
warc_segment_undo(struct warc_segment *s)
{
	if (s->fd < 0)
		return;
	/* A write that failed half-way is not counted in end. */
	if (ftruncate(s->fd, s->size) < 0)
		s->is_broken = true;
	s->end = s->size;
}

int
warc_segment_sync(struct warc_segment *s, struct err *err)
{
	if (s->fd < 0 || s->is_synced)
		return 0;
	if (check_usable(s, err) < 0)
		return -1;
	if (fdatasync(s->fd) < 0) {
		/* The kernel may have dropped the pages: a second try would
		 * report success for bytes that are not on the disk. */
		s->is_broken = true;
		return err_sys(err, "sync '%s'", s->path);
	}
	s->is_synced = true;
	return 0;
}

static int
hash_fd(int fd, const char *path, int64_t *size, char sha256[HASH_HEX],
    struct err *err)
{
	struct hash *h = hash_new();
	AUTO(mem_freep) char *chunk = mem_array(HASH_CHUNK, 1);
	ssize_t n;

	*size = 0;
	(void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	do {
		n = pread(fd, chunk, HASH_CHUNK, *size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n > 0) {
			hash_add(h, chunk, (size_t)n);
			*size += n;
		}
	} while (n > 0 || (n < 0 && errno == EINTR));
	hash_hex(h, sha256);
	hash_free(h);
	return n < 0 ? err_sys(err, "read '%s'", path) : 0;
}

int
warc_segment_hash(const char *path, int64_t *size, char sha256[HASH_HEX],
    struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return err_sys(err, "open '%s'", path);
	rc = hash_fd(fd, path, size, sha256, err);
	(void)close(fd);
	return rc;
}

int
warc_segment_close(struct warc_segment *s, int64_t *size,
    char sha256[HASH_HEX], struct err *err)
{
	AUTO(mem_freep) char *final = NULL;
	AUTO(mem_freep) char *dir = NULL;

	if (s->end != s->size)
		warc_segment_undo(s);
	if (warc_segment_sync(s, err) < 0 ||
	    hash_fd(s->fd, s->path, size, sha256, err) < 0)
		return -1;
	final = mem_dupn(s->path, strlen(s->path) - strlen(".open"));
	dir = mem_dupn(s->path, (size_t)(path_base(s->path) - s->path));
	if (file_rename(s->path, final, err) < 0 ||
	    file_sync_dir(dir, err) < 0)
		return -1;
	warc_segment_release(s);
	return 0;
}
