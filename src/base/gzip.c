#include "base/gzip.h"

#include <assert.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/mem.h"

#define CHUNK 65536

/* Members up to here are made in one piece, which takes less than half the
 * time; larger ones are not held in memory. */
#define WHOLE_MAX ((size_t)1 << 20)

/* RFC 1952, 2.3.1: an unknown operating system. */
#define OS_UNKNOWN 255

/* What is stored and what is deflated come in turns: setting either up costs
 * more than a small member. */
struct packer {
	struct libdeflate_compressor *whole;
	z_stream z;
	bool is_set_up;			/* z */
	int level;
};

struct gzip_out {
	struct packer packers[2];	/* stored, deflated */
	struct packer *now;		/* of the member that was begun */
	struct buf member;		/* while it may be made in one piece */
	struct buf packed;
	bool is_streamed;
	gz_header header;
	gzip_sink *sink;
	void *ctx;
	size_t n;			/* bytes in chunk */
	unsigned char chunk[CHUNK];
};

struct gzip_out *
gzip_out_new(gzip_sink *sink, void *ctx)
{
	struct gzip_out *g = mem_alloc(sizeof(*g));

	g->sink = sink;
	g->ctx = ctx;
	g->header.os = OS_UNKNOWN;
	buf_init(&g->member, WHOLE_MAX);
	buf_init(&g->packed, 2 * WHOLE_MAX);
	return g;
}

static void
release_packer(struct packer *p)
{
	libdeflate_free_compressor(p->whole);
	if (p->is_set_up)
		(void)deflateEnd(&p->z);
	*p = (struct packer){ 0 };
}

void
gzip_out_free(struct gzip_out *g)
{
	if (g == NULL)
		return;
	release_packer(&g->packers[0]);
	release_packer(&g->packers[1]);
	buf_release(&g->member);
	buf_release(&g->packed);
	free(g);
}

