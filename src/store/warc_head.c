#include "store/warc_head.h"

#include <string.h>

/*
 * Fields of a request whose values tell nothing of the user: those that
 * kbmirror, libcurl and browsers send.  A key of some service may have any
 * name, so all others are redacted.
 */
static const char *const request_public[] = {
	"Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language",
	"Cache-Control", "Connection", "Content-Length", "Content-Type", "Date",
	"DNT", "Expect", "Host", "HTTP2-Settings", "If-Match",
	"If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since",
	"Keep-Alive", "Max-Forwards", "Origin", "Pragma", "Priority",
	"Proxy-Connection", "Purpose", "Range", "Referer", "Save-Data",
	"Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User",
	"Sec-GPC", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
	"Upgrade-Insecure-Requests", "User-Agent", "Via", "Viewport-Width",
	NULL,
};

static void
put_clean(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		buf_char(out, (c < 0x20 && c != '\t') || c == 0x7f ? ' ' :
		    s.p[i]);
	}
}

/* Next line without its end; false after the last or at the empty one. */
static bool
next_line(struct str *rest, struct str *line)
{
	if (!str_cut(rest, '\n', line))
		return false;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return line->n > 0;
}

int
warc_head_status(struct str head)
{
	struct str line, proto;
	unsigned long status;

	if (!next_line(&head, &line) ||
	    !str_starts_nocase(line, STR("HTTP/")) ||
	    !str_cut(&line, ' ', &proto))
		return 0;
	line = str_trim(line);
	if (line.p == NULL ||
	    !str_to_ulong(str_sub(line, 0, 3), 999, &status))
		return 0;
	return (int)status;
}

/* Goes to the next field of that name. */
static bool
next_field(struct str *rest, const char *name, struct str *value)
{
	struct str line;

	while (next_line(rest, &line)) {
		size_t colon = str_chr(line, ':');

		if (colon == (size_t)-1 || !str_eq_nocase(
		    str_trim(str_sub(line, 0, colon)), str_of(name)))
			continue;
		*value = str_trim(str_from(line, colon + 1));
		return true;
	}
	return false;
}

struct str
warc_head_get(struct str head, const char *name)
{
	struct str first, value;

	return next_line(&head, &first) && next_field(&head, name, &value) ?
	    value : str_make(NULL, 0);
}

struct str
warc_head_type(struct str head)
{
	struct str type = str_make(NULL, 0), first, value;

	if (!next_line(&head, &first))
		return type;
	while (next_field(&head, "Content-Type", &value))
		if (type.p == NULL || (str_chr(value, '/') < value.n &&
		    !str_starts(value, STR("*/*"))))
			type = value;
	return type;
}

void
warc_head_join(struct str head, const char *name, struct buf *out)
{
	size_t before = out->len;
	struct str first, value;

	if (!next_line(&head, &first))
		return;
	while (next_field(&head, name, &value)) {
		if (out->len > before)
			buf_str(out, ", ");
		buf_s(out, value);
	}
}

size_t
warc_head_end(struct str block, size_t from)
{
	for (size_t i = from > 3 ? from - 3 : 0; i + 1 < block.n; i++) {
		if (block.p[i] != '\n')
			continue;
		if (block.p[i + 1] == '\n')
			return i + 2;
		if (block.p[i + 1] == '\r' && i + 2 < block.n &&
		    block.p[i + 2] == '\n')
			return i + 3;
	}
	return 0;
}

/* Many readers know HTTP/1 status lines only; later versions are told by
 * WARC-Protocol. The space after the code is part of the grammar. */
static void
put_first_line(struct buf *out, struct str line)
{
	struct str proto, rest = line;

	if (str_starts_nocase(line, STR("HTTP/")) &&
	    str_cut(&rest, ' ', &proto)) {
		if (!str_starts_nocase(proto, STR("HTTP/1.")))
			proto = STR("HTTP/1.1");
		put_clean(out, proto);
		buf_char(out, ' ');
		line = str_trim(rest.p != NULL ? rest : STR("200"));
	}
	put_clean(out, line);
	if (str_chr(line, ' ') == (size_t)-1)
		buf_char(out, ' ');
	buf_str(out, "\r\n");
}

static bool
is_listed(struct str name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (str_eq_nocase(name, str_of(*list)))
			return true;
	return false;
}

static void
note_redacted(struct buf *redacted, struct str name)
{
	struct str rest = buf_view(redacted), one;

	while (rest.n > 0 && str_cut(&rest, ',', &one))
		if (str_eq_nocase(str_trim(one), name))
			return;
	if (redacted->len > 0)
		buf_str(redacted, ", ");
	put_clean(redacted, name);
}

