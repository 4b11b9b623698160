/*
 * store_warc_a1.c: what WARC 1.1 (ISO 28500:2017) asks of a writer, line by
 * line, looked at with a reader of its own: zlib, and nothing of src/store.
 */
#include "store_help.h"

#include <zlib.h>

#include "base/codec.h"
#include "base/hash.h"

#define MAX_RECORDS 64

struct member {
	long offset, length;	/* in the file */
	struct buf head;	/* "WARC/1.1" to the empty line */
	struct buf block;
	struct buf end;		/* what follows the block */
};

struct file {
	struct member m[MAX_RECORDS];
	size_t n;
	char *path;
};

/* One capture of each kind, as the crawler would store them. */
struct a1 {
	struct help *h;
	struct capture page, moved, cut[3], same, unchanged, h2, coded;
	struct capture note, article;
	struct file file;
};

static struct capture
put(struct help *h, const char *url, const char *head, struct str body,
    struct warc_exchange x)
{
	struct err err = ERR_INIT;
	struct capture c;
	struct spool s;

	spool_init(&s, h->archive->tmp);
	OK(spool_put(&s, body.p, body.n, &err));
	x.url = url;
	x.date = HELP_DATE;
	x.ip = "192.0.2.7";
	if (x.protocol == NULL)
		x.protocol = "http/1.1";
	x.request_head = STR("GET / HTTP/1.1\r\nHost: news.example\r\n"
	    "Cookie: secret=1\r\nAuthorization: Basic secret\r\n\r\n");
	x.response_head = str_of(head);
	x.body = &s;
	OK(warc_write_exchange(h->writer, &x, NULL, &c, &err));
	spool_release(&s);
	return c;
}

static size_t
inflate_member(const struct buf *raw, size_t at, struct buf *out)
{
	z_stream z = { 0 };
	char chunk[4096];
	int rc;

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (unsigned char *)raw->p + at;
	z.avail_in = (unsigned int)(raw->len - at);
	do {
		z.next_out = (unsigned char *)chunk;
		z.avail_out = sizeof(chunk);
		rc = inflate(&z, Z_NO_FLUSH);
		assert_true(rc == Z_OK || rc == Z_STREAM_END);
		buf_put(out, chunk, sizeof(chunk) - z.avail_out);
	} while (rc != Z_STREAM_END);
	(void)inflateEnd(&z);
	return z.total_in;
}

/* The value of the n-th field so named; p == NULL: there is none. */
static struct str
nth(const struct member *m, const char *name, size_t n)
{
	struct str rest = buf_view(&m->head), line, key;

	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (str_cut(&line, ':', &key) && line.p != NULL &&
		    str_eq_nocase(key, str_of(name)) && n-- == 0)
			return str_trim(line);
	}
	return str_make(NULL, 0);
}

static struct str
field(const struct member *m, const char *name)
{
	return nth(m, name, 0);
}

static bool
is(const struct member *m, const char *name, const char *value)
{
	return str_eq(field(m, name), str_of(value));
}

static void
split(struct member *m, struct str text)
{
	size_t end = str_find(text, STR("\r\n\r\n"));
	unsigned long length;

	assert_true(end != (size_t)-1);
	buf_init(&m->head, 1 << 20);
	buf_init(&m->block, 1 << 20);
	buf_init(&m->end, 1 << 20);
	buf_s(&m->head, str_sub(text, 0, end + 4));
	assert_true(str_to_ulong(field(m, "Content-Length"), 1 << 20,
	    &length));
	text = str_from(text, end + 4);
	assert_true(text.n >= length);
	buf_s(&m->block, str_sub(text, 0, length));
	buf_s(&m->end, str_from(text, length));
}

static void
file_load(struct file *f, char *path)
{
	AUTO(buf_release) struct buf raw;
	size_t at = 0;

	f->path = path;
	help_load(path, &raw);
	for (f->n = 0; at < raw.len; f->n++) {
		AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
		size_t n;

		assert_true(f->n < MAX_RECORDS);
		n = inflate_member(&raw, at, &text);
		f->m[f->n].offset = (long)at;
		f->m[f->n].length = (long)n;
		split(&f->m[f->n], buf_view(&text));
		at += n;
	}
}

