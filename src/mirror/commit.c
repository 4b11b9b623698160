#include "mirror/commit.h"

#include "article/article.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "mirror/mirror.h"
#include "store/manifest.h"

int64_t
commit_date(const struct archive *a)
{
	int64_t date = clock_now() / 1000 * 1000;

	for (;; date += 1000) {
		AUTO(mem_freep) char *path = archive_manifest_path(a, date);

		if (!file_exists(path))
			return date;
	}
}

int
commit_snapshot(struct archive *a, const char *robots, struct snapshot *s,
    struct catalog_counts *counts, struct err *err)
{
	struct catalog_counts c;

	if (catalog_count(a->catalog, &c, err) < 0)
		return -1;
	s->program = mem_dup(MIRROR_PROGRAM);
	s->extractor = ARTICLE_VERSION;
	s->robots = mem_dup(robots);
	s->n_notes = c.notes;
	s->n_refs = c.refs;
	s->n_resources = c.resources;
	s->n_kept = c.kept;
	if (counts != NULL)
		*counts = c;
	if (manifest_write(a, s, err) < 0)
		return -1;
	return catalog_finish(a->catalog, err);
}
