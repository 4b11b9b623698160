#include "mirror/targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "mirror/identity.h"
#include "web/media.h"

/* A picture or attachment of a note. */
#define FILE_MAX (64 << 20)
/* Steps of a wikilink's path that may be above the source. */
#define TARGETS_ABOVE 16

/* File names may be any bytes; names in the archive are UTF-8. */
char *
targets_name(const struct targets *t, const char *rel)
{
	AUTO(buf_release) struct buf text = BUF_INIT(65536);

	if (t->source == NULL)
		return mem_dup(rel);
	if (t->is_single)
		return mem_dup(t->source->label);
	if (text_is_utf8(str_of(rel)))
		return path_join(t->source->label, rel);
	text_escape(&text, str_of(rel));
	return path_join(t->source->label, text.p);
}

/* The names by which a wikilink may mean this note: Markdown's ending is never
 * told, others may be. */
static void
learn_paths(struct targets *t, const char *rel, const char *name)
{
	const char *ext = path_ext(rel);
	struct str path = str_of(rel), stem = path;

	stem.n -= ext[0] != '\0' ? strlen(ext) + 1 : 0;
	wiki_learn_path(&t->notes, stem, name);
	if (note_format_of(rel) != NOTE_MARKDOWN)
		wiki_learn_path(&t->notes, path, name);
}

struct named {
	struct targets *targets;
	const char *name;
};

static void
learn_alias(void *ctx, struct str alias)
{
	const struct named *n = ctx;

	wiki_learn_name(&n->targets->aliases, alias, n->name);
}

static int
learn_note(void *ctx, const char *path, const char *rel, struct err *err)
{
	AUTO(mem_freep) char *name = targets_name(ctx, rel);
	struct named named = { ctx, name };

	(void)err;
	learn_paths(ctx, rel, name);
	notes_each_alias(path, learn_alias, &named);
	return 0;
}

static int
learn_file(void *ctx, const char *path, const char *rel, struct err *err)
{
	struct targets *t = ctx;

	(void)path;
	(void)err;
	wiki_learn_path(&t->files, str_of(rel), rel);
	return 0;
}

/* A regular file inside the source: no link leads out of the knowledge base,
 * and no pipe is waited for. */
static bool
is_inside(const struct targets *t, const char *path)
{
	AUTO(mem_freep) char *real = realpath(path, NULL);
	size_t n = t->root != NULL ? strlen(t->root) : 0;
	struct stat st;

	return real != NULL && n > 0 && strncmp(real, t->root, n) == 0 &&
	    real[n] == '/' && stat(real, &st) == 0 && S_ISREG(st.st_mode);
}

/* Keeps a local file that a note shows or links; its bytes go to the WARC. */
static int
keep_file(struct targets *t, const char *name, const char *path, struct err *err)
{
	AUTO(buf_release) struct buf bytes = BUF_INIT(FILE_MAX);
	AUTO(capture_release) struct capture cap = { 0 };
	AUTO(file_row_release) struct file_row row = { 0 };
	AUTO(file_row_release) struct file_row old = { 0 };
	AUTO(mem_freep) char *urn = mem_fmt("urn:kbmirror:file:%s", name);
	const char *media;
	bool found;

	if (file_read(path, &bytes, err) < 0) {
		log_warn("%s", err->msg);
		err_clear(err);
		return 0;
	}
	hash_of(buf_view(&bytes), row.digest);
	if (catalog_get_file(t->run->catalog, name, &old, &found, err) < 0)
		return -1;
	if (found && strcmp(old.digest, row.digest) == 0)
		return 0;
	(void)media_sniff(buf_view(&bytes), STR(""), &media);
	if (t->run->writer != NULL && warc_write_resource(t->run->writer, urn,
	    media, buf_view(&bytes), &cap, err) < 0)
		return -1;
	row.name = mem_dup(name);
	row.media = mem_dup(media);
	row.at = cap.at;
	return catalog_put_file(t->run->catalog, &row, err);
}

/* What lies beside the one note that is the source. */
static int
target_beside(struct targets *t, const char *rel, const char *file,
    struct ref_row *row, struct err *err)
{
	AUTO(mem_freep) char *path = path_join(t->folder, file);
	AUTO(mem_freep) char *name = NULL;
	AUTO(buf_release) struct buf utf8 = BUF_INIT(65536);

	if (strcmp(file, rel) == 0) {
		row->target = REF_TO_NOTE;
		model_set(&row->key, t->source->label);
		return 0;
	}
	if (file[0] == '.' || strstr(file, "/.") != NULL ||
	    !is_inside(t, path) || notes_has(path))
		return 0;
	text_escape(&utf8, str_of(file));
	/* The label is the note's own name, so it cannot be its folder's. */
	name = mem_fmt("%s.files/%s", t->source->label,
	    text_is_utf8(str_of(file)) ? file : utf8.p);
	row->target = REF_TO_FILE;
	model_set(&row->key, name);
	return keep_file(t, name, path, err);
}

/* A destination inside the source: a note, a file, or nothing. */
static int
target_local(struct targets *t, const char *rel, struct str dest,
    struct ref_row *row, struct err *err)
{
	static const char *const suffixes[] = { "", ".md", ".markdown" };
	AUTO(buf_release) struct buf to = BUF_INIT(16384);

