#include "mirror/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "mirror/identity.h"
#include "web/media.h"
#include "web/url.h"

/* The largest note that is read: a diary of a life stays below. */
#define NOTE_MAX (128 << 20)
/* A picture or attachment of a note. */
#define FILE_MAX (64 << 20)

/* The pseudo-note of the URLs that were given on the command line. */
#define URLS_NOTE "urls"

struct scan {
	struct run *run;
	const struct source *source;
	bool is_single;		/* the source is one file */
	struct map names;	/* base name without extension, or alias ->
				 * note name */
	struct map files;	/* base name -> path in the source */
	struct map present;	/* names of the wanted sources' notes */
	struct map hosts;
};

/* File names may be any bytes; names in the archive are UTF-8. */
static char *
note_name(const struct scan *s, const char *rel)
{
	AUTO(buf_release) struct buf text = BUF_INIT(65536);

	if (s->is_single)
		return mem_dup(s->source->label);
	if (text_is_utf8(str_of(rel)))
		return path_join(s->source->label, rel);
	text_escape(&text, str_of(rel));
	return path_join(s->source->label, text.p);
}

/* Names by which a wikilink may mean this note. */
static void
learn_name(struct scan *s, const char *name)
{
	const char *base = path_base(name);
	const char *ext = path_ext(name);
	size_t n = strlen(base) - (ext[0] != '\0' ? strlen(ext) + 1 : 0);

	if (!map_has(&s->names, str_make(base, n)))
		(void)map_set(&s->names, str_make(base, n), mem_dup(name));
}

struct named {
	struct scan *scan;
	const char *name;
};

static void
learn_alias(void *ctx, struct str alias)
{
	const struct named *n = ctx;

	if (!map_has(&n->scan->names, alias))
		(void)map_set(&n->scan->names, alias, mem_dup(n->name));
}

static int
learn_note(void *ctx, const char *path, const char *rel, struct err *err)
{
	AUTO(mem_freep) char *name = note_name(ctx, rel);
	struct named named = { ctx, name };

	(void)err;
	learn_name(ctx, name);
	notes_each_alias(path, learn_alias, &named);
	return 0;
}

static int
learn_file(void *ctx, const char *path, const char *rel, struct err *err)
{
	struct scan *s = ctx;
	struct str base = str_of(path_base(rel));

	(void)path;
	(void)err;
	if (!map_has(&s->files, base))
		(void)map_set(&s->files, base, mem_dup(rel));
	return 0;
}

/* Keeps a local file that a note shows or links; its bytes go to the WARC. */
static int
keep_file(struct scan *s, const char *name, const char *path, struct err *err)
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
	if (catalog_get_file(s->run->catalog, name, &old, &found, err) < 0)
		return -1;
	if (found && strcmp(old.digest, row.digest) == 0)
		return 0;
	(void)media_sniff(buf_view(&bytes), STR(""), &media);
	if (s->run->writer != NULL && warc_write_resource(s->run->writer, urn,
	    media, buf_view(&bytes), &cap, err) < 0)
		return -1;
	row.name = mem_dup(name);
	row.media = mem_dup(media);
	row.at = cap.at;
	return catalog_put_file(s->run->catalog, &row, err);
}

/* A destination inside the source: a note, a file, or nothing. */
static int
target_local(struct scan *s, const char *rel, struct str dest,
    struct ref_row *row, struct err *err)
{
	static const char *const suffixes[] = { "", ".md", ".markdown" };
	AUTO(buf_release) struct buf to = BUF_INIT(16384);

	row->target = REF_TO_NOTHING;
	if (s->is_single || s->source == NULL ||
	    !note_resolve(rel, dest, &to))
		return 0;
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		AUTO(mem_freep) char *file =
		    mem_fmt("%s%s", to.p, suffixes[i]);
		AUTO(mem_freep) char *path = path_join(s->source->path, file);
		AUTO(mem_freep) char *name = note_name(s, file);

