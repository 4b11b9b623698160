#include "cmd/lookup.h"

#include "base/mem.h"
#include "cmd/print.h"
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
	return err_set(err, ERR_ABSENT, "the archive knows no '%s'; "
	    "'kbmirror list' names what it knows", safe.p);
}

int
lookup_command(struct cmd_ctx *ctx, const char *name, int argc, char **argv,
    int (*fn)(const struct cmd_ctx *, struct archive *, const char *,
    struct err *), struct err *err)
{
	struct archive *a = NULL;
	int rc = cmd_parse(ctx, name, &argc, argv, NULL, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc != 2)
		return err_set(err, ERR_USAGE, "%s wants one address", name);
	if (print_open_archive(ctx, false, &a, err) < 0)
		return -1;
	rc = fn(ctx, a, argv[1], err);
	archive_close(a);
	return rc;
}
