#include "store/archive.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/archive_mend.h"
#include "store/archive_readme.h"
#include "store/lock.h"
#include "store/manifest.h"
#include "store/rebuild.h"

int
archive_find(const struct archive *a, bool *found, struct err *err)
{
	if (file_check_dir(a->warc, found, err) < 0)
		return -1;
	return *found ? file_check_dir(a->snapshots, found, err) : 0;
}

/* What may lie in a folder that becomes an archive: its settings, and the
 * remains of a creation that was cut off. */
static int
check_entry(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	static const char *const allowed[] = {
		"README.md", ".gitignore", "lock", "warc", "snapshots", "tmp",
		"config.ini", "rules",
	};

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (strcmp(rel, allowed[i]) == 0)
			return S_ISDIR(st->st_mode) ? 1 : 0;
	return err_set(err, ERR_USAGE, "'%s' is not an archive, and not empty: "
	    "it holds '%s'", (const char *)ctx, rel);
}

static int
check_is_there(const struct archive *a, struct err *err)
{
	bool found;

	if (archive_find(a, &found, err) < 0)
		return -1;
	return found ? 0 : err_set(err, ERR_USAGE, "there is no archive in "
	    "'%s'; --archive names one, 'kbmirror fetch NOTES' makes "
	    "one", a->root);
}

/* May one be made there? */
static int
check_place(const struct archive *a, struct err *err)
{
	bool found;

	if (archive_find(a, &found, err) < 0)
		return -1;
	if (found)
		return 0;
	if (file_is_missing(a->root))
		return file_mkdirs(a->root, err);
	if (!file_is_dir(a->root))
		return err_set(err, ERR_USAGE, "'%s' is not a folder",
		    a->root);
	return file_walk(a->root, check_entry, a->root, err);
}

static int
make_file(const struct archive *a, const char *name, const char *text,
    struct err *err)
{
	AUTO(mem_freep) char *path = path_join(a->root, name);

	return file_exists(path) ? 0 : file_write(path, str_of(text), err);
}

/* The folders whose presence makes an archive come last. */
static int
make_folders(const struct archive *a, struct err *err)
{
	bool found;

	if (archive_find(a, &found, err) < 0)
		return -1;
	if (!found &&
	    (make_file(a, "README.md", archive_readme, err) < 0 ||
	    make_file(a, ".gitignore", archive_gitignore, err) < 0))
		return -1;
	if (file_mkdirs(a->tmp, err) < 0 || file_mkdirs(a->warc, err) < 0 ||
	    file_mkdirs(a->snapshots, err) < 0)
		return -1;
	return file_sync_dir(a->root, err);
}

/* The catalog on disk when it is sound and knows what is there. One that knows
 * more is not to be made anew from less. */
static int
open_current(struct archive *a, struct err *err)
{
	bool is_current = false;

	if (catalog_open(&a->catalog, a->index, a->mode == ARCHIVE_WRITE,
	    err) < 0)
		return -1;
	if (rebuild_is_current(a, a->catalog, &is_current, &a->knows_more,
	    err) == 0 && (is_current || (a->knows_more &&
	    a->mode == ARCHIVE_READ)))
		return 0;
	catalog_close(a->catalog);
	a->catalog = NULL;
	if (is_current)
		return -1;
	return a->knows_more ? err_set(err, ERR_STORE, "the newest snapshot is "
	    "missing in '%s'; the catalog knows it", a->snapshots) :
	    err_set(err, ERR_STORE, "the catalog '%s' does not match the "
	    "segments and snapshots", a->index);
}

static int
open_catalog(struct archive *a, struct err *err)
{
	struct rebuild_opts opts = { .is_tolerant = a->mode == ARCHIVE_READ };
	struct err why = ERR_INIT;

	if (open_current(a, &why) == 0)
		return 0;
	if (a->knows_more)
		return err_set(err, why.kind, "%s", why.msg);
	log_info("the catalog is made anew: %s", why.msg);
	if (a->mode == ARCHIVE_WRITE) {
		if (rebuild_file(a, &opts, err) < 0)
			return -1;
		return catalog_open(&a->catalog, a->index, true, err);
	}
	if (catalog_open(&a->catalog, NULL, true, err) < 0)
		return -1;
	opts.with_open = true;
	return rebuild_fill(a, a->catalog, &opts, err);
}