		if (!file_exists(path) || file_is_dir(path))
			continue;
		model_set(&row->key, name);
		if (notes_has(path)) {
			row->target = REF_TO_NOTE;
			return 0;
		}
		row->target = REF_TO_FILE;
		return keep_file(s, name, path, err);
	}
	return 0;
}

/* Embeds name an attachment by its base name, wherever it lies. */
static int
target_file(struct scan *s, const char *rel, struct ref_row *row,
    struct err *err)
{
	AUTO(mem_freep) char *path = path_join(s->source->path, rel);
	AUTO(mem_freep) char *name = note_name(s, rel);

	row->target = REF_TO_FILE;
	model_set(&row->key, name);
	return keep_file(s, name, path, err);
}

static int
target_wiki(struct scan *s, const char *rel, struct str dest,
    struct ref_row *row, struct err *err)
{
	size_t hash = str_chr(dest, '#');
	struct str page = str_trim(str_sub(dest, 0,
	    hash == (size_t)-1 ? dest.n : hash));
	const char *name;
	size_t slash;

	if (page.n == 0) {
		row->target = REF_TO_FRAGMENT;
		return 0;
	}
	if (str_ends_nocase(page, STR(".md")))
		page.n -= 3;
	name = map_get(&s->names, page);
	while (name == NULL && (slash = str_chr(page, '/')) != (size_t)-1) {
		page = str_from(page, slash + 1);
		name = map_get(&s->names, page);
	}
	if (name != NULL) {
		row->target = REF_TO_NOTE;
		model_set(&row->key, name);
		return 0;
	}
	if (target_local(s, rel, dest, row, err) < 0)
		return -1;
	name = map_get(&s->files, page);
	return row->target == REF_TO_NOTHING && name != NULL ?
	    target_file(s, name, row, err) : 0;
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

static void
count_ref(struct scan *s, const struct ref_row *row)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct mirror_plan *p = &s->run->plan;
	struct err ignore = ERR_INIT;

	p->refs++;
	if (row->target != REF_TO_RESOURCE) {
		p->local++;
	} else if (url_parse(&u, str_of(row->key), NULL, &ignore) < 0 ||
	    !url_is_http(&u)) {
		p->other++;
	} else {
		if (row->kind == REF_IMAGE)
			p->images++;
		else
			p->pages++;
		if (map_add(&s->hosts, str_of(u.host)))
			p->hosts++;
	}
}

static int
add_ref(struct scan *s, const char *note, const char *rel,
    const struct ref *ref, int64_t position, struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	AUTO(ref_row_release) struct ref_row row = {
		.note = mem_dup(note), .position = position,
		.line = ref->line, .column = ref->column, .kind = ref->kind,
		.is_lenient = ref->is_lenient,
		.url = mem_dupn(ref->url, strnlen(ref->url, IDENTITY_URL_MAX)),
		.text = mem_dup(ref->text), .heading = mem_dup(ref->heading),
		.date = ref->date,
		.key = mem_dup(""),
	};
	struct str dest = str_trim(str_of(ref->url));

	if (ref->kind == REF_WIKI || ref->kind == REF_EMBED) {
		if (target_wiki(s, rel, dest, &row, err) < 0)
			return -1;
	} else if (dest.n == 0 || dest.p[0] == '#') {
		row.target = REF_TO_FRAGMENT;
	} else if (is_absolute(dest)) {
		row.target = REF_TO_RESOURCE;
		if (identity_add(s->run->catalog, dest,
		    ref->kind == REF_IMAGE, &key, err) < 0)
			return -1;
		model_set(&row.key, key.p);
	} else if (target_local(s, rel, dest, &row, err) < 0) {
		return -1;
	}
	count_ref(s, &row);
	return catalog_add_ref(s->run->catalog, &row, err);
}

static int
collect_key(void *ctx, const struct ref_row *row, struct err *err)
{
	(void)err;
	if (row->target == REF_TO_RESOURCE)
		(void)map_add(ctx, str_of(row->key));
	return 0;
}

