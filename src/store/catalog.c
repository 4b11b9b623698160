#include "store/catalog.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/catalog_sql.h"

/* "kbm1": what file(1) and a wrong file in this place are told by. */
#define APPLICATION_ID 0x6b626d31
#define CATALOG_VERSION 8

/* A reader waits this long for the writer's commit. */
#define BUSY_MS 10000

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

/* The last of all: where catalog_end_bulk() puts it back. */
#define REF_INDEX "CREATE INDEX ref_key ON ref(key);"

static const char schema[] =
    "CREATE TABLE state(dirty INTEGER NOT NULL) STRICT;"
    "INSERT INTO state VALUES(1);"
    /* id is the place in the order of names; listed: by a manifest. */
    "CREATE TABLE segment(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " size INTEGER NOT NULL, sha256 TEXT NOT NULL,"
    " listed INTEGER NOT NULL) STRICT;"
    "CREATE TABLE capture(segment INTEGER, offset INTEGER,"
    " length INTEGER NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL,"
    " date INTEGER NOT NULL, status INTEGER NOT NULL, media TEXT NOT NULL,"
    " digest BLOB NOT NULL, payload INTEGER NOT NULL,"
    " o_segment INTEGER NOT NULL, o_offset INTEGER NOT NULL,"
    " o_length INTEGER NOT NULL, truncated INTEGER NOT NULL,"
    " PRIMARY KEY(segment, offset)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX capture_url ON capture(url, date);"
    "CREATE INDEX capture_digest ON capture(digest, kind);"
    "CREATE TABLE resource(url TEXT PRIMARY KEY, alias_of TEXT NOT NULL,"
    " is_cited INTEGER NOT NULL, is_image INTEGER NOT NULL,"
    " outcome TEXT NOT NULL, reason TEXT NOT NULL, last TEXT NOT NULL,"
    " last_reason TEXT NOT NULL, since INTEGER NOT NULL,"
    " tried INTEGER NOT NULL, checked INTEGER NOT NULL,"
    " failures INTEGER NOT NULL, c_segment INTEGER NOT NULL,"
    " c_offset INTEGER NOT NULL, c_length INTEGER NOT NULL,"
    " captured INTEGER NOT NULL, final_url TEXT NOT NULL,"
    " status INTEGER NOT NULL, media TEXT NOT NULL, digest BLOB NOT NULL,"
    " length INTEGER NOT NULL, etag TEXT NOT NULL,"
    " last_modified TEXT NOT NULL, a_segment INTEGER NOT NULL,"
    " a_offset INTEGER NOT NULL, a_length INTEGER NOT NULL,"
    " title TEXT NOT NULL, byline TEXT NOT NULL, published TEXT NOT NULL,"
    " site TEXT NOT NULL, lang TEXT NOT NULL, lead_image TEXT NOT NULL,"
    " words INTEGER NOT NULL, extractor INTEGER NOT NULL,"
    " next TEXT NOT NULL, role TEXT NOT NULL,"
    " requisites INTEGER NOT NULL, last_since INTEGER NOT NULL,"
    " canonical TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX resource_alias ON resource(alias_of) WHERE alias_of <> '';"
    "CREATE INDEX resource_next ON resource(next) WHERE next <> '';"
    "CREATE TABLE image(page TEXT, position INTEGER, src TEXT NOT NULL,"
    " url TEXT NOT NULL, PRIMARY KEY(page, position)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX image_url ON image(url);"
    "CREATE TABLE note(name TEXT PRIMARY KEY, title TEXT NOT NULL,"
    " date INTEGER NOT NULL, digest BLOB NOT NULL, segment INTEGER NOT NULL,"
    " offset INTEGER NOT NULL, length INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE file(name TEXT PRIMARY KEY, media TEXT NOT NULL,"
    " digest BLOB NOT NULL, segment INTEGER NOT NULL,"
    " offset INTEGER NOT NULL, length INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE ref(note TEXT, position INTEGER, line INTEGER NOT NULL,"
    " column INTEGER NOT NULL, kind TEXT NOT NULL, lenient INTEGER NOT NULL,"
    " url TEXT NOT NULL, text TEXT NOT NULL, heading TEXT NOT NULL,"
    " date INTEGER NOT NULL, dated TEXT NOT NULL,"
    " target TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY(note, position))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE snapshot(date INTEGER PRIMARY KEY,"
    " complete INTEGER NOT NULL, program TEXT NOT NULL,"
    " extractor INTEGER NOT NULL, robots TEXT NOT NULL,"
    " notes INTEGER NOT NULL, refs INTEGER NOT NULL,"
    " resources INTEGER NOT NULL, kept INTEGER NOT NULL,"
    " suspect INTEGER NOT NULL) STRICT;"
    "CREATE TABLE lost(name TEXT, offset INTEGER, length INTEGER NOT NULL,"
    " PRIMARY KEY(name, offset)) STRICT, WITHOUT ROWID;"
    REF_INDEX;

