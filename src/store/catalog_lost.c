#include "store/catalog.h"

#include "base/mem.h"
#include "store/catalog_sql.h"

static void
lost_row_release(struct lost_row *l)
{
	mem_freep(&l->name);
	*l = (struct lost_row){ 0 };
}

static void
read_lost_row(struct sql *q, struct lost_row *l)
{
	l->name = sql_get_text(q);
	l->offset = sql_get_int(q);
	l->length = sql_get_int(q);
}

static void
mark_lost_row(const struct lost_row *l, struct sql_mark *m)
{
	model_set(&m->text, l->name);
	m->a = l->offset;
}

SQL_EACH(lost_row)

int
catalog_add_lost(struct catalog *c, const struct lost_row *l, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "INSERT OR REPLACE INTO lost(name, offset,"
	    " length) VALUES(?1, ?2, ?3)", err) < 0)
		return -1;
	sql_put_text(&q, l->name);
	sql_put_int(&q, l->offset);
	sql_put_int(&q, l->length);
	return sql_run(&q, err);
}

int
catalog_drop_lost(struct catalog *c, const char *name, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "DELETE FROM lost WHERE name = ?1", err) < 0)
		return -1;
	sql_put_text(&q, name);
	return sql_run(&q, err);
}

int
catalog_each_lost(struct catalog *c, const char *name,
    int (*fn)(void *, const struct lost_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_lost_row call = { fn, ctx };

	return each_lost_row(c, name == NULL ?
	    "SELECT name, offset, length FROM lost WHERE"
	    " (name, offset) > (?2, ?3) ORDER BY name, offset LIMIT ?6" :
	    "SELECT name, offset, length FROM lost WHERE name = ?1 AND"
	    " (name, offset) > (?2, ?3) ORDER BY offset LIMIT ?6", name, call,
	    err);
}

int
catalog_is_lost(struct catalog *c, const struct lost_row *l, bool *yes,
    struct err *err)
{
	struct sql q;

	if (sql_query(&q, c, "SELECT 1 FROM lost WHERE name = ?1 AND"
	    " offset <= ?2 AND offset + length >= ?2 + ?3", err) < 0)
		return -1;
	sql_put_text(&q, l->name);
	sql_put_int(&q, l->offset);
	sql_put_int(&q, l->length);
	if (sql_row(&q, yes, err) < 0)
		return -1;
	sql_reset(&q);
	return 0;
}
