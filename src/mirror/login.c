#include "mirror/login.h"

#include <stdlib.h>

#include "web/url.h"

/* As much as a server takes of an address. */
#define LOGIN_KEY (64 << 10)

void
logins_release(struct logins *l)
{
	for (size_t i = 0; i < l->map.n; i++)
		free(l->map.items[i].value);
	map_release(&l->map);
}

static void
set_first(struct logins *l, const struct buf *key, const char *login)
{
	if (!key->failed && !map_has(&l->map, buf_view(key)))
		(void)map_set(&l->map, buf_view(key), mem_dup(login));
}

void
logins_add(struct logins *l, struct str address)
{
	AUTO(buf_release) struct buf key = BUF_INIT(LOGIN_KEY);
	AUTO(mem_freep) char *login = NULL;
	AUTO(url_release) struct url u = URL_INIT;

	if (str_chr(address, '@') == (size_t)-1 ||
	    url_parse(&u, address, NULL, NULL) < 0 || !url_is_http(&u) ||
	    (u.username[0] == '\0' && u.password[0] == '\0'))
		return;
	login = mem_fmt("%s:%s", u.username, u.password);
	url_key(&u, &key);
	set_first(l, &key, login);
	buf_reset(&key);
	url_origin(&u, &key);
	set_first(l, &key, login);
}

void
logins_find(const struct logins *l, const char *key, struct buf *out)
{
	AUTO(buf_release) struct buf origin = BUF_INIT(LOGIN_KEY);
	AUTO(url_release) struct url u = URL_INIT;
	const char *login = map_get(&l->map, str_of(key));

	if (l->map.n == 0)
		return;
	if (login == NULL && url_parse(&u, str_of(key), NULL, NULL) == 0) {
		url_origin(&u, &origin);
		login = map_get(&l->map, buf_view(&origin));
	}
	if (login != NULL)
		buf_str(out, login);
}
