#include "base/codec.h"

#include <brotli/decode.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define CHUNK 65536

bool
codec_named(struct str name, enum codec *out)
{
	static const struct {
		const char *name;
		enum codec codec;
	} names[] = {
		{ "gzip", CODEC_GZIP }, { "x-gzip", CODEC_GZIP },
		{ "deflate", CODEC_DEFLATE }, { "br", CODEC_BR },
		{ "zstd", CODEC_ZSTD },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (str_eq_nocase(name, str_of(names[i].name))) {
			*out = names[i].codec;
			return true;
		}
	}
	return false;
}

static int
broken(const char *what, struct err *err)
{
	return err_set(err, ERR_ITEM, "broken %s data", what);
}

/* Appends a decoded chunk under the limits of this file's invariant 1. */
static int
emit(struct buf *out, size_t n_in, const char *p, size_t n, struct err *err)
{
	buf_put(out, p, n);
	if (buf_check(out, err) < 0)
		return -1;
	if (out->len > 1 << 20 && out->len / CODEC_RATIO > n_in) {
		out->failed = true;
		return err_set(err, ERR_ITEM, "decompresses more than %d-fold",
		    CODEC_RATIO);
	}
	return 0;
}

static int
inflate_all(z_stream *z, struct str in, bool members, struct buf *out,
    struct err *err)
{
	const char *name = members ? "gzip" : "deflate";
	char chunk[CHUNK];
	int rc = Z_OK;

	z->next_in = (unsigned char *)(uintptr_t)in.p;
	z->avail_in = (unsigned int)in.n;
	for (;;) {
		z->next_out = (unsigned char *)chunk;
		z->avail_out = CHUNK;
		rc = inflate(z, Z_NO_FLUSH);
		if (emit(out, in.n, chunk, CHUNK - z->avail_out, err) < 0)
			return -1;
		if (rc == Z_STREAM_END) {
			/* Bytes after the last member are padding. */
			if (!members || z->avail_in < 2 ||
			    z->next_in[0] != 0x1f || z->next_in[1] != 0x8b)
				return 0;
			(void)inflateReset(z);
		} else if (rc == Z_BUF_ERROR || (rc == Z_OK &&
		    z->avail_in == 0 && z->avail_out > 0)) {
			return err_set(err, ERR_ITEM, "cut-off %s data",
			    name);
		} else if (rc != Z_OK) {
			return broken(name, err);
		}
	}
}

static int
decode_zlib(int bits, struct str in, struct buf *out, struct err *err)
{
	z_stream z = { 0 };
	int rc;

	if (in.n > UINT32_MAX)
		return err_set(err, ERR_ITEM, "more than 4 GB of gzip data");
	if (inflateInit2(&z, bits) != Z_OK)
		return err_set(err, ERR_SYSTEM, "out of memory");
	rc = inflate_all(&z, in, bits > 15, out, err);
	(void)inflateEnd(&z);
	return rc;
}

/* zlib's header: CM 8, and a check that makes it a multiple of 31. */
static bool
has_zlib_header(struct str in)
{
	return in.n >= 2 && (in.p[0] & 15) == 8 &&
	    ((unsigned char)in.p[0] * 256 + (unsigned char)in.p[1]) % 31 == 0;
}

