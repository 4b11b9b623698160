#include "web/media.h"

#include "web/media_magic.h"

static const struct type {
	const char *essence;
	enum media kind;
	const char *ext;
} types[] = {
	{ "text/html", MEDIA_HTML, "html" },
	{ "application/xhtml+xml", MEDIA_HTML, "xhtml" },
	{ "application/vnd.wap.xhtml+xml", MEDIA_HTML, "xhtml" },
	{ "text/plain", MEDIA_TEXT, "txt" },
	{ "text/markdown", MEDIA_TEXT, "md" },
	{ "text/x-markdown", MEDIA_TEXT, "md" },
	{ "text/csv", MEDIA_TEXT, "csv" },
	{ "text/tab-separated-values", MEDIA_TEXT, "tsv" },
	{ "text/calendar", MEDIA_TEXT, "ics" },
	{ "text/vcard", MEDIA_TEXT, "vcf" },
	{ "text/vtt", MEDIA_TEXT, "vtt" },
	{ "text/x-c", MEDIA_TEXT, "c" },
	{ "text/x-python", MEDIA_TEXT, "py" },
	{ "application/yaml", MEDIA_TEXT, "yaml" },
	{ "application/x-yaml", MEDIA_TEXT, "yaml" },
	{ "text/yaml", MEDIA_TEXT, "yaml" },
	{ "application/toml", MEDIA_TEXT, "toml" },
	{ "application/x-sh", MEDIA_TEXT, "sh" },
	{ "application/x-tex", MEDIA_TEXT, "tex" },
	{ "application/xml", MEDIA_XML, "xml" },
	{ "text/xml", MEDIA_XML, "xml" },
	{ "application/mathml+xml", MEDIA_XML, "mml" },
	{ "application/rss+xml", MEDIA_FEED, "rss" },
	{ "application/atom+xml", MEDIA_FEED, "atom" },
	{ "application/rdf+xml", MEDIA_FEED, "rdf" },
	{ "application/json", MEDIA_JSON, "json" },
	{ "text/json", MEDIA_JSON, "json" },
	{ "application/ld+json", MEDIA_JSON, "jsonld" },
	{ "application/feed+json", MEDIA_JSON, "json" },
	{ "application/manifest+json", MEDIA_JSON, "webmanifest" },
	{ "application/geo+json", MEDIA_JSON, "geojson" },
	{ "application/problem+json", MEDIA_JSON, "json" },
	{ "application/x-ndjson", MEDIA_JSON, "ndjson" },
	{ "application/pdf", MEDIA_PDF, "pdf" },
	{ "image/png", MEDIA_IMAGE, "png" },
	{ "image/apng", MEDIA_IMAGE, "png" },
	{ "image/jpeg", MEDIA_IMAGE, "jpg" },
	{ "image/jpg", MEDIA_IMAGE, "jpg" },
	{ "image/gif", MEDIA_IMAGE, "gif" },
	{ "image/webp", MEDIA_IMAGE, "webp" },
	{ "image/avif", MEDIA_IMAGE, "avif" },
	{ "image/heic", MEDIA_IMAGE, "heic" },
	{ "image/heif", MEDIA_IMAGE, "heif" },
	{ "image/jxl", MEDIA_IMAGE, "jxl" },
	{ "image/jp2", MEDIA_IMAGE, "jp2" },
	{ "image/bmp", MEDIA_IMAGE, "bmp" },
	{ "image/x-icon", MEDIA_IMAGE, "ico" },
	{ "image/vnd.microsoft.icon", MEDIA_IMAGE, "ico" },
	{ "image/tiff", MEDIA_IMAGE, "tif" },
	{ "image/vnd.djvu", MEDIA_IMAGE, "djvu" },
	{ "image/vnd.adobe.photoshop", MEDIA_IMAGE, "psd" },
	{ "image/svg+xml", MEDIA_SVG, "svg" },
	{ "audio/mpeg", MEDIA_AUDIO, "mp3" },
	{ "audio/mp3", MEDIA_AUDIO, "mp3" },
	{ "audio/mp4", MEDIA_AUDIO, "m4a" },
	{ "audio/x-m4a", MEDIA_AUDIO, "m4a" },
	{ "audio/aac", MEDIA_AUDIO, "aac" },
	{ "audio/ogg", MEDIA_AUDIO, "ogg" },
	{ "audio/wav", MEDIA_AUDIO, "wav" },
	{ "audio/x-wav", MEDIA_AUDIO, "wav" },
	{ "audio/flac", MEDIA_AUDIO, "flac" },
	{ "audio/webm", MEDIA_AUDIO, "weba" },
	{ "audio/midi", MEDIA_AUDIO, "mid" },
	{ "audio/amr", MEDIA_AUDIO, "amr" },
	{ "audio/aiff", MEDIA_AUDIO, "aiff" },
	{ "audio/basic", MEDIA_AUDIO, "au" },
	{ "video/mp4", MEDIA_VIDEO, "mp4" },
	{ "video/webm", MEDIA_VIDEO, "webm" },
	{ "video/x-matroska", MEDIA_VIDEO, "mkv" },
	{ "video/ogg", MEDIA_VIDEO, "ogv" },
	{ "video/quicktime", MEDIA_VIDEO, "mov" },
	{ "video/x-msvideo", MEDIA_VIDEO, "avi" },
	{ "video/x-flv", MEDIA_VIDEO, "flv" },
	{ "video/x-ms-asf", MEDIA_VIDEO, "asf" },
	{ "video/mpeg", MEDIA_VIDEO, "mpg" },
	{ "video/mp2t", MEDIA_VIDEO, "ts" },
	{ "video/3gpp", MEDIA_VIDEO, "3gp" },
	{ "application/vnd.apple.mpegurl", MEDIA_VIDEO, "m3u8" },
	{ "application/zip", MEDIA_ARCHIVE, "zip" },
	{ "application/gzip", MEDIA_ARCHIVE, "gz" },
	{ "application/x-gzip", MEDIA_ARCHIVE, "gz" },
	{ "application/x-tar", MEDIA_ARCHIVE, "tar" },
	{ "application/x-bzip2", MEDIA_ARCHIVE, "bz2" },
	{ "application/x-xz", MEDIA_ARCHIVE, "xz" },
	{ "application/zstd", MEDIA_ARCHIVE, "zst" },
	{ "application/x-7z-compressed", MEDIA_ARCHIVE, "7z" },
	{ "application/vnd.rar", MEDIA_ARCHIVE, "rar" },
	{ "application/x-rar-compressed", MEDIA_ARCHIVE, "rar" },
	{ "application/vnd.ms-cab-compressed", MEDIA_ARCHIVE, "cab" },
	{ "application/java-archive", MEDIA_ARCHIVE, "jar" },
	{ "application/vnd.android.package-archive", MEDIA_ARCHIVE, "apk" },
	{ "application/epub+zip", MEDIA_OFFICE, "epub" },
	{ "application/rtf", MEDIA_OFFICE, "rtf" },
	{ "application/postscript", MEDIA_OFFICE, "ps" },
	{ "application/msword", MEDIA_OFFICE, "doc" },
	{ "application/vnd.ms-excel", MEDIA_OFFICE, "xls" },
	{ "application/vnd.ms-powerpoint", MEDIA_OFFICE, "ppt" },
	{ "application/x-ole-storage", MEDIA_OFFICE, "ole" },
	{ "application/vnd.openxmlformats-officedocument."
	    "wordprocessingml.document", MEDIA_OFFICE, "docx" },
	{ "application/vnd.openxmlformats-officedocument."
	    "spreadsheetml.sheet", MEDIA_OFFICE, "xlsx" },
	{ "application/vnd.openxmlformats-officedocument."
	    "presentationml.presentation", MEDIA_OFFICE, "pptx" },
	{ "application/vnd.oasis.opendocument.text", MEDIA_OFFICE, "odt" },
	{ "application/vnd.oasis.opendocument.spreadsheet", MEDIA_OFFICE,
	    "ods" },
	{ "application/vnd.oasis.opendocument.presentation", MEDIA_OFFICE,
	    "odp" },
	{ "application/vnd.oasis.opendocument.graphics", MEDIA_OFFICE,
	    "odg" },
	{ "font/woff", MEDIA_FONT, "woff" },
	{ "font/woff2", MEDIA_FONT, "woff2" },
	{ "font/ttf", MEDIA_FONT, "ttf" },
	{ "font/otf", MEDIA_FONT, "otf" },
	{ "font/collection", MEDIA_FONT, "ttc" },
	{ "application/font-woff", MEDIA_FONT, "woff" },
	{ "application/font-woff2", MEDIA_FONT, "woff2" },
	{ "application/x-font-ttf", MEDIA_FONT, "ttf" },
	{ "application/vnd.ms-fontobject", MEDIA_FONT, "eot" },
	{ "text/css", MEDIA_CSS, "css" },
	{ "text/javascript", MEDIA_SCRIPT, "js" },
	{ "application/javascript", MEDIA_SCRIPT, "js" },
	{ "application/x-javascript", MEDIA_SCRIPT, "js" },
	{ "application/ecmascript", MEDIA_SCRIPT, "js" },
	{ "application/wasm", MEDIA_BINARY, "wasm" },
	{ "application/x-shockwave-flash", MEDIA_BINARY, "swf" },
	{ "application/vnd.sqlite3", MEDIA_BINARY, "sqlite" },
	{ "application/octet-stream", MEDIA_BINARY, "bin" },
};

