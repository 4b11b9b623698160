#include <stdlib.h>

#include "base/text.h"
#include "web/charset.h"
#include "web/url.h"
#include "web/url_escape.h"
#include "web/url_host.h"

/* A picture in a data: URL can be large; browsers stop at a few megabytes
 * too, and the parser's memory is at most three times this. */
#define INPUT_MAX ((size_t)4 << 20)

/*
 * The standard's state machine as functions: each takes the rest of the input
 * at the point where the state of that name begins, and calls the next state.
 */
struct parser {
	struct url *u;
	const struct url *base;
	struct buf path;
	struct err *err;
	bool is_special, is_file;
	const char *encoding;	/* of queries; NULL: UTF-8 */
};

static int fragment_state(struct parser *, struct str);
static int query_state(struct parser *, struct str);
static int path_state(struct parser *, struct str);
static int path_start_state(struct parser *, struct str);

static const struct special {
	const char *scheme;
	unsigned int port;
} specials[] = {
	{ "http", 80 }, { "https", 443 }, { "file", 0 }, { "ftp", 21 },
	{ "ws", 80 }, { "wss", 443 },
};

static const struct special *
find_special(const char *scheme)
{
	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (strcmp(specials[i].scheme, scheme) == 0)
			return &specials[i];
	return NULL;
}

static bool
is_slash(const struct parser *p, char c)
{
	return c == '/' || (p->is_special && c == '\\');
}

/* Length of the part before the path, the query or the fragment. */
static size_t
find_end(const struct parser *p, struct str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (is_slash(p, s.p[i]) || s.p[i] == '?' || s.p[i] == '#')
			break;
	return i;
}

static bool
is_drive_letter(struct str s)
{
	return s.n == 2 && ch_is_alpha(s.p[0]) &&
	    (s.p[1] == ':' || s.p[1] == '|');
}

static bool
starts_with_drive_letter(struct str s)
{
	return is_drive_letter(str_sub(s, 0, 2)) &&
	    (s.n == 2 || strchr("/\\?#", s.p[2]) != NULL);
}

/* "/C:" and nothing else, or, with any, followed by further segments. */
static bool
path_has_drive(struct str path, bool any)
{
	return path.n >= 3 && path.p[0] == '/' && ch_is_alpha(path.p[1]) &&
	    path.p[2] == ':' && (path.n == 3 || (any && path.p[3] == '/'));
}

static void
shorten_path(struct parser *p)
{
	size_t n = p->path.len;

	if (p->is_file && path_has_drive(buf_view(&p->path), false))
		return;
	while (n > 0 && p->path.p[n - 1] != '/')
		n--;
	buf_cut(&p->path, n > 0 ? n - 1 : 0);
}

static void
set(char **to, const char *from)
{
	free(*to);
	*to = mem_dup(from);
}

static int
set_escaped(struct parser *p, char **to, struct str s, enum url_set which)
{
	AUTO(buf_release) struct buf b = BUF_INIT(3 * s.n);

	url_escape(&b, s, which);
	if (buf_check(&b, p->err) < 0)
		return -1;
	free(*to);
	*to = buf_take(&b, NULL);
	return 0;
}

static void
copy_authority(struct parser *p)
{
	set(&p->u->username, p->base->username);
	set(&p->u->password, p->base->password);
	set(&p->u->host, p->base->host);
	p->u->port = p->base->port;
}

static void
copy_path(struct parser *p)
{
	buf_str(&p->path, p->base->path);
}

static int
fragment_state(struct parser *p, struct str s)
{
	return set_escaped(p, &p->u->fragment, s, URL_SET_FRAGMENT);
}

static int
query_state(struct parser *p, struct str s)
{
	size_t end = str_chr(s, '#');
	struct str query = str_sub(s, 0, end);
	AUTO(buf_release) struct buf encoded = BUF_INIT(3 * INPUT_MAX);

	if (p->encoding != NULL && url_is_http(p->u)) {
		if (charset_encode_query(p->encoding, query, &encoded,
		    p->err) < 0)
			return -1;
		query = buf_view(&encoded);
	}
	if (set_escaped(p, &p->u->query, query, p->is_special ?
	    URL_SET_SPECIAL_QUERY : URL_SET_QUERY) < 0)
		return -1;
	return end < s.n ? fragment_state(p, str_from(s, end + 1)) : 0;
}

