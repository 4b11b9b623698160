#include "store/verify_say.h"

#include <string.h>

#include "base/mem.h"
#include "store/catalog_sql.h"

static void
compare_table(const struct verify_say *say, struct catalog *truth,
    const char *table, const char *path)
{
	AUTO(mem_freep) char *sql = mem_fmt("SELECT (SELECT count(*) FROM"
	    " (SELECT * FROM main.%s EXCEPT SELECT * FROM disk.%s)) +"
	    " (SELECT count(*) FROM (SELECT * FROM disk.%s EXCEPT"
	    " SELECT * FROM main.%s))", table, table, table, table);
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(truth->db, sql, -1, &st, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(st);
	if (rc != SQLITE_ROW)
		verify_say(say, "'%s': table '%s': %s", path, table,
		    sqlite3_errmsg(truth->db));
	else if (sqlite3_column_int64(st, 0) > 0)
		verify_say(say, "'%s': table '%s': %lld rows differ from what "
		    "manifests and segments say", path, table,
		    (long long)sqlite3_column_int64(st, 0));
	(void)sqlite3_finalize(st);
}

static bool
is_intact(const struct verify_say *say, struct catalog *truth,
    const char *path)
{
	sqlite3_stmt *st = NULL;
	const char *text = NULL;
	bool is_ok;

	if (sqlite3_prepare_v2(truth->db, "PRAGMA disk.integrity_check(1)",
	    -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		text = (const char *)sqlite3_column_text(st, 0);
	is_ok = text != NULL && strcmp(text, "ok") == 0;
	if (!is_ok)
		verify_say(say, "'%s': %s", path, text != NULL ? text :
		    sqlite3_errmsg(truth->db));
	(void)sqlite3_finalize(st);
	return is_ok;
}

int
verify_catalog(const struct verify_say *say, struct catalog *truth,
    const char *path, bool with_captures, struct err *err)
{
	static const char *const tables[] = {
		"resource", "image", "note", "file", "ref", "snapshot", "lost",
		"segment WHERE listed = 1", "segment", "capture",
	};
	size_t n = sizeof(tables) / sizeof(tables[0]);
	struct sql q;

	if (catalog_commit(truth, err) < 0 ||
	    sql_query(&q, truth, "ATTACH ?1 AS disk", err) < 0)
		return -1;
	sql_put_text(&q, path);
	if (sql_run(&q, err) < 0) {
		verify_say(say, "'%s': %s", path, err->msg);
		err_clear(err);
		return 0;
	}
	if (!is_intact(say, truth, path))
		return 0;
	for (size_t i = 0; i < (with_captures ? n : n - 2); i++)
		compare_table(say, truth, tables[i], path);
	return 0;
}
