#include "store/catalog.h"

#include <stdlib.h>

#include "base/mem.h"
#include "store/catalog_sql.h"
#include "web/url.h"

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

#define COLUMNS "url, alias_of, is_cited, is_image, outcome, reason, last," \
	" last_reason, since, tried, checked, failures, c_segment, c_offset," \
	" c_length, captured, final_url, status, media, digest, length," \
	" etag, last_modified, a_segment, a_offset, a_length, title, byline," \
	" published, site, lang, lead_image, words, extractor, next, role," \
	" requisites, last_since, canonical"

static enum outcome
get_outcome(struct sql *q)
{
	AUTO(mem_freep) char *name = sql_get_text(q);
	enum outcome o = OUTCOME_UNTRIED;

	(void)outcome_find(str_of(name), &o);
	return o;
}

static enum role
get_role(struct sql *q)
{
	AUTO(mem_freep) char *name = sql_get_text(q);
	enum role role = ROLE_NONE;

	(void)role_find(str_of(name), &role);
	return role;
}

static void
read_resource(struct sql *q, struct resource *r)
{
	*r = (struct resource){ 0 };
	r->url = sql_get_text(q);
	r->alias_of = sql_get_text(q);
	r->is_cited = sql_get_int(q) != 0;
	r->is_image = sql_get_int(q) != 0;
	r->outcome = get_outcome(q);
	r->reason = sql_get_text(q);
	r->last = get_outcome(q);
	r->last_reason = sql_get_text(q);
	r->since = sql_get_int(q);
	r->tried = sql_get_int(q);
	r->checked = sql_get_int(q);
	r->failures = sql_get_int(q);
	sql_get_locator(q, &r->capture);
	r->captured = sql_get_int(q);
	r->final_url = sql_get_text(q);
	r->status = sql_get_int(q);
	r->media = sql_get_text(q);
	sql_get_digest(q, r->digest);
	r->length = sql_get_int(q);
	r->etag = sql_get_text(q);
	r->last_modified = sql_get_text(q);
	sql_get_locator(q, &r->article);
	r->title = sql_get_text(q);
	r->byline = sql_get_text(q);
	r->published = sql_get_text(q);
	r->site = sql_get_text(q);
	r->lang = sql_get_text(q);
	r->lead_image = sql_get_text(q);
	r->words = sql_get_int(q);
	r->extractor = sql_get_int(q);
	r->next = sql_get_text(q);
	r->role = get_role(q);
	r->requisites = sql_get_int(q);
	r->last_since = sql_get_int(q);
	r->canonical = sql_get_text(q);
}

static void
mark_resource(const struct resource *r, struct sql_mark *m)
{
	model_set(&m->text, r->url);
}

SQL_EACH(resource)

int
catalog_put_resource(struct catalog *c, const struct resource *r,
    struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "INSERT OR REPLACE INTO resource(" COLUMNS ")"
	    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
	    "?,?,?,?,?,?,?,?,?,?,?)", err) < 0)
		return -1;
	sql_put_text(&q, r->url);
	sql_put_text(&q, r->alias_of);
	sql_put_int(&q, r->is_cited);
	sql_put_int(&q, r->is_image);
	sql_put_text(&q, outcome_name(r->outcome));
	sql_put_text(&q, r->reason);
	sql_put_text(&q, outcome_name(r->last));
	sql_put_text(&q, r->last_reason);
	sql_put_int(&q, r->since);
	sql_put_int(&q, r->tried);
	sql_put_int(&q, r->checked);
	sql_put_int(&q, r->failures);
	sql_put_locator(&q, &r->capture);
	sql_put_int(&q, r->captured);
	sql_put_text(&q, r->final_url);
	sql_put_int(&q, r->status);
	sql_put_text(&q, r->media);
	sql_put_digest(&q, r->digest);
	sql_put_int(&q, r->length);
	sql_put_text(&q, r->etag);
	sql_put_text(&q, r->last_modified);
	sql_put_locator(&q, &r->article);
	sql_put_text(&q, r->title);
	sql_put_text(&q, r->byline);
	sql_put_text(&q, r->published);
	sql_put_text(&q, r->site);
	sql_put_text(&q, r->lang);
	sql_put_text(&q, r->lead_image);
	sql_put_int(&q, r->words);
	sql_put_int(&q, r->extractor);
	sql_put_text(&q, r->next);
	sql_put_text(&q, role_name(r->role));
	sql_put_int(&q, r->requisites);
	sql_put_int(&q, r->last_since);
	sql_put_text(&q, r->canonical);
	return sql_run(&q, err);
}