/* The record of a capture. */
static const struct member *
find(const struct file *f, const struct capture *c)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->m[i].offset == c->at.offset) {
			assert_int_equal(f->m[i].length, c->at.length);
			return &f->m[i];
		}
	fail_msg("no record at byte %lld", (long long)c->at.offset);
	return NULL;
}

/* Behind the HTTP head of a block. */
static struct str
payload(const struct member *m)
{
	struct str b = buf_view(&m->block);

	return str_from(b, str_find(b, STR("\r\n\r\n")) + 4);
}

static void
fill_segment(struct a1 *a)
{
	static const char *const why[] = { "length", "time", "disconnect" };
	static const char plain[] = "HTTP/1.1 200 OK\r\n"
	    "Content-Type: text/html\r\n\r\n";
	AUTO(buf_release) struct buf gz = BUF_INIT(1000);
	struct warc_exchange none = { 0 }, x = { 0 };
	struct err err = ERR_INIT;

	a->page = put(a->h, "https://news.example/a b<c>", "HTTP/1.1 200 OK\r\n"
	    "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
	    STR("<p>page</p>"), none);
	a->moved = put(a->h, "https://news.example/old", "HTTP/1.1 301 Moved "
	    "Permanently\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n",
	    STR(""), none);
	for (size_t i = 0; i < 3; i++) {
		x.truncated = why[i];
		a->cut[i] = put(a->h, "https://news.example/cut", "HTTP/1.1 "
		    "200 OK\r\nContent-Length: 999\r\n\r\n", STR("part"), x);
	}
	a->same = put(a->h, "https://news.example/again", plain,
	    STR("<p>page</p>"), none);
	x = (struct warc_exchange){ .protocol = "h2" };
	a->h2 = put(a->h, "https://news.example/h2", "HTTP/2 200\r\n"
	    "content-type : text/html\r\nbad: a\x02" "b\r\n\r\n",
	    STR("two"), x);
	OK(codec_gzip(STR("coded"), 6, &gz, &err));
	a->coded = put(a->h, "https://news.example/gz", "HTTP/1.1 200 OK\r\n"
	    "Content-Encoding: gzip\r\n\r\n", buf_view(&gz), none);
	x = (struct warc_exchange){
		.url = "https://news.example/a", .date = HELP_DATE,
		.ip = "192.0.2.7", .protocol = "http/1.1",
		.request_head = STR("GET / HTTP/1.1\r\n\r\n"),
		.response_head = STR("HTTP/1.1 304 Not Modified\r\n"
		    "ETag: \"1\"\r\n\r\n"),
	};
	{
		struct spool s;

		spool_init(&s, a->h->archive->tmp);
		x.body = &s;
		OK(warc_write_exchange(a->h->writer, &x, &a->page.at,
		    &a->unchanged, &err));
		spool_release(&s);
	}
	OK(warc_write_resource(a->h->writer, "kb:n.md", "text/markdown",
	    STR("# N"), &a->note, &err));
	OK(warc_write_conversion(a->h->writer, a->page.url,
	    "application/json", STR("{}"), &a->page.at, &a->article, &err));
}

static int
setup(void **state)
{
	struct a1 *a = mem_alloc(sizeof(*a));
	struct err err = ERR_INIT;
	char *open;
	void *h;

	assert_int_equal(help_setup(&h), 0);
	a->h = h;
	fill_segment(a);
	open = help_segment(a->h);
	assert_true(str_ends(str_of(open), STR(".warc.gz.open")));
	free(open);
	OK(warc_writer_close(a->h->writer, &err));
	file_load(&a->file, help_segment(a->h));
	*state = a;
	return 0;
}

static int
teardown(void **state)
{
	struct a1 *a = *state;
	struct capture *all[] = {
		&a->page, &a->moved, &a->cut[0], &a->cut[1], &a->cut[2],
		&a->same, &a->unchanged, &a->h2, &a->coded, &a->note,
		&a->article,
	};
	void *h = a->h;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		capture_release(all[i]);
	for (size_t i = 0; i < a->file.n; i++) {
		buf_release(&a->file.m[i].head);
		buf_release(&a->file.m[i].block);
		buf_release(&a->file.m[i].end);
	}
	free(a->file.path);
	free(a);
	return help_teardown(&h);
}

