#include "site/ahead.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/writer.h"
#include "site/asset.h"
#include "web/media.h"

/* Few pictures are larger: they would fill the writer's room alone. */
#define AHEAD_MAX ((size_t)4 << 20)

struct ahead {
	char *dir;
	struct writer *writer;
};

int
ahead_new(struct ahead **out, const char *dir, struct err *err)
{
	struct ahead *a;

	if (file_remove(dir, err) < 0 || file_mkdirs(dir, err) < 0)
		return -1;
	a = mem_alloc(sizeof(*a));
	a->dir = mem_dup(dir);
	a->writer = writer_new();
	*out = a;
	return 0;
}

void
ahead_free(struct ahead *a)
{
	struct err ignored = ERR_INIT;

	if (a == NULL)
		return;
	writer_free(a->writer);
	/* What stays behind goes when the archive is opened next. */
	(void)!file_remove(a->dir, &ignored);
	free(a->dir);
	free(a);
}

void
ahead_put(struct ahead *a, const char *digest, const char *media,
    struct str payload)
{
	AUTO(buf_release) struct buf bytes = BUF_INIT(AHEAD_MAX);
	AUTO(mem_freep) char *to = NULL;
	char asset[ASSET_PATH];
	struct err ignored = ERR_INIT;

	if (payload.n > AHEAD_MAX || writer_is_full(a->writer) ||
	    !asset_is_plain(media, payload) || !asset_name(digest, media, asset))
		return;
	buf_s(&bytes, payload);
	to = path_join(a->dir, path_base(asset));
	(void)!writer_put(a->writer, to, &bytes, &ignored);
}

void
ahead_end(struct ahead *a)
{
	struct err ignored = ERR_INIT;

	/* What could not be written is missed, and made again, or fails there
	 * with the same reason. */
	(void)!writer_wait(a->writer, &ignored);
}

bool
ahead_take(struct ahead *a, const char *asset, const char *to)
{
	AUTO(mem_freep) char *from = NULL;
	struct err ignored = ERR_INIT;

	if (a == NULL)
		return false;
	from = path_join(a->dir, path_base(asset));
	if (rename(from, to) == 0)
		return true;
	return !file_is_missing(from) && file_mkdirs_for(to, &ignored) == 0 &&
	    rename(from, to) == 0;
}