int
gzip_out_begin(struct gzip_out *g, int level, struct err *err)
{
	struct packer *p = &g->packers[level != 0];

	if (p->whole != NULL && p->level != level)
		release_packer(p);
	if (p->whole == NULL)
		p->whole = libdeflate_alloc_compressor(level);
	if (p->whole == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory for gzip");
	p->level = level;
	g->now = p;
	g->is_streamed = false;
	buf_reset(&g->member);
	return 0;
}

static int
empty_chunk(struct gzip_out *g, struct err *err)
{
	size_t n = g->n;

	g->n = 0;
	return n > 0 ? g->sink(g->ctx, g->chunk, n, err) : 0;
}

/* The sink gets whole chunks, and the rest at the member's end. */
static int
pump(struct gzip_out *g, int flush, struct err *err)
{
	z_stream *z = &g->now->z;
	int rc;

	do {
		z->next_out = g->chunk + g->n;
		z->avail_out = (unsigned int)(CHUNK - g->n);
		rc = deflate(z, flush);
		if (rc == Z_STREAM_ERROR)
			return err_set(err, ERR_SYSTEM, "gzip failed");
		g->n = CHUNK - z->avail_out;
		if (z->avail_out > 0)
			break;
		if (empty_chunk(g, err) < 0)
			return -1;
	} while (rc != Z_STREAM_END);
	return flush == Z_FINISH ? empty_chunk(g, err) : 0;
}

static int
stream(struct gzip_out *g, const void *p, size_t n, struct err *err)
{
	const unsigned char *from = p;
	z_stream *z = &g->now->z;

	while (n > 0) {
		size_t part = n < 1 << 30 ? n : 1 << 30;

		z->next_in = (unsigned char *)(uintptr_t)from;
		z->avail_in = (unsigned int)part;
		if (pump(g, Z_NO_FLUSH, err) < 0)
			return -1;
		from += part;
		n -= part;
	}
	return 0;
}

/* It grows too large for one piece. */
static int
start_stream(struct gzip_out *g, struct err *err)
{
	struct packer *p = g->now;
	int rc = p->is_set_up ? deflateReset(&p->z) :
	    deflateInit2(&p->z, p->level, Z_DEFLATED, 15 + 16, 8,
	    Z_DEFAULT_STRATEGY);

	if (rc != Z_OK)
		return err_set(err, ERR_SYSTEM, "out of memory for gzip");
	p->is_set_up = true;
	(void)deflateSetHeader(&p->z, &g->header);
	g->is_streamed = true;
	g->n = 0;
	return stream(g, g->member.p, g->member.len, err);
}

int
gzip_out_put(struct gzip_out *g, const void *p, size_t n, struct err *err)
{
	if (!g->is_streamed && n <= WHOLE_MAX - g->member.len) {
		buf_put(&g->member, p, n);
		return buf_check(&g->member, err);
	}
	if (!g->is_streamed && start_stream(g, err) < 0)
		return -1;
	return stream(g, p, n, err);
}

/* With zeros for time, name and flags, as the stream's header has them. */
static int
end_whole(struct gzip_out *g, struct err *err)
{
	struct libdeflate_compressor *c = g->now->whole;
	size_t bound = libdeflate_gzip_compress_bound(c, g->member.len), n;
	char *to;

	buf_reset(&g->packed);
	to = buf_room(&g->packed, bound);
	if (to == NULL)
		return buf_check(&g->packed, err);
	n = libdeflate_gzip_compress(c, g->member.p, g->member.len, to, bound);
	if (n == 0)
		return err_set(err, ERR_SYSTEM, "gzip failed");
	return g->sink(g->ctx, to, n, err);
}

int
gzip_out_end(struct gzip_out *g, struct err *err)
{
	if (!g->is_streamed)
		return end_whole(g, err);
	g->now->z.next_in = g->chunk;
	g->now->z.avail_in = 0;
	return pump(g, Z_FINISH, err);
}

/* RFC 1951, 3.2.4: as much as one stored block holds, and what it adds. */
#define BLOCK_MAX 65535
#define BLOCK_HEAD 5
/* RFC 1952, 2.3: the header, and CRC and length behind the blocks. */
#define MEMBER_HEAD 10
#define MEMBER_TAIL 8

static int64_t
count_blocks(int64_t size)
{
	return (size - MEMBER_HEAD - MEMBER_TAIL + BLOCK_MAX + BLOCK_HEAD - 1) /
	    (BLOCK_MAX + BLOCK_HEAD);
}

int64_t
gzip_fill_room(int64_t size)
{
	return size - MEMBER_HEAD - MEMBER_TAIL -
	    BLOCK_HEAD * count_blocks(size);
}

static void
put_little(unsigned char *to, unsigned long v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (unsigned char)(v >> 8 * i & 0xff);
}

int
gzip_fill(gzip_sink *sink, void *ctx, struct str head, int64_t size,
    struct err *err)
{
	static const unsigned char header[MEMBER_HEAD] = {
		0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, OS_UNKNOWN,
	};
	int64_t left = gzip_fill_room(size), blocks = count_blocks(size);
	unsigned char block[BLOCK_HEAD + BLOCK_MAX], tail[MEMBER_TAIL];
	unsigned long crc = crc32(0, NULL, 0);
	unsigned long length = (unsigned long)left & 0xffffffff;

	assert(left >= 1 && (int64_t)head.n <= left);
	if (sink(ctx, header, sizeof(header), err) < 0)
		return -1;
	while (blocks-- > 0) {
		size_t n = left < BLOCK_MAX ? (size_t)left : BLOCK_MAX;
		size_t n_head = head.n < n ? head.n : n;

		left -= (int64_t)n;
		block[0] = blocks == 0;
		put_little(block + 1, n, 2);
		put_little(block + 3, ~(unsigned long)n, 2);
		memset(block + BLOCK_HEAD, '\n', n);
		if (n_head > 0)
			memcpy(block + BLOCK_HEAD, head.p, n_head);
		head = str_from(head, n_head);
		crc = crc32(crc, block + BLOCK_HEAD, (unsigned int)n);
		if (sink(ctx, block, BLOCK_HEAD + n, err) < 0)
			return -1;
	}
	put_little(tail, crc, 4);
	put_little(tail + 4, length, 4);
	return sink(ctx, tail, sizeof(tail), err);
}

struct gzip_in {
	z_stream z;
	int fd;
	int64_t at;		/* file offset after what is in chunk */
	bool is_done;		/* the member's end was read */
	unsigned char chunk[CHUNK];
};

struct gzip_in *
gzip_in_new(int fd)
{
	struct gzip_in *g = mem_alloc(sizeof(*g));

	g->fd = fd;
	if (inflateInit2(&g->z, 15 + 16) != Z_OK) {
		free(g);
		return NULL;
	}
	return g;
}

void
gzip_in_free(struct gzip_in *g)
{
	if (g == NULL)
		return;
	(void)inflateEnd(&g->z);
	free(g);
}

void
gzip_in_seek(struct gzip_in *g, int64_t offset)
{
	(void)inflateReset(&g->z);
	g->z.avail_in = 0;
	g->at = offset;
	g->is_done = false;
}

int64_t
gzip_in_offset(const struct gzip_in *g)
{
	return g->at - (int64_t)g->z.avail_in;
}

static int
fill(struct gzip_in *g, struct err *err)
{
	ssize_t n;

	do
		n = pread(g->fd, g->chunk, CHUNK, g->at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(err, "read");
	g->at += n;
	g->z.next_in = g->chunk;
	g->z.avail_in = (unsigned int)n;
	return 0;
}

int
gzip_in_read(struct gzip_in *g, void *p, size_t n, size_t *got,
    struct err *err)
{
	size_t want = n < 1 << 30 ? n : 1 << 30;

	*got = 0;
	g->z.next_out = p;
	g->z.avail_out = (unsigned int)want;
	while (!g->is_done && g->z.avail_out > 0) {
		int rc;

		if (g->z.avail_in == 0) {
			if (fill(g, err) < 0)
				return -1;
			if (g->z.avail_in == 0)
				return err_set(err, ERR_STORE,
				    "the gzip member is cut short");
		}
		rc = inflate(&g->z, Z_NO_FLUSH);
		if (rc == Z_STREAM_END)
			g->is_done = true;
		else if (rc != Z_OK)
			return err_set(err, ERR_STORE, "broken gzip data%s%s",
			    g->z.msg != NULL ? ": " : "",
			    g->z.msg != NULL ? g->z.msg : "");
	}
	*got = want - g->z.avail_out;
	return 0;
}

int
gzip_in_next(struct gzip_in *g, bool *at_end, struct err *err)
{
	if (g->z.avail_in == 0 && fill(g, err) < 0)
		return -1;
	*at_end = g->z.avail_in == 0;
	if (!*at_end) {
		(void)inflateReset(&g->z);
		g->is_done = false;
	}
	return 0;
}