static void
a_record_is_a_version_fields_its_block_and_two_empty_lines(void **state)
{
	const struct a1 *a = *state;

	assert_int_equal(a->file.n, 1 + 2 * 8 + 1 + 2);
	for (size_t i = 0; i < a->file.n; i++) {
		const struct member *m = &a->file.m[i];

		assert_true(str_starts(buf_view(&m->head),
		    STR("WARC/1.1\r\n")));
		for (size_t k = 0; k < m->head.len; k++) {
			unsigned char c = (unsigned char)m->head.p[k];

			if (c == '\n')
				assert_true(m->head.p[k - 1] == '\r');
			else if (c == '\r')
				assert_true(m->head.p[k + 1] == '\n');
			else
				assert_true(c >= 0x20 && c != 0x7f);
		}
		assert_string_equal(m->end.p, "\r\n\r\n");
	}
}

static void
every_record_has_the_four_mandatory_fields(void **state)
{
	const struct a1 *a = *state;

	for (size_t i = 0; i < a->file.n; i++) {
		const struct member *m = &a->file.m[i];
		struct str id = field(m, "WARC-Record-ID");
		struct str date = field(m, "WARC-Date");
		int64_t ms;

		assert_true(str_starts(id, STR("<urn:uuid:")));
		assert_int_equal(id.n, strlen("<urn:uuid:>") + 36);
		for (size_t k = 0; k < i; k++)
			assert_false(str_eq(id, field(&a->file.m[k],
			    "WARC-Record-ID")));
		assert_true(str_ends(date, STR("Z")));
		assert_true(date.n <= strlen("2026-01-01T00:00:00.123456789Z"));
		assert_true(clock_parse(date, &ms));
		assert_true(field(m, "WARC-Type").n > 0);
		assert_non_null(field(m, "Content-Length").p);
	}
}

static void
no_field_stands_twice(void **state)
{
	const struct a1 *a = *state;

	for (size_t i = 0; i < a->file.n; i++) {
		struct str rest = buf_view(&a->file.m[i].head), line, name;

		(void)str_cut(&rest, '\n', &line);
		while (str_cut(&rest, '\n', &line) && str_trim(line).n > 0) {
			AUTO(mem_freep) char *n = NULL;

			assert_true(str_cut(&line, ':', &name));
			n = mem_dupn(name.p, name.n);
			assert_null(nth(&a->file.m[i], n, 1).p);
		}
	}
}

static void
each_record_is_a_member_of_its_own_with_no_time(void **state)
{
	const struct a1 *a = *state;
	AUTO(buf_release) struct buf raw;

	help_load(a->file.path, &raw);
	for (size_t i = 0; i < a->file.n; i++) {
		const struct member *m = &a->file.m[i];

		assert_memory_equal(raw.p + m->offset + 4, "\0\0\0\0", 4);
		assert_int_equal(str_find(buf_view(&m->end), STR("WARC/")),
		    (size_t)-1);
	}
}

static void
a_segment_begins_with_its_warcinfo_and_all_point_to_it(void **state)
{
	static const char *const names[] = {
		"software: ", "format: WARC File Format 1.1", "conformsTo: ",
		"robots: cited", "http-header-user-agent: ", "redacted: ",
	};
	const struct a1 *a = *state;
	const struct member *info = &a->file.m[0];

	assert_true(is(info, "WARC-Type", "warcinfo"));
	assert_true(is(info, "Content-Type", "application/warc-fields"));
	assert_true(is(info, "WARC-Filename", strrchr(a->file.path, '/') + 1));
	for (size_t i = 0; i < 6; i++)
		assert_non_null(strstr(info->block.p, names[i]));
	for (size_t i = 1; i < a->file.n; i++)
		assert_true(str_eq(field(&a->file.m[i], "WARC-Warcinfo-ID"),
		    field(info, "WARC-Record-ID")));
}

/* Prefix-YYYYMMDDhhmmss-Serial-Host.warc.gz; setup() saw it end in .open. */
static void
a_closed_segment_has_the_recommended_name(void **state)
{
	const struct a1 *a = *state;
	const char *name = strrchr(a->file.path, '/') + 1;

	assert_int_equal(strspn(name, "kb-"), 3);
	assert_int_equal(strspn(name + 3, "0123456789"), 14);
	assert_int_equal(name[17], '-');
	assert_int_equal(strspn(name + 18, "0123456789"), 5);
	assert_int_equal(name[23], '-');
	assert_true(str_ends(str_of(name), STR(".warc.gz")));
}

