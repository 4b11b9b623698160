#include "store_help.h"

#include <signal.h>
#include <sys/resource.h>

#include "base/codec.h"
#include "store/warc_head.h"

/* The heads of all records of a segment, and what the index says. */
struct seen {
	struct buf heads;
	int n;
	int64_t end;
};

static int
see(void *ctx, const struct warc_record *r, struct err *err)
{
	struct seen *s = ctx;

	(void)err;
	buf_s(&s->heads, buf_view(&r->fields));
	buf_s(&s->heads, buf_view(&r->http_head));
	s->n++;
	/* One after the other, without a gap. */
	assert_int_equal(r->offset, s->end);
	assert_true(r->length > 0);
	s->end = r->offset + r->length;
	return 0;
}

static void
scan(const char *path, struct seen *s)
{
	AUTO(warc_record_release) struct warc_record r;
	struct err err = ERR_INIT;
	int64_t end = 0;

	*s = (struct seen){ .heads = BUF_INIT(1 << 22) };
	warc_record_init(&r, 1 << 20);
	OK(warc_scan(path, &r, see, s, &end, &err));
	assert_int_equal(end, s->end);
}

static void
read_back(struct help *h, const struct locator *at, struct warc_record *r)
{
	struct err err = ERR_INIT;

	warc_record_init(r, 64 << 20);
	r->with_digests = true;
	OK(warc_read(h->archive, at, r, &err));
}

static void
assert_field(const struct warc_record *r, const char *name, const char *value)
{
	struct str s = warc_field(r, name);

	if (!str_eq(s, str_of(value)))
		fail_msg("%s is '%.*s', not '%s'", name, STR_ARG(s), value);
}

/* Stores with everything told. */
static struct capture
store(struct help *h, struct warc_exchange x, struct str body,
    const struct locator *known)
{
	struct err err = ERR_INIT;
	struct capture c;
	struct spool s;

	spool_init(&s, h->archive->tmp);
	OK(spool_put(&s, body.p, body.n, &err));
	x.body = &s;
	if (x.url == NULL)
		x.url = "https://news.example/x";
	x.date = HELP_DATE;
	OK(warc_write_exchange(h->writer, &x, known, &c, &err));
	spool_release(&s);
	return c;
}

static void
a_response_carries_the_fields_that_the_standard_asks_for(void **state)
{
	struct help *h = *state;
	AUTO(warc_record_release) struct warc_record r;
	AUTO(capture_release) struct capture c = help_store(h,
	    "https://news.example/a", NULL, STR("<p>Hello</p>"));
	AUTO(mem_freep) char *path = help_segment(h);
	AUTO(mem_freep) char *payload = NULL;
	AUTO(mem_freep) char *block = NULL;
	struct seen s;

	read_back(h, &c.at, &r);
	assert_true(str_starts(buf_view(&r.fields), STR("WARC/1.1\r\n")));
	assert_field(&r, "WARC-Type", "response");
	assert_field(&r, "WARC-Target-URI", "https://news.example/a");
	assert_field(&r, "WARC-Date", "2026-09-21T14:13:20.123Z");
	assert_field(&r, "WARC-IP-Address", "192.0.2.7");
	assert_null(warc_field(&r, "WARC-Protocol").p);
	assert_field(&r, "Content-Type", "application/http; msgtype=response");
	assert_string_equal(r.payload.p, "<p>Hello</p>");
	payload = mem_fmt("sha256:%s", r.payload_digest);
	block = mem_fmt("sha256:%s", r.block_digest);
	assert_field(&r, "WARC-Payload-Digest", payload);
	assert_field(&r, "WARC-Block-Digest", block);
	assert_string_equal(c.digest, r.payload_digest);
	assert_string_equal(c.media, "text/html");
	assert_int_equal(c.status, 200);
	assert_int_equal(c.length, 12);

	scan(path, &s);
	assert_int_equal(s.n, 3);
	assert_true(str_starts(buf_view(&s.heads),
	    STR("WARC/1.1\r\nWARC-Type: warcinfo\r\n")));
	assert_non_null(strstr(s.heads.p, "WARC-Type: request\r\n"));
	assert_non_null(strstr(s.heads.p, "WARC-Concurrent-To: <urn:uuid:"));
	assert_non_null(strstr(s.heads.p, "WARC-Filename: kb-"));
	buf_release(&s.heads);
}

