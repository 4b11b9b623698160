/* What a worker does for each kind of job, here and behind the real wall. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "article/job.h"
#include "article/rules.h"

#define PAGE "<!DOCTYPE html><title>On soil</title><nav><a href=/>Home</a></nav>" \
	"<script type='application/ld+json'>{\"@type\":\"Article\"," \
	"\"dateModified\":\"1651035600\"}</script>" \
	"<article><h1>On soil</h1><p>The first year of a garden is for the " \
	"soil, and what grows in it is not meant to stay, <a href='b?c'>as " \
	"they say</a>.</p><p>The second year is for its edges, its paths and " \
	"the long list of what did not grow.</p><ul><li>rake</ul></article>"

struct result {
	struct buf json, bytes;
	bool ok;
	char error[512];
};

#define RESULT { BUF_INIT(1 << 20), BUF_INIT(1 << 20), false, "" }

static void
result_release(struct result *r)
{
	buf_release(&r->json);
	buf_release(&r->bytes);
}

static void
do_here(enum job_kind kind, struct str url, struct str body,
    struct result *r)
{
	const struct job job = { .kind = kind, .url = url, .body = body,
		.status = 200 };
	struct err err = ERR_INIT;
	AUTO(rules_release) struct rules rules;

	rules_init(&rules);
	r->ok = job_do(&rules, &job, &r->json, &r->bytes, &err) == 0;
	memcpy(r->error, err.msg, sizeof(r->error));
}

static void
a_note_is_sanitised_and_keeps_relative_links(void **state)
{
	AUTO(result_release) struct result r = RESULT;

	(void)state;
	do_here(JOB_SANITISE, STR(""), STR("<p onclick=x>a<script>b</script>"
	    "<a href='c d.md'>e</a>"), &r);
	assert_true(r.ok);
	assert_non_null(strstr(r.bytes.p, "<p>a<a href=\"c"));
	assert_null(strstr(r.bytes.p, "script"));
	assert_null(strstr(r.bytes.p, "onclick"));
}

static void
with_a_base_links_become_absolute(void **state)
{
	AUTO(result_release) struct result r = RESULT;
	AUTO(result_release) struct result bad = RESULT;

	(void)state;
	do_here(JOB_SANITISE, STR("https://a.example/b/c"),
	    STR("<a href=../d>e</a>"), &r);
	assert_true(r.ok);
	assert_string_equal(r.bytes.p, "<a href=\"https://a.example/d\">e</a>");
	do_here(JOB_SANITISE, STR("no url"), STR("<p>a"), &bad);
	assert_false(bad.ok);
}

static void
a_picture_is_cleaned(void **state)
{
	AUTO(result_release) struct result r = RESULT;
	AUTO(result_release) struct result bad = RESULT;

	(void)state;
	do_here(JOB_SVG, STR(""), STR("<svg xmlns='http://www.w3.org/2000/svg'"
	    " onload='x'><rect width='1'/><script>y</script></svg>"), &r);
	assert_true(r.ok);
	assert_non_null(strstr(r.bytes.p, "<rect"));
	assert_null(strstr(r.bytes.p, "onload"));
	assert_null(strstr(r.bytes.p, "script"));
	do_here(JOB_SVG, STR(""), STR("<p>no picture"), &bad);
	assert_false(bad.ok);
	assert_string_not_equal(bad.error, "");
}

static void
a_page_gives_an_article_and_its_markdown(void **state)
{
	AUTO(result_release) struct result r = RESULT;
	AUTO(article_release) struct article a;
	struct err err = ERR_INIT;

	(void)state;
	do_here(JOB_MARKDOWN, STR("https://a.example/x/y"), STR(PAGE), &r);
	assert_true(r.ok);
	assert_int_equal(article_from_json(&a, buf_view(&r.json), &err), 0);
	assert_string_equal(a.title, "On soil");
	assert_non_null(strstr(r.bytes.p, "The first year of a garden"));
	assert_non_null(strstr(r.bytes.p,
	    "[as they say](https://a.example/x/b?c)"));
	assert_null(strstr(r.bytes.p, "<p>"));
}

static void
an_unknown_kind_of_job_is_refused(void **state)
{
	AUTO(result_release) struct result r = RESULT;

	(void)state;
	do_here((enum job_kind)99, STR(""), STR("x"), &r);
	assert_false(r.ok);
}

/* ---- behind the wall: nothing that a library loads late may be missing ---- */

struct seen {
	size_t n_ok;
	char error[512];
	enum outcome outcome;
};

static void
see(void *ctx, const struct job_answer *a)
{
	struct seen *s = ctx;

	s->outcome = a->outcome;
	if (a->ok)
		s->n_ok++;
	else
		strncpy(s->error, a->error, sizeof(s->error) - 1);
}

