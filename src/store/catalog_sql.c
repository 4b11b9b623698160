#include "store/catalog_sql.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

/* Rows fetched at a time: enough to make a page's query cheap, few enough to
 * hold in memory. */
#define PAGE_ROWS 128

static const char *
path_of(const struct catalog *c)
{
	return c->path != NULL ? c->path : "temporary";
}

/* SQLite calls a catalog malformed that the disk did not let it read. Sets
 * errno if it is that. */
static bool
is_disk_error(const struct catalog *c)
{
	int number = 0;

	(void)sqlite3_file_control(c->db, NULL, SQLITE_FCNTL_LAST_ERRNO,
	    &number);
	errno = number;
	return number == EIO || number == ENXIO || number == ERANGE;
}

int
sql_fail(struct catalog *c, struct err *err)
{
	int code = sqlite3_errcode(c->db) & 0xff;
	bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ||
	    code == SQLITE_ERROR || code == SQLITE_MISMATCH;

	if (code == SQLITE_CORRUPT && is_disk_error(c))
		return err_sys(err, "catalog '%s'", path_of(c));
	return err_set(err, damaged ? ERR_STORE : ERR_SYSTEM,
	    "catalog '%s': %s", path_of(c), sqlite3_errmsg(c->db));
}

int
sql_exec(struct catalog *c, const char *sql, struct err *err)
{
	if (sqlite3_exec(c->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return sql_fail(c, err);
	return 0;
}

int
sql_prepare(struct sql *q, struct catalog *c, const char *sql, struct err *err)
{
	sqlite3_stmt *st = NULL;

	*q = (struct sql){ c, NULL, 1, SQLITE_OK };
	for (size_t i = 0; i < c->n_statements && q->st == NULL; i++)
		if (c->statements[i].sql == sql)
			q->st = c->statements[i].st;
	if (q->st != NULL)
		return 0;
	if (sqlite3_prepare_v3(c->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st,
	    NULL) != SQLITE_OK)
		return sql_fail(c, err);
	assert(c->n_statements < CATALOG_STATEMENTS);
	c->statements[c->n_statements].sql = sql;
	c->statements[c->n_statements++].st = st;
	q->st = st;
	return 0;
}

int
sql_begin(struct catalog *c, struct err *err)
{
	assert(c->is_dirty && !c->is_held);
	if (!c->in_batch && sql_exec(c, "BEGIN", err) < 0)
		return -1;
	c->in_batch = true;
	return 0;
}

int
sql_query(struct sql *q, struct catalog *c, const char *sql, struct err *err)
{
	if (c->is_dirty && !c->is_held && sql_begin(c, err) < 0)
		return -1;
	return sql_prepare(q, c, sql, err);
}

int
sql_change(struct sql *q, struct catalog *c, const char *sql, struct err *err)
{
	return sql_begin(c, err) < 0 ? -1 : sql_prepare(q, c, sql, err);
}

/* A parameter that is not set is NULL: such a query must not run. */
static void
note_put(struct sql *q, int rc)
{
	if (q->failed == SQLITE_OK)
		q->failed = rc;
}

const char *
sql_valid(const char *s, struct buf *b)
{
	struct str text = str_of(s);

	if (text_is_utf8(text))
		return s;
	text_repair(b, str_sub(text, 0, SQL_TEXT_MAX / 3));
	return b->p;
}

void
sql_put_text(struct sql *q, const char *s)
{
	AUTO(buf_release) struct buf b = BUF_INIT(SQL_TEXT_MAX);
	struct str valid = str_of(sql_valid(s, &b));

	note_put(q, sqlite3_bind_text64(q->st, q->at++, valid.p, valid.n,
	    SQLITE_TRANSIENT, SQLITE_UTF8));
}

void
sql_put_int(struct sql *q, int64_t v)
{
	note_put(q, sqlite3_bind_int64(q->st, q->at++, v));
}

void
sql_put_digest(struct sql *q, const char *hex)
{
	unsigned char bytes[HASH_HEX / 2];
	int n = 0;

	while (n < HASH_HEX / 2 && ch_hex(hex[2 * n]) >= 0 &&
	    ch_hex(hex[2 * n + 1]) >= 0) {
		bytes[n] = (unsigned char)(ch_hex(hex[2 * n]) << 4 |
		    ch_hex(hex[2 * n + 1]));
		n++;
	}
	if (n < HASH_HEX / 2)
		n = 0;
	note_put(q, sqlite3_bind_blob(q->st, q->at++, bytes, n,
	    SQLITE_TRANSIENT));
}

void
sql_put_locator(struct sql *q, const struct locator *at)
{
	sql_put_int(q, at->segment);
	sql_put_int(q, at->offset);
	sql_put_int(q, at->length);
}

int
sql_row(struct sql *q, bool *found, struct err *err)
{
	int rc;

	if (q->failed != SQLITE_OK) {
		(void)sqlite3_reset(q->st);
		return err_set(err, ERR_SYSTEM, "catalog '%s': %s",
		    path_of(q->catalog), sqlite3_errstr(q->failed));
	}
	rc = sqlite3_step(q->st);
	q->at = 0;
	*found = rc == SQLITE_ROW;
	if (rc == SQLITE_ROW)
		return 0;
	if (rc != SQLITE_DONE)
		(void)sql_fail(q->catalog, err);
	(void)sqlite3_reset(q->st);
	return rc == SQLITE_DONE ? 0 : -1;
}

int
sql_run(struct sql *q, struct err *err)
{
	bool found = true;

	while (found)
		if (sql_row(q, &found, err) < 0)
			return -1;
	return 0;
}

void
sql_reset(struct sql *q)
{
	(void)sqlite3_reset(q->st);
}

char *
sql_get_text(struct sql *q)
{
	const unsigned char *s = sqlite3_column_text(q->st, q->at);
	int n = sqlite3_column_bytes(q->st, q->at);

	q->at++;
	if (s == NULL && sqlite3_errcode(q->catalog->db) == SQLITE_NOMEM)
		mem_give_up();
	return s != NULL ? mem_dupn((const char *)s, (size_t)n) : mem_dup("");
}

int64_t
sql_get_int(struct sql *q)
{
	return sqlite3_column_int64(q->st, q->at++);
}

void
sql_get_digest(struct sql *q, char hex[HASH_HEX])
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = sqlite3_column_blob(q->st, q->at);
	int n = sqlite3_column_bytes(q->st, q->at);

	q->at++;
	memset(hex, 0, HASH_HEX);
	if (p == NULL || n != HASH_HEX / 2)
		return;
	for (int i = 0; i < n; i++) {
		hex[2 * i] = digits[p[i] >> 4];
		hex[2 * i + 1] = digits[p[i] & 15];
	}
}

void
sql_get_locator(struct sql *q, struct locator *at)
{
	at->segment = sql_get_int(q);
	at->offset = sql_get_int(q);
	at->length = sql_get_int(q);
}

/* Fills a page of rows from the mark on. */
static int
load_page(struct catalog *c, const struct sql_pages *p,
    const struct sql_mark *mark, char *rows, size_t *n, struct err *err)
{
	struct sql q;
	bool found = true;

	*n = 0;
	if (sql_query(&q, c, p->sql, err) < 0)
		return -1;
	sql_put_text(&q, p->scope);
	sql_put_text(&q, mark->text);
	sql_put_int(&q, mark->a);
	sql_put_int(&q, mark->b);
	sql_put_int(&q, mark->c);
	sql_put_int(&q, PAGE_ROWS);
	while (found) {
		if (sql_row(&q, &found, err) < 0)
			return -1;
		if (!found)
			break;
		assert(*n < PAGE_ROWS);
		p->read(&q, rows + *n * p->size);
		(*n)++;
	}
	return 0;
}

int
sql_each(struct catalog *c, const struct sql_pages *p, struct err *err)
{
	struct sql_mark mark = { mem_dup(""), INT64_MIN, 0, 0 };
	char *rows = mem_array(PAGE_ROWS, p->size);
	size_t n = PAGE_ROWS;
	int rc = 0;

	while (rc == 0 && n == PAGE_ROWS) {
		rc = load_page(c, p, &mark, rows, &n, err);
		if (rc == 0 && n > 0)
			p->mark(rows + (n - 1) * p->size, &mark);
		for (size_t i = 0; i < n; i++) {
			if (rc == 0)
				rc = p->call(p->each, rows + i * p->size, err);
			p->release(rows + i * p->size);
		}
	}
	free(rows);
	free(mark.text);
	return rc < 0 ? -1 : 0;
}