static void
every_member_begins_with_the_same_ten_bytes(void **state)
{
	struct help *h = *state;
	static const char start[] = "\x1f\x8b\x08\0\0\0\0\0";
	AUTO(capture_release) struct capture c = help_store(h,
	    "https://news.example/a", NULL, STR("x"));
	AUTO(mem_freep) char *path = help_segment(h);
	AUTO(buf_release) struct buf b;

	help_load(path, &b);
	assert_memory_equal(b.p, start, 8);
	assert_int_equal((unsigned char)b.p[9], 255);
	assert_memory_equal(b.p + c.at.offset, start, 8);
}

static void
a_head_describes_the_bytes_that_are_stored(void **state)
{
	struct help *h = *state;
	const struct warc_exchange x = {
		.protocol = "h2", .request_head = STR("GET / HTTP/1.1\r\n\r\n"),
		.response_head = STR("HTTP/2 200\nContent-Type : text/plain\r\n"
		    "Transfer-Encoding: chunked\r\nX-Bad: a\x01" "b\r\n"
		    "X-Kept:  two  spaces\r\nContent-Length: 99\r\n\r\n"),
	};
	AUTO(capture_release) struct capture c = store(h, x, STR("12345"),
	    NULL);
	AUTO(warc_record_release) struct warc_record r;

	read_back(h, &c.at, &r);
	assert_string_equal(r.http_head.p, "HTTP/1.1 200 \r\n"
	    "Content-Type: text/plain\r\n"
	    "X-Archive-Orig-Transfer-Encoding: chunked\r\nX-Bad: a b\r\n"
	    "X-Kept:  two  spaces\r\nX-Archive-Orig-Content-Length: 99\r\n"
	    "Content-Length: 5\r\n\r\n");
	assert_field(&r, "WARC-Protocol", "h2");
}

static void
secrets_never_reach_the_disk(void **state)
{
	struct help *h = *state;
	const struct warc_exchange x = {
		.protocol = "http/1.1", .had_credentials = true,
		.request_head = STR("GET / HTTP/1.1\r\nhost: a.example\r\n"
		    "AUTHORIZATION: Basic hunter2\r\n hunter3\r\n"
		    "cookie:hunter4\r\nProxy-Authorization: hunter5\r\n"
		    "Accept-Language: de\r\nX-Mine: hunter8\r\n"
		    "X: hunter9\r\n\r\n"),
		.response_head = STR("HTTP/1.1 200 OK\r\n"
		    "Set-Cookie: hunter6\r\nset-cookie: hunter7\r\n\r\n"),
	};
	AUTO(capture_release) struct capture c = store(h, x, STR("1"), NULL);
	AUTO(mem_freep) char *path = help_segment(h);
	AUTO(buf_release) struct buf raw;
	struct seen s;

	assert_int_equal(c.kind, CAPTURE_RESPONSE);
	scan(path, &s);
	assert_null(strstr(s.heads.p, "hunter"));
	assert_non_null(strstr(s.heads.p, "host: a.example\r\n"));
	assert_non_null(strstr(s.heads.p, "cookie: REDACTED\r\n"));
	assert_non_null(strstr(s.heads.p,
	    "X-Redacted: AUTHORIZATION, cookie, Proxy-Authorization, X-Mine, "
	    "X\r\n"));
	assert_non_null(strstr(s.heads.p, "Accept-Language: de\r\n"));
	assert_non_null(strstr(s.heads.p, "X-Redacted: Set-Cookie\r\n"));
	help_load(path, &raw);
	assert_int_equal(str_find(buf_view(&raw), STR("hunter")),
	    (size_t)-1);
	buf_release(&s.heads);
}