	row->target = REF_TO_NOTHING;
	if (t->source == NULL || !note_resolve(rel, dest, &to))
		return 0;
	if (t->is_single)
		return target_beside(t, rel, to.p, row, err);
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		AUTO(mem_freep) char *file =
		    mem_fmt("%s%s", to.p, suffixes[i]);
		AUTO(mem_freep) char *path = path_join(t->source->path, file);
		AUTO(mem_freep) char *name = targets_name(t, file);

		if (!is_inside(t, path))
			continue;
		model_set(&row->key, name);
		if (notes_has(path)) {
			row->target = REF_TO_NOTE;
			return 0;
		}
		row->target = REF_TO_FILE;
		return keep_file(t, name, path, err);
	}
	return 0;
}

/* Embeds name an attachment by its base name, wherever it lies. */
static int
target_file(struct targets *t, const char *rel, struct ref_row *row,
    struct err *err)
{
	AUTO(mem_freep) char *path = path_join(t->source->path, rel);
	AUTO(mem_freep) char *name = targets_name(t, rel);

	if (!is_inside(t, path))
		return 0;
	row->target = REF_TO_FILE;
	model_set(&row->key, name);
	return keep_file(t, name, path, err);
}

/* A page by the names that are known: a note's own before an alias, and that
 * before an attachment's. */
static int
target_page(struct targets *t, const char *rel, struct str page,
    struct ref_row *row, struct err *err)
{
	const char *name = wiki_find(&t->notes, rel, page);

	if (name == NULL)
		name = wiki_find(&t->aliases, rel, page);
	if (name != NULL) {
		row->target = REF_TO_NOTE;
		model_set(&row->key, name);
		return 0;
	}
	name = wiki_find(&t->files, rel, page);
	return name != NULL ? target_file(t, name, row, err) : 0;
}

/* What is found under no path is found by a shorter one: the source may be a
 * part of what the writer linked in. */
static int
target_wiki(struct targets *t, const char *rel, struct str dest,
    struct ref_row *row, struct err *err)
{
	size_t hash = str_chr(dest, '#'), slash;
	struct str page = str_trim(str_sub(dest, 0,
	    hash == (size_t)-1 ? dest.n : hash));

	if (page.n == 0) {
		row->target = REF_TO_FRAGMENT;
		return 0;
	}
	if (str_ends_nocase(page, STR(".md")))
		page.n -= 3;
	row->target = REF_TO_NOTHING;
	if (target_page(t, rel, page, row, err) < 0 ||
	    (row->target == REF_TO_NOTHING &&
	    target_local(t, rel, dest, row, err) < 0))
		return -1;
	for (size_t i = 0; i < TARGETS_ABOVE &&
	    row->target == REF_TO_NOTHING &&
	    (slash = str_chr(page, '/')) != (size_t)-1; i++) {
		page = str_from(page, slash + 1);
		if (target_page(t, rel, page, row, err) < 0)
			return -1;
	}
	return 0;
}

static bool
is_absolute(struct str dest)
{
	size_t colon = str_chr(dest, ':'), stop = 0;

	if (str_starts(dest, STR("//")) ||
	    str_starts_nocase(dest, STR("www.")))
		return true;
	while (stop < dest.n && strchr("/?#", dest.p[stop]) == NULL)
		stop++;
	return colon != (size_t)-1 && colon < stop && colon > 1 &&
	    ch_is_alpha(dest.p[0]);
}

int
targets_find(struct targets *t, const char *rel, const struct ref *ref,
    struct ref_row *row, struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	struct str dest = str_trim(str_of(ref->url));

	if (ref->kind == REF_WIKI || ref->kind == REF_EMBED)
		return target_wiki(t, rel, dest, row, err);
	if (dest.n == 0 || dest.p[0] == '#') {
		row->target = REF_TO_FRAGMENT;
		return 0;
	}
	if (!is_absolute(dest))
		return target_local(t, rel, dest, row, err);
	row->target = REF_TO_RESOURCE;
	if (identity_add(t->run->catalog, dest, ref->kind == REF_IMAGE, &key,
	    err) < 0)
		return -1;
	model_set(&row->key, key.p);
	return 0;
}

int
targets_learn(struct targets *t, struct run *run, const struct source *source,
    struct err *err)
{
	bool is_folder;

	*t = (struct targets){ .run = run, .source = source,
	    .notes = WIKI_INIT, .aliases = WIKI_INIT, .files = WIKI_INIT };
	if (file_check_dir(source->path, &is_folder, err) < 0)
		return -1;
	t->is_single = !is_folder;
	t->folder = mem_dupn(source->path, is_folder ? strlen(source->path) :
	    (size_t)(path_base(source->path) - source->path));
	t->root = realpath(t->folder, NULL);
	if (t->root == NULL)
		return err_sys(err, "look at '%s'", source->path);
	if (notes_walk(source->path, learn_note, t, err) < 0)
		return -1;
	return notes_walk_files(source->path, learn_file, t, err);
}

void
targets_release(struct targets *t)
{
	wiki_release(&t->notes);
	wiki_release(&t->aliases);
	wiki_release(&t->files);
	free(t->folder);
	free(t->root);
	*t = (struct targets){ .run = t->run };
}
