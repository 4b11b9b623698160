#include "site/route.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "web/url.h"

/* Bytes of one path component: room for the hash and the extension below the
 * 255 of common file systems, and readable in a listing. */
#define ROUTE_SLUG 60
#define ROUTE_NAME 200

/* Digits of a key's hash: pages of one host and slug are few. */
#define ROUTE_HASH 8

static void
put_hash(struct str of, struct buf *out)
{
	char hex[HASH_HEX];

	hash_of(of, hex);
	buf_char(out, '-');
	buf_put(out, hex, ROUTE_HASH);
}

/* The last two segments of the path would be better known, but one is what
 * people recognise; a query tells apart what one script serves. */
static void
slug_source(const struct url *u, struct buf *out)
{
	struct str path = str_of(u->path), last = { "", 0 }, piece;

	while (str_cut(&path, '/', &piece))
		if (piece.n > 0)
			last = piece;
	url_percent_decode(last, out);
	if (u->query != NULL && u->query[0] != '\0') {
		if (out->len > 0)
			buf_char(out, '-');
		url_percent_decode(str_of(u->query), out);
	}
	if (out->len == 0)
		buf_str(out, "index");
}

/* Lower case, and every run of white space and punctuation one '-'. */
static void
put_slug(struct str s, struct buf *out)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(4096);

	for (size_t i = 0; i < s.n && plain.len < 1024; i++) {
		char c = ch_lower(s.p[i]);

		if (ch_is_alnum(c) || (c & 0x80) != 0 || c == '_')
			buf_char(&plain, c);
		else if (plain.len > 0 && plain.p[plain.len - 1] != '-')
			buf_char(&plain, '-');
	}
	while (plain.len > 0 && plain.p[plain.len - 1] == '-')
		buf_cut(&plain, plain.len - 1);
	path_portable(out, plain.len > 0 ? buf_view(&plain) : STR("index"),
	    ROUTE_SLUG);
}

void
route_page(const char *url, struct buf *out)
{
	AUTO(buf_release) struct buf slug = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;

	buf_str(out, "articles/");
	if (url_parse(&u, str_of(url), NULL, NULL) < 0) {
		buf_str(out, "other/link");
		put_hash(str_of(url), out);
		buf_str(out, ".html");
		return;
	}
	if (u.host != NULL && u.host[0] != '\0') {
		path_portable(out, str_of(u.host), ROUTE_NAME);
		if (u.port >= 0)
			buf_fmt(out, "-%d", u.port);
	} else
		path_portable(out, str_of(u.scheme), ROUTE_SLUG);
	buf_char(out, '/');
	slug_source(&u, &slug);
	put_slug(buf_view(&slug), out);
	put_hash(str_of(url), out);
	buf_str(out, ".html");
}

static bool
has_upper(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return true;
	return false;
}

/* A component that had to change, or that differs from another in case alone,
 * carries a hash of the whole name. */
void
route_note(const char *name, struct buf *out)
{
	struct str rest = str_of(name), piece;
	bool changed = has_upper(rest);
	AUTO(buf_release) struct buf path = BUF_INIT(1 << 16);

	while (str_cut(&rest, '/', &piece)) {
		size_t start = path.len;

		if (piece.n == 0) {
			changed = true;
			continue;
		}
		if (path.len > 0) {
			buf_char(&path, '/');
			start++;
		}
		path_portable(&path, piece, ROUTE_NAME);
		if (!str_eq(str_from(buf_view(&path), start), piece))
			changed = true;
	}
	buf_str(out, "notes/");
	buf_s(out, buf_view(&path));
	if (changed || path.len == 0)
		put_hash(str_of(name), out);
	buf_str(out, ".html");
}

void
route_asset(const char *digest, const char *ext, struct buf *out)
{
	buf_fmt(out, "assets/%.2s/%s.%s", digest, digest, ext);
}

static void
put_encoded(const char *path, struct buf *out)
{
	for (const char *p = path; *p != '\0'; p++) {
		if (ch_is_alnum(*p) || strchr("-._~/", *p) != NULL)
			buf_char(out, *p);
		else
			buf_fmt(out, "%%%02X", (unsigned int)(unsigned char)*p);
	}
}

void
route_up(const char *page, struct buf *out)
{
	for (const char *p = page; *p != '\0'; p++)
		if (*p == '/')
			buf_str(out, "../");
}

void
route_link(const char *page, const char *target, const char *fragment,
    struct buf *out)
{
	size_t same = 0;

	for (size_t i = 0; page[i] != '\0' && page[i] == target[i]; i++)
		if (page[i] == '/')
			same = i + 1;
	route_up(page + same, out);
	put_encoded(target + same, out);
	if (fragment != NULL && fragment[0] != '\0') {
		buf_char(out, '#');
		buf_str(out, fragment);
	}
}