/* Ids for catalog_resource_id(): they live with the connection, because they
 * depend on the order of events. */
static const char handles[] =
    "CREATE TEMP TABLE handle(id INTEGER PRIMARY KEY,"
    " url TEXT NOT NULL) STRICT;";

/* 1 MB, so that memory does not grow with the archive: the system caches the
 * rest. While all of a million references are gone through, at random places,
 * that costs more than all else: then most of their resources find room, and
 * all of them while nothing else is in memory yet. Sorting an index takes as
 * much again. */
#define CACHE "PRAGMA cache_size=-1000;"
#define BULK_CACHE "PRAGMA cache_size=-96000;"
#define FIRST_CACHE "PRAGMA cache_size=-160000;"
/* Of a run, once what it planned is committed: a second's changes, and the
 * pages that are asked for again and again. What is dirty is never rolled back
 * from a file. */
#define WORK_SETTINGS "PRAGMA cache_size=-8000; PRAGMA journal_mode=MEMORY;"
#define SORT_CACHE "PRAGMA cache_size=-16000; PRAGMA shrink_memory;"

/*
 * synchronous=OFF: while the catalog changes it is marked dirty, durably, and
 * after a power loss it is not looked at again but rebuilt. No mmap and no
 * WAL: one process writes, perhaps on a network file system.
 */
static const char settings[] =
    CACHE "PRAGMA temp.cache_size=-500;"
    "PRAGMA temp_store=FILE; PRAGMA mmap_size=0; PRAGMA synchronous=OFF;"
    "PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF;";

void
catalog_set_temp(const char *dir)
{
	sqlite3_free(sqlite3_temp_directory);
	sqlite3_temp_directory = dir != NULL ? sqlite3_mprintf("%s", dir) :
	    NULL;
}

static int
connect_db(struct catalog *c, int flags, struct err *err)
{
	int rc = sqlite3_open_v2(c->path != NULL ? c->path : "", &c->db,
	    flags | SQLITE_OPEN_NOMUTEX, NULL);

	if (rc != SQLITE_OK)
		return c->db != NULL ? sql_fail(c, err) :
		    err_set(err, ERR_SYSTEM, "out of memory");
	(void)sqlite3_extended_result_codes(c->db, 1);
	(void)sqlite3_busy_timeout(c->db, BUSY_MS);
	return sql_exec(c, settings, err);
}

static void
disconnect(struct catalog *c)
{
	for (size_t i = 0; i < c->n_statements; i++)
		(void)sqlite3_finalize(c->statements[i].st);
	c->n_statements = 0;
	(void)sqlite3_close(c->db);
	c->db = NULL;
	c->in_batch = false;
}

static int
query_int(struct catalog *c, const char *sql, int64_t *v, struct err *err)
{
	struct sql q;
	bool found;

	if (sql_prepare(&q, c, sql, err) < 0 || sql_row(&q, &found, err) < 0)
		return -1;
	*v = found ? sql_get_int(&q) : -1;
	sql_reset(&q);
	return 0;
}

