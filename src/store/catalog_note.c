#include "store/catalog.h"

#include "base/mem.h"
#include "store/catalog_sql.h"

#define NOTE_COLUMNS "name, title, date, digest, segment, offset, length"
#define FILE_COLUMNS "name, media, digest, segment, offset, length"
#define REF_COLUMNS "note, position, line, column, kind, lenient, url, text," \
	" heading, date, dated, target, key"

static void
read_note_row(struct sql *q, struct note_row *n)
{
	n->name = sql_get_text(q);
	n->title = sql_get_text(q);
	n->date = sql_get_int(q);
	sql_get_digest(q, n->digest);
	sql_get_locator(q, &n->at);
}

static void
mark_note_row(const struct note_row *n, struct sql_mark *m)
{
	model_set(&m->text, n->name);
}

static void
read_file_row(struct sql *q, struct file_row *f)
{
	f->name = sql_get_text(q);
	f->media = sql_get_text(q);
	sql_get_digest(q, f->digest);
	sql_get_locator(q, &f->at);
}

static void
mark_file_row(const struct file_row *f, struct sql_mark *m)
{
	model_set(&m->text, f->name);
}

static void
read_ref_row(struct sql *q, struct ref_row *r)
{
	AUTO(mem_freep) char *kind = NULL;
	AUTO(mem_freep) char *dated = NULL;
	AUTO(mem_freep) char *target = NULL;

	*r = (struct ref_row){ 0 };
	r->note = sql_get_text(q);
	r->position = sql_get_int(q);
	r->line = sql_get_int(q);
	r->column = sql_get_int(q);
	kind = sql_get_text(q);
	(void)ref_kind_find(str_of(kind), &r->kind);
	r->is_lenient = sql_get_int(q) != 0;
	r->url = sql_get_text(q);
	r->text = sql_get_text(q);
	r->heading = sql_get_text(q);
	r->date = sql_get_int(q);
	dated = sql_get_text(q);
	r->dated = ref_dated_find(str_of(dated));
	target = sql_get_text(q);
	(void)ref_target_find(str_of(target), &r->target);
	r->key = sql_get_text(q);
}

static void
mark_ref_row(const struct ref_row *r, struct sql_mark *m)
{
	model_set(&m->text, r->note);
	m->a = r->position;
}

SQL_EACH(note_row)
SQL_EACH(file_row)
SQL_EACH(ref_row)

int
catalog_put_note(struct catalog *c, const struct note_row *n, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "INSERT OR REPLACE INTO note(" NOTE_COLUMNS ")"
	    " VALUES(?,?,?,?,?,?,?)", err) < 0)
		return -1;
	sql_put_text(&q, n->name);
	sql_put_text(&q, n->title);
	sql_put_int(&q, n->date);
	sql_put_digest(&q, n->digest);
	sql_put_locator(&q, &n->at);
	return sql_run(&q, err);
}

int
catalog_get_note(struct catalog *c, const char *name, struct note_row *n,
    bool *found, struct err *err)
{
	struct sql q;

	*n = (struct note_row){ 0 };
	if (sql_query(&q, c, "SELECT " NOTE_COLUMNS " FROM note"
	    " WHERE name = ?1", err) < 0)
		return -1;
	sql_put_text(&q, name);
	if (sql_row(&q, found, err) < 0)
		return -1;
	if (*found)
		read_note_row(&q, n);
	sql_reset(&q);
	return 0;
}

int
catalog_drop_note(struct catalog *c, const char *name, struct err *err)
{
	struct sql q;

	if (catalog_cut_refs(c, name, 0, err) < 0 ||
	    sql_change(&q, c, "DELETE FROM note WHERE name = ?1", err) < 0)
		return -1;
	sql_put_text(&q, name);
	return sql_run(&q, err);
}

int
catalog_each_note(struct catalog *c,
    int (*fn)(void *, const struct note_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_note_row call = { fn, ctx };

	return each_note_row(c, "SELECT " NOTE_COLUMNS " FROM note"
	    " WHERE name > ?2 ORDER BY name LIMIT ?6", NULL, call, err);
}

int
catalog_put_file(struct catalog *c, const struct file_row *f, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "INSERT OR REPLACE INTO file(" FILE_COLUMNS ")"
	    " VALUES(?,?,?,?,?,?)", err) < 0)
		return -1;
	sql_put_text(&q, f->name);
	sql_put_text(&q, f->media);
	sql_put_digest(&q, f->digest);
	sql_put_locator(&q, &f->at);
	return sql_run(&q, err);
}

int
catalog_get_file(struct catalog *c, const char *name, struct file_row *f,
    bool *found, struct err *err)
{
	struct sql q;

	*f = (struct file_row){ 0 };
	if (sql_query(&q, c, "SELECT " FILE_COLUMNS " FROM file"
	    " WHERE name = ?1", err) < 0)
		return -1;
	sql_put_text(&q, name);
	if (sql_row(&q, found, err) < 0)
		return -1;
	if (*found)
		read_file_row(&q, f);
	sql_reset(&q);
	return 0;
}

int
catalog_each_file(struct catalog *c,
    int (*fn)(void *, const struct file_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_file_row call = { fn, ctx };

	return each_file_row(c, "SELECT " FILE_COLUMNS " FROM file"
	    " WHERE name > ?2 ORDER BY name LIMIT ?6", NULL, call, err);
}

int
catalog_cut_refs(struct catalog *c, const char *note, int64_t from,
    struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "DELETE FROM ref WHERE note = ?1 AND"
	    " position >= ?2", err) < 0)
		return -1;
	sql_put_text(&q, note);
	sql_put_int(&q, from);
	return sql_run(&q, err);
}