static void
known_bytes_become_a_revisit_that_leads_to_them(void **state)
{
	struct help *h = *state;
	AUTO(capture_release) struct capture a = help_store(h,
	    "https://news.example/a", NULL, STR("the same"));
	AUTO(capture_release) struct capture b = help_store(h,
	    "https://other.example/b", NULL, STR("the same"));
	AUTO(warc_record_release) struct warc_record ra, rb;
	AUTO(buf_release) struct buf text = BUF_INIT(1000);
	AUTO(mem_freep) char *id = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(a.kind, CAPTURE_RESPONSE);
	assert_int_equal(b.kind, CAPTURE_REVISIT);
	assert_memory_equal(&b.original, &a.at, sizeof(a.at));
	assert_int_equal(b.length, 8);
	assert_string_equal(b.digest, a.digest);
	read_back(h, &a.at, &ra);
	read_back(h, &b.at, &rb);
	assert_field(&rb, "WARC-Profile", "http://netpreserve.org/warc/1.1/"
	    "revisit/identical-payload-digest");
	id = mem_dupn(warc_field(&ra, "WARC-Record-ID").p,
	    warc_field(&ra, "WARC-Record-ID").n);
	assert_field(&rb, "WARC-Refers-To", id);
	assert_field(&rb, "WARC-Refers-To-Target-URI",
	    "https://news.example/a");
	assert_field(&rb, "WARC-Refers-To-Date", "2026-09-21T14:13:20.123Z");
	assert_field(&rb, "WARC-Truncated", "length");
	assert_int_equal(rb.payload_length, 0);
	assert_true(rb.http_head.len > 20);
	OK(warc_payload(h->archive, &b.at, &text, &err));
	assert_string_equal(text.p, "the same");
}

static void
nothing_and_cut_off_bytes_are_no_duplicates(void **state)
{
	struct help *h = *state;
	const struct warc_exchange cut = {
		.truncated = "disconnect",
		.response_head = STR("HTTP/1.1 200 OK\r\n"
		    "Content-Length: 9\r\n\r\n"),
	};
	AUTO(capture_release) struct capture a = help_store(h,
	    "https://news.example/a", NULL, STR(""));
	AUTO(capture_release) struct capture b = help_store(h,
	    "https://news.example/b", NULL, STR(""));
	AUTO(capture_release) struct capture c = store(h, cut, STR("half"),
	    NULL);
	AUTO(capture_release) struct capture d = help_store(h,
	    "https://news.example/d", NULL, STR("half"));
	AUTO(warc_record_release) struct warc_record r;

	assert_int_equal(a.kind, CAPTURE_RESPONSE);
	assert_int_equal(b.kind, CAPTURE_RESPONSE);
	assert_true(c.is_truncated);
	assert_int_equal(d.kind, CAPTURE_RESPONSE);
	read_back(h, &c.at, &r);
	assert_field(&r, "WARC-Truncated", "disconnect");
	assert_string_equal(r.http_head.p, "HTTP/1.1 200 OK\r\n"
	    "X-Archive-Orig-Content-Length: 9\r\nContent-Length: 4\r\n\r\n");
}

static void
a_304_becomes_a_revisit_without_a_request(void **state)
{
	struct help *h = *state;
	const struct warc_exchange x = {
		.url = "https://news.example/a",
		.request_head = STR("GET /a HTTP/1.1\r\n\r\n"),
		.response_head = STR("HTTP/1.1 304 Not Modified\r\n"
		    "ETag: \"1\"\r\nContent-Length: 8\r\n\r\n"),
	};
	AUTO(capture_release) struct capture a = help_store(h, x.url, NULL,
	    STR("the same"));
	AUTO(capture_release) struct capture b = store(h, x, STR(""), &a.at);
	/* What it confirms may itself be given as the revisit. */
	AUTO(capture_release) struct capture c = store(h, x, STR(""), &b.at);
	AUTO(mem_freep) char *path = help_segment(h);
	AUTO(warc_record_release) struct warc_record r;
	AUTO(buf_release) struct buf text = BUF_INIT(1000);
	struct err err = ERR_INIT;
	struct seen s;

	assert_int_equal(b.kind, CAPTURE_REVISIT);
	assert_int_equal(b.status, 304);
	assert_string_equal(b.media, "text/html");
	assert_string_equal(b.digest, a.digest);
	assert_memory_equal(&c.original, &a.at, sizeof(a.at));
	read_back(h, &b.at, &r);
	assert_field(&r, "WARC-Profile", "http://netpreserve.org/warc/1.1/"
	    "revisit/server-not-modified");
	assert_non_null(strstr(r.http_head.p, "Content-Length: 8\r\n"));
	scan(path, &s);
	assert_int_equal(s.n, 1 + 2 + 1 + 1);
	buf_release(&s.heads);
	OK(warc_payload(h->archive, &c.at, &text, &err));
	assert_string_equal(text.p, "the same");
}