int
catalog_get_resource(struct catalog *c, const char *url, struct resource *r,
    bool *found, struct err *err)
{
	struct sql q;

	*r = (struct resource){ 0 };
	if (sql_query(&q, c, "SELECT " COLUMNS " FROM resource WHERE url = ?1",
	    err) < 0)
		return -1;
	sql_put_text(&q, url);
	if (sql_row(&q, found, err) < 0)
		return -1;
	if (*found)
		read_resource(&q, r);
	sql_reset(&q);
	return 0;
}

int
catalog_drop_resource(struct catalog *c, const char *url, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "DELETE FROM resource WHERE url = ?1", err) < 0)
		return -1;
	sql_put_text(&q, url);
	if (sql_run(&q, err) < 0 ||
	    sql_change(&q, c, "DELETE FROM image WHERE page = ?1", err) < 0)
		return -1;
	sql_put_text(&q, url);
	return sql_run(&q, err);
}

int
catalog_each_resource(struct catalog *c, enum resource_set set,
    int (*fn)(void *, const struct resource *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_resource call = { fn, ctx };
	const char *sql = "SELECT " COLUMNS " FROM resource WHERE url > ?2"
	    " ORDER BY url LIMIT ?6";

	if (set == RESOURCES_CITED)
		sql = "SELECT " COLUMNS " FROM resource WHERE url > ?2 AND"
		    " is_cited = 1 ORDER BY url LIMIT ?6";
	return each_resource(c, sql, NULL, call, err);
}

int
catalog_find_previous(struct catalog *c, const char *url, struct resource *r,
    bool *found, struct err *err)
{
	struct sql q;

	*r = (struct resource){ 0 };
	if (sql_query(&q, c, "SELECT " COLUMNS " FROM resource WHERE"
	    " next = ?1 AND next <> '' ORDER BY url LIMIT 1", err) < 0)
		return -1;
	sql_put_text(&q, url);
	if (sql_row(&q, found, err) < 0)
		return -1;
	if (*found)
		read_resource(&q, r);
	sql_reset(&q);
	return 0;
}

int
catalog_count_older(struct catalog *c, int64_t extractor, int64_t *n,
    struct err *err)
{
	struct sql q;
	bool found;

	if (sql_query(&q, c, "SELECT count(*) FROM resource WHERE"
	    " a_segment <> 0 AND extractor < ?1", err) < 0)
		return -1;
	sql_put_int(&q, extractor);
	if (sql_row(&q, &found, err) < 0)
		return -1;
	*n = found ? sql_get_int(&q) : 0;
	sql_reset(&q);
	return 0;
}

/* Pictures. */

static void
read_image_row(struct sql *q, struct image_row *i)
{
	i->page = sql_get_text(q);
	i->position = sql_get_int(q);
	i->src = sql_get_text(q);
	i->url = sql_get_text(q);
}

static void
mark_image_row(const struct image_row *i, struct sql_mark *m)
{
	model_set(&m->text, i->page);
	m->a = i->position;
}

SQL_EACH(image_row)

int
catalog_add_image(struct catalog *c, const struct image_row *i,
    struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "INSERT OR REPLACE INTO image(page, position,"
	    " src, url) VALUES(?,?,?,?)", err) < 0)
		return -1;
	sql_put_text(&q, i->page);
	sql_put_int(&q, i->position);
	sql_put_text(&q, i->src);
	sql_put_text(&q, i->url);
	return sql_run(&q, err);
}

