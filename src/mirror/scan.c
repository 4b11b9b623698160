#include "mirror/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "mirror/identity.h"
#include "mirror/targets.h"
#include "notes/cited.h"
#include "web/url.h"

/* The largest note that is read: a diary of a life stays below. */
#define NOTE_MAX (128 << 20)

/* The pseudo-note of the URLs that were given on the command line. */
#define URLS_NOTE "urls"

struct scan {
	struct run *run;
	struct targets targets;	/* of the source at hand */
	struct map present;	/* names of the wanted sources' notes */
	struct map hosts;
	struct cited *cited;	/* of the source at hand; NULL: only URLs */
	const char *path;	/* of the note at hand */
	struct str raw;		/* its bytes */
	/* Its references before this run: how many, url -> dating, and keys
	 * -> NULL, or still when it cites them yet. */
	int64_t n_before;
	struct map dates;
	struct map before;
};

static char still;

/* What the note itself does not tell stays as it was first seen: a note that
 * is touched, or copied, does not change what is known of it. */
struct dating {
	int64_t date;
	enum ref_dated dated;
};

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

static void
set_date(struct scan *s, const char *rel, struct ref_row *row)
{
	const struct dating *before = map_get(&s->dates, str_of(row->url));

	if (row->date != 0)
		return;
	if (before != NULL) {
		row->date = before->date;
		row->dated = before->dated;
	} else if (s->cited != NULL) {
		row->date = cited_find(s->cited, s->path, rel, s->raw,
		    &row->dated);
	}
}

static int
add_ref(struct scan *s, const char *note, const char *rel,
    const struct ref *ref, int64_t position, struct err *err)
{
	AUTO(ref_row_release) struct ref_row row = {
		.note = mem_dup(note), .position = position,
		.line = ref->line, .column = ref->column, .kind = ref->kind,
		.is_lenient = ref->is_lenient,
		.url = mem_dupn(ref->url, strnlen(ref->url, IDENTITY_URL_MAX)),
		.text = mem_dup(ref->text), .heading = mem_dup(ref->heading),
		.date = ref->date, .dated = ref->dated,
		.key = mem_dup(""),
	};
	bool is_there = false;

	if (targets_find(&s->targets, rel, ref, &row, err) < 0)
		return -1;
	set_date(s, rel, &row);
	count_ref(s, &row);
	if (row.target == REF_TO_RESOURCE &&
	    map_has(&s->before, str_of(row.key)))
		(void)map_set(&s->before, str_of(row.key), &still);
	if (position < s->n_before && catalog_has_ref(s->run->catalog, &row,
	    &is_there, err) < 0)
		return -1;
	return is_there ? 0 : catalog_add_ref(s->run->catalog, &row, err);
}

static int
collect_key(void *ctx, const struct ref_row *row, struct err *err)
{
	(void)err;
	if (row->target == REF_TO_RESOURCE)
		(void)map_add(ctx, str_of(row->key));
	return 0;
}

/* The row as it was before the note is read again. */
static int
collect_before(void *ctx, const struct ref_row *row, struct err *err)
{
	struct scan *s = ctx;
	struct dating *d;

	s->n_before++;
	if ((row->dated == REF_DATED_GIT || row->dated == REF_DATED_FILE) &&
	    !map_has(&s->dates, str_of(row->url))) {
		d = mem_alloc(sizeof(*d));
		*d = (struct dating){ row->date, row->dated };
		(void)map_set(&s->dates, str_of(row->url), d);
	}
	return collect_key(&s->before, row, err);
}

static void
forget_before(struct scan *s)
{
	for (size_t i = 0; i < s->dates.n; i++)
		free(s->dates.items[i].value);
	map_release(&s->dates);
	map_release(&s->before);
	s->n_before = 0;
}

