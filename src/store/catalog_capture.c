#include "store/catalog.h"

#include "base/mem.h"
#include "store/catalog_sql.h"

#define COLUMNS "segment, offset, length, kind, url, date, status, media," \
	" digest, payload, o_segment, o_offset, o_length, truncated"

static void
read_capture(struct sql *q, struct capture *c)
{
	AUTO(mem_freep) char *kind = NULL;

	*c = (struct capture){ 0 };
	sql_get_locator(q, &c->at);
	kind = sql_get_text(q);
	(void)capture_kind_find(str_of(kind), &c->kind);
	c->url = sql_get_text(q);
	c->date = sql_get_int(q);
	c->status = (int)sql_get_int(q);
	c->media = sql_get_text(q);
	sql_get_digest(q, c->digest);
	c->length = sql_get_int(q);
	sql_get_locator(q, &c->original);
	c->is_truncated = sql_get_int(q) != 0;
}

static void
mark_capture(const struct capture *c, struct sql_mark *m)
{
	m->a = c->date;
	m->b = c->at.segment;
	m->c = c->at.offset;
}

SQL_EACH(capture)

int
catalog_add_capture(struct catalog *cat, const struct capture *c,
    struct err *err)
{
	struct sql q;

	if (sql_change(&q, cat, "INSERT OR REPLACE INTO capture(" COLUMNS ")"
	    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)", err) < 0)
		return -1;
	sql_put_locator(&q, &c->at);
	sql_put_text(&q, capture_kind_name(c->kind));
	sql_put_text(&q, c->url);
	sql_put_int(&q, c->date);
	sql_put_int(&q, c->status);
	sql_put_text(&q, c->media);
	sql_put_digest(&q, c->digest);
	sql_put_int(&q, c->length);
	sql_put_locator(&q, &c->original);
	sql_put_int(&q, c->is_truncated);
	return sql_run(&q, err);
}

/* The one row that a query with its parameters set gives. */
static int
one(struct sql *q, struct capture *c, bool *found, struct err *err)
{
	*c = (struct capture){ 0 };
	if (sql_row(q, found, err) < 0)
		return -1;
	if (*found)
		read_capture(q, c);
	sql_reset(q);
	return 0;
}

int
catalog_get_capture(struct catalog *cat, const struct locator *at,
    struct capture *c, bool *found, struct err *err)
{
	struct sql q;

	if (sql_query(&q, cat, "SELECT " COLUMNS " FROM capture"
	    " WHERE segment = ?1 AND offset = ?2", err) < 0)
		return -1;
	sql_put_int(&q, at->segment);
	sql_put_int(&q, at->offset);
	return one(&q, c, found, err);
}

int
catalog_find_same(struct catalog *cat, enum capture_kind kind,
    const char *digest, struct capture *c, bool *found, struct err *err)
{
	struct sql q;

	*c = (struct capture){ 0 };
	*found = false;
	if (digest[0] == '\0')
		return 0;
	if (sql_query(&q, cat, "SELECT " COLUMNS " FROM capture"
	    " WHERE digest = ?1 AND kind = ?2 AND truncated = 0"
	    " ORDER BY segment, offset LIMIT 1", err) < 0)
		return -1;
	sql_put_digest(&q, digest);
	sql_put_text(&q, capture_kind_name(kind));
	return one(&q, c, found, err);
}

int
catalog_find_payload(struct catalog *cat, const char *digest,
    struct capture *c, bool *found, struct err *err)
{
	if (catalog_find_same(cat, CAPTURE_RESPONSE, digest, c, found,
	    err) < 0)
		return -1;
	if (*found)
		return 0;
	return catalog_find_same(cat, CAPTURE_RESOURCE, digest, c, found, err);
}

int
catalog_find_orphan(struct catalog *cat, const char *url, struct capture *c,
    bool *found, struct err *err)
{
	struct sql q;

	if (sql_query(&q, cat, "SELECT " COLUMNS " FROM capture"
	    " WHERE url = ?1 AND kind IN ('response', 'revisit') AND"
	    " segment IN (SELECT id FROM segment WHERE listed = 0)"
	    " ORDER BY date DESC, segment DESC, offset DESC LIMIT 1",
	    err) < 0)
		return -1;
	sql_put_text(&q, url);
	return one(&q, c, found, err);
}

int
catalog_find_answer(struct catalog *cat, const char *url, struct capture *c,
    bool *found, struct err *err)
{
	struct sql q;

	if (sql_query(&q, cat, "SELECT " COLUMNS " FROM capture"
	    " WHERE url = ?1 AND kind IN ('response', 'revisit') AND"
	    " status IN (200, 301, 302, 303, 307, 308) AND truncated = 0"
	    " ORDER BY date DESC, segment DESC, offset DESC LIMIT 1",
	    err) < 0)
		return -1;
	sql_put_text(&q, url);
	return one(&q, c, found, err);
}

int
catalog_find_conversion(struct catalog *cat, const char *url,
    const struct locator *original, struct capture *c, bool *found,
    struct err *err)
{
	struct sql q;

	if (sql_query(&q, cat, "SELECT " COLUMNS " FROM capture"
	    " WHERE url = ?1 AND kind = 'conversion' AND o_segment = ?2 AND"
	    " o_offset = ?3 AND"
	    " segment IN (SELECT id FROM segment WHERE listed = 0)"
	    " ORDER BY date DESC, segment DESC, offset DESC LIMIT 1",
	    err) < 0)
		return -1;
	sql_put_text(&q, url);
	sql_put_int(&q, original->segment);
	sql_put_int(&q, original->offset);
	return one(&q, c, found, err);
}

int
catalog_each_capture(struct catalog *cat, const char *url,
    int (*fn)(void *, const struct capture *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_capture call = { fn, ctx };

	return each_capture(cat, "SELECT " COLUMNS " FROM capture"
	    " WHERE url = ?1 AND (date, segment, offset) > (?3, ?4, ?5)"
	    " ORDER BY date, segment, offset LIMIT ?6", url, call, err);
}

int
catalog_each_segment_capture(struct catalog *cat, int64_t segment,
    int (*fn)(void *, const struct capture *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_capture call = { fn, ctx };
	AUTO(mem_freep) char *scope = mem_fmt("%lld", (long long)segment);

	return each_capture(cat, "SELECT " COLUMNS " FROM capture"
	    " WHERE segment = CAST(?1 AS INTEGER) AND offset > ?5"
	    " ORDER BY offset LIMIT ?6", scope, call, err);
}