static void
a_request_goes_with_its_response(void **state)
{
	const struct a1 *a = *state;
	size_t n = 0;

	for (size_t i = 1; i < a->file.n; i++) {
		const struct member *m = &a->file.m[i], *to = NULL;

		if (!is(m, "WARC-Type", "request"))
			continue;
		for (size_t k = 1; k < a->file.n; k++)
			if (str_eq(field(&a->file.m[k], "WARC-Record-ID"),
			    field(m, "WARC-Concurrent-To")))
				to = &a->file.m[k];
		assert_non_null(to);
		assert_true(is(m, "Content-Type",
		    "application/http; msgtype=request"));
		assert_true(is(to, "Content-Type",
		    "application/http; msgtype=response"));
		assert_true(str_eq(field(m, "WARC-Date"),
		    field(to, "WARC-Date")));
		assert_true(str_eq(field(m, "WARC-Target-URI"),
		    field(to, "WARC-Target-URI")));
		assert_true(is(m, "WARC-IP-Address", "192.0.2.7"));
		assert_true(is(to, "WARC-IP-Address", "192.0.2.7"));
		n++;
	}
	assert_int_equal(n, 8);
}

static void
a_redirect_is_a_response_of_its_own(void **state)
{
	const struct a1 *a = *state;
	const struct member *m = find(&a->file, &a->moved);

	assert_true(is(m, "WARC-Type", "response"));
	assert_true(is(m, "WARC-Target-URI", "https://news.example/old"));
	assert_non_null(strstr(m->block.p, "Location: /new\r\n"));
}

static void
what_ended_early_says_why(void **state)
{
	static const char *const why[] = { "length", "time", "disconnect" };
	const struct a1 *a = *state;

	for (size_t i = 0; i < 3; i++)
		assert_true(is(find(&a->file, &a->cut[i]), "WARC-Truncated",
		    why[i]));
	assert_null(field(find(&a->file, &a->page), "WARC-Truncated").p);
}

static void
an_address_has_no_brackets_and_no_spaces(void **state)
{
	const struct a1 *a = *state;

	assert_true(is(find(&a->file, &a->page), "WARC-Target-URI",
	    "https://news.example/a%20b%3Cc%3E"));
	for (size_t i = 0; i < a->file.n; i++) {
		struct str uri = field(&a->file.m[i], "WARC-Target-URI");

		assert_true(uri.n == 0 || (str_chr(uri, '<') == (size_t)-1 &&
		    str_chr(uri, ' ') == (size_t)-1));
	}
}

static void
check_digest(const struct member *m, const char *name, struct str bytes)
{
	char hex[HASH_HEX];
	AUTO(mem_freep) char *want = NULL;

	hash_of(bytes, hex);
	want = mem_fmt("sha256:%s", hex);
	if (!is(m, name, want))
		fail_msg("%s of %.*s is wrong", name, STR_ARG(field(m,
		    "WARC-Target-URI")));
}

/* The payload digest is that of the entity body: transfer-coding removed,
 * content-coding kept. */
static void
digests_are_those_of_the_block_and_of_the_entity_body(void **state)
{
	const struct a1 *a = *state;
	const struct capture *all[] = {
		&a->page, &a->moved, &a->cut[0], &a->h2, &a->coded,
	};

	for (size_t i = 0; i < a->file.n; i++)
		check_digest(&a->file.m[i], "WARC-Block-Digest",
		    buf_view(&a->file.m[i].block));
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		check_digest(find(&a->file, all[i]), "WARC-Payload-Digest",
		    payload(find(&a->file, all[i])));
	check_digest(find(&a->file, &a->same), "WARC-Payload-Digest",
	    STR("<p>page</p>"));
	check_digest(find(&a->file, &a->note), "WARC-Payload-Digest",
	    STR("# N"));
	assert_memory_equal(payload(find(&a->file, &a->coded)).p, "\x1f\x8b",
	    2);
}

static void
an_http_head_describes_what_is_stored(void **state)
{
	const struct a1 *a = *state;

	for (size_t i = 1; i < a->file.n; i++) {
		const struct member *m = &a->file.m[i];
		AUTO(mem_freep) char *length = NULL;

		assert_null(strstr(m->block.p, "\r\nTransfer-Encoding:"));
		if (!is(m, "WARC-Type", "response"))
			continue;
		length = mem_fmt("\r\nContent-Length: %zu\r\n", payload(m).n);
		assert_true(payload(m).n == 0 ||
		    strstr(m->block.p, length) != NULL);
	}
	assert_non_null(strstr(find(&a->file, &a->page)->block.p,
	    "\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n"));
	assert_non_null(strstr(find(&a->file, &a->coded)->block.p,
	    "\r\nContent-Encoding: gzip\r\n"));
}