static int
keep_date(void *ctx, const struct snapshot *s, struct err *err)
{
	(void)err;
	*(int64_t *)ctx = s->date;
	return 0;
}

/* A version that does not understand the newest snapshot adds none. */
static int
check_newest(const struct archive *a, struct err *err)
{
	AUTO(snapshot_release) struct snapshot s = { 0 };
	AUTO(mem_freep) char *path = NULL;
	struct err why = ERR_INIT;
	int64_t date = 0;

	if (catalog_each_snapshot(a->catalog, keep_date, &date, err) < 0)
		return -1;
	path = archive_manifest_path(a, date);
	if (date == 0 || manifest_head(path, &s, &why) == 0 ||
	    why.kind != ERR_USAGE)
		return 0;
	return err_set(err, ERR_USAGE, "%s", why.msg);
}

static struct archive *
archive_new(const char *root, enum archive_mode mode)
{
	struct archive *a = mem_alloc(sizeof(*a));

	a->root = mem_dup(root);
	a->mode = mode;
	a->lock_fd = -1;
	a->site = path_join(root, "site");
	a->warc = path_join(root, "warc");
	a->snapshots = path_join(root, "snapshots");
	a->packs = path_join(root, "packs");
	a->tmp = path_join(root, "tmp");
	a->index = path_join(root, "catalog.sqlite");
	a->sums = path_join(root, "site.sums");
	return a;
}

/* The lock, with invariant 2's mending. */
static int
lock_archive(struct archive *a, struct err *err)
{
	if (lock_take(a->root, &a->lock_fd, err) < 0 ||
	    make_folders(a, err) < 0)
		return -1;
	/* Also when nothing outside of the archive may be written any more. */
	catalog_set_temp(a->tmp);
	return archive_mend(a, err);
}

int
archive_open(struct archive **out, const char *root, enum archive_mode mode,
    struct err *err)
{
	struct archive *a = archive_new(root, mode);
	int rc;

	*out = NULL;
	rc = mode == ARCHIVE_READ ? check_is_there(a, err) :
	    check_place(a, err);
	if (rc == 0 && mode == ARCHIVE_WRITE)
		rc = lock_archive(a, err);
	if (rc == 0)
		rc = open_catalog(a, err);
	if (rc == 0 && mode == ARCHIVE_WRITE)
		rc = check_newest(a, err);
	if (rc < 0) {
		archive_close(a);
		return -1;
	}
	*out = a;
	return 0;
}

int
archive_open_bare(struct archive **out, const char *root, struct err *err)
{
	struct archive *a = archive_new(root, ARCHIVE_WRITE);

	*out = NULL;
	if (check_is_there(a, err) < 0 || lock_archive(a, err) < 0) {
		archive_close(a);
		return -1;
	}
	*out = a;
	return 0;
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	catalog_close(a->catalog);
	if (a->lock_fd >= 0) {
		catalog_set_temp(NULL);
		lock_end(a->lock_fd);
	}
	free(a->root);
	free(a->site);
	free(a->index);
	free(a->sums);
	free(a->warc);
	free(a->snapshots);
	free(a->packs);
	free(a->tmp);
	free(a);
}

char *
archive_manifest_path(const struct archive *a, int64_t date)
{
	char text[CLOCK_TEXT], name[CLOCK_TEXT];
	size_t n = 0;

	clock_text(date, text);
	for (const char *p = text; *p != '\0'; p++)
		if (*p != ':')
			name[n++] = *p;
	name[n] = '\0';
	return mem_fmt("%s/%s" ARCHIVE_MANIFEST_EXT, a->snapshots, name);
}

bool
archive_is_manifest_name(const char *name)
{
	static const char form[] = "0000-00-00T000000Z" ARCHIVE_MANIFEST_EXT;
	size_t i = 0;

	while (form[i] != '\0' && (form[i] == '0' ? ch_is_digit(name[i]) :
	    name[i] == form[i]))
		i++;
	return form[i] == '\0' && name[i] == '\0';
}
