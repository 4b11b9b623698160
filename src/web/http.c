#include "web/http.h"

#include <stdlib.h>

/* Servers send some dozens; what sends more is broken or hostile. */
#define FIELDS_MAX 1000

/* The next line without its CRLF or LF; false at the end. */
static bool
next_line(struct str *rest, struct str *line)
{
	if (rest->n == 0 || !str_cut(rest, '\n', line))
		return false;
	if (str_ends(*line, STR("\r")))
		line->n--;
	return true;
}

static bool
is_folded(struct str line)
{
	return line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

static bool
has_fold(struct str raw)
{
	for (size_t i = 0; i + 1 < raw.n; i++)
		if (raw.p[i] == '\n' &&
		    is_folded(str_make(raw.p + i + 1, 1)))
			return true;
	return false;
}

/* A copy with each obs-fold as spaces (RFC 9112, 5.2). */
static char *
unfold(struct str raw)
{
	char *copy = mem_dupn(raw.p, raw.n);

	for (size_t i = 0; i + 1 < raw.n; i++) {
		if (raw.p[i] != '\n' ||
		    !is_folded(str_make(raw.p + i + 1, 1)))
			continue;
		copy[i] = copy[i + 1] = ' ';
		if (i > 0 && copy[i - 1] == '\r')
			copy[i - 1] = ' ';
	}
	return copy;
}

/* "HTTP/1.1 200 OK"; also "HTTP/2 200", and more than one space. */
static bool
parse_status(struct str line, int *status)
{
	unsigned long v;
	size_t i;

	if (!str_starts_nocase(line, STR("HTTP/")))
		return false;
	for (i = 5; i < line.n && (ch_is_digit(line.p[i]) ||
	    line.p[i] == '.'); i++)
		;
	line = str_from(line, i);
	if (!is_folded(line))
		return false;
	line = str_trim(line);
	if (line.n < 3 || (line.n > 3 && !ch_is_space(line.p[3])) ||
	    !str_to_ulong(str_sub(line, 0, 3), 999, &v) || v < 100)
		return false;
	*status = (int)v;
	return true;
}

int
http_head_parse(struct http_head *h, struct str raw, struct err *err)
{
	struct str line;
	size_t cap = 0;

	*h = (struct http_head){ 0 };
	if (has_fold(raw)) {
		h->unfolded = unfold(raw);
		raw.p = h->unfolded;
	}
	if (!next_line(&raw, &h->first_line) ||
	    !parse_status(h->first_line, &h->status)) {
		http_head_release(h);
		return err_set(err, ERR_ITEM, "not an HTTP status line");
	}
	while (next_line(&raw, &line) && line.n > 0) {
		size_t colon = str_chr(line, ':');
		struct http_field f;

		if (colon == (size_t)-1)
			continue;
		f.name = str_trim(str_sub(line, 0, colon));
		f.value = str_trim(str_from(line, colon + 1));
		if (f.name.n == 0)
			continue;
		if (h->n_fields == FIELDS_MAX) {
			http_head_release(h);
			return err_set(err, ERR_ITEM, "more than %d fields",
			    FIELDS_MAX);
		}
		*VEC_PUSH(&h->fields, &h->n_fields, &cap) = f;
	}
	return 0;
}

void
http_head_release(struct http_head *h)
{
	free(h->fields);
	free(h->unfolded);
	*h = (struct http_head){ 0 };
}

struct str
http_get(const struct http_head *h, const char *name)
{
	for (size_t i = 0; i < h->n_fields; i++)
		if (str_eq_nocase(h->fields[i].name, str_of(name)))
			return h->fields[i].value;
	return str_make(NULL, 0);
}

void
http_join(const struct http_head *h, const char *name, struct buf *out)
{
	size_t before = out->len;

	for (size_t i = 0; i < h->n_fields; i++) {
		if (!str_eq_nocase(h->fields[i].name, str_of(name)))
			continue;
		if (out->len > before)
			buf_str(out, ", ");
		buf_s(out, h->fields[i].value);
	}
}

const char *
http_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 100, "Continue" }, { 101, "Switching Protocols" },
		{ 103, "Early Hints" },
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" },
		{ 203, "Non-Authoritative Information" },
		{ 204, "No Content" }, { 205, "Reset Content" },
		{ 206, "Partial Content" }, { 226, "IM Used" },
		{ 300, "Multiple Choices" }, { 301, "Moved Permanently" },
		{ 302, "Found" }, { 303, "See Other" },
		{ 304, "Not Modified" }, { 305, "Use Proxy" },
		{ 307, "Temporary Redirect" }, { 308, "Permanent Redirect" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" },
		{ 402, "Payment Required" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" },
		{ 406, "Not Acceptable" },
		{ 407, "Proxy Authentication Required" },
		{ 408, "Request Timeout" }, { 409, "Conflict" },
		{ 410, "Gone" }, { 411, "Length Required" },
		{ 412, "Precondition Failed" }, { 413, "Content Too Large" },
		{ 414, "URI Too Long" }, { 415, "Unsupported Media Type" },
		{ 416, "Range Not Satisfiable" },
		{ 417, "Expectation Failed" }, { 418, "I'm a teapot" },
		{ 421, "Misdirected Request" },
		{ 422, "Unprocessable Content" }, { 423, "Locked" },
		{ 424, "Failed Dependency" }, { 425, "Too Early" },
		{ 426, "Upgrade Required" }, { 428, "Precondition Required" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 451, "Unavailable For Legal Reasons" },
		{ 500, "Internal Server Error" }, { 501, "Not Implemented" },
		{ 502, "Bad Gateway" }, { 503, "Service Unavailable" },
		{ 504, "Gateway Timeout" },
		{ 505, "HTTP Version Not Supported" },
		{ 506, "Variant Also Negotiates" },
		{ 507, "Insufficient Storage" }, { 508, "Loop Detected" },
		{ 511, "Network Authentication Required" },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}
