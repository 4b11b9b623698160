#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "notes/gitignore.h"
#include "notes/notes.h"

/* A .gitignore is written by hand. */
#define WALK_GITIGNORE ((size_t)1 << 20)

struct walk {
	const char *source;
	bool files;		/* all but notes */
	struct gitignore ignore;
	char **names;		/* relative to the source */
	size_t n, cap;
};

static bool
is_archive(const char *folder)
{
	AUTO(mem_freep) char *catalog = path_join(folder, "catalog.sqlite");
	AUTO(mem_freep) char *warc = path_join(folder, "warc");
	AUTO(mem_freep) char *snapshots = path_join(folder, "snapshots");

	return file_exists(catalog) ||
	    (file_is_dir(warc) && file_is_dir(snapshots));
}

/* A .gitignore that cannot be read excludes nothing. */
static void
load_ignore(struct walk *w, const char *folder, const char *name)
{
	AUTO(buf_release) struct buf b = BUF_INIT(WALK_GITIGNORE);
	AUTO(mem_freep) char *path = path_join(folder, ".gitignore");
	struct stat st;
	struct err err = ERR_INIT;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return;
	if (file_read(path, &b, &err) == 0)
		gitignore_add(&w->ignore, name, buf_view(&b));
}

/* Whose notes cannot be seen is not left out silently: it may be what matters
 * most. */
static int
enter_folder(struct walk *w, const char *rel, struct err *err)
{
	AUTO(mem_freep) char *path = path_join(w->source, rel);

	if (access(path, R_OK | X_OK) < 0)
		return err_set(err, ERR_SYSTEM, "the folder '%s' may not be "
		    "read: allow it, or name it in '%s/.gitignore', which "
		    "leaves it out", path, w->source);
	if (is_archive(path))
		return 1;
	load_ignore(w, path, rel);
	return 0;
}

static bool
is_wanted(const struct walk *w, const char *rel)
{
	AUTO(mem_freep) char *path = path_join(w->source, rel);
	bool is_note = notes_has(path);

	return w->files ? !is_note : is_note;
}

static int
on_entry(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct walk *w = ctx;
	bool is_folder = S_ISDIR(st->st_mode);

	if (path_base(rel)[0] == '.' ||
	    gitignore_match(&w->ignore, rel, is_folder))
		return is_folder ? 1 : 0;
	if (is_folder)
		return enter_folder(w, rel, err);
	if (S_ISREG(st->st_mode) && is_wanted(w, rel))
		*VEC_PUSH(&w->names, &w->n, &w->cap) = mem_dup(rel);
	return 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
give(const struct walk *w, notes_fn *fn, void *ctx, struct err *err)
{
	for (size_t i = 0; i < w->n; i++) {
		AUTO(mem_freep) char *path = path_join(w->source, w->names[i]);

		if (fn(ctx, path, w->names[i], err) < 0)
			return -1;
	}
	return 0;
}

static void
release(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->names[i]);
	free(w->names);
	gitignore_release(&w->ignore);
}

static int
walk(const char *source, bool files, notes_fn *fn, void *ctx,
    struct err *err)
{
	AUTO(release) struct walk w = { .source = source, .files = files,
	    .ignore = GITIGNORE_INIT };
	struct stat st;

	if (stat(source, &st) < 0)
		return errno == ENOENT || errno == ENOTDIR ?
		    err_set(err, ERR_USAGE, "no such note or folder: '%s'",
		    source) : err_sys(err, "look at '%s'", source);
	if (!S_ISDIR(st.st_mode))
		return files ? 0 : fn(ctx, source, path_base(source), err);
	load_ignore(&w, source, "");
	if (file_walk(source, on_entry, &w, err) < 0)
		return -1;
	if (w.n > 1)
		qsort(w.names, w.n, sizeof(*w.names), by_name);
	return give(&w, fn, ctx, err);
}

int
notes_walk(const char *source, notes_fn *fn, void *ctx, struct err *err)
{
	return walk(source, false, fn, ctx, err);
}

int
notes_walk_files(const char *source, notes_fn *fn, void *ctx,
    struct err *err)
{
	return walk(source, true, fn, ctx, err);
}
