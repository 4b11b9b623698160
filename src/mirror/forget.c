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

static int
forget_one(struct catalog *c, const char *url, size_t *n, struct err *err)
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
	return catalog_drop_resource(c, key.p, err);
}

int
mirror_forget(struct archive *a, struct workers *w, const char *const *urls,
    size_t n_urls, size_t *n, struct err *err)
{
	AUTO(snapshot_release) struct snapshot s = { 0 };

	*n = 0;
	if (catalog_begin(a->catalog, err) < 0)
		return -1;
	for (size_t i = 0; i < n_urls; i++)
		if (forget_one(a->catalog, urls[i], n, err) < 0)
			return -1;
	s.is_complete = true;
	if (commit_snapshot(a, "", &s, NULL, err) < 0)
		return -1;
	return mirror_build_site(a, w, err);
}