static void
http_2_is_written_as_1_1_and_named(void **state)
{
	const struct a1 *a = *state;
	const struct member *m = find(&a->file, &a->h2);

	assert_true(str_starts(buf_view(&m->block), STR("HTTP/1.1 200 \r\n")));
	assert_true(is(m, "WARC-Protocol", "h2"));
}

static void
a_duplicate_is_a_revisit_with_all_its_fields(void **state)
{
	const struct a1 *a = *state;
	const struct member *m = find(&a->file, &a->same);
	const struct member *to = find(&a->file, &a->page);

	assert_true(is(m, "WARC-Type", "revisit"));
	assert_true(is(m, "WARC-Profile", "http://netpreserve.org/warc/1.1/"
	    "revisit/identical-payload-digest"));
	assert_true(str_eq(field(m, "WARC-Refers-To"),
	    field(to, "WARC-Record-ID")));
	assert_true(str_eq(field(m, "WARC-Refers-To-Target-URI"),
	    field(to, "WARC-Target-URI")));
	assert_true(str_eq(field(m, "WARC-Refers-To-Date"),
	    field(to, "WARC-Date")));
	assert_true(is(m, "WARC-Truncated", "length"));
	assert_true(str_starts(buf_view(&m->block), STR("HTTP/1.1 200 OK")));
	assert_int_equal(payload(m).n, 0);
}

static void
a_304_is_a_revisit_with_its_own_head(void **state)
{
	const struct a1 *a = *state;
	const struct member *m = find(&a->file, &a->unchanged);

	assert_true(is(m, "WARC-Profile", "http://netpreserve.org/warc/1.1/"
	    "revisit/server-not-modified"));
	assert_true(str_starts(buf_view(&m->block), STR("HTTP/1.1 304 ")));
	assert_non_null(strstr(m->block.p, "ETag: \"1\""));
	assert_non_null(field(m, "WARC-Refers-To").p);
}

static void
what_is_derived_names_its_source_and_replaces_nothing(void **state)
{
	const struct a1 *a = *state;
	const struct member *m = find(&a->file, &a->article);
	const struct member *from = find(&a->file, &a->page);

	assert_true(is(m, "WARC-Type", "conversion"));
	assert_true(str_eq(field(m, "WARC-Refers-To"),
	    field(from, "WARC-Record-ID")));
	assert_true(is(from, "WARC-Type", "response"));
	assert_true(is(find(&a->file, &a->note), "WARC-Type", "resource"));
}

static void
no_request_tells_a_secret(void **state)
{
	const struct a1 *a = *state;

	for (size_t i = 0; i < a->file.n; i++)
		assert_null(strstr(a->file.m[i].block.p, "secret"));
	assert_non_null(strstr(a->file.m[0].block.p, "redacted: "));
}

/* A name, a colon without a space before it, a value without controls. */
static void
strict_readers_find_no_fault_with_an_http_head(void **state)
{
	const struct a1 *a = *state;

	for (size_t i = 1; i < a->file.n; i++) {
		const struct member *m = &a->file.m[i];
		struct str rest = buf_view(&m->block), line, name;

		if (!str_starts(field(m, "Content-Type"),
		    STR("application/http")))
			continue;
		rest.n -= payload(m).n;
		assert_true(str_cut(&rest, '\n', &line));
		assert_true(is(m, "WARC-Type", "request") ?
		    str_ends(line, STR(" HTTP/1.1\r")) :
		    str_starts(line, STR("HTTP/1.1 ")) && line.n >= 14 &&
		    line.p[12] == ' ');
		while (str_cut(&rest, '\n', &line) && line.n > 1) {
			assert_int_equal(line.p[line.n - 1], '\r');
			for (size_t k = 0; k + 1 < line.n; k++)
				assert_true((unsigned char)line.p[k] >= ' ');
			assert_true(str_cut(&line, ':', &name));
			assert_true(name.n > 0 &&
			    !ch_is_space(name.p[name.n - 1]));
		}
	}
}

struct seen {
	const struct a1 *a;
	size_t n;
};

