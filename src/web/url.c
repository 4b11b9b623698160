#include "web/url.h"

#include <stdlib.h>

#include "base/text.h"
#include "web/url_host.h"

void
url_release(struct url *u)
{
	free(u->scheme);
	free(u->username);
	free(u->password);
	free(u->host);
	free(u->path);
	free(u->query);
	free(u->fragment);
	*u = (struct url)URL_INIT;
}

void
url_dup(struct url *to, const struct url *from)
{
	*to = (struct url){
		.scheme = mem_dup(from->scheme),
		.username = mem_dup(from->username),
		.password = mem_dup(from->password),
		.host = mem_dup(from->host),
		.port = from->port,
		.path = mem_dup(from->path),
		.query = mem_dup(from->query),
		.fragment = mem_dup(from->fragment),
		.has_opaque_path = from->has_opaque_path,
	};
}

bool
url_is_http(const struct url *u)
{
	return u->scheme != NULL && (strcmp(u->scheme, "http") == 0 ||
	    strcmp(u->scheme, "https") == 0);
}

static void
put_port(const struct url *u, struct buf *b)
{
	if (u->port >= 0)
		buf_fmt(b, ":%d", u->port);
}

static void
put_login(const struct url *u, struct buf *b)
{
	if (u->username[0] == '\0' && u->password[0] == '\0')
		return;
	buf_str(b, u->username);
	if (u->password[0] != '\0') {
		buf_char(b, ':');
		buf_str(b, u->password);
	}
	buf_char(b, '@');
}

/* All before the path. */
static void
put_authority(const struct url *u, bool with_login, struct buf *b)
{
	buf_str(b, u->scheme);
	buf_char(b, ':');
	if (u->host == NULL) {
		/* Else the path's "//" would be taken for a host's. */
		if (!u->has_opaque_path && strncmp(u->path, "//", 2) == 0)
			buf_str(b, "/.");
		return;
	}
	buf_str(b, "//");
	if (with_login)
		put_login(u, b);
	buf_str(b, u->host);
	put_port(u, b);
}

void
url_target(const struct url *u, struct buf *b)
{
	buf_str(b, u->path);
	if (u->query != NULL) {
		buf_char(b, '?');
		buf_str(b, u->query);
	}
}

static void
put_fragment(const struct url *u, struct buf *b)
{
	if (u->fragment != NULL) {
		buf_char(b, '#');
		buf_str(b, u->fragment);
	}
}

void
url_href(const struct url *u, struct buf *b)
{
	put_authority(u, true, b);
	url_target(u, b);
	put_fragment(u, b);
}

static bool
has_route(const struct url *u)
{
	return u->fragment != NULL &&
	    (u->fragment[0] == '!' || u->fragment[0] == '/');
}

void
url_key(const struct url *u, struct buf *b)
{
	put_authority(u, false, b);
	url_target(u, b);
	if (has_route(u))
		put_fragment(u, b);
}

void
url_hide_login(struct str s, struct buf *b)
{
	AUTO(url_release) struct url u = URL_INIT;
	size_t start = 0, at = s.n;

	if (url_parse(&u, s, NULL, NULL) == 0) {
		if (u.username[0] == '\0' && u.password[0] == '\0') {
			buf_s(b, s);
			return;
		}
		put_authority(&u, false, b);
		url_target(&u, b);
		put_fragment(&u, b);
		return;
	}
	while (at > 0 && s.p[at - 1] != '@')
		at--;
	if (at > 0 && str_chr(s, ':') < at)
		start = str_chr(s, ':') + 1;
	while (start < at && strchr("/\\", s.p[start]) != NULL)
		start++;
	buf_s(b, str_sub(s, 0, start));
	buf_s(b, str_from(s, at));
}

void
url_origin(const struct url *u, struct buf *b)
{
	buf_str(b, u->scheme);
	buf_str(b, "://");
	if (u->host != NULL)
		buf_str(b, u->host);
	put_port(u, b);
}

int
url_resolve(struct str reference, struct str base, struct buf *b,
    struct err *err)
{
	AUTO(url_release) struct url from = URL_INIT, to = URL_INIT;

	if (url_parse(&from, base, NULL, err) < 0 ||
	    url_parse(&to, reference, &from, err) < 0)
		return -1;
	url_href(&to, b);
	return buf_check(b, err);
}
