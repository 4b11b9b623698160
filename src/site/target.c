#include "site/target.h"

#include "site/memo.h"
#include "web/url.h"

/* Aliases lead straight to their leader; a few steps more do no harm, a ring
 * does. */
#define TARGET_HOPS 8

int
target_has_page(struct build *b, const struct resource *r, bool *has_page,
    struct err *err)
{
	*has_page = r->is_cited;
	return r->is_cited ? 0 : catalog_is_cited(b->catalog, r->url, has_page,
	    err);
}

int
target_of_key(struct build *b, const char *key, struct target *t,
    struct err *err)
{
	AUTO(mem_freep) char *at = mem_dup(key);

	*t = (struct target){ .is_found = false };
	for (int i = 0; i < TARGET_HOPS; i++) {
		bool found;

		resource_release(&t->r);
		memo_use(b, FACT_RESOURCE, at);
		if (catalog_get_resource(b->catalog, at, &t->r, &found,
		    err) < 0)
			return -1;
		if (!found)
			return 0;
		if (t->r.alias_of == NULL || t->r.alias_of[0] == '\0') {
			t->is_found = true;
			return 0;
		}
		model_set(&at, t->r.alias_of);
	}
	return 0;
}

int
target_find(struct build *b, struct str url, struct target *t,
    struct err *err)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);

	*t = (struct target){ .is_found = false };
	if (url_parse(&u, url, NULL, NULL) < 0)
		return 0;
	url_key(&u, &key);
	if (target_of_key(b, key.p, t, err) < 0)
		return -1;
	if (t->is_found)
		return 0;
	target_release(t);
	buf_reset(&key);
	return url_untracked(&u, &key) ?
	    target_of_key(b, key.p, t, err) : 0;
}

void
target_release(struct target *t)
{
	resource_release(&t->r);
	*t = (struct target){ .is_found = false };
}