/* What may stand behind a path: nothing, a query, a fragment. */
static int
after_path(struct parser *p, struct str s)
{
	if (s.n == 0)
		return 0;
	return s.p[0] == '?' ? query_state(p, str_from(s, 1)) :
	    fragment_state(p, str_from(s, 1));
}

static int
opaque_path_state(struct parser *p, struct str s)
{
	size_t n;

	p->u->has_opaque_path = true;
	for (n = 0; n < s.n && s.p[n] != '?' && s.p[n] != '#'; n++)
		;
	/* A space at the very end would not survive another parse. */
	if (n > 0 && n < s.n && s.p[n - 1] == ' ') {
		url_escape(&p->path, str_sub(s, 0, n - 1), URL_SET_CONTROL);
		buf_str(&p->path, "%20");
	} else {
		url_escape(&p->path, str_sub(s, 0, n), URL_SET_CONTROL);
	}
	return after_path(p, str_from(s, n));
}

/* 1 for ".", 2 for "..", with the dots also as %2e; else 0. */
static int
count_dots(struct str s)
{
	int n = 0;

	while (s.n > 0 && n <= 2) {
		if (s.p[0] == '.')
			s = str_from(s, 1);
		else if (str_starts_nocase(s, STR("%2e")))
			s = str_from(s, 3);
		else
			return 0;
		n++;
	}
	return n <= 2 ? n : 0;
}

static int
path_state(struct parser *p, struct str s)
{
	for (;;) {
		size_t end = find_end(p, s);
		struct str segment = str_sub(s, 0, end);
		bool has_more = end < s.n && is_slash(p, s.p[end]);
		int dots = count_dots(segment);

		if (dots == 2)
			shorten_path(p);
		if (dots == 0) {
			bool is_drive = p->is_file && p->path.len == 0 &&
			    is_drive_letter(segment);

			buf_char(&p->path, '/');
			url_escape(&p->path, segment, URL_SET_PATH);
			if (is_drive)
				p->path.p[p->path.len - 1] = ':';
		} else if (!has_more) {
			buf_char(&p->path, '/');
		}
		s = str_from(s, end);
		if (!has_more)
			return after_path(p, s);
		s = str_from(s, 1);
	}
}

static int
path_start_state(struct parser *p, struct str s)
{
	if (s.n > 0 && is_slash(p, s.p[0]))
		return path_state(p, str_from(s, 1));
	if (p->is_special)
		return path_state(p, s);
	if (s.n == 0 || s.p[0] == '?' || s.p[0] == '#')
		return after_path(p, s);
	return path_state(p, s);
}

static int
set_host(struct parser *p, struct str in)
{
	AUTO(buf_release) struct buf b = BUF_INIT(3 * in.n + 64);

	if (url_host_parse(in, p->is_special, &b, p->err) < 0 ||
	    buf_check(&b, p->err) < 0)
		return -1;
	free(p->u->host);
	p->u->host = buf_take(&b, NULL);
	return 0;
}

static int
set_port(struct parser *p, struct str s)
{
	const struct special *special = find_special(p->u->scheme);
	unsigned long port;

	if (s.n == 0)
		return 0;
	while (s.n > 1 && s.p[0] == '0')
		s = str_from(s, 1);
	if (!str_to_ulong(s, 65535, &port))
		return err_set(p->err, ERR_ITEM, "not a port number");
	p->u->port = special != NULL && port == special->port ? -1 : (int)port;
	return 0;
}

static int
host_state(struct parser *p, struct str in)
{
	bool in_brackets = false;
	size_t colon;

	for (colon = 0; colon < in.n; colon++) {
		if (in.p[colon] == ':' && !in_brackets)
			break;
		if (in.p[colon] == '[')
			in_brackets = true;
		if (in.p[colon] == ']')
			in_brackets = false;
	}
	if (colon == 0 && (in.n > 0 || p->is_special))
		return err_set(p->err, ERR_ITEM, "no host");
	if (set_host(p, str_sub(in, 0, colon)) < 0)
		return -1;
	return set_port(p, str_from(in, colon + 1));
}

