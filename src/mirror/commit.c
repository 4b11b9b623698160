#include "mirror/commit.h"

#include "article/article.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/version.h"
#include "mirror/mirror.h"
#include "store/manifest.h"

int
commit_begin(struct run *run, const struct warc_info *info, struct err *err)
{
	struct archive *a = run->archive;

	if (manifest_next_date(a, clock_now(), &run->date, err) < 0 ||
	    catalog_begin(a->catalog, err) < 0)
		return -1;
	return warc_writer_new(&run->writer, a, info, err);
}

int
commit_run(struct run *run, const char *robots, struct snapshot *s,
    struct catalog_counts *counts, struct err *err)
{
	s->date = run->date;
	if (run_sync(run, err) < 0 || warc_writer_close(run->writer, err) < 0)
		return -1;
	return commit_snapshot(run->archive, robots, s, counts, err);
}

int
commit_snapshot(struct archive *a, const char *robots, struct snapshot *s,
    struct catalog_counts *counts, struct err *err)
{
	struct catalog_counts c;

	if (catalog_count(a->catalog, &c, err) < 0)
		return -1;
	if (s->date == 0 && manifest_next_date(a, clock_now(), &s->date, err) < 0)
		return -1;
	s->program = mem_dup(VERSION_NAME);
	s->extractor = ARTICLE_VERSION;
	s->robots = mem_dup(robots);
	s->n_notes = c.notes;
	s->n_refs = c.refs;
	s->n_resources = c.cited;
	s->n_kept = c.kept;
	s->n_suspect = c.suspect;
	if (counts != NULL)
		*counts = c;
	if (manifest_write(a, s, err) < 0)
		return -1;
	return catalog_finish(a->catalog, err);
}
