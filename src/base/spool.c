#include "base/spool.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

/* Most pictures are smaller; what is announced need not come. */
#define EXPECT_MAX (256 << 10)

void
spool_init(struct spool *s, const char *dir)
{
	buf_init(&s->mem, SPOOL_MEMORY);
	s->dir = mem_dup(dir);
	s->fd = -1;
	s->len = 0;
}

void
spool_release(struct spool *s)
{
	buf_release(&s->mem);
	free(s->dir);
	s->dir = NULL;
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = -1;
	s->len = 0;
}

void
spool_expect(struct spool *s, int64_t n)
{
	if (n > 0 && s->fd < 0 && s->len == 0)
		(void)buf_room(&s->mem, n < EXPECT_MAX ? (size_t)n :
		    EXPECT_MAX);
}

bool
spool_view(const struct spool *s, struct str *view)
{
	*view = buf_view(&s->mem);
	return s->fd < 0;
}

static int
to_disk(struct spool *s, struct err *err)
{
	s->fd = open(s->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (s->fd < 0) {
		/* Not every file system has O_TMPFILE. */
		AUTO(mem_freep) char *name =
		    mem_fmt("%s/spool-XXXXXX", s->dir);

		s->fd = mkostemp(name, O_CLOEXEC);
		if (s->fd < 0)
			return err_sys(err, "create a file in '%s'", s->dir);
		(void)unlink(name);
	}
	if (file_put(s->fd, s->dir, s->mem.p, s->mem.len, err) < 0)
		return -1;
	buf_release(&s->mem);
	return 0;
}

int
spool_put(struct spool *s, const void *p, size_t n, struct err *err)
{
	if (s->fd < 0 && (size_t)s->len + n > SPOOL_MEMORY &&
	    to_disk(s, err) < 0)
		return -1;
	if (s->fd >= 0) {
		if (file_put(s->fd, s->dir, p, n, err) < 0)
			return -1;
	} else {
		buf_put(&s->mem, p, n);
		if (buf_check(&s->mem, err) < 0)
			return -1;
	}
	s->len += (int64_t)n;
	return 0;
}

int
spool_read(const struct spool *s, int64_t offset, void *p, size_t n,
    size_t *got, struct err *err)
{
	ssize_t r;

	if (s->fd < 0) {
		struct str rest = str_from(buf_view(&s->mem), (size_t)offset);

		*got = rest.n < n ? rest.n : n;
		memcpy(p, rest.p, *got);
		return 0;
	}
	do
		r = pread(s->fd, p, n, offset);
	while (r < 0 && errno == EINTR);
	if (r < 0)
		return err_sys(err, "read a file in '%s'", s->dir);
	*got = (size_t)r;
	return 0;
}

int
spool_load(const struct spool *s, struct buf *out, struct err *err)
{
	char chunk[65536];
	int64_t at = 0;
	struct str view;
	size_t got;

	if (spool_view(s, &view)) {
		buf_s(out, view);
		return buf_check(out, err);
	}
	do {
		if (spool_read(s, at, chunk, sizeof(chunk), &got, err) < 0)
			return -1;
		buf_put(out, chunk, got);
		if (buf_check(out, err) < 0)
			return -1;
		at += (int64_t)got;
	} while (got > 0);
	return 0;
}
