#include "store/catalog.h"

#include "base/mem.h"
#include "store/catalog_sql.h"

static void
segment_row_release(struct segment_row *s)
{
	mem_freep(&s->name);
	*s = (struct segment_row){ 0 };
}

static void
read_sum(struct sql *q, int64_t *size, char hex[HASH_HEX])
{
	AUTO(mem_freep) char *sha256 = NULL;

	*size = sql_get_int(q);
	sha256 = sql_get_text(q);
	memset(hex, 0, HASH_HEX);
	if (strlen(sha256) == HASH_HEX - 1)
		memcpy(hex, sha256, HASH_HEX);
}

static void
read_segment_row(struct sql *q, struct segment_row *s)
{
	s->id = sql_get_int(q);
	s->name = sql_get_text(q);
	read_sum(q, &s->size, s->sha256);
	s->is_listed = sql_get_int(q) != 0;
}

static void
mark_segment_row(const struct segment_row *s, struct sql_mark *m)
{
	model_set(&m->text, s->name);
}

SQL_EACH(segment_row)

int
catalog_find_segment(struct catalog *c, const char *name, int64_t *id,
    struct err *err)
{
	struct sql q;
	bool found;

	*id = 0;
	if (sql_query(&q, c, "SELECT id FROM segment WHERE name = ?1",
	    err) < 0)
		return -1;
	sql_put_text(&q, name);
	if (sql_row(&q, &found, err) < 0)
		return -1;
	if (found)
		*id = sql_get_int(&q);
	sql_reset(&q);
	return 0;
}

int
catalog_add_segment(struct catalog *c, const char *name, int64_t *id,
    struct err *err)
{
	struct sql q;

	if (catalog_find_segment(c, name, id, err) < 0)
		return -1;
	if (*id != 0)
		return 0;
	if (sql_change(&q, c, "INSERT INTO segment(name, size, sha256, listed)"
	    " VALUES(?1, 0, '', 0)", err) < 0)
		return -1;
	sql_put_text(&q, name);
	if (sql_run(&q, err) < 0)
		return -1;
	return catalog_find_segment(c, name, id, err);
}

int
catalog_segment_sum(struct catalog *c, const char *name, int64_t *size,
    char sha256[HASH_HEX], struct err *err)
{
	struct sql q;
	bool found;

	if (sql_query(&q, c, "SELECT size, sha256 FROM segment"
	    " WHERE name = ?1", err) < 0)
		return -1;
	sql_put_text(&q, name);
	if (sql_row(&q, &found, err) < 0)
		return -1;
	if (found)
		read_sum(&q, size, sha256);
	sql_reset(&q);
	return 0;
}

int
catalog_segment_name(struct catalog *c, int64_t id, char **name,
    struct err *err)
{
	struct sql q;
	bool found;

	*name = NULL;
	if (sql_query(&q, c, "SELECT name FROM segment WHERE id = ?1",
	    err) < 0)
		return -1;
	sql_put_int(&q, id);
	if (sql_row(&q, &found, err) < 0)
		return -1;
	if (found)
		*name = sql_get_text(&q);
	sql_reset(&q);
	return 0;
}

int
catalog_last_segment(struct catalog *c, char **name, struct err *err)
{
	struct sql q;
	bool found;

	*name = NULL;
	if (sql_query(&q, c, "SELECT name FROM segment ORDER BY name DESC"
	    " LIMIT 1", err) < 0 || sql_row(&q, &found, err) < 0)
		return -1;
	if (found)
		*name = sql_get_text(&q);
	sql_reset(&q);
	return 0;
}

int
catalog_close_segment(struct catalog *c, int64_t id, int64_t size,
    const char *sha256, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "UPDATE segment SET size = ?1, sha256 = ?2"
	    " WHERE id = ?3", err) < 0)
		return -1;
	sql_put_int(&q, size);
	sql_put_text(&q, sha256);
	sql_put_int(&q, id);
	return sql_run(&q, err);
}

int
catalog_list_segment(struct catalog *c, int64_t id, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "UPDATE segment SET listed = 1 WHERE id = ?1",
	    err) < 0)
		return -1;
	sql_put_int(&q, id);
	return sql_run(&q, err);
}

int
catalog_each_segment(struct catalog *c,
    int (*fn)(void *, const struct segment_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_segment_row call = { fn, ctx };

	return each_segment_row(c, "SELECT id, name, size, sha256, listed"
	    " FROM segment WHERE name > ?2 ORDER BY name LIMIT ?6", NULL,
	    call, err);
}