static int
agree(void *ctx, const struct warc_record *r, struct err *err)
{
	struct seen *s = ctx;
	struct capture c;
	const struct capture *all[] = {
		&s->a->page, &s->a->moved, &s->a->cut[0], &s->a->cut[1],
		&s->a->cut[2], &s->a->same, &s->a->unchanged, &s->a->h2,
		&s->a->coded, &s->a->note, &s->a->article,
	};

	(void)err;
	if (!warc_index(r, &c))
		return 0;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (all[i]->at.offset != c.at.offset)
			continue;
		assert_int_equal(c.at.length, all[i]->at.length);
		assert_int_equal(c.kind, all[i]->kind);
		assert_int_equal(c.date, all[i]->date);
		assert_string_equal(c.url, all[i]->url);
		assert_int_equal(c.is_truncated, all[i]->is_truncated);
		s->n++;
	}
	capture_release(&c);
	return 0;
}

static void
the_index_agrees_with_the_records(void **state)
{
	const struct a1 *a = *state;
	AUTO(warc_record_release) struct warc_record r;
	struct seen s = { a, 0 };
	struct err err = ERR_INIT;
	int64_t end = 0;

	warc_record_init(&r, 1 << 20);
	OK(warc_scan(a->file.path, &r, agree, &s, &end, &err));
	assert_int_equal(s.n, 11);
}

/* A record of another program, as its head; true: it is indexed. */
static bool
index_foreign(const char *fields, struct capture *c)
{
	AUTO(warc_record_release) struct warc_record r;

	warc_record_init(&r, 100);
	buf_fmt(&r.fields, "WARC/1.1\r\nWARC-Record-ID: <urn:uuid:1>\r\n%s"
	    "\r\n", fields);
	return warc_index(&r, c);
}

static void
revisits_are_read_when_their_profile_is_known(void **state)
{
	static const struct {
		const char *profile;
		bool is_known;
	} cases[] = {
		{ "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/"
		    "identical-payload-digest\r\n", true },
		{ "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/"
		    "server-not-modified\r\n", true },
		{ "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/"
		    "similar\r\n", false },
		{ "WARC-Profile: http://h.example/revisit/"
		    "identical-payload-digest\r\n", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(mem_freep) char *fields = mem_fmt("WARC-Type: revisit\r\n"
		    "WARC-Target-URI: http://h.example/\r\n%s",
		    cases[i].profile);
		AUTO(capture_release) struct capture c = { 0 };

		assert_int_equal(cases[i].is_known, index_foreign(fields,
		    &c));
	}
}

static void
a_sha_1_names_no_bytes_and_brackets_are_taken_off(void **state)
{
	AUTO(capture_release) struct capture c = { 0 };

	(void)state;
	assert_true(index_foreign("WARC-Type: response\r\nWARC-Target-URI: "
	    "<http://h.example/>\r\nWARC-Payload-Digest: "
	    "sha1:3EF4GH5IJ6KL7MN8OPQAB2CD3EF4GH5I\r\n", &c));
	assert_string_equal(c.digest, "");
	assert_string_equal(c.url, "http://h.example/");
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_record_is_a_version_fields_its_block_and_two_empty_lines),
		T(every_record_has_the_four_mandatory_fields),
		T(no_field_stands_twice),
		T(each_record_is_a_member_of_its_own_with_no_time),
		T(a_segment_begins_with_its_warcinfo_and_all_point_to_it),
		T(a_closed_segment_has_the_recommended_name),
		T(a_request_goes_with_its_response),
		T(a_redirect_is_a_response_of_its_own),
		T(what_ended_early_says_why),
		T(an_address_has_no_brackets_and_no_spaces),
		T(digests_are_those_of_the_block_and_of_the_entity_body),
		T(an_http_head_describes_what_is_stored),
		T(http_2_is_written_as_1_1_and_named),
		T(a_duplicate_is_a_revisit_with_all_its_fields),
		T(a_304_is_a_revisit_with_its_own_head),
		T(what_is_derived_names_its_source_and_replaces_nothing),
		T(no_request_tells_a_secret),
		T(strict_readers_find_no_fault_with_an_http_head),
		T(the_index_agrees_with_the_records),
		cmocka_unit_test(
		    revisits_are_read_when_their_profile_is_known),
		cmocka_unit_test(
		    a_sha_1_names_no_bytes_and_brackets_are_taken_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