static int
decode_br(struct str in, struct buf *out, struct err *err)
{
	BrotliDecoderState *br = BrotliDecoderCreateInstance(NULL, NULL, NULL);
	const uint8_t *next = (const uint8_t *)in.p;
	BrotliDecoderResult r;
	size_t left = in.n;
	char chunk[CHUNK];
	int rc = 0;

	if (br == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory");
	do {
		uint8_t *to = (uint8_t *)chunk;
		size_t room = CHUNK;

		r = BrotliDecoderDecompressStream(br, &left, &next, &room, &to,
		    NULL);
		rc = emit(out, in.n, chunk, CHUNK - room, err);
	} while (rc == 0 && r == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT);
	BrotliDecoderDestroyInstance(br);
	if (rc == 0 && r == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
		rc = err_set(err, ERR_ITEM, "cut-off br data");
	else if (rc == 0 && r != BROTLI_DECODER_RESULT_SUCCESS)
		rc = broken("br", err);
	return rc;
}

static int
decode_zstd(struct str in, struct buf *out, struct err *err)
{
	ZSTD_DCtx *d = ZSTD_createDCtx();
	ZSTD_inBuffer from = { in.p, in.n, 0 };
	char chunk[CHUNK];
	size_t left = 1;
	int rc = 0;

	if (d == NULL)
		return err_set(err, ERR_SYSTEM, "out of memory");
	(void)ZSTD_DCtx_setParameter(d, ZSTD_d_windowLogMax, 27);
	while (rc == 0) {
		ZSTD_outBuffer to = { chunk, CHUNK, 0 };

		left = ZSTD_decompressStream(d, &to, &from);
		if (ZSTD_isError(left)) {
			rc = broken("zstd", err);
			break;
		}
		rc = emit(out, in.n, chunk, to.pos, err);
		if (from.pos == in.n && to.pos < to.size)
			break;
	}
	ZSTD_freeDCtx(d);
	if (rc == 0 && left != 0)
		rc = err_set(err, ERR_ITEM, "cut-off zstd data");
	return rc;
}

/* Markup whose server says gzip of what it never compressed. */
static bool
is_bare_markup(struct str in)
{
	size_t i = str_starts(in, STR("\xef\xbb\xbf")) ? 3 : 0;

	while (i < in.n && ch_is_space(in.p[i]))
		i++;
	return i < in.n && in.p[i] == '<';
}

int
codec_decode(enum codec c, struct str in, struct buf *out, struct err *err)
{
	switch (c) {
	case CODEC_GZIP:
		if (is_bare_markup(in))
			return emit(out, in.n, in.p, in.n, err);
		return decode_zlib(15 + 16, in, out, err);
	case CODEC_DEFLATE:
		return decode_zlib(has_zlib_header(in) ? 15 : -15, in, out,
		    err);
	case CODEC_BR:
		return decode_br(in, out, err);
	case CODEC_ZSTD:
		return decode_zstd(in, out, err);
	}
	return -1;
}

/* Takes the last coding off the list; false at its start. */
static bool
take_last(struct str *codings, struct str *name)
{
	size_t comma = codings->n;

	if (comma == 0)
		return false;
	while (comma > 0 && codings->p[comma - 1] != ',')
		comma--;
	*name = str_trim(str_from(*codings, comma));
	*codings = str_sub(*codings, 0, comma > 0 ? comma - 1 : 0);
	return true;
}

int
codec_decode_stack(struct str codings, struct str in, struct buf *out,
    struct err *err)
{
	struct buf parts[2] = { BUF_INIT(out->max), BUF_INIT(out->max) };
	struct str name;
	bool is_over = false;
	enum codec codec;
	int n = 0, rc = 0;

	while (in.n > 0 && take_last(&codings, &name)) {
		struct buf *to = &parts[n % 2];

		if (!codec_named(name, &codec))
			continue;
		if (n++ == CODEC_STACK) {
			rc = err_set(err, ERR_ITEM,
			    "more than %d content-codings", CODEC_STACK);
			in = STR("");
			break;
		}
		buf_reset(to);
		/* The first that is broken says what is wrong. */
		if (codec_decode(codec, in, to, rc == 0 ? err : NULL) < 0)
			rc = -1;
		is_over = is_over || to->failed;
		in = buf_view(to);
	}
	buf_s(out, in);
	if (rc == 0)
		rc = buf_check(out, err);
	out->failed = out->failed || is_over;
	buf_release(&parts[0]);
	buf_release(&parts[1]);
	return rc;
}

int
codec_gzip(struct str in, int level, struct buf *out, struct err *err)
{
	z_stream z = { 0 };
	unsigned long bound;
	char *to;
	int rc;

	if (in.n > UINT32_MAX / 2)
		return err_set(err, ERR_ITEM, "too large for one gzip member");
	if (deflateInit2(&z, level, Z_DEFLATED, 15 + 16, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK)
		return err_set(err, ERR_SYSTEM, "out of memory");
	bound = deflateBound(&z, in.n);
	to = buf_room(out, bound);
	if (to == NULL) {
		(void)deflateEnd(&z);
		return buf_check(out, err);
	}
	z.next_in = (unsigned char *)(uintptr_t)in.p;
	z.avail_in = (unsigned int)in.n;
	z.next_out = (unsigned char *)to;
	z.avail_out = (unsigned int)bound;
	rc = deflate(&z, Z_FINISH);
	(void)deflateEnd(&z);
	if (rc != Z_STREAM_END)
		return err_set(err, ERR_SYSTEM, "gzip failed");
	buf_end(out, bound - z.avail_out);
	return 0;
}

int
codec_zstd(struct str in, int level, struct buf *out, struct err *err)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t bound = ZSTD_compressBound(in.n), n;
	char *to = buf_room(out, bound);

	if (c == NULL || to == NULL) {
		ZSTD_freeCCtx(c);
		return err_set(err, ERR_SYSTEM, "out of memory");
	}
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, level);
	(void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(c, to, bound, in.p, in.n);
	ZSTD_freeCCtx(c);
	if (ZSTD_isError(n))
		return err_set(err, ERR_SYSTEM, "zstd: %s",
		    ZSTD_getErrorName(n));
	buf_end(out, n);
	return 0;
}
