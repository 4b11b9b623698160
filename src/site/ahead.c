#include "site/ahead.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "base/writer.h"
#include "site/asset.h"
#include "web/media.h"

/* Few pictures are larger: they would fill the writer's room alone. */
#define AHEAD_MAX ((size_t)4 << 20)

struct ahead {
	char *dir;
	char *root;		/* of the site, once placed */
	struct writer *writer;
	struct map assets;	/* put; the value tells whether it is used */
};

int
ahead_new(struct ahead **out, const char *dir, struct err *err)
{
	struct ahead *a;

	if (file_remove(dir, err) < 0 || file_mkdirs(dir, err) < 0)
		return -1;
	a = mem_alloc(sizeof(*a));
	a->dir = mem_dup(dir);
	a->writer = writer_new(0);
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
	map_release(&a->assets);
	free(a->dir);
	free(a->root);
	free(a);
}

/* "ab/…" of "assets/ab/…". */
static const char *
below(const char *asset)
{
	return strchr(asset, '/') + 1;
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
	    !asset_is_plain(media, payload) ||
	    !asset_name(digest, media, asset) ||
	    !map_add(&a->assets, str_of(asset)))
		return;
	buf_s(&bytes, payload);
	to = path_join(a->dir, below(asset));
	(void)!writer_put(a->writer, to, &bytes, &ignored);
}

void
ahead_place(struct ahead *a, const char *root)
{
	AUTO(mem_freep) char *to = path_join(root, "assets");
	struct err ignored = ERR_INIT;

	/* What could not be written is made again with the rest, or fails
	 * there with the same reason. */
	if (a != NULL && writer_wait(a->writer, &ignored) == 0 &&
	    rename(a->dir, to) == 0)
		a->root = mem_dup(root);
}

bool
ahead_use(struct ahead *a, const char *asset)
{
	if (a == NULL || a->root == NULL ||
	    !map_has(&a->assets, str_of(asset)))
		return false;
	(void)map_set(&a->assets, str_of(asset), a);
	return true;
}

int
ahead_prune(struct ahead *a, struct err *err)
{
	if (a == NULL || a->root == NULL)
		return 0;
	for (size_t i = 0; i < a->assets.n; i++) {
		AUTO(mem_freep) char *path = NULL;

		if (a->assets.items[i].value != NULL)
			continue;
		path = path_join(a->root, a->assets.items[i].key);
		if (file_remove(path, err) < 0)
			return -1;
		/* Others may be in its folder. */
		path[path_base(path) - path] = '\0';
		(void)rmdir(path);
	}
	return 0;
}