static int
add_images(struct catalog *c, const char *page, const struct image_row *rows,
    size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct image_row row = rows[i];

		row.page = (char *)(uintptr_t)page;
		if (catalog_add_image(c, &row, err) < 0)
			return -1;
	}
	return 0;
}

int
catalog_set_images(struct catalog *c, const char *page,
    const struct image_row *rows, size_t n, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "DELETE FROM image WHERE page = ?1"
	    " AND position < ?2", err) < 0)
		return -1;
	sql_put_text(&q, page);
	sql_put_int(&q, IMAGE_REQUISITES);
	return sql_run(&q, err) < 0 ? -1 : add_images(c, page, rows, n, err);
}

int
catalog_set_requisites(struct catalog *c, const char *page,
    const struct image_row *rows, size_t n, struct err *err)
{
	struct sql q;

	if (sql_change(&q, c, "DELETE FROM image WHERE page = ?1"
	    " AND position >= ?2", err) < 0)
		return -1;
	sql_put_text(&q, page);
	sql_put_int(&q, IMAGE_REQUISITES);
	return sql_run(&q, err) < 0 ? -1 : add_images(c, page, rows, n, err);
}

int
catalog_move_images(struct catalog *c, const char *from, const char *to,
    struct err *err)
{
	struct sql q;

	if (catalog_set_images(c, to, NULL, 0, err) < 0 ||
	    catalog_set_requisites(c, to, NULL, 0, err) < 0 ||
	    sql_change(&q, c, "UPDATE image SET page = ?2 WHERE page = ?1",
	    err) < 0)
		return -1;
	sql_put_text(&q, from);
	sql_put_text(&q, to);
	return sql_run(&q, err);
}

#define IMAGES "SELECT page, position, src, url FROM image WHERE "

int
catalog_each_image(struct catalog *c, const char *page,
    int (*fn)(void *, const struct image_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_image_row call = { fn, ctx };
	const char *sql = IMAGES "page = ?1 AND position > ?3"
	    " AND position < " TEXT(IMAGE_REQUISITES)
	    " ORDER BY position LIMIT ?6";

	if (page == NULL)
		sql = IMAGES "(page, position) > (?2, ?3)"
		    " ORDER BY page, position LIMIT ?6";
	return each_image_row(c, sql, page, call, err);
}

int
catalog_each_requisite(struct catalog *c, const char *page,
    int (*fn)(void *, const struct image_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_image_row call = { fn, ctx };

	return each_image_row(c, IMAGES "page = ?1 AND position > ?3"
	    " AND position >= " TEXT(IMAGE_REQUISITES)
	    " ORDER BY position LIMIT ?6", page, call, err);
}

int
catalog_each_image_user(struct catalog *c, const char *url,
    int (*fn)(void *, const struct image_row *, struct err *), void *ctx,
    struct err *err)
{
	const struct call_image_row call = { fn, ctx };

	return each_image_row(c, IMAGES "url = ?1 AND"
	    " (page, position) > (?2, ?3) ORDER BY page, position LIMIT ?6",
	    url, call, err);
}

int
catalog_shares_title(struct catalog *c, const char *url, const char *title,
    bool *yes, struct err *err)
{
	AUTO(buf_release) struct buf first = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf after = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;
	struct sql q;

	*yes = false;
	if (title[0] == '\0' || url_parse(&u, str_of(url), NULL, NULL) < 0)
		return 0;
	url_origin(&u, &first);
	url_origin(&u, &after);
	/* All that begins with the origin and a slash sorts between. */
	buf_char(&first, '/');
	buf_char(&after, '/' + 1);
	if (sql_query(&q, c, "SELECT 1 FROM resource WHERE url >= ?1 AND"
	    " url < ?2 AND url <> ?3 AND title = ?4 AND is_cited"
	    " AND alias_of = '' LIMIT 1", err) < 0)
		return -1;
	sql_put_text(&q, first.p);
	sql_put_text(&q, after.p);
	sql_put_text(&q, url);
	sql_put_text(&q, title);
	if (sql_row(&q, yes, err) < 0)
		return -1;
	sql_reset(&q);
	return 0;
}