static int
count_one(void *ctx, const struct ref_row *row, struct err *err)
{
	(void)row;
	(void)err;
	*(bool *)ctx = true;
	return 0;
}

/* Resources that lost their last reference stay kept, but are cited no more. */
static int
uncite(struct run *run, const struct map *keys, struct err *err)
{
	for (size_t i = 0; i < keys->n; i++) {
		AUTO(resource_release) struct resource r = { 0 };
		bool is_used = false, found;

		if (catalog_each_ref_to(run->catalog, keys->items[i].key,
		    count_one, &is_used, err) < 0)
			return -1;
		if (is_used)
			continue;
		if (catalog_get_resource(run->catalog, keys->items[i].key, &r,
		    &found, err) < 0)
			return -1;
		if (!found)
			continue;
		r.is_cited = false;
		if (catalog_put_resource(run->catalog, &r, err) < 0)
			return -1;
	}
	return 0;
}

static int
write_refs(struct scan *s, const char *name, const char *rel,
    const struct note *note, struct err *err)
{
	struct map before = MAP_INIT;
	int rc;

	rc = catalog_each_ref(s->run->catalog, name, collect_key, &before,
	    err);
	if (rc == 0)
		rc = catalog_clear_refs(s->run->catalog, name, err);
	for (size_t i = 0; rc == 0 && i < note->n_refs; i++)
		rc = add_ref(s, name, rel, &note->refs[i], (int64_t)i, err);
	if (rc == 0)
		rc = uncite(s->run, &before, err);
	map_release(&before);
	return rc;
}

/* Stores the note's bytes when they are new, and its row. */
static int
write_note(struct scan *s, const char *name, const struct note *note,
    struct str text, struct err *err)
{
	AUTO(note_row_release) struct note_row row = {
		.name = mem_dup(name), .title = mem_dup(note->title),
		.date = note->date,
	};
	AUTO(note_row_release) struct note_row old = { 0 };
	AUTO(capture_release) struct capture cap = { 0 };
	AUTO(mem_freep) char *urn = mem_fmt("urn:kbmirror:note:%s", name);
	bool found;

	hash_of(text, row.digest);
	if (catalog_get_note(s->run->catalog, name, &old, &found, err) < 0)
		return -1;
	if (found && strcmp(old.digest, row.digest) == 0) {
		row.at = old.at;
	} else {
		if (s->run->writer != NULL &&
		    warc_write_resource(s->run->writer, urn,
		    note_media(note->format), text, &cap, err) < 0)
			return -1;
		row.at = cap.at;
	}
	return catalog_put_note(s->run->catalog, &row, err);
}

static int
scan_text(struct scan *s, const char *name, const char *rel, struct str text,
    struct err *err)
{
	struct note note = { 0 };
	int rc;

	/* What cannot be read now is not gone. */
	(void)map_add(&s->present, str_of(name));
	if (note_parse(&note, text, name, err) < 0) {
		log_warn("%s: %s; left out", name, err->msg);
		err_clear(err);
		note_release(&note);
		return 0;
	}
	s->run->plan.notes++;
	rc = write_note(s, name, &note, text, err);
	if (rc == 0)
		rc = write_refs(s, name, rel, &note, err);
	note_release(&note);
	return rc;
}

static int
scan_note(void *ctx, const char *path, const char *rel, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(NOTE_MAX);
	struct scan *s = ctx;
	AUTO(mem_freep) char *name = note_name(s, rel);

	if (file_read(path, &text, err) < 0) {
		log_warn("%s; left out", err->msg);
		err_clear(err);
		(void)map_add(&s->present, str_of(name));
		return 0;
	}
	return scan_text(s, name, rel, buf_view(&text), err);
}

static void
forget(struct map *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->items[i].value);
	map_release(names);
}