/* Is it ours, of this version, and clean? */
static int
check_state(struct catalog *c, struct err *err)
{
	int64_t id, version, dirty;

	if (query_int(c, "PRAGMA application_id", &id, err) < 0 ||
	    query_int(c, "PRAGMA user_version", &version, err) < 0)
		return -1;
	if (id != APPLICATION_ID || version != CATALOG_VERSION)
		return err_set(err, ERR_STORE,
		    "'%s' is not a catalog of version %d", c->path,
		    CATALOG_VERSION);
	if (query_int(c, "SELECT dirty FROM state", &dirty, err) < 0)
		return -1;
	if (dirty != 0)
		return err_set(err, ERR_STORE,
		    "the catalog '%s' is from a run that did not end",
		    c->path);
	return 0;
}

int
catalog_open(struct catalog **out, const char *path, bool for_writing,
    struct err *err)
{
	struct catalog *c;
	int flags = for_writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;

	*out = NULL;
	if (path == NULL)
		return catalog_sql_create(out, NULL, err);
	if (file_is_missing(path))
		return err_set(err, ERR_STORE, "there is no catalog '%s'",
		    path);
	c = mem_alloc(sizeof(*c));
	c->path = mem_dup(path);
	c->for_writing = for_writing;
	if (connect_db(c, flags, err) < 0 || check_state(c, err) < 0 ||
	    sql_exec(c, handles, err) < 0) {
		catalog_close(c);
		return -1;
	}
	*out = c;
	return 0;
}

bool
catalog_is_broken(const char *path)
{
	struct catalog c = { .path = (char *)(uintptr_t)path };
	struct err why = ERR_INIT;
	int64_t n = 0, id = 0, version = 0, dirty;
	struct stat st;
	bool is_broken;

	if (stat(path, &st) < 0)
		return false;
	if (!S_ISREG(st.st_mode))
		return true;
	/* What the system does not let be read now says nothing; without any
	 * table it is one that was about to be made. */
	is_broken = connect_db(&c, SQLITE_OPEN_READONLY, &why) < 0 ||
	    query_int(&c, "SELECT count(*) FROM sqlite_schema", &n, &why) < 0 ||
	    query_int(&c, "PRAGMA application_id", &id, &why) < 0 ||
	    query_int(&c, "PRAGMA user_version", &version, &why) < 0 ||
	    (n > 0 && version == CATALOG_VERSION && query_int(&c,
	    "SELECT dirty FROM state", &dirty, &why) < 0) ?
	    why.kind == ERR_STORE : n > 0 && id != APPLICATION_ID;
	disconnect(&c);
	return is_broken;
}

int
catalog_sql_create(struct catalog **out, const char *path, struct err *err)
{
	struct catalog *c = mem_alloc(sizeof(*c));

	*out = NULL;
	c->path = mem_dup(path);
	c->for_writing = c->is_dirty = true;
	if (connect_db(c, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	    err) < 0 ||
	    sql_exec(c, "PRAGMA page_size=4096;"
	    "PRAGMA application_id=" TEXT(APPLICATION_ID) ";"
	    "PRAGMA user_version=" TEXT(CATALOG_VERSION) ";", err) < 0 ||
	    sql_exec(c, "BEGIN", err) < 0 || sql_exec(c, schema, err) < 0 ||
	    sql_exec(c, "COMMIT", err) < 0 || sql_exec(c, handles, err) < 0) {
		catalog_close(c);
		return -1;
	}
	*out = c;
	return 0;
}

/* Page by page: what the rows mean does not matter. */
static int
copy_pages(struct catalog *c, struct catalog *from, struct err *err)
{
	sqlite3_backup *b = sqlite3_backup_init(c->db, "main", from->db,
	    "main");
	int rc;

	if (b == NULL)
		return sql_fail(c, err);
	rc = sqlite3_backup_step(b, -1);
	(void)sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? 0 : sql_fail(c, err);
}

