#include "web/media_magic.h"

static const struct magic {
	size_t at;
	const char *bytes;
	size_t n;
	const char *essence;
} magics[] = {
#define MAGIC(at, bytes, essence) { at, bytes, sizeof(bytes) - 1, essence }
	MAGIC(0, "%PDF-", "application/pdf"),
	MAGIC(0, "\x89PNG\r\n\x1a\n", "image/png"),
	MAGIC(0, "\xff\xd8\xff", "image/jpeg"),
	MAGIC(0, "GIF87a", "image/gif"),
	MAGIC(0, "GIF89a", "image/gif"),
	MAGIC(0, "II*\0", "image/tiff"),
	MAGIC(0, "MM\0*", "image/tiff"),
	MAGIC(0, "\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
	MAGIC(0, "\xff\x0a", "image/jxl"),
	MAGIC(0, "\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
	MAGIC(0, "8BPS\0", "image/vnd.adobe.photoshop"),
	MAGIC(0, "AT&TFORM", "image/vnd.djvu"),
	MAGIC(0, "\x1f\x8b\x08", "application/gzip"),
	MAGIC(0, "7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
	MAGIC(0, "Rar!\x1a\x07", "application/vnd.rar"),
	MAGIC(0, "\x28\xb5\x2f\xfd", "application/zstd"),
	MAGIC(0, "\xfd" "7zXZ\0", "application/x-xz"),
	MAGIC(0, "BZh", "application/x-bzip2"),
	MAGIC(257, "ustar", "application/x-tar"),
	MAGIC(0, "MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
	MAGIC(0, "{\\rtf", "application/rtf"),
	MAGIC(0, "%!PS-Adobe-", "application/postscript"),
	MAGIC(0, "fLaC", "audio/flac"),
	MAGIC(0, "ID3", "audio/mpeg"),
	MAGIC(0, "MThd\0\0\0\x06", "audio/midi"),
	MAGIC(0, "#!AMR", "audio/amr"),
	MAGIC(0, ".snd\0\0", "audio/basic"),
	MAGIC(0, "FLV\x01", "video/x-flv"),
	MAGIC(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
	MAGIC(0, "\0\0\x01\xba", "video/mpeg"),
	MAGIC(0, "\0\0\x01\xb3", "video/mpeg"),
	MAGIC(0, "wOFF", "font/woff"),
	MAGIC(0, "wOF2", "font/woff2"),
	MAGIC(0, "OTTO\0", "font/otf"),
	MAGIC(0, "ttcf\0", "font/collection"),
	MAGIC(0, "\0\x01\0\0\0", "font/ttf"),
	MAGIC(0, "\0\0\x01\0", "image/x-icon"),
	MAGIC(0, "\0asm", "application/wasm"),
	MAGIC(0, "SQLite format 3\0", "application/vnd.sqlite3"),
	MAGIC(0, "CWS", "application/x-shockwave-flash"),
	MAGIC(0, "\x7f" "ELF", "application/octet-stream"),
	MAGIC(0, "\xca\xfe\xba\xbe", "application/octet-stream"),
#undef MAGIC
};

static bool
has_at(struct str s, size_t at, struct str what)
{
	return str_starts(str_from(s, at), what);
}

static bool
contains(struct str s, struct str what)
{
	return str_find(s, what) != (size_t)-1;
}

static const char *
riff_magic(struct str s)
{
	if (has_at(s, 8, STR("WEBP")))
		return "image/webp";
	if (has_at(s, 8, STR("WAVE")))
		return "audio/wav";
	if (has_at(s, 8, STR("AVI ")))
		return "video/x-msvideo";
	return "application/octet-stream";
}

/* ISO base media: the brand that the file is. */
static const char *
brand_magic(struct str s)
{
	static const struct {
		const char *brand;
		const char *essence;
	} brands[] = {
		{ "avif", "image/avif" }, { "avis", "image/avif" },
		{ "heic", "image/heic" }, { "heix", "image/heic" },
		{ "hevc", "image/heic" }, { "heim", "image/heic" },
		{ "heis", "image/heic" }, { "mif1", "image/heif" },
		{ "msf1", "image/heif" },
		{ "M4A ", "audio/mp4" }, { "M4B ", "audio/mp4" },
		{ "qt  ", "video/quicktime" },
		{ "3gp", "video/3gpp" },
	};

	/* "mif1" is shared: AVIF names itself among the compatible ones. */
	if (has_at(s, 8, STR("mif1")) && contains(str_sub(s, 12, 64),
	    STR("avif")))
		return "image/avif";
	for (size_t i = 0; i < sizeof(brands) / sizeof(brands[0]); i++)
		if (has_at(s, 8, str_of(brands[i].brand)))
			return brands[i].essence;
	return "video/mp4";
}

/* A zip file's document format, by its first entries. */
static const char *
zip_magic(struct str s, struct str declared)
{
	static const char *const odf = "mimetypeapplication/";
	const char *name;

	if (has_at(s, 30, str_of(odf))) {
		struct str type = str_sub(s, 38, 38 + 64);
		size_t n;

		for (n = 0; n < type.n && (ch_is_alnum(type.p[n]) ||
		    strchr("/.+-", type.p[n]) != NULL); n++)
			if (media_kind(str_sub(type, 0, n + 1), &name) ==
			    MEDIA_OFFICE && (n + 1 == type.n ||
			    type.p[n + 1] == 'P'))
				return name;
	}
	/* The declared type says it where the entries are further on. */
	if (media_kind(declared, &name) == MEDIA_OFFICE ||
	    str_eq(declared, STR("application/java-archive")) || str_eq(
	    declared, STR("application/vnd.android.package-archive")))
		return name;
	if (contains(s, STR("word/")))
		name = "application/vnd.openxmlformats-officedocument."
		    "wordprocessingml.document";
	else if (contains(s, STR("xl/")))
		name = "application/vnd.openxmlformats-officedocument."
		    "spreadsheetml.sheet";
	else if (contains(s, STR("ppt/")))
		name = "application/vnd.openxmlformats-officedocument."
		    "presentationml.presentation";
	else
		return "application/zip";
	return contains(s, STR("[Content_Types].xml")) ||
	    contains(s, STR("_rels/")) ? name : "application/zip";
}

static unsigned int
byte_at(struct str s, size_t i)
{
	return i < s.n ? (unsigned char)s.p[i] : 0;
}

/* A frame of MPEG audio, or of AAC in ADTS: eleven bits and a valid header. */
static const char *
frame_magic(struct str s)
{
	unsigned int b1 = byte_at(s, 1), b2 = byte_at(s, 2);

	if (s.n < 4 || byte_at(s, 0) != 0xff)
		return NULL;
	if ((b1 & 0xf6) == 0xf0)
		return "audio/aac";
	if ((b1 & 0xe0) == 0xe0 && (b1 & 0x18) != 0x08 && (b1 & 6) != 0 &&
	    (b2 & 0xf0) != 0xf0 && (b2 & 0xf0) != 0 && (b2 & 0x0c) != 0x0c)
		return "audio/mpeg";
	return NULL;
}

/* "BM" is too short to be believed: the rest of the header must fit. */
static bool
is_bmp(struct str s)
{
	static const char zeros[4];

	return s.n >= 18 && str_starts(s, STR("BM")) &&
	    has_at(s, 6, str_make(zeros, 4)) && byte_at(s, 15) == 0 &&
	    byte_at(s, 16) == 0 && byte_at(s, 17) == 0 &&
	    (byte_at(s, 14) == 12 || byte_at(s, 14) >= 40);
}

static const char *
container_magic(struct str s, struct str declared)
{
	const char *name;

	if (str_starts(s, STR("RIFF")))
		return riff_magic(s);
	if (has_at(s, 4, STR("ftyp")))
		return brand_magic(s);
	if (str_starts(s, STR("PK\x03\x04")) ||
	    str_starts(s, STR("PK\x05\x06")))
		return zip_magic(s, declared);
	if (str_starts(s, STR("OggS")))
		return contains(str_sub(s, 0, 256), STR("\x80theora")) ?
		    "video/ogg" : "audio/ogg";
	if (str_starts(s, STR("\x1a\x45\xdf\xa3")))
		return !contains(str_sub(s, 0, 128), STR("webm")) ?
		    "video/x-matroska" : str_eq(declared, STR("audio/webm")) ?
		    "audio/webm" : "video/webm";
	if (str_starts(s, STR("FORM")) && has_at(s, 8, STR("AIF")))
		return "audio/aiff";
	if (str_starts(s, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return media_kind(declared, &name) == MEDIA_OFFICE ? name :
		    "application/x-ole-storage";
	return NULL;
}

const char *
media_magic(struct str s, struct str declared)
{
	const char *essence = container_magic(s, declared);

	if (essence != NULL)
		return essence;
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (has_at(s, magics[i].at,
		    str_make(magics[i].bytes, magics[i].n)))
			return magics[i].essence;
	if (is_bmp(s))
		return "image/bmp";
	return frame_magic(s);
}
