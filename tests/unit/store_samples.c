/* Archives that other programs wrote, good and broken: how many records are
 * read, or at which byte reading ends and why. */
#include "store_help.h"

#define SAMPLES "conformance/warc-samples/"
#define IIPC "iipc/specifications/warc-deduplication/samples/"
#define RESI "resiliparse/tests/data/"

struct reading {
	int n_records, n_captures;
	struct buf captures;
};

static int
see(void *ctx, const struct warc_record *r, struct err *err)
{
	struct reading *s = ctx;
	struct capture c;

	(void)err;
	s->n_records++;
	if (warc_index(r, &c)) {
		s->n_captures++;
		buf_fmt(&s->captures, "%s %s %d\n", capture_kind_name(c.kind),
		    c.url, c.status);
	}
	capture_release(&c);
	return 0;
}

static const struct sample {
	const char *name;
	int n_records;
	int64_t bad;		/* -1: read to its end */
	const char *has;	/* a capture, or the reason */
} samples[] = {
	{ "iipc/primers/web-archive-formats/hello-world.warc", 6, -1,
	    "response http://iipc.github.io/warc-specifications/primers/"
	    "web-archive-formats/hello-world.txt 200" },
	{ "iipc/primers/web-archive-formats/hello-world.warc.gz", 6, -1,
	    "response http://iipc.github.io/warc-specifications/primers/"
	    "web-archive-formats/hello-world.txt 200" },
	{ IIPC "20130729-heritrix-original.warc.gz", 1, -1,
	    "response http://www.bl.uk/ 200" },
	{ IIPC "20130729-heritrix-revisit-with-http-headers.warc.gz", 1, -1,
	    "revisit http://www.bl.uk/ 200" },
	{ IIPC "20141124-heritrix-server-not-modified.warc.gz", 1, -1,
	    "revisit http://www.bl.uk/ 0" },
	{ IIPC "20141129-heritrix-original.warc.gz", 1, -1,
	    "response http://bl.uk/subjects/news-media/ 200" },
	{ IIPC "20141129-heritrix-revisit-with-http-"
	    "headers-and-new-warc-headers.warc.gz", 1, -1,
	    "revisit http://bl.uk/subjects/news-media/ 200" },
	{ RESI "block-sized-records.warc", 3, -1, "" },
	{ RESI "block-sized-records.warc.gz", 3, -1, "" },
	{ RESI "block-sized-records.warc.lz4", 0, 0,
	    "no WARC record begins here" },
	{ RESI "clipped.warc.gz", 0, 0, "the gzip member is cut short" },
	{ RESI "clueweb-quirk.warc.gz", 30, -1,
	    "response http://www.uraharajuku.st/shopdetail/001005000005/"
	    "019/000/order/ 200" },
	{ RESI "warcfile.warc", 50, -1,
	    "response http://003338.cn/l41/481397.html 200" },
	{ RESI "warcfile.warc.gz", 50, -1,
	    "response http://003338.cn/l41/481397.html 200" },
	{ RESI "warcfile.warc.lz4", 0, 0, "no WARC record begins here" },
	{ "warcio/bad.arc", 0, 0, "no WARC record begins here" },
	{ "warcio/example-bad-non-chunked.warc.gz", 6, -1,
	    "revisit http://example.com/ 200" },
	{ "warcio/example-bad.warc.gz.bad", 6, -1,
	    "revisit http://example.com?example=1 200" },
	{ "warcio/example-digest.warc", 4, -1, "" },
	{ "warcio/example-iana.org-chunked.warc", 3, -1,
	    "response http://www.iana.org/ 200" },
	{ "warcio/example-resource.warc.gz", 3, -1,
	    "resource http://example.com/ 0" },
	{ "warcio/example-space-in-target-uri.warc.gz", 2, -1,
	    "resource file:///example with spaces.png 0" },
	{ "warcio/example-space-in-url.arc", 0, 0,
	    "no WARC record begins here" },
	{ "warcio/example-trunc.warc", 2, 1197,
	    "the record does not end where it should" },
	{ "warcio/example-wget-bad-target-uri.warc.gz", 6, -1,
	    "response http://example.com/ 200" },
	{ "warcio/example-wrong-chunks.warc.gz", 0, 0,
	    "the record is cut short" },
	{ "warcio/example.arc", 0, 0, "no WARC record begins here" },
	{ "warcio/example.arc.gz", 0, 0, "no WARC record begins here" },
	{ "warcio/example.warc", 6, -1, "revisit http://example.com/ 200" },
	{ "warcio/example.warc.gz", 6, -1, "revisit http://example.com/ 200" },
	{ "warcio/post-test.warc.gz", 6, -1,
	    "response http://httpbin.org/post 200" },
};

static void
check(const struct sample *s)
{
	AUTO(warc_record_release) struct warc_record r;
	AUTO(mem_freep) char *path = NULL;
	struct reading seen = { .captures = BUF_INIT(1 << 22) };
	const char *root = getenv("KB_CORPUS");
	struct err err = ERR_INIT;
	int64_t end = 0;
	int rc;

	path = mem_fmt("%s/" SAMPLES "%s", root != NULL ? root :
	    "build/corpus", s->name);
	if (!file_exists(path)) {
		print_message("no corpus: %s\n", path);
		skip();
	}
	warc_record_init(&r, 1000);
	rc = warc_scan(path, &r, see, &seen, &end, &err);
	print_message("sample\t%s\t%d\t%d\t%lld\t%s\n", s->name,
	    seen.n_records, seen.n_captures, rc < 0 ? (long long)end : -1,
	    rc < 0 ? strrchr(err.msg, ':') + 2 : "read");
	if (rc < 0) {
		assert_int_equal(err.kind, ERR_STORE);
		assert_int_equal(end, s->bad);
		assert_non_null(strstr(err.msg, "at byte "));
		assert_non_null(strstr(err.msg, s->has));
	} else {
		assert_int_equal(s->bad, -1);
		if (str_find(buf_view(&seen.captures), str_of(s->has)) ==
		    (size_t)-1)
			fail_msg("%s: no %s in\n%s", s->name, s->has,
			    seen.captures.p);
	}
	assert_int_equal(seen.n_records, s->n_records);
	buf_release(&seen.captures);
}

static void
files_of_other_programs_are_read_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		check(&samples[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_other_programs_are_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