int
catalog_copy(struct catalog **out, struct catalog *from, struct err *err)
{
	struct catalog *c = mem_alloc(sizeof(*c));

	*out = NULL;
	c->for_writing = c->is_dirty = true;
	if (connect_db(c, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
	    err) < 0 || copy_pages(c, from, err) < 0 ||
	    sql_exec(c, handles, err) < 0) {
		catalog_close(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
catalog_close(struct catalog *c)
{
	if (c == NULL)
		return;
	disconnect(c);
	handles_release(&c->handles);
	free(c->path);
	free(c);
}

int
catalog_begin(struct catalog *c, struct err *err)
{
	assert(c->for_writing);
	if (c->is_dirty)
		return 0;
	if (sql_exec(c, "PRAGMA synchronous=FULL;"
	    "UPDATE state SET dirty=1;"
	    "PRAGMA synchronous=OFF;", err) < 0)
		return -1;
	c->is_dirty = true;
	return 0;
}

int
catalog_commit(struct catalog *c, struct err *err)
{
	if (!c->in_batch)
		return 0;
	if (sql_exec(c, "COMMIT", err) < 0)
		return -1;
	c->in_batch = false;
	if (c->is_settled)
		return 0;
	c->is_settled = true;
	return sql_exec(c, WORK_SETTINGS, err);
}

int
catalog_begin_bulk(struct catalog *c, struct err *err)
{
	int64_t n;

	if (sql_exec(c, BULK_CACHE, err) < 0 ||
	    query_int(c, "SELECT EXISTS(SELECT 1 FROM ref)", &n, err) < 0)
		return -1;
	if (n != 0 || c->is_bulk)
		return 0;
	if (sql_begin(c, err) < 0 ||
	    sql_exec(c, FIRST_CACHE "DROP INDEX IF EXISTS ref_key", err) < 0)
		return -1;
	c->is_bulk = true;
	return 0;
}

int
catalog_end_bulk(struct catalog *c, struct err *err)
{
	if (c->is_bulk && (sql_begin(c, err) < 0 ||
	    sql_exec(c, SORT_CACHE REF_INDEX, err) < 0))
		return -1;
	c->is_bulk = false;
	return sql_exec(c, CACHE "PRAGMA shrink_memory;", err);
}

int
catalog_hold(struct catalog *c, struct err *err)
{
	assert(!c->is_held);
	if (c->in_batch)
		return 0;
	if (sql_exec(c, "BEGIN", err) < 0)
		return -1;
	c->is_held = true;
	return 0;
}

void
catalog_release(struct catalog *c)
{
	struct err ignore = ERR_INIT;

	/* Nothing was changed: there is nothing that could fail to be kept. */
	if (c->is_held)
		(void)!sql_exec(c, "COMMIT", &ignore);
	c->is_held = false;
}

/* The copy that VACUUM made becomes clean and durable. schema_version counts
 * VACUUMs, which are no content. */
static int
clean_copy(const char *path, struct err *err)
{
	struct catalog c = { .path = mem_dup(path), .for_writing = true };
	int rc = connect_db(&c, SQLITE_OPEN_READWRITE, err);
	int fd;

	if (rc == 0)
		rc = sql_exec(&c, "PRAGMA journal_mode=MEMORY;"
		    "UPDATE state SET dirty=0; PRAGMA schema_version=1;", err);
	disconnect(&c);
	free(c.path);
	if (rc < 0) {
		/* It was written just now: the disk is to blame. */
		err->kind = ERR_SYSTEM;
		return -1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		rc = err_sys(err, "sync '%s'", path);
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

int
catalog_is_sound(struct catalog *c, bool *yes, struct err *err)
{
	AUTO(mem_freep) char *said = NULL;
	struct sql q;
	bool found;

	*yes = false;
	if (sql_query(&q, c, "PRAGMA integrity_check(1)", err) < 0 ||
	    sql_row(&q, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	said = sql_get_text(&q);
	*yes = strcmp(said, "ok") == 0;
	sql_reset(&q);
	return 0;
}

/* What SQLite says of a copy that cannot be read back looks like damage. */
static void
blame_copy(struct catalog *c, struct err *err)
{
	struct err why = ERR_INIT;
	bool is_sound;

	if (err->kind != ERR_STORE)
		return;
	if (catalog_is_sound(c, &is_sound, &why) < 0)
		err->kind = why.kind;
	else if (is_sound)
		err->kind = ERR_SYSTEM;
}

static int
vacuum_into(struct catalog *c, const char *path, struct err *err)
{
	struct sql q;

	/* The copy has a cache of its own, as large as the original's. */
	if (file_remove(path, err) < 0 ||
	    sql_exec(c, "PRAGMA shrink_memory; PRAGMA cache_size=-500;",
	    err) < 0 || sql_prepare(&q, c, "VACUUM INTO ?1", err) < 0)
		return -1;
	q.failed = sqlite3_bind_text(q.st, 1, path, -1, SQLITE_TRANSIENT);
	if (sql_run(&q, err) == 0)
		return 0;
	blame_copy(c, err);
	return -1;
}

int
catalog_finish(struct catalog *c, struct err *err)
{
	AUTO(mem_freep) char *tmp = NULL;
	AUTO(mem_freep) char *journal = NULL;
	AUTO(mem_freep) char *dir = NULL;

	if (catalog_commit(c, err) < 0)
		return -1;
	if (c->path == NULL || !c->is_dirty)
		return 0;
	tmp = mem_fmt("%s.tmp", c->path);
	journal = mem_fmt("%s-journal", c->path);
	dir = mem_dupn(c->path, (size_t)(path_base(c->path) - c->path));
	if (vacuum_into(c, tmp, err) < 0 || clean_copy(tmp, err) < 0) {
		(void)unlink(tmp);
		return -1;
	}
	disconnect(c);
	if (file_remove(journal, err) < 0 ||
	    file_rename(tmp, c->path, err) < 0 ||
	    file_sync_dir(dir[0] != '\0' ? dir : ".", err) < 0 ||
	    connect_db(c, SQLITE_OPEN_READWRITE, err) < 0)
		return -1;
	c->is_dirty = c->is_settled = false;
	handles_release(&c->handles);
	return sql_exec(c, handles, err);
}

static int
count_outcomes(struct catalog *c, struct catalog_counts *n, struct err *err)
{
	struct sql q;
	bool found;

	if (sql_query(&q, c, "SELECT outcome, count(*) FROM resource"
	    " WHERE is_cited = 1 AND alias_of = '' GROUP BY outcome", err) < 0)
		return -1;
	for (;;) {
		AUTO(mem_freep) char *name = NULL;
		enum outcome o;

		if (sql_row(&q, &found, err) < 0)
			return -1;
		if (!found)
			return 0;
		name = sql_get_text(&q);
		if (!outcome_find(str_of(name), &o))
			continue;
		n->by_outcome[o] = sql_get_int(&q);
		if (outcome_is_kept(o))
			n->kept += n->by_outcome[o];
	}
}

/* The host with its port: from after "//" to the next '/'. */
#define SQL_REST "substr(url, instr(url, '//') + 2)"
#define SQL_HOST "substr(" SQL_REST ", 1, instr(" SQL_REST " || '/', '/') - 1)"

int
catalog_count(struct catalog *c, struct catalog_counts *n, struct err *err)
{
	*n = (struct catalog_counts){ 0 };
	if (query_int(c, "SELECT count(*) FROM note", &n->notes, err) < 0 ||
	    query_int(c, "SELECT count(*) FROM file", &n->files, err) < 0 ||
	    query_int(c, "SELECT count(*) FROM ref", &n->refs, err) < 0 ||
	    query_int(c, "SELECT count(*) FROM resource", &n->resources,
	    err) < 0 ||
	    query_int(c, "SELECT count(*) FROM resource WHERE is_cited = 1 AND"
	    " alias_of = ''", &n->cited, err) < 0 ||
	    query_int(c, "SELECT count(*) FROM resource WHERE is_cited = 1 AND"
	    " alias_of = '' AND last <> outcome AND last IN ('suspect',"
	    " 'wall', 'shell', 'soft-404', 'placeholder', 'empty') AND"
	    " outcome IN ('article', 'list', 'thread', 'video', 'document',"
	    " 'image', 'archive')",
	    &n->suspect, err) < 0 ||
	    query_int(c, "SELECT count(DISTINCT " SQL_HOST ") FROM resource"
	    " WHERE url LIKE 'http%'", &n->hosts, err) < 0)
		return -1;
	return count_outcomes(c, n, err);
}
