#include "pack/pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "pack/entries.h"
#include "pack/tarball.h"
#include "site/site.h"
#include "store/manifest.h"
#include "store/warc.h"

/* A good trade for pages; pictures do not shrink at any level. */
#define PACK_LEVEL 6

/* A note or file of the knowledge base taken into memory. */
#define PACK_RECORD_MAX ((size_t)256 << 20)

static const char *const readme[] = {
#include "pack/readme.inc"
};

struct pack {
	struct archive view;	/* the archive, with the snapshot's catalog */
	struct archive *archive;
	const struct snapshot *snapshot;
	const struct pack_opts *opts;
	char *top;		/* "kb-2026-11-22T074300Z" */
	char *manifest;		/* path of the snapshot's manifest */
	char *site;		/* folder of the site that is packed */
	struct entries entries;
};

void
pack_result_release(struct pack_result *r)
{
	free(r->path);
	*r = (struct pack_result){ 0 };
}

/* "kb-2026-11-22T074300Z": a date without what file names cannot have. */
static char *
name_of(int64_t date)
{
	char text[CLOCK_TEXT];
	char *name, *to;

	clock_text(date, text);
	name = to = mem_fmt("kb-%s", text);
	for (const char *p = name; *p != '\0'; p++)
		if (*p != ':')
			*to++ = *p;
	*to = '\0';
	return name;
}

static char *
under(const struct pack *p, const char *folder, const char *name)
{
	return mem_fmt("%s/%s%s", p->top, folder, name);
}

static int
add_note(void *ctx, const struct note_row *note, struct err *err)
{
	struct pack *p = ctx;
	AUTO(mem_freep) char *name = under(p, "sources/", note->name);

	(void)err;
	if (note->at.segment != 0)
		entries_add_record(&p->entries, name, &note->at);
	return 0;
}

static int
add_file(void *ctx, const struct file_row *file, struct err *err)
{
	struct pack *p = ctx;
	AUTO(mem_freep) char *name = under(p, "sources/", file->name);

	(void)err;
	if (file->at.segment != 0)
		entries_add_record(&p->entries, name, &file->at);
	return 0;
}

static int
add_segment(void *ctx, const struct segment_row *segment, struct err *err)
{
	struct pack *p = ctx;
	AUTO(mem_freep) char *name = under(p, "warc/", segment->name);
	AUTO(mem_freep) char *from = path_join(p->archive->warc,
	    segment->name);

	(void)err;
	entries_add_file(&p->entries, name, from);
	return 0;
}

static void
add_readme(struct pack *p)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 16);
	AUTO(mem_freep) char *name = under(p, "", "README.md");

	for (size_t i = 0; i < sizeof(readme) / sizeof(readme[0]); i++)
		buf_str(&text, readme[i]);
	entries_add_text(&p->entries, name, text.p);
}

/* The manifest decides, never the live catalog: the pack of a date is the
 * same whenever it is made. Pictures come from the live site by hard links. */
static int
add_site(struct pack *p, struct err *err)
{
	const struct site_opts opts = { .workers = p->opts->workers,
		.out = p->site, .snapshot = p->snapshot };
	AUTO(mem_freep) char *manifest = under(p, "", "manifest.jsonl.zst");
	AUTO(mem_freep) char *prefix = under(p, "", "");

	if (site_build(&p->view, p->view.catalog, &opts, err) < 0 ||
	    entries_add_tree(&p->entries, prefix, p->site, err) < 0 ||
	    catalog_each_note(p->view.catalog, add_note, p, err) < 0 ||
	    catalog_each_file(p->view.catalog, add_file, p, err) < 0)
		return -1;
	if (p->opts->content == PACK_SITE)
		entries_add_file(&p->entries, manifest, p->manifest);
	return 0;
}

static int
add_warc(struct pack *p, struct err *err)
{
	AUTO(mem_freep) char *name = under(p, "snapshots/",
	    path_base(p->manifest));

	entries_add_file(&p->entries, name, p->manifest);
	return catalog_each_segment(p->view.catalog, add_segment, p, err);
}

static int
write_record(struct pack *p, struct tarball *t, const struct entry *e,
    struct err *err)
{
	AUTO(buf_release) struct buf bytes = BUF_INIT(PACK_RECORD_MAX);

	if (warc_payload(&p->view, &e->at, &bytes, err) < 0)
		return err_in(err, "'%s'", e->name);
	return tarball_add_bytes(t, e->name, buf_view(&bytes), err);
}

