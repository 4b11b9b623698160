/*
 * catalog_sql.h: how the catalog's files talk to SQLite; private to them.
 *
 * 1. A statement is prepared once for each connection and always reset before
 *    control goes back, so that any function may be called from any callback.
 * 2. Texts in the catalog are valid UTF-8: what is not is repaired here, so
 *    that a manifest gives back exactly what the catalog held.
 */
#ifndef STORE_CATALOG_SQL_H
#define STORE_CATALOG_SQL_H

#include <sqlite3.h>

#include "base/buf.h"
#include "store/catalog.h"

/* A text in the catalog is a URL, a title, a sentence. */
#define SQL_TEXT_MAX (1 << 20)

/* More than there are statements in the catalog's files. */
#define CATALOG_STATEMENTS 96

/* Which id a URL has: fingerprints with open addressing, 12 bytes each. */
struct handles {
	uint64_t *prints;
	uint32_t *ids;		/* 0: free */
	size_t n, n_slots;
};

void handles_release(struct handles *);

struct catalog {
	sqlite3 *db;
	char *path;		/* NULL: private and temporary */
	bool for_writing;
	bool is_dirty;		/* changes are allowed */
	bool in_batch;		/* a transaction is open */
	bool is_held;		/* … for reading only */
	bool is_bulk;		/* the index of references is missing */
	bool is_settled;	/* what was planned is committed */
	struct handles handles;
	size_t n_statements;
	struct {
		const char *sql;	/* the literal's address is the key */
		sqlite3_stmt *st;
	} statements[CATALOG_STATEMENTS];
};

/* A statement in use; at is the parameter or column that comes next. */
struct sql {
	struct catalog *catalog;
	sqlite3_stmt *st;
	int at;
	int failed;	/* the first parameter that could not be set: why */
};

/* Creates a new file (or NULL: a temporary one), already dirty. */
int catalog_sql_create(struct catalog **, const char *path, struct err *)
    MUST_CHECK;

/* ERR_STORE for a damaged file, else ERR_SYSTEM. */
int sql_fail(struct catalog *, struct err *);
/* Plain SQL without parameters. */
int sql_exec(struct catalog *, const char *, struct err *) MUST_CHECK;

/* Opens the batch if there is none. */
int sql_begin(struct catalog *, struct err *) MUST_CHECK;
/* sql must be a string of static storage. For what cannot be in a batch. */
int sql_prepare(struct sql *, struct catalog *, const char *sql,
    struct err *) MUST_CHECK;
/* For reading; while changes are allowed in their batch: by itself each query
 * would lock the file, look for a journal, and read the pages again. */
int sql_query(struct sql *, struct catalog *, const char *sql, struct err *)
    MUST_CHECK;
/* For changes, in the batch. */
int sql_change(struct sql *, struct catalog *, const char *sql, struct err *)
    MUST_CHECK;
/* The text, or what the catalog keeps of it where it is not UTF-8, in b. */
const char *sql_valid(const char *, struct buf *b);
void sql_put_text(struct sql *, const char *);
void sql_put_int(struct sql *, int64_t);
void sql_put_digest(struct sql *, const char *hex);
void sql_put_locator(struct sql *, const struct locator *);
/* The next row; columns are then read from the first on. */
int sql_row(struct sql *, bool *found, struct err *) MUST_CHECK;
/* Runs to the end and resets. */
int sql_run(struct sql *, struct err *) MUST_CHECK;
void sql_reset(struct sql *);
char *sql_get_text(struct sql *);	/* never NULL; the caller frees */
int64_t sql_get_int(struct sql *);
void sql_get_digest(struct sql *, char hex[HASH_HEX]);
void sql_get_locator(struct sql *, struct locator *);

/* Where a page of rows ended: ?2 (text), ?3, ?4, ?5. */
struct sql_mark {
	char *text;
	int64_t a, b, c;
};

/*
 * Rows handed out in pages, so that a callback may change the tables: ?1 is
 * the scope, ?2 to ?5 the mark after which to go on, ?6 the page's size.
 */
struct sql_pages {
	const char *sql, *scope;
	size_t size;			/* of one row's struct */
	void (*read)(struct sql *, void *row);
	void (*mark)(const void *row, struct sql_mark *);
	void (*release)(void *row);
	int (*call)(void *each, const void *row, struct err *);
	void *each;
};
int sql_each(struct catalog *, const struct sql_pages *, struct err *)
    MUST_CHECK;

/*
 * For struct T with read_T(struct sql *, struct T *), mark_T(const struct T *,
 * struct sql_mark *) and T_release(): each_T(), which pages through.
 */
#define SQL_EACH(T)							\
struct call_##T {							\
	int (*fn)(void *, const struct T *, struct err *);		\
	void *ctx;							\
};									\
static void								\
page_read_##T(struct sql *q, void *row)					\
{									\
	read_##T(q, row);						\
}									\
static void								\
page_mark_##T(const void *row, struct sql_mark *m)			\
{									\
	mark_##T(row, m);						\
}									\
static void								\
page_release_##T(void *row)						\
{									\
	T##_release(row);						\
}									\
static int								\
page_call_##T(void *each, const void *row, struct err *err)		\
{									\
	const struct call_##T *call = each;				\
									\
	return call->fn(call->ctx, row, err);				\
}									\
static int								\
each_##T(struct catalog *c, const char *sql, const char *scope,		\
    struct call_##T call, struct err *err)				\
{									\
	const struct sql_pages pages = {				\
		sql, scope, sizeof(struct T), page_read_##T,		\
		page_mark_##T, page_release_##T, page_call_##T, &call,	\
	};								\
									\
	return sql_each(c, &pages, err);				\
}

#endif
