#include "base/zstdfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "base/file.h"
#include "base/mem.h"

#define CHUNK 65536
#define WINDOW_LOG_MAX 27

struct zstd_out {
	ZSTD_CCtx *z;
	int fd;
	const char *name;
	char chunk[CHUNK];
};

/* The tables shrink with the window: they are most of the memory. */
static void
set_window(ZSTD_CCtx *z, int log)
{
	(void)ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, log);
	(void)ZSTD_CCtx_setParameter(z, ZSTD_c_hashLog, log - 1);
	(void)ZSTD_CCtx_setParameter(z, ZSTD_c_chainLog, log - 1);
}

int
zstd_out_new(struct zstd_out **out, int fd, const char *name, int level,
    int window_log, struct err *err)
{
	struct zstd_out *o = mem_alloc(sizeof(*o));

	o->z = ZSTD_createCCtx();
	o->fd = fd;
	o->name = name;
	*out = NULL;
	if (o->z == NULL) {
		free(o);
		return err_set(err, ERR_SYSTEM, "out of memory for zstd");
	}
	(void)ZSTD_CCtx_setParameter(o->z, ZSTD_c_compressionLevel, level);
	(void)ZSTD_CCtx_setParameter(o->z, ZSTD_c_checksumFlag, 1);
	if (window_log > 0)
		set_window(o->z, window_log < WINDOW_LOG_MAX ? window_log :
		    WINDOW_LOG_MAX);
	*out = o;
	return 0;
}

void
zstd_out_free(struct zstd_out *o)
{
	if (o == NULL)
		return;
	ZSTD_freeCCtx(o->z);
	free(o);
}

static int
pump(struct zstd_out *o, ZSTD_inBuffer *in, ZSTD_EndDirective end,
    struct err *err)
{
	size_t left;

	do {
		ZSTD_outBuffer to = { o->chunk, CHUNK, 0 };

		left = ZSTD_compressStream2(o->z, &to, in, end);
		if (ZSTD_isError(left))
			return err_set(err, ERR_SYSTEM, "zstd: %s",
			    ZSTD_getErrorName(left));
		if (file_put(o->fd, o->name, o->chunk, to.pos, err) < 0)
			return -1;
	} while (in->pos < in->size || (end == ZSTD_e_end && left > 0));
	return 0;
}

int
zstd_out_put(struct zstd_out *o, const void *p, size_t n, struct err *err)
{
	ZSTD_inBuffer in = { p, n, 0 };

	return n == 0 ? 0 : pump(o, &in, ZSTD_e_continue, err);
}

int
zstd_out_end(struct zstd_out *o, struct err *err)
{
	ZSTD_inBuffer in = { "", 0, 0 };

	return pump(o, &in, ZSTD_e_end, err);
}

struct zstd_in {
	ZSTD_DCtx *z;
	int fd;
	ZSTD_inBuffer from;
	size_t left;		/* 0: at the end of a frame */
	size_t pos, len;	/* of what is decoded and not yet given */
	char in[CHUNK], out[CHUNK];
};

struct zstd_in *
zstd_in_new(int fd)
{
	struct zstd_in *i = mem_alloc(sizeof(*i));

	i->fd = fd;
	i->z = ZSTD_createDCtx();
	if (i->z == NULL) {
		free(i);
		return NULL;
	}
	(void)ZSTD_DCtx_setParameter(i->z, ZSTD_d_windowLogMax,
	    WINDOW_LOG_MAX);
	return i;
}

void
zstd_in_free(struct zstd_in *i)
{
	if (i == NULL)
		return;
	ZSTD_freeDCtx(i->z);
	free(i);
}

/* Decodes some more; len stays 0 at the end of the file. */
static int
fill(struct zstd_in *i, struct err *err)
{
	i->pos = i->len = 0;
	while (i->len == 0) {
		ZSTD_outBuffer to = { i->out, CHUNK, 0 };

		if (i->from.pos == i->from.size) {
			ssize_t n;

			do
				n = read(i->fd, i->in, CHUNK);
			while (n < 0 && errno == EINTR);
			if (n < 0)
				return err_sys(err, "read");
			if (n == 0 && i->left != 0)
				return err_set(err, ERR_STORE,
				    "the zstd frame is cut short");
			if (n == 0)
				return 0;
			i->from = (ZSTD_inBuffer){ i->in, (size_t)n, 0 };
		}
		i->left = ZSTD_decompressStream(i->z, &to, &i->from);
		if (ZSTD_isError(i->left))
			return err_set(err, ERR_STORE, "broken zstd data: %s",
			    ZSTD_getErrorName(i->left));
		i->len = to.pos;
	}
	return 0;
}

int
zstd_in_line(struct zstd_in *i, struct buf *line, bool *got, struct err *err)
{
	buf_reset(line);
	*got = false;
	for (;;) {
		const char *from, *nl;
		size_t n;

		if (i->pos == i->len && fill(i, err) < 0)
			return -1;
		if (i->len == 0)
			return line->len == 0 ? 0 : err_set(err, ERR_STORE,
			    "the last line is cut short");
		from = i->out + i->pos;
		nl = memchr(from, '\n', i->len - i->pos);
		n = nl != NULL ? (size_t)(nl - from) : i->len - i->pos;
		buf_put(line, from, n);
		if (buf_check(line, err) < 0)
			return -1;
		i->pos += n + (nl != NULL);
		if (nl != NULL) {
			*got = true;
			return 0;
		}
	}
}
