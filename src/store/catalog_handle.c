#include "store/catalog.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "store/catalog_sql.h"

/*
 * A unique index over a million URLs is larger than any cache, and each new URL
 * goes to another place of it.  Fingerprints fit into memory; what has the same
 * one is told apart by the URL itself.
 */

/* FNV-1a, then a mixer: URLs share long prefixes. */
static uint64_t
fingerprint(const char *url)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (const char *p = url; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	h = (h ^ h >> 32) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 29;
}

void
handles_release(struct handles *h)
{
	free(h->prints);
	free(h->ids);
	*h = (struct handles){ 0 };
}

static void
put(struct handles *h, uint64_t print, uint32_t id)
{
	size_t i = print & (h->n_slots - 1);

	while (h->ids[i] != 0)
		i = (i + 1) & (h->n_slots - 1);
	h->prints[i] = print;
	h->ids[i] = id;
	h->n++;
}

static void
grow(struct handles *h)
{
	struct handles to = { .n_slots = h->n_slots > 0 ? h->n_slots * 2 :
	    1024 };

	to.prints = mem_array(to.n_slots, sizeof(*to.prints));
	to.ids = mem_array(to.n_slots, sizeof(*to.ids));
	for (size_t i = 0; i < h->n_slots; i++)
		if (h->ids[i] != 0)
			put(&to, h->prints[i], h->ids[i]);
	handles_release(h);
	*h = to;
}

static int
get_url(struct catalog *c, int64_t id, char **url, struct err *err)
{
	struct sql q;
	bool found;

	*url = NULL;
	if (sql_query(&q, c, "SELECT url FROM handle WHERE id = ?1", err) < 0)
		return -1;
	sql_put_int(&q, id);
	if (sql_row(&q, &found, err) < 0)
		return -1;
	if (found)
		*url = sql_get_text(&q);
	sql_reset(&q);
	return 0;
}

static int
find(struct catalog *c, const char *url, uint64_t print, int64_t *id,
    struct err *err)
{
	const struct handles *h = &c->handles;
	size_t i = h->n_slots > 0 ? print & (h->n_slots - 1) : 0;

	*id = 0;
	for (; h->n_slots > 0 && h->ids[i] != 0;
	    i = (i + 1) & (h->n_slots - 1)) {
		AUTO(mem_freep) char *at = NULL;

		if (h->prints[i] != print)
			continue;
		if (get_url(c, h->ids[i], &at, err) < 0)
			return -1;
		if (at != NULL && strcmp(at, url) == 0) {
			*id = h->ids[i];
			return 0;
		}
	}
	return 0;
}

int
catalog_resource_id(struct catalog *c, const char *url, int64_t *id,
    struct err *err)
{
	AUTO(buf_release) struct buf valid = BUF_INIT(SQL_TEXT_MAX);
	struct handles *h = &c->handles;
	uint64_t print;
	struct sql q;

	url = sql_valid(url, &valid);
	print = fingerprint(url);
	if (find(c, url, print, id, err) < 0)
		return -1;
	if (*id != 0)
		return 0;
	if (sql_query(&q, c, "INSERT INTO handle(id, url) VALUES(?1, ?2)",
	    err) < 0)
		return -1;
	if ((h->n + 1) * 4 > h->n_slots * 3)
		grow(h);
	*id = (int64_t)h->n + 1;
	sql_put_int(&q, *id);
	sql_put_text(&q, url);
	if (sql_run(&q, err) < 0)
		return -1;
	put(h, print, (uint32_t)*id);
	return 0;
}

int
catalog_get_resource_id(struct catalog *c, int64_t id, struct resource *r,
    struct err *err)
{
	AUTO(mem_freep) char *url = NULL;
	bool found = false;

	*r = (struct resource){ 0 };
	if (get_url(c, id, &url, err) < 0)
		return -1;
	if (url != NULL && catalog_get_resource(c, url, r, &found, err) < 0)
		return -1;
	if (!found)
		return err_set(err, ERR_ITEM, "there is no resource %lld",
		    (long long)id);
	return 0;
}