static int
authority_state(struct parser *p, struct str s)
{
	size_t end = find_end(p, s), at, colon;
	struct str authority = str_sub(s, 0, end), who;

	for (at = authority.n; at > 0 && authority.p[at - 1] != '@'; at--)
		;
	if (at > 0) {
		who = str_sub(authority, 0, at - 1);
		authority = str_from(authority, at);
		colon = str_chr(who, ':');
		if (set_escaped(p, &p->u->username, str_sub(who, 0, colon),
		    URL_SET_USERINFO) < 0)
			return -1;
		if (colon < who.n && set_escaped(p, &p->u->password,
		    str_from(who, colon + 1), URL_SET_USERINFO) < 0)
			return -1;
		if (authority.n == 0)
			return err_set(p->err, ERR_ITEM, "no host");
	}
	if (host_state(p, authority) < 0)
		return -1;
	return path_start_state(p, str_from(s, end));
}

static int
special_authority_state(struct parser *p, struct str s)
{
	while (s.n > 0 && (s.p[0] == '/' || s.p[0] == '\\'))
		s = str_from(s, 1);
	return authority_state(p, s);
}

static int
relative_slash_state(struct parser *p, struct str s)
{
	if (s.n > 0 && is_slash(p, s.p[0]))
		return p->is_special ? special_authority_state(p, s) :
		    authority_state(p, str_from(s, 1));
	copy_authority(p);
	return path_state(p, s);
}

/* The tail that "relative" and "file" share: base's path, then s. */
static int
relative_to_path(struct parser *p, struct str s)
{
	copy_path(p);
	if (s.n == 0 || s.p[0] == '#')
		set(&p->u->query, p->base->query);
	if (s.n == 0 || s.p[0] == '#' || s.p[0] == '?')
		return after_path(p, s);
	if (p->is_file && starts_with_drive_letter(s))
		buf_reset(&p->path);
	else
		shorten_path(p);
	return path_state(p, s);
}

static int
relative_state(struct parser *p, struct str s)
{
	if (s.n > 0 && is_slash(p, s.p[0]))
		return relative_slash_state(p, str_from(s, 1));
	copy_authority(p);
	return relative_to_path(p, s);
}

static int
file_host_state(struct parser *p, struct str s)
{
	size_t end = find_end(p, s);
	struct str host = str_sub(s, 0, end);

	if (is_drive_letter(host))
		return path_state(p, s);
	if (host.n > 0 && set_host(p, host) < 0)
		return -1;
	if (strcmp(p->u->host, "localhost") == 0)
		set(&p->u->host, "");
	return path_start_state(p, str_from(s, end));
}

static int
file_state(struct parser *p, struct str s)
{
	bool has_base = p->base != NULL &&
	    strcmp(p->base->scheme, "file") == 0;
	struct str path;

	set(&p->u->host, "");
	if (s.n > 0 && is_slash(p, s.p[0])) {
		s = str_from(s, 1);
		if (s.n > 0 && is_slash(p, s.p[0]))
			return file_host_state(p, str_from(s, 1));
		if (has_base) {
			set(&p->u->host, p->base->host);
			path = str_of(p->base->path);
			if (!starts_with_drive_letter(s) &&
			    path_has_drive(path, true))
				buf_s(&p->path, str_sub(path, 0, 3));
		}
		return path_state(p, s);
	}
	if (!has_base)
		return path_state(p, s);
	set(&p->u->host, p->base->host);
	return relative_to_path(p, s);
}

static void
set_scheme(struct parser *p, struct str scheme)
{
	char *to = mem_dupn(scheme.p, scheme.n);

	for (char *c = to; *c != '\0'; c++)
		*c = ch_lower(*c);
	p->u->scheme = to;
	p->is_special = find_special(to) != NULL;
	p->is_file = strcmp(to, "file") == 0;
}

