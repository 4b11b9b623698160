#include "mirror/mirror.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "mirror/commit.h"
#include "web/url.h"

/* The key of an address as the user types it. */
static int
key_of(const char *url, struct buf *key)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct err ignore = ERR_INIT;

	if (url_parse(&u, str_of(url), NULL, &ignore) < 0) {
		buf_str(key, url);
		return 0;
	}
	if (url_is_http(&u))
		url_key(&u, key);
	else
		url_href(&u, key);
	return 0;
}

/* Drops a resource and the further pages of its article, but for those that
 * are cited themselves, or follow another page that stays. */
static int
drop(struct catalog *c, const char *url, struct err *err)
{
	AUTO(mem_freep) char *at = mem_dup(url);
	bool found = true, is_kept = false;

	while (found && !is_kept && at[0] != '\0') {
		AUTO(resource_release) struct resource r = { 0 };
		AUTO(resource_release) struct resource before = { 0 };

		if (catalog_get_resource(c, at, &r, &found, err) < 0)
			return -1;
		if (!found)
			break;
		if (strcmp(at, url) != 0 && !r.is_cited &&
		    catalog_find_previous(c, at, &before, &is_kept, err) < 0)
			return -1;
		is_kept = is_kept || (strcmp(at, url) != 0 && r.is_cited);
		if (!is_kept && catalog_drop_resource(c, at, err) < 0)
			return -1;
		model_set(&at, r.next);
	}
	return 0;
}

/* A shared address stands for the resource that it leads to. */
static int
forget_one(struct catalog *c, const char *url, bool is_dry, size_t *n,
    struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	AUTO(resource_release) struct resource r = { 0 };
	bool found;

	(void)key_of(url, &key);
	if (catalog_get_resource(c, key.p, &r, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	++*n;
	if (is_dry)
		return 0;
	if (r.alias_of[0] != '\0' && drop(c, r.alias_of, err) < 0)
		return -1;
	return drop(c, key.p, err);
}

int
mirror_forget(struct archive *a, struct workers *w, const char *const *urls,
    size_t n_urls, size_t *n, struct err *err)
{
	AUTO(snapshot_release) struct snapshot s = { .is_complete = true };
	bool is_dry = w == NULL;

	*n = 0;
	if (!is_dry && catalog_begin(a->catalog, err) < 0)
		return -1;
	for (size_t i = 0; i < n_urls; i++)
		if (forget_one(a->catalog, urls[i], is_dry, n, err) < 0)
			return -1;
	if (is_dry)
		return 0;
	if (commit_snapshot(a, "", &s, NULL, err) < 0)
		return -1;
	return mirror_build_site(a, w, err);
}