static void
payloads_come_out_without_their_content_codings(void **state)
{
	struct help *h = *state;
	const struct warc_exchange x = {
		.response_head = STR("HTTP/1.1 200 OK\r\n"
		    "Content-Encoding: identity, GZIP\r\nX: 1\r\n"
		    "content-encoding: zstd\r\n\r\n"),
	};
	AUTO(buf_release) struct buf gz = BUF_INIT(1000);
	AUTO(buf_release) struct buf zs = BUF_INIT(1000);
	AUTO(buf_release) struct buf text = BUF_INIT(1000);
	AUTO(buf_release) struct buf small = BUF_INIT(3);
	AUTO(capture_release) struct capture c = { 0 };
	struct err err = ERR_INIT;

	OK(codec_gzip(STR("hello"), 6, &gz, &err));
	OK(codec_zstd(buf_view(&gz), 3, &zs, &err));
	c = store(h, x, buf_view(&zs), NULL);
	assert_int_equal(c.length, zs.len);
	OK(warc_payload(h->archive, &c.at, &text, &err));
	assert_string_equal(text.p, "hello");
	assert_int_equal(warc_payload(h->archive, &c.at, &small, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
}

static void
pictures_are_stored_and_large_bodies_streamed(void **state)
{
	struct help *h = *state;
	const size_t n = 5 << 20;
	char *big = mem_alloc(n);
	struct warc_exchange x = {
		.response_head = STR("HTTP/1.1 200 OK\r\n"
		    "Content-Type: image/png\r\n\r\n"),
	};
	AUTO(capture_release) struct capture png = store(h, x,
	    str_make(big, n), NULL);
	AUTO(capture_release) struct capture text = { 0 };
	AUTO(warc_record_release) struct warc_record r;

	assert_true(png.at.length > (int64_t)n);
	read_back(h, &png.at, &r);
	assert_int_equal(r.payload.len, n);
	assert_memory_equal(r.payload.p, big, n);
	big[7] = 'x';
	x.response_head = STR("HTTP/1.1 200 OK\r\nContent-Type: text/x\r\n"
	    "\r\n");
	text = store(h, x, str_make(big, n), NULL);
	assert_true(text.at.length < (int64_t)n / 100);
	free(big);
}

static void
a_failed_append_leaves_whole_records(void **state)
{
	struct help *h = *state;
	const size_t n = 200000;
	char *noise = mem_alloc(n);
	AUTO(capture_release) struct capture a = help_store(h,
	    "https://news.example/a", NULL, STR("a"));
	AUTO(mem_freep) char *path = help_segment(h);
	struct rlimit old, tight;
	struct warc_exchange x = {
		.url = "https://news.example/b",
		.response_head = STR("HTTP/1.1 200 OK\r\n"
		    "Content-Type: image/png\r\n\r\n"),
	};
	struct err err = ERR_INIT;
	struct capture c;
	struct stat st;
	struct spool s;
	struct seen seen;
	int64_t size;

	assert_int_equal(a.kind, CAPTURE_RESPONSE);
	assert_int_equal(stat(path, &st), 0);
	size = st.st_size;
	spool_init(&s, h->archive->tmp);
	OK(spool_put(&s, noise, n, &err));
	x.body = &s;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	tight = old;
	tight.rlim_cur = (rlim_t)(size + 100000);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	assert_int_equal(warc_write_exchange(h->writer, &x, NULL, &c, &err),
	    -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, size);
	/* With room again, writing goes on. */
	OK(warc_write_exchange(h->writer, &x, NULL, &c, &err));
	assert_int_equal(c.at.offset, size);
	scan(path, &seen);
	assert_int_equal(seen.n, 4);
	buf_release(&seen.heads);
	capture_release(&c);
	spool_release(&s);
	free(noise);
}

static void
a_full_segment_is_followed_by_another(void **state)
{
	struct help *h = *state;
	static const struct warc_info info = { .segment_bytes = 1 };
	AUTO(capture_release) struct capture a = { 0 };
	AUTO(capture_release) struct capture b = { 0 };
	AUTO(buf_release) struct buf text = BUF_INIT(100);
	struct err err = ERR_INIT;

	warc_writer_free(h->writer);
	OK(warc_writer_new(&h->writer, h->archive, &info, &err));
	a = help_store(h, "https://news.example/a", NULL, STR("a"));
	b = help_store(h, "https://news.example/b", NULL, STR("b"));
	assert_int_equal(b.at.segment, a.at.segment + 1);
	OK(warc_payload(h->archive, &a.at, &text, &err));
	OK(warc_payload(h->archive, &b.at, &text, &err));
	assert_string_equal(text.p, "ab");
}

static void
equal_notes_are_one_and_conversions_name_their_source(void **state)
{
	struct help *h = *state;
	AUTO(capture_release) struct capture page = help_store(h,
	    "https://news.example/a", NULL, STR("# A"));
	AUTO(capture_release) struct capture a = { 0 };
	AUTO(capture_release) struct capture b = { 0 };
	AUTO(capture_release) struct capture c = { 0 };
	AUTO(warc_record_release) struct warc_record r;
	struct err err = ERR_INIT;

	OK(warc_write_resource(h->writer, "kb:a b<c>.md", "text/markdown",
	    STR("# A"), &a, &err));
	OK(warc_write_resource(h->writer, "kb:b.md", "text/markdown",
	    STR("# A"), &b, &err));
	/* Equal to a page, too: but a note is bytes, not an HTTP answer. */
	assert_int_equal(a.kind, CAPTURE_RESOURCE);
	assert_memory_equal(&a.at, &b.at, sizeof(a.at));
	assert_string_equal(a.url, "kb:a%20b%3Cc%3E.md");
	OK(warc_write_conversion(h->writer, page.url, "application/json",
	    STR("{}"), &page.at, &c, &err));
	assert_memory_equal(&c.original, &page.at, sizeof(page.at));
	read_back(h, &c.at, &r);
	assert_field(&r, "WARC-Type", "conversion");
	assert_field(&r, "Content-Type", "application/json");
	assert_non_null(warc_field(&r, "WARC-Refers-To").p);
	assert_string_equal(r.payload.p, "{}");
}

static void
a_locator_beside_a_record_is_refused(void **state)
{
	struct help *h = *state;
	AUTO(capture_release) struct capture c = help_store(h,
	    "https://news.example/a", NULL, STR("a"));
	struct locator at[] = { c.at, c.at, c.at, c.at };
	struct err err = ERR_INIT;

	at[0].offset++;
	at[1].length--;
	at[2].offset = 1 << 20;
	at[3].segment = 99;
	for (size_t i = 0; i < 4; i++) {
		AUTO(warc_record_release) struct warc_record r;

		warc_record_init(&r, 100);
		assert_int_equal(warc_read(h->archive, &at[i], &r, &err), -1);
		assert_int_equal(err.kind, ERR_STORE);
	}
}

int
main(void)
{
#define T(name) \
	cmocka_unit_test_setup_teardown(name, help_setup, help_teardown)
	const struct CMUnitTest tests[] = {
		T(a_response_carries_the_fields_that_the_standard_asks_for),
		T(every_member_begins_with_the_same_ten_bytes),
		T(a_head_describes_the_bytes_that_are_stored),
		T(secrets_never_reach_the_disk),
		T(known_bytes_become_a_revisit_that_leads_to_them),
		T(nothing_and_cut_off_bytes_are_no_duplicates),
		T(a_304_becomes_a_revisit_without_a_request),
		T(payloads_come_out_without_their_content_codings),
		T(pictures_are_stored_and_large_bodies_streamed),
		T(a_failed_append_leaves_whole_records),
		T(a_full_segment_is_followed_by_another),
		T(equal_notes_are_one_and_conversions_name_their_source),
		T(a_locator_beside_a_record_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
