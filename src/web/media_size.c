#include "web/media.h"

static unsigned int
le16(const unsigned char *p)
{
	return (unsigned int)p[0] | (unsigned int)p[1] << 8;
}

static unsigned int
le24(const unsigned char *p)
{
	return le16(p) | (unsigned int)p[2] << 16;
}

static unsigned int
le32(const unsigned char *p)
{
	return le24(p) | (unsigned int)p[3] << 24;
}

static unsigned int
be16(const unsigned char *p)
{
	return (unsigned int)p[0] << 8 | p[1];
}

static unsigned int
be32(const unsigned char *p)
{
	return be16(p) << 16 | be16(p + 2);
}

/* Walks the segments to the first frame header (ITU T.81, B.2). */
static bool
jpeg_size(const unsigned char *p, size_t n, unsigned int *w, unsigned int *h)
{
	size_t i = 2;

	while (i + 9 < n) {
		unsigned int marker = p[i + 1];

		if (p[i] != 0xff)
			return false;
		if (marker == 0xff) {
			i++;
			continue;
		}
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
		    marker != 0xc8 && marker != 0xcc) {
			*h = be16(p + i + 5);
			*w = be16(p + i + 7);
			return true;
		}
		i += 2;
		if (marker != 0x01 && (marker < 0xd0 || marker > 0xd8))
			i += be16(p + i);
	}
	return false;
}

static bool
webp_size(const unsigned char *p, size_t n, unsigned int *w, unsigned int *h)
{
	if (n < 30)
		return false;
	if (memcmp(p + 12, "VP8X", 4) == 0) {
		*w = le24(p + 24) + 1;
		*h = le24(p + 27) + 1;
	} else if (memcmp(p + 12, "VP8L", 4) == 0 && p[20] == 0x2f) {
		*w = (le32(p + 21) & 0x3fff) + 1;
		*h = (le32(p + 21) >> 14 & 0x3fff) + 1;
	} else if (memcmp(p + 12, "VP8 ", 4) == 0 &&
	    memcmp(p + 23, "\x9d\x01\x2a", 3) == 0) {
		*w = le16(p + 26) & 0x3fff;
		*h = le16(p + 28) & 0x3fff;
	} else {
		return false;
	}
	return true;
}

/* The height is negative where the first row is the top one. */
static bool
bmp_size(const unsigned char *p, size_t n, unsigned int *w, unsigned int *h)
{
	if (n < 26)
		return false;
	if (p[14] == 12) {
		*w = le16(p + 18);
		*h = le16(p + 20);
		return true;
	}
	*w = le32(p + 18);
	*h = le32(p + 22);
	if (*h > 0x7fffffff)
		*h = 0U - *h;
	return true;
}

/* The largest of an icon's pictures; a byte of 0 means 256. */
static bool
ico_size(const unsigned char *p, size_t n, unsigned int *w, unsigned int *h)
{
	unsigned int count = n >= 6 ? le16(p + 4) : 0;

	*w = *h = 0;
	for (size_t i = 6; count > 0 && i + 16 <= n; i += 16, count--) {
		unsigned int wide = p[i] != 0 ? p[i] : 256;
		unsigned int high = p[i + 1] != 0 ? p[i + 1] : 256;

		if (wide <= *w)
			continue;
		*w = wide;
		*h = high;
	}
	return *w > 0;
}

bool
media_image_size(struct str s, unsigned int *w, unsigned int *h)
{
	const unsigned char *p = (const unsigned char *)s.p;

	*w = *h = 0;
	if (str_starts(s, STR("\x89PNG\r\n\x1a\n"))) {
		if (s.n < 24)
			return false;
		*w = be32(p + 16);
		*h = be32(p + 20);
		return true;
	}
	if (str_starts(s, STR("GIF8"))) {
		if (s.n < 10)
			return false;
		*w = le16(p + 6);
		*h = le16(p + 8);
		return true;
	}
	if (str_starts(s, STR("\xff\xd8\xff")))
		return jpeg_size(p, s.n, w, h);
	if (str_starts(s, STR("RIFF")))
		return webp_size(p, s.n, w, h);
	if (str_starts(s, STR("BM")))
		return bmp_size(p, s.n, w, h);
	if (str_starts(s, STR("\0\0\1\0")))
		return ico_size(p, s.n, w, h);
	return false;
}