/* Resources that lost their last reference stay kept, but are cited no more. */
static int
uncite(struct run *run, const struct map *keys, struct err *err)
{
	for (size_t i = 0; i < keys->n; i++) {
		AUTO(resource_release) struct resource r = { 0 };
		const char *key = keys->items[i].key;
		bool is_used = keys->items[i].value == &still;
		bool found;

		if (!is_used && catalog_is_cited(run->catalog, key, &is_used,
		    err) < 0)
			return -1;
		if (is_used)
			continue;
		if (catalog_get_resource(run->catalog, key, &r, &found,
		    err) < 0)
			return -1;
		if (!found)
			continue;
		r.is_cited = false;
		if (catalog_put_resource(run->catalog, &r, err) < 0 ||
		    identity_hide_login(run->catalog, &r, err) < 0)
			return -1;
	}
	return 0;
}

static int
write_refs(struct scan *s, const char *name, const char *rel,
    const struct note *note, struct err *err)
{
	int64_t n = (int64_t)note->n_refs;
	int rc = catalog_each_ref(s->run->catalog, name, collect_before, s,
	    err);

	for (int64_t i = 0; rc == 0 && i < n; i++)
		rc = add_ref(s, name, rel, &note->refs[i], i, err);
	if (rc == 0 && n < s->n_before)
		rc = catalog_cut_refs(s->run->catalog, name, n, err);
	if (rc == 0)
		rc = uncite(s->run, &s->before, err);
	forget_before(s);
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

/* Reads the note. What it tells of its user's logins goes to the run's memory;
 * *text is then a copy in *hidden that tells none. */
static int
parse(struct scan *s, const char *name, struct str *text, struct buf *hidden,
    struct note *note, struct err *err)
{
	if (note_parse(note, *text, name, err) < 0)
		return -1;
	buf_init(hidden, text->n);
	if (!note_hide_logins(note, *text, hidden))
		return 0;
	for (size_t i = 0; i < note->n_refs; i++)
		logins_add(&s->run->sources.logins,
		    str_of(note->refs[i].url));
	note_release(note);
	if (buf_check(hidden, err) < 0)
		return -1;
	*text = buf_view(hidden);
	return note_parse(note, *text, name, err);
}

static void
leave_out(struct scan *s, struct err *err)
{
	s->run->plan.left_out += s->targets.is_single;
	log_warn("%s; left out", err->msg);
	err_clear(err);
}

static int
scan_text(struct scan *s, const char *name, const char *rel, struct str text,
    struct err *err)
{
	AUTO(buf_release) struct buf hidden = BUF_INIT(0);
	struct note note = { 0 };
	int rc;

	/* What cannot be read now is not gone. */
	(void)map_add(&s->present, str_of(name));
	if (parse(s, name, &text, &hidden, &note, err) < 0) {
		leave_out(s, err);
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
	AUTO(mem_freep) char *name = targets_name(&s->targets, rel);

	if (file_read(path, &text, err) < 0) {
		leave_out(s, err);
		(void)map_add(&s->present, str_of(name));
		return 0;
	}
	s->path = path;
	s->raw = buf_view(&text);
	return scan_text(s, name, rel, s->raw, err);
}

static int
scan_source(struct scan *s, const struct source *src, struct err *err)
{
	int rc;

	if (file_is_missing(src->path)) {
		log_warn("'%s' is not there any more; its notes stay as they "
		    "were", src->path);
		return 0;
	}
	s->cited = cited_new(src->path);
	rc = targets_learn(&s->targets, s->run, src, err);
	if (rc == 0)
		rc = notes_walk(src->path, scan_note, s, err);
	cited_free(s->cited);
	s->cited = NULL;
	targets_release(&s->targets);
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
	s->targets.run = s->run;
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
	if (src != NULL && !file_is_missing(src->path) &&
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
	int rc = catalog_begin_bulk(run->catalog, err);

	for (size_t i = 0; rc == 0 && i < run->sources.n; i++)
		if (run->sources.items[i].is_wanted)
			rc = scan_source(&s, &run->sources.items[i], err);
	if (rc == 0)
		rc = scan_urls(&s, err);
	if (rc == 0)
		rc = drop_gone(&s, err);
	if (rc == 0)
		rc = identity_group(run, err);
	if (rc == 0)
		rc = catalog_end_bulk(run->catalog, err);
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
