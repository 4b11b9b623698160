#include "site/asset.h"

#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "site/ahead.h"
#include "site/chore.h"
#include "site/memo.h"
#include "site/route.h"
#include "web/media.h"

static const char svg[] = "image/svg+xml";

bool
asset_is_picture(const char *media)
{
	static const char *const shown[] = {
		"image/png", "image/jpeg", "image/gif", "image/webp",
		"image/avif", "image/apng", "image/bmp", "image/x-icon",
		"image/vnd.microsoft.icon", svg,
	};

	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (strcasecmp(media, shown[i]) == 0)
			return true;
	return false;
}

bool
asset_is_text(const char *media)
{
	static const char *const others[] = {
		"application/json", "application/xml", "application/javascript",
		"application/ecmascript", "application/x-javascript",
		"application/xhtml+xml", "application/rss+xml",
		"application/atom+xml", "application/x-sh", "application/toml",
		"application/yaml", "application/x-yaml", "application/sql",
	};

	if (strncasecmp(media, "text/", 5) == 0)
		return true;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcasecmp(media, others[i]) == 0)
			return true;
	return false;
}

/* An allow-list: an extension that is not here could be one that runs. */
static const char *
extension(const char *media)
{
	static const char *const passive[] = {
		"png", "jpg", "gif", "webp", "avif", "apng", "bmp", "ico",
		"svg", "pdf", "mp3", "ogg", "oga", "ogv", "opus", "wav", "flac",
		"m4a", "mp4", "webm", "mkv", "mov", "zip", "gz", "xz", "bz2",
		"zst", "tar", "7z", "rar", "epub", "djvu", "ps", "docx", "xlsx",
		"pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "rtf", "tif",
		"tiff", "jxl", "heic", "woff", "woff2", "ttf", "otf",
	};
	const char *ext = media_ext(str_of(media));

	if (strcmp(ext, "jpeg") == 0)
		ext = "jpg";
	for (size_t i = 0; i < sizeof(passive) / sizeof(passive[0]); i++)
		if (strcmp(ext, passive[i]) == 0)
			return ext;
	return asset_is_text(media) ? "txt" : "bin";
}

bool
asset_is_plain(const char *media, struct str bytes)
{
	const char *essence;

	return asset_is_picture(media) && strcasecmp(media, svg) != 0 &&
	    media_sniff(bytes, STR(""), &essence) == MEDIA_IMAGE;
}

/* A clean SVG, or bytes that are what their type says. */
static int
prepare(struct build *b, struct asset *a, struct buf *bytes, struct err *err)
{
	struct chore e;
	int result;

	if (strcasecmp(a->media, svg) != 0) {
		if (asset_is_picture(a->media) &&
		    !asset_is_plain(a->media, buf_view(bytes)))
			a->why = "The bytes are not a picture.";
		return 0;
	}
	if (chore_start(b, &e, JOB_SVG, buf_view(bytes), err) < 0)
		return -1;
	result = chore_wait(b, &e, err);
	buf_reset(bytes);
	if (result == 0 && e.is_ok)
		buf_s(bytes, buf_view(&e.bytes));
	else
		a->why = "The drawing could not be made safe to show.";
	chore_release(&e);
	return result;
}

/* From the earlier site; an SVG is made anew, as its rules may have changed. */
static bool
take_old(struct build *b, const char *path, const char *to)
{
	AUTO(mem_freep) char *from = path_join(b->old, path);
	struct err err = ERR_INIT;

	return !str_ends(str_of(path), STR(".svg")) && file_exists(from) &&
	    file_mkdirs_for(to, &err) == 0 && file_link(from, to, &err) == 0;
}

bool
asset_name(const char *digest, const char *media, char path[ASSET_PATH])
{
	AUTO(buf_release) struct buf b = BUF_INIT(ASSET_PATH - 1);

	if (digest[0] == '\0')
		return false;
	route_asset(digest, extension(media), &b);
	if (b.failed)
		return false;
	memcpy(path, b.p, b.len + 1);
	return true;
}

static int
make_asset(struct build *b, struct asset *a, struct err *err)
{
	AUTO(buf_release) struct buf bytes = BUF_INIT(BUILD_PAYLOAD_MAX);
	char digest[HASH_HEX];

	if (build_load(b, &a->at, &bytes, err) < 0) {
		if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
			return -1;
		err_clear(err);
		a->why = "Its record in the archive cannot be read.";
		return 0;
	}
	if (a->digest[0] == '\0') {
		hash_of(buf_view(&bytes), digest);
		if (!asset_name(digest, a->media, a->path))
			return 0;
	}
	if (prepare(b, a, &bytes, err) < 0)
		return -1;
	return a->why != NULL ? 0 : build_write(b, a->path, &bytes, err);
}

int
asset_keep(struct build *b, struct asset *a, struct err *err)
{
	AUTO(mem_freep) char *to = NULL;

	a->path[0] = '\0';
	a->why = NULL;
	if (a->at.segment == 0) {
		a->why = "It was not saved.";
		return 0;
	}
	if (asset_name(a->digest, a->media, a->path)) {
		to = path_join(b->out, a->path);
		if (ahead_use(b->ahead, a->path) || file_exists(to) ||
		    take_old(b, a->path, to)) {
			memo_use_asset(b, a->path);
			return 0;
		}
	}
	if (make_asset(b, a, err) < 0)
		return -1;
	/* What could not be read now may be read again. */
	if (a->why != NULL) {
		a->path[0] = '\0';
		memo_spoil(b);
	} else if (a->path[0] != '\0')
		memo_use_asset(b, a->path);
	return 0;
}

int
asset_of(struct build *b, const struct resource *r, struct asset *a,
    struct err *err)
{
	*a = (struct asset){ .digest = r->digest, .media = r->media,
		.at = r->capture };
	return asset_keep(b, a, err);
}