/* A head being rewritten. */
struct rewrite {
	struct buf *out;
	bool is_request;
	bool hides_cookies;	/* of an answer */
	struct buf *redacted;
	int64_t length;		/* -1: leave Content-Length alone */
	bool has_length;
	bool is_hidden;		/* the field before this line was redacted */
};

static void
put_field(struct rewrite *w, struct str name, struct str value)
{
	put_clean(w->out, name);
	buf_str(w->out, ":");
	if (value.n > 0 && value.p[0] != ' ' && value.p[0] != '\t')
		buf_char(w->out, ' ');
	put_clean(w->out, value);
	buf_str(w->out, "\r\n");
}

static void
put_length(struct rewrite *w, struct str name, struct str value)
{
	unsigned long n;

	if (str_to_ulong(str_trim(value), (unsigned long)INT64_MAX, &n) &&
	    n == (unsigned long)w->length && !w->has_length) {
		put_field(w, name, value);
		w->has_length = true;
		return;
	}
	buf_str(w->out, "X-Archive-Orig-");
	put_field(w, name, value);
}

static bool
is_secret(const struct rewrite *w, struct str name)
{
	return w->is_request ? !is_listed(name, request_public) :
	    w->hides_cookies && str_eq_nocase(name, STR("Set-Cookie"));
}

static void
put_line(struct rewrite *w, struct str line)
{
	size_t colon = str_chr(line, ':');
	struct str name, value;

	if (ch_is_space(line.p[0])) {
		/* A folded line belongs to the field before it. */
		if (w->is_hidden)
			return;
		put_clean(w->out, line);
		buf_str(w->out, "\r\n");
		return;
	}
	w->is_hidden = false;
	if (colon == (size_t)-1 || colon == 0) {
		put_field(w, STR("X-Archive-Orig-Line"), line);
		return;
	}
	name = str_trim(str_sub(line, 0, colon));
	value = str_from(line, colon + 1);
	if (is_secret(w, name)) {
		w->is_hidden = true;
		note_redacted(w->redacted, name);
		put_field(w, name, STR("REDACTED"));
	} else if (w->length >= 0 &&
	    str_eq_nocase(name, STR("Content-Length"))) {
		put_length(w, name, value);
	} else if (!w->is_request &&
	    str_eq_nocase(name, STR("Transfer-Encoding"))) {
		buf_str(w->out, "X-Archive-Orig-");
		put_field(w, name, value);
	} else {
		put_field(w, name, value);
	}
}

static void
rewrite(struct rewrite *w, struct str head)
{
	struct str line;

	if (next_line(&head, &line))
		put_first_line(w->out, line);
	while (next_line(&head, &line))
		put_line(w, line);
	if (w->length > 0 && !w->has_length)
		buf_fmt(w->out, "Content-Length: %lld\r\n",
		    (long long)w->length);
	buf_str(w->out, "\r\n");
}

void
warc_head_response(struct buf *out, struct str head, int64_t length,
    bool hide_cookies, struct buf *redacted)
{
	struct rewrite w = {
		.out = out, .hides_cookies = hide_cookies,
		.redacted = redacted, .length = length,
	};

	rewrite(&w, head);
}

void
warc_head_request(struct buf *out, struct str head, struct buf *redacted)
{
	struct rewrite w = {
		.out = out, .is_request = true, .redacted = redacted,
		.length = -1,
	};

	rewrite(&w, head);
}

static bool
starts_with_any(struct str s, const char *const *list)
{
	for (; *list != NULL; list++)
		if (str_starts_nocase(s, str_of(*list)))
			return true;
	return false;
}

bool
warc_head_is_compressed(struct str head, struct str start)
{
	static const char *const magics[] = {
		"\x1f\x8b", "PK\x03\x04", "\x89PNG", "\xff\xd8\xff", "GIF8",
		"RIFF", "\x28\xb5\x2f\xfd", "wOFF", "wOF2", NULL,
	};
	static const char *const types[] = {
		"image/", "video/", "audio/", "application/zip",
		"application/gzip", NULL,
	};
	struct str media = warc_head_type(head);
	AUTO(buf_release) struct buf coding = BUF_INIT(head.n + 2);

	warc_head_join(head, "Content-Encoding", &coding);
	if (coding.len > 0 &&
	    !str_eq_nocase(buf_view(&coding), STR("identity")))
		return true;
	if (starts_with_any(start, magics))
		return true;
	return !str_starts_nocase(media, STR("image/svg")) &&
	    starts_with_any(media, types);
}
