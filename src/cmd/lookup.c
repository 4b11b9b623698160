#include "cmd/lookup.h"

#include "base/mem.h"
#include "web/url.h"

int
lookup_resource(struct archive *a, const char *given, struct resource *r,
    char **asked, struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf safe = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;
	struct err ignore = ERR_INIT;
	bool found;

	if (url_parse(&u, str_of(given), NULL, &ignore) == 0)
		url_key(&u, &key);
	else
		buf_str(&key, given);
	if (asked != NULL)
		*asked = NULL;
	if (catalog_get_resource(a->catalog, key.p, r, &found, err) < 0)
		return -1;
	if (found && asked != NULL)
		*asked = mem_dup(key.p);
	if (found && r->alias_of[0] != '\0') {
		AUTO(mem_freep) char *leader = mem_dup(r->alias_of);

		resource_release(r);
		if (catalog_get_resource(a->catalog, leader, r, &found,
		    err) < 0)
			return -1;
	}
	if (found)
		return 0;
	url_hide_login(str_of(given), &safe);
	return err_set(err, ERR_USAGE, "the archive knows no '%s'; "
	    "'kbmirror list' names what it knows", safe.p);
}