static const struct type *
find_type(struct str essence)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq_nocase(str_of(types[i].essence), essence))
			return &types[i];
	return NULL;
}

enum media
media_kind(struct str essence, const char **name)
{
	const struct type *t = find_type(essence);

	if (t == NULL)
		return MEDIA_EMPTY;
	*name = t->essence;
	return t->kind;
}

const char *
media_ext(struct str essence)
{
	const struct type *t = find_type(str_trim(str_sub(essence, 0,
	    str_chr(essence, ';'))));

	return t != NULL ? t->ext : "bin";
}

static struct str
unquote(struct str s)
{
	s = str_trim(s);
	while (s.n > 0 && (s.p[0] == '"' || s.p[0] == '\''))
		s = str_from(s, 1);
	while (s.n > 0 && strchr("\"', \t", s.p[s.n - 1]) != NULL)
		s.n--;
	return s;
}

void
media_parse(struct str field, struct str *essence, struct str *charset)
{
	size_t end = str_chr(field, ';');
	struct str rest, param, first;

	*charset = STR("");
	first = str_sub(field, 0, end);
	/* Two fields that a proxy joined: the first holds. */
	*essence = str_trim(str_sub(first, 0, str_chr(first, ',')));
	if (end == (size_t)-1)
		return;
	rest = str_from(field, end + 1);
	while (str_cut(&rest, ';', &param)) {
		size_t eq = str_chr(param, '=');

		if (eq == (size_t)-1 || !str_eq_nocase(
		    str_trim(str_sub(param, 0, eq)), STR("charset")))
			continue;
		param = str_from(param, eq + 1);
		*charset = unquote(str_sub(param, 0, str_chr(param, ',')));
		return;
	}
}