static int
write_entry(struct pack *p, struct tarball *t, const struct entry *e,
    struct err *err)
{
	switch (e->kind) {
	case ENTRY_FOLDER:
		return tarball_add_folder(t, e->name, err);
	case ENTRY_FILE:
		return tarball_add_file(t, e->name, e->from, err);
	case ENTRY_RECORD:
		return write_record(p, t, e, err);
	case ENTRY_TEXT:
		return tarball_add_bytes(t, e->name, str_of(e->from), err);
	}
	return 0;
}

/* The snapshot's date, but not later than SOURCE_DATE_EPOCH (reproducible
 * builds' convention: seconds). */
static int
find_mtime(int64_t date, int64_t *mtime_s, struct err *err)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	unsigned long limit;

	*mtime_s = date / 1000;
	if (text == NULL || text[0] == '\0')
		return 0;
	if (!str_to_ulong(str_of(text), 1UL << 40, &limit))
		return err_set(err, ERR_USAGE, "SOURCE_DATE_EPOCH wants "
		    "seconds since 1970, not '%s'", text);
	if ((int64_t)limit < *mtime_s)
		*mtime_s = (int64_t)limit;
	return 0;
}

static int
write_tar(struct pack *p, struct pack_result *r, struct err *err)
{
	struct tarball_opts opts = { .path = r->path,
		.level = p->opts->level > 0 ? p->opts->level : PACK_LEVEL,
		/* A picture lies in the copy and in its WARC record. */
		.has_twins = p->opts->content == PACK_BOTH };
	struct tarball_result done = { 0 };
	struct tarball *t;
	int result = 0;

	if (find_mtime(p->snapshot->date, &opts.mtime_s, err) < 0 ||
	    tarball_new(&t, &opts, err) < 0)
		return -1;
	for (size_t i = 0; i < p->entries.n && result == 0; i++)
		result = write_entry(p, t, &p->entries.items[i], err);
	if (result == 0)
		result = tarball_finish(t, &done, err);
	tarball_free(t);
	r->entries = (int64_t)p->entries.n;
	r->bytes = done.bytes;
	memcpy(r->tar_sha256, done.tar_sha256, HASH_HEX);
	return result;
}

static int
collect(struct pack *p, struct err *err)
{
	add_readme(p);
	if (p->opts->content != PACK_WARC && add_site(p, err) < 0)
		return -1;
	if (p->opts->content != PACK_SITE && add_warc(p, err) < 0)
		return -1;
	entries_sort(&p->entries);
	return 0;
}

static int
open_snapshot(struct pack *p, struct err *err)
{
	p->view.catalog = NULL;
	if (file_is_missing(p->manifest))
		return err_set(err, ERR_USAGE, "there is no snapshot '%s'",
		    p->manifest);
	if (catalog_open(&p->view.catalog, NULL, true, err) < 0)
		return -1;
	return manifest_load(p->manifest, p->view.catalog, err);
}

int
pack_write(struct archive *archive, const struct snapshot *snapshot,
    const struct pack_opts *opts, struct pack_result *r, struct err *err)
{
	AUTO(mem_freep) char *top = name_of(snapshot->date);
	AUTO(mem_freep) char *file = mem_fmt("%s.tar.zst", top);
	/* Beside a file elsewhere: the archive may be read-only. */
	AUTO(mem_freep) char *site = opts->out != NULL ?
	    mem_fmt("%s.site.tmp", opts->out) :
	    mem_fmt("%s/pack-site-%s", archive->tmp, top);
	AUTO(mem_freep) char *manifest = archive_manifest_path(archive,
	    snapshot->date);
	struct pack p = { .view = *archive, .archive = archive,
		.snapshot = snapshot, .opts = opts, .top = top,
		.manifest = manifest, .site = site,
		.entries = ENTRIES_INIT };
	struct err ignored = ERR_INIT;
	int result;

	*r = (struct pack_result){ 0 };
	r->path = opts->out != NULL ? mem_dup(opts->out) :
	    path_join(archive->packs, file);
	result = open_snapshot(&p, err);
	if (result == 0)
		result = collect(&p, err);
	if (result == 0)
		result = write_tar(&p, r, err);
	catalog_close(p.view.catalog);
	entries_release(&p.entries);
	if (file_remove(site, &ignored) < 0)
		err_clear(&ignored);
	if (result < 0) {
		pack_result_release(r);
		return err_in(err, "pack");
	}
	return 0;
}