static int
no_scheme_state(struct parser *p, struct str s)
{
	bool is_fragment = str_starts(s, STR("#"));

	if (p->base == NULL || (p->base->has_opaque_path && !is_fragment))
		return err_set(p->err, ERR_ITEM,
		    "a relative URL without a base");
	set_scheme(p, str_of(p->base->scheme));
	if (p->base->has_opaque_path) {
		p->u->has_opaque_path = true;
		copy_path(p);
		set(&p->u->query, p->base->query);
		return after_path(p, s);
	}
	return p->is_file ? file_state(p, s) : relative_state(p, s);
}

/* Length of the scheme, 0: there is none. */
static size_t
find_scheme(struct str s)
{
	size_t n;

	if (s.n == 0 || !ch_is_alpha(s.p[0]))
		return 0;
	for (n = 1; n < s.n && (ch_is_alnum(s.p[n]) ||
	    s.p[n] == '+' || s.p[n] == '-' || s.p[n] == '.'); n++)
		;
	return n < s.n && s.p[n] == ':' ? n : 0;
}

static int
scheme_state(struct parser *p, struct str s)
{
	size_t n = find_scheme(s);

	if (n == 0)
		return no_scheme_state(p, s);
	set_scheme(p, str_sub(s, 0, n));
	s = str_from(s, n + 1);
	if (p->is_file)
		return file_state(p, s);
	if (p->is_special && p->base != NULL &&
	    strcmp(p->base->scheme, p->u->scheme) == 0 &&
	    !str_starts(s, STR("//")))
		return relative_state(p, s);
	if (p->is_special)
		return special_authority_state(p, s);
	if (str_starts(s, STR("//")))
		return authority_state(p, str_from(s, 2));
	if (str_starts(s, STR("/")))
		return path_state(p, str_from(s, 1));
	return opaque_path_state(p, s);
}

static bool
is_removed(char c)
{
	return c == '\t' || c == '\n' || c == '\r';
}

/* Without C0 controls and spaces at the ends, tabs and newlines anywhere, and
 * as valid UTF-8; *clean is only used when the input has to change. */
static struct str
clean_input(struct str s, struct buf *clean)
{
	AUTO(buf_release) struct buf valid = BUF_INIT(3 * INPUT_MAX);
	bool has_removed = false;

	while (s.n > 0 && (unsigned char)s.p[0] <= ' ')
		s = str_from(s, 1);
	while (s.n > 0 && (unsigned char)s.p[s.n - 1] <= ' ')
		s.n--;
	for (size_t i = 0; i < s.n; i++)
		has_removed |= is_removed(s.p[i]);
	if (!text_is_utf8(s)) {
		text_repair(&valid, s);
		s = buf_view(&valid);
		has_removed = true;
	}
	if (!has_removed)
		return s;
	for (size_t i = 0; i < s.n; i++)
		if (!is_removed(s.p[i]))
			buf_char(clean, s.p[i]);
	return buf_view(clean);
}

int
url_parse(struct url *u, struct str input, const struct url *base,
    struct err *err)
{
	AUTO(buf_release) struct buf clean = BUF_INIT(3 * INPUT_MAX);
	struct parser p = {
		.u = u, .base = base, .err = err,
		.encoding = base != NULL ? base->encoding : NULL,
	};
	int result;

	*u = (struct url)URL_INIT;
	if (input.n > INPUT_MAX)
		return err_set(err, ERR_ITEM, "larger than %zu bytes",
		    INPUT_MAX);
	input = clean_input(input, &clean);
	if (buf_check(&clean, err) < 0)
		return -1;
	/* Escapes triple; "/" and base's path come on top. */
	buf_init(&p.path, 3 * input.n + 8 +
	    (base != NULL ? strlen(base->path) : 0));
	set(&u->username, "");
	set(&u->password, "");
	result = scheme_state(&p, input);
	if (result == 0)
		result = buf_check(&p.path, err);
	if (result == 0)
		u->path = buf_take(&p.path, NULL);
	else
		url_release(u);
	buf_release(&p.path);
	return result;
}
