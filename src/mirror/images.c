#include "mirror/images.h"

#include <stdlib.h>
#include <string.h>

#include "mirror/plan.h"
#include "store/warc.h"
#include "web/url.h"

bool
images_key(const char *url, struct buf *key)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct err ignore = ERR_INIT;

	buf_reset(key);
	if (url_parse(&u, str_of(url), NULL, &ignore) < 0 || !url_is_http(&u))
		return false;
	url_key(&u, key);
	return !key->failed;
}

int
images_add(struct run *run, const char *key, enum role role,
    struct resource *r, struct err *err)
{
	bool found;

	if (catalog_get_resource(run->catalog, key, r, &found, err) < 0)
		return -1;
	/* Cited, and needed as well. */
	if (found && (r->role != ROLE_NONE || r->is_image ||
	    role == ROLE_IMAGE || !r->is_cited))
		return 0;
	if (!found) {
		resource_init(r);
		model_set(&r->url, key);
		r->is_image = role == ROLE_IMAGE;
	}
	if (!r->is_image)
		r->role = role;
	return catalog_put_resource(run->catalog, r, err);
}

static int
queue_one(struct run *run, const char *key, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	bool is_due;

	if (images_add(run, key, ROLE_IMAGE, &r, err) < 0 ||
	    plan_is_due(run, &r, &is_due, err) < 0)
		return -1;
	return is_due ? plan_add(run, key, NET_IMAGE,
	    r.last != OUTCOME_BUSY, err) : 0;
}

/* The picture that serves src already, when an alternative does. */
struct served {
	const char *src;
	char *url;
};

static int
find_served(void *ctx, const struct image_row *row, struct err *err)
{
	struct served *s = ctx;

	(void)err;
	if (s->url == NULL && strcmp(row->src, s->src) == 0)
		s->url = mem_dup(row->url);
	return 0;
}

static int
choose_url(struct run *run, const char *page, const char *src,
    struct buf *key, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct served s = { src, NULL };
	bool found = false;

	if (catalog_each_image(run->catalog, page, find_served, &s, err) < 0)
		return -1;
	if (s.url != NULL && catalog_get_resource(run->catalog, s.url, &r,
	    &found, err) < 0) {
		free(s.url);
		return -1;
	}
	if (found && outcome_is_kept(r.outcome)) {
		buf_reset(key);
		buf_str(key, s.url);
	}
	free(s.url);
	return 0;
}

int
images_want(struct run *run, const struct resource *page,
    const struct article *a, struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	struct image_row *rows = mem_array(a->n_images + 1, sizeof(*rows));
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i <= a->n_images; i++) {
		const char *src = i < a->n_images ? a->images[i].url :
		    a->lead_image;

		if (!images_key(src, &key))
			continue;
		rc = choose_url(run, page->url, src, &key, err);
		rows[n] = (struct image_row){ page->url, (int64_t)n,
		    mem_dup(src), mem_dup(key.p) };
		n++;
	}
	if (rc == 0)
		rc = catalog_set_images(run->catalog, page->url, rows, n, err);
	/* Queued in front, so the last one first. */
	for (size_t i = n; rc == 0 && i-- > 0; )
		rc = queue_one(run, rows[i].url, err);
	for (size_t i = 0; i < n; i++) {
		free(rows[i].src);
		free(rows[i].url);
	}
	free(rows);
	return rc;
}

struct users {
	struct image_row *rows;
	size_t n, cap;
};

static int
collect_user(void *ctx, const struct image_row *row, struct err *err)
{
	struct users *u = ctx;

	(void)err;
	*VEC_PUSH(&u->rows, &u->n, &u->cap) = (struct image_row){
		mem_dup(row->page), row->position, mem_dup(row->src),
		mem_dup(row->url) };
	return 0;
}

static void
users_release(struct users *u)
{
	for (size_t i = 0; i < u->n; i++) {
		free(u->rows[i].page);
		free(u->rows[i].src);
		free(u->rows[i].url);
	}
	free(u->rows);
	*u = (struct users){ 0 };
}

/* The alternative after the one that failed; NULL when there is none. */
static const char *
next_alternative(const struct article *a, const struct image_row *row,
    struct buf *key)
{
	for (size_t i = 0; i < a->n_images; i++) {
		const struct article_image *im = &a->images[i];
		bool is_next;

		if (strcmp(im->url, row->src) != 0)
			continue;
		is_next = images_key(im->url, key) &&
		    strcmp(key->p, row->url) == 0;
		for (size_t j = 0; j < im->n_others; j++) {
			if (!images_key(im->others[j], key))
				continue;
			if (is_next && strcmp(key->p, row->url) != 0)
				return key->p;
			is_next = is_next || strcmp(key->p, row->url) == 0;
		}
	}
	return NULL;
}

/* All rows of the page with the failed one turned to url. */
static int
turn_row(struct run *run, const struct image_row *failed, const char *url,
    struct err *err)
{
	struct users all = { 0 };
	int rc;

	rc = catalog_each_image(run->catalog, failed->page, collect_user, &all,
	    err);
	for (size_t i = 0; i < all.n; i++) {
		if (all.rows[i].position != failed->position)
			continue;
		free(all.rows[i].url);
		all.rows[i].url = mem_dup(url);
	}
	if (rc == 0)
		rc = catalog_set_images(run->catalog, failed->page, all.rows,
		    all.n, err);
	users_release(&all);
	return rc == 0 ? queue_one(run, url, err) : -1;
}

static int
fall_back_one(struct run *run, const struct image_row *row, struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	AUTO(resource_release) struct resource page = { 0 };
	AUTO(article_release) struct article a = { 0 };
	const char *url;
	bool found;

	if (catalog_get_resource(run->catalog, row->page, &page, &found,
	    err) < 0)
		return -1;
	if (!found)
		return 0;
	if (run_article(run, &page.article, &a, &json, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	url = next_alternative(&a, row, &key);
	return url != NULL ? turn_row(run, row, url, err) : 0;
}

int
images_fall_back(struct run *run, const char *url, struct err *err)
{
	struct users u = { 0 };
	int rc;

	rc = catalog_each_image_user(run->catalog, url, collect_user, &u, err);
	for (size_t i = 0; rc == 0 && i < u.n; i++)
		rc = fall_back_one(run, &u.rows[i], err);
	users_release(&u);
	return rc;
}