static int
scan_source(struct scan *s, const struct source *src, struct err *err)
{
	int rc;

	s->source = src;
	s->is_single = !file_is_dir(src->path);
	if (!file_exists(src->path)) {
		log_warn("'%s' is not there any more; its notes stay as they "
		    "were", src->path);
		return 0;
	}
	rc = notes_walk(src->path, learn_note, s, err);
	if (rc == 0)
		rc = notes_walk_files(src->path, learn_file, s, err);
	if (rc == 0)
		rc = notes_walk(src->path, scan_note, s, err);
	forget(&s->names);
	forget(&s->files);
	return rc;
}

static int
scan_urls(struct scan *s, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(NOTE_MAX);
	const struct map *urls = &s->run->sources.urls;

	if (urls->n == 0 || s->run->sources.wanted_urls.n == 0)
		return 0;
	for (size_t i = 0; i < urls->n; i++)
		buf_fmt(&text, "%s\n", urls->items[i].key);
	s->source = NULL;
	s->is_single = true;
	return scan_text(s, URLS_NOTE, URLS_NOTE, buf_view(&text), err);
}

/* The wanted source that a note belongs to, or NULL. */
static const struct source *
wanted_source(const struct run *run, const char *name)
{
	for (size_t i = 0; i < run->sources.n; i++) {
		const struct source *src = &run->sources.items[i];
		size_t n = strlen(src->label);

		if (src->is_wanted && strncmp(name, src->label, n) == 0 &&
		    (name[n] == '/' || name[n] == '\0'))
			return src;
	}
	return NULL;
}

static int
collect_gone(void *ctx, const struct note_row *row, struct err *err)
{
	void **pair = ctx;
	struct scan *s = pair[0];
	const struct source *src = wanted_source(s->run, row->name);

	(void)err;
	if (src != NULL && file_exists(src->path) &&
	    !map_has(&s->present, str_of(row->name)))
		(void)map_add(pair[1], str_of(row->name));
	return 0;
}

static int
drop_note(struct run *run, const char *name, struct err *err)
{
	struct map keys = MAP_INIT;
	int rc;

	rc = catalog_each_ref(run->catalog, name, collect_key, &keys, err);
	if (rc == 0)
		rc = catalog_drop_note(run->catalog, name, err);
	if (rc == 0)
		rc = uncite(run, &keys, err);
	map_release(&keys);
	return rc;
}

static int
drop_gone(struct scan *s, struct err *err)
{
	struct map gone = MAP_INIT;
	void *pair[] = { s, &gone };
	int rc = catalog_each_note(s->run->catalog, collect_gone, pair, err);

	for (size_t i = 0; rc == 0 && i < gone.n; i++)
		rc = drop_note(s->run, gone.items[i].key, err);
	map_release(&gone);
	return rc;
}

int
scan_sources(struct run *run, struct err *err)
{
	struct scan s = { .run = run };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < run->sources.n; i++)
		if (run->sources.items[i].is_wanted)
			rc = scan_source(&s, &run->sources.items[i], err);
	if (rc == 0)
		rc = scan_urls(&s, err);
	if (rc == 0)
		rc = drop_gone(&s, err);
	if (rc == 0)
		rc = identity_group(run->catalog, err);
	map_release(&s.present);
	map_release(&s.hosts);
	return rc;
}

struct wanted {
	struct run *run;
	int (*fn)(void *, const struct ref_row *, struct err *);
	void *ctx;
};

static int
filter_ref(void *ctx, const struct ref_row *row, struct err *err)
{
	struct wanted *w = ctx;
	bool is_given = strcmp(row->note, URLS_NOTE) == 0;

	if (is_given ? !map_has(&w->run->sources.wanted_urls,
	    str_of(row->url)) : wanted_source(w->run, row->note) == NULL)
		return 0;
	return w->fn(w->ctx, row, err);
}

int
scan_each_wanted(struct run *run,
    int (*fn)(void *, const struct ref_row *, struct err *), void *ctx,
    struct err *err)
{
	struct wanted w = { run, fn, ctx };

	return catalog_each_ref(run->catalog, NULL, filter_ref, &w, err);
}