static void
put_ref(struct sql *q, const struct ref_row *r)
{
	sql_put_text(q, r->note);
	sql_put_int(q, r->position);
	sql_put_int(q, r->line);
	sql_put_int(q, r->column);
	sql_put_text(q, ref_kind_name(r->kind));
	sql_put_int(q, r->is_lenient);
	sql_put_text(q, r->url);
	sql_put_text(q, r->text);
	sql_put_text(q, r->heading);
	sql_put_int(q, r->date);
	sql_put_text(q, ref_dated_name(r->dated));
	sql_put_text(q, ref_target_name(r->target));
	sql_put_text(q, r->key);
}

int
catalog_add_ref(struct catalog *c, const struct ref_row *r, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "INSERT OR REPLACE INTO ref(" REF_COLUMNS ")"
	    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", err) < 0)
		return -1;
	put_ref(&q, r);
	return sql_run(&q, err);
}

int
catalog_has_ref(struct catalog *c, const struct ref_row *r, bool *yes,
    struct err *err)
{
	struct sql q;

	*yes = false;
	if (sql_query(&q, c, "SELECT 1 FROM ref WHERE note = ?1 AND"
	    " position = ?2 AND line = ?3 AND column = ?4 AND kind = ?5 AND"
	    " lenient = ?6 AND url = ?7 AND text = ?8 AND heading = ?9 AND"
	    " date = ?10 AND dated = ?11 AND target = ?12 AND key = ?13",
	    err) < 0)
		return -1;
	put_ref(&q, r);
	if (sql_row(&q, yes, err) < 0)
		return -1;
	sql_reset(&q);
	return 0;
}

#define REFS "SELECT " REF_COLUMNS " FROM ref WHERE "

int
catalog_each_ref(struct catalog *c, const char *note,
    int (*fn)(void *, const struct ref_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_ref_row call = { fn, ctx };
	const char *sql = REFS "note = ?1 AND position > ?3"
	    " ORDER BY position LIMIT ?6";

	if (note == NULL)
		sql = REFS "(note, position) > (?2, ?3)"
		    " ORDER BY note, position LIMIT ?6";
	return each_ref_row(c, sql, note, call, err);
}

int
catalog_is_cited(struct catalog *c, const char *url, bool *is_cited,
    struct err *err)
{
	AUTO(buf_release) struct buf valid = BUF_INIT(SQL_TEXT_MAX);
	struct sql q;

	if (sql_query(&q, c, "SELECT 1 FROM ref WHERE target = 'resource' AND"
	    " key IN (SELECT ?1 UNION ALL SELECT url FROM resource WHERE"
	    " alias_of = ?1 AND alias_of <> '') LIMIT 1", err) < 0)
		return -1;
	sql_put_text(&q, sql_valid(url, &valid));
	if (sql_row(&q, is_cited, err) < 0)
		return -1;
	sql_reset(&q);
	return 0;
}

int
catalog_each_ref_to(struct catalog *c, const char *url,
    int (*fn)(void *, const struct ref_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_ref_row call = { fn, ctx };

	return each_ref_row(c, REFS "target = 'resource' AND key IN (SELECT ?1"
	    " UNION ALL SELECT url FROM resource WHERE alias_of = ?1 AND"
	    " alias_of <> '') AND (note, position) > (?2, ?3)"
	    " ORDER BY note, position LIMIT ?6", url, call, err);
}

/* Snapshots. */

static void
read_snapshot(struct sql *q, struct snapshot *s)
{
	s->date = sql_get_int(q);
	s->is_complete = sql_get_int(q) != 0;
	s->program = sql_get_text(q);
	s->extractor = sql_get_int(q);
	s->robots = sql_get_text(q);
	s->n_notes = sql_get_int(q);
	s->n_refs = sql_get_int(q);
	s->n_resources = sql_get_int(q);
	s->n_kept = sql_get_int(q);
	s->n_suspect = sql_get_int(q);
}

static void
mark_snapshot(const struct snapshot *s, struct sql_mark *m)
{
	m->a = s->date;
}

SQL_EACH(snapshot)

int
catalog_add_snapshot(struct catalog *c, const struct snapshot *s,
    struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "INSERT OR REPLACE INTO snapshot(date, complete,"
	    " program, extractor, robots, notes, refs, resources, kept,"
	    " suspect) VALUES(?,?,?,?,?,?,?,?,?,?)", err) < 0)
		return -1;
	sql_put_int(&q, s->date);
	sql_put_int(&q, s->is_complete);
	sql_put_text(&q, s->program);
	sql_put_int(&q, s->extractor);
	sql_put_text(&q, s->robots);
	sql_put_int(&q, s->n_notes);
	sql_put_int(&q, s->n_refs);
	sql_put_int(&q, s->n_resources);
	sql_put_int(&q, s->n_kept);
	sql_put_int(&q, s->n_suspect);
	return sql_run(&q, err);
}

int
catalog_each_snapshot(struct catalog *c,
    int (*fn)(void *, const struct snapshot *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_snapshot call = { fn, ctx };

	return each_snapshot(c, "SELECT date, complete, program, extractor,"
	    " robots, notes, refs, resources, kept, suspect FROM snapshot"
	    " WHERE date > ?3 ORDER BY date LIMIT ?6", NULL, call, err);
}

int
catalog_drop_state(struct catalog *c, struct err *err)
{
	static const char *const tables[] = {
		"DELETE FROM note", "DELETE FROM file", "DELETE FROM ref",
		"DELETE FROM resource", "DELETE FROM image",
		"DELETE FROM lost",
	};
	struct sql q;

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		if (sql_change(&q, c, tables[i], err) < 0 ||
		    sql_run(&q, err) < 0)
			return -1;
	return 0;
}