static void
every_encoding_can_be_read_behind_the_wall(void **state)
{
	static const char *const labels[] = { "utf-8", "gbk", "gb18030",
		"gb2312", "big5", "shift_jis", "euc-jp", "iso-2022-jp",
		"euc-kr", "utf-16le", "utf-16be", "windows-1250",
		"windows-1251", "windows-1252", "windows-1253",
		"windows-1254", "windows-1255", "windows-1256",
		"windows-1257", "windows-1258", "windows-874", "koi8-r",
		"koi8-u", "macintosh", "x-mac-cyrillic", "ibm866",
		"iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5",
		"iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-8-i",
		"iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15",
		"iso-8859-16", "replacement", "x-user-defined",
		"no-such-label" };
	/* Bytes that mean something else in each of them. */
	static const char body[] = "<title>A</title><p>\xb5\xc4\xca\xc7\xd4"
	    "\xda \x82\xa0\x82\xa2 \x1b$B$\"\x1b(B \xe4\xb8\xad \xf0\xd2 "
	    "and a few words more";
	const size_t n = sizeof(labels) / sizeof(labels[0]);
	const struct workers_opts opts = { .n = 1 };
	struct seen s = { .n_ok = 0 };
	struct err err = ERR_INIT;
	struct workers *ws;

	(void)state;
	assert_int_equal(workers_new(&ws, &opts, &err), 0);
	for (size_t i = 0; i < n; i++) {
		char type[64];
		struct job job = { .kind = JOB_ARTICLE, .status = 200,
			.url = STR("https://a.example.jp/"), .body = STR(body) };

		snprintf(type, sizeof(type), "text/html; charset=%s",
		    labels[i]);
		job.content_type = str_of(type);
		assert_int_equal(workers_submit(ws, &job, see, &s, &err), 0);
		assert_int_equal(workers_drain(ws, &err), 0);
		if (s.error[0] != '\0')
			fail_msg("%s: %s", labels[i], s.error);
	}
	assert_int_equal(s.n_ok, n);
	workers_free(ws);
}

static void
every_kind_of_job_is_done_behind_the_wall(void **state)
{
	static const struct {
		enum job_kind kind;
		const char *body;
	} t[] = {
		{ JOB_ARTICLE, PAGE }, { JOB_MARKDOWN, PAGE },
		{ JOB_SANITISE, PAGE },
		{ JOB_SVG, "<?xml version='1.0' encoding='GBK'?><svg "
		    "xmlns='http://www.w3.org/2000/svg'><text>\xb5\xc4</text>"
		    "</svg>" },
		{ JOB_SVG, "<!DOCTYPE svg SYSTEM 'file:///etc/passwd'><svg "
		    "xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"
		},
	};
	const size_t n = sizeof(t) / sizeof(t[0]);
	const struct workers_opts opts = { .n = 1 };
	struct err err = ERR_INIT;
	struct workers *ws;

	(void)state;
	assert_int_equal(workers_new(&ws, &opts, &err), 0);
	for (size_t i = 0; i < n; i++) {
		struct job job = { .kind = t[i].kind, .status = 200,
			.url = STR("https://a.example/"),
			.body = str_of(t[i].body) };
		struct seen s = { .n_ok = 0 };

		assert_int_equal(workers_submit(ws, &job, see, &s, &err), 0);
		assert_int_equal(workers_drain(ws, &err), 0);
		/* A picture may be refused; the worker may not die of it. */
		if (s.n_ok == 0 && (t[i].kind != JOB_SVG ||
		    strncmp(s.error, "the parser", 10) == 0))
			fail_msg("%zu: %s", i, s.error);
	}
	workers_free(ws);
}

struct dated {
	char modified[64], source[64];
};

static void
see_date(void *ctx, const struct job_answer *a)
{
	struct dated *d = ctx;
	const char *source;

	assert_true(a->ok);
	source = a->article->provenance[ARTICLE_MODIFIED].source;
	(void)snprintf(d->modified, sizeof(d->modified), "%s",
	    a->article->modified);
	(void)snprintf(d->source, sizeof(d->source), "%s",
	    source != NULL ? source : "");
}

static void
expect_date(struct workers *ws, const char *body, const char *last_modified,
    const char *modified, const char *source)
{
	struct job job = { .kind = JOB_ARTICLE, .status = 200,
		.url = STR("https://a.example/"), .body = str_of(body),
		.last_modified = str_of(last_modified) };
	struct dated d = { "", "" };
	struct err err = ERR_INIT;

	assert_int_equal(workers_submit(ws, &job, see_date, &d, &err), 0);
	assert_int_equal(workers_drain(ws, &err), 0);
	assert_string_equal(d.modified, modified);
	assert_string_equal(d.source, source);
}

#define TEXT "<title>On soil</title><article><p>The first year of a garden " \
	"is for the soil, and what grows in it is not meant to stay.</p><p>" \
	"The second year is for its edges, its paths and the list of what " \
	"did not grow.</p></article>"
#define DATED TEXT "<meta property='article:published_time' " \
	"content='2022-05-01'>"

static void
the_answers_date_of_change_is_the_weakest(void **state)
{
	const struct workers_opts opts = { .n = 1 };
	const char *date = "Wed, 27 Apr 2022 05:00:00 GMT";
	struct err err = ERR_INIT;
	struct workers *ws;

	(void)state;
	assert_int_equal(workers_new(&ws, &opts, &err), 0);
	expect_date(ws, TEXT, date, "2022-04-27T05:00:00Z",
	    "http:last-modified");
	expect_date(ws, TEXT, "", "", "");
	expect_date(ws, TEXT, "soon", "", "");
	/* Older than the text: a template's. */
	expect_date(ws, DATED, date, "", "");
	/* The page knows better. */
	expect_date(ws, PAGE, "Wed, 01 Jun 2022 05:00:00 GMT",
	    "2022-04-27T05:00:00Z", "json-ld");
	workers_free(ws);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_is_sanitised_and_keeps_relative_links),
		cmocka_unit_test(with_a_base_links_become_absolute),
		cmocka_unit_test(a_picture_is_cleaned),
		cmocka_unit_test(a_page_gives_an_article_and_its_markdown),
		cmocka_unit_test(an_unknown_kind_of_job_is_refused),
		cmocka_unit_test(every_encoding_can_be_read_behind_the_wall),
		cmocka_unit_test(every_kind_of_job_is_done_behind_the_wall),
		cmocka_unit_test(the_answers_date_of_change_is_the_weakest),
	};

	if (argc == 2 && strcmp(argv[1], WORKER_ARGUMENT) == 0)
		return worker_main();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
