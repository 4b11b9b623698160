/*
 * The offline copy of a small archive that has one of everything.  With
 * KB_SAMPLE_SITE=DIR the copy is also left in DIR, for the checks in a browser.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "article/article.h"
#include "base/clock.h"
#include "base/file.h"
#include "site/site.h"
#include "store/archive.h"
#include "store/warc.h"
#include "site_sample.h"

static struct sample sample;

static int
set_up(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	if (sample_make(&sample, &err) < 0 ||
	    sample_build(&sample, NULL, &err) < 0)
		fail_msg("%s", err.msg);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	sample_free(&sample);
	return 0;
}

/* The file of the copy at path; "" when there is none. */
static void
read_page(const char *path, struct buf *out)
{
	AUTO(mem_freep) char *file = path_join(sample.archive->site, path);
	struct err err = ERR_INIT;

	buf_reset(out);
	if (file_read(file, out, &err) < 0)
		fail_msg("%s", err.msg);
}

static void
read_leaf(const char *url, struct buf *out)
{
	AUTO(buf_release) struct buf path = BUF_INIT(4096);

	site_page_path(url, &path);
	read_page(path.p, out);
}

static bool
has(const struct buf *page, const char *text)
{
	return strstr(page->p, text) != NULL;
}

static void
expect(const struct buf *page, const char *text)
{
	if (!has(page, text))
		fail_msg("not there: %s\nin:\n%s", text, page->p);
}

/* Appends where the page of url lies as seen from another page's folder. */
static const char *
href(const char *up, const char *url)
{
	static char out[512];
	AUTO(buf_release) struct buf path = BUF_INIT(4096);

	site_page_path(url, &path);
	(void)snprintf(out, sizeof(out), "href=\"%s%s", up, path.p);
	return out;
}

static void
the_index_lists_every_cited_address_once_a_note(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);
	const char *link;
	char *first;

	(void)state;
	read_page("index.html", &page);
	link = href("", SAMPLE_ESSAY);
	first = strstr(page.p, link);
	assert_non_null(first);
	/* In two notes, twice in the first of them. */
	first = strstr(first + 1, link);
	assert_non_null(first);
	assert_null(strstr(first + 1, link));
	expect(&page, href("", SAMPLE_GONE));
	expect(&page, "<b>2</b> notes");
	expect(&page, "script-src 'sha256-");
}

static void
a_link_in_a_note_leads_to_the_local_article(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);
	char want[600];

	(void)state;
	read_page("notes/kb/reading.md.html", &page);
	(void)snprintf(want, sizeof(want), "%s#methods\"",
	    href("../../", SAMPLE_ESSAY));
	expect(&page, want);
	expect(&page, "data-originalurl=\"" SAMPLE_ESSAY "\"");
	expect(&page, "data-versiondate=\"2026-11-20\"");
	expect(&page, href("../../", SAMPLE_GONE));
	expect(&page, "class=\"kb-lost\"");
	/* Notes among themselves, and what is not there. */
	expect(&page, "href=\"folder/second.md.html#a-heading\"");
	expect(&page, "class=\"kb-broken\"");
	/* A picture beside the notes. */
	expect(&page, "src=\"../../assets/");
	assert_false(has(&page, "data-wiki"));
}

static void
the_copy_leads_back_to_the_place_that_cites_it(void **state)
{
	AUTO(buf_release) struct buf note = BUF_INIT(1 << 24);
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)state;
	read_leaf(SAMPLE_ESSAY, &page);
	expect(&page, "href=\"../../notes/kb/reading.md.html#kb-ref-0\"");
	read_page("notes/kb/reading.md.html", &note);
	expect(&note, "id=\"kb-ref-0\"");
}

static void
a_missing_picture_is_a_box_with_its_reason(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)state;
	read_leaf(SAMPLE_ESSAY, &page);
	expect(&page, "<span class=\"kb-missing\"><b>Picture not saved: "
	    "The lost diagram</b>");
	expect(&page, "HTTP 404");
	expect(&page, "img.example/lost.png");
	assert_false(has(&page, "src=\"http"));
}

static void
a_link_among_articles_is_local_only_when_the_other_is_kept(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)state;
	read_leaf(SAMPLE_ESSAY, &page);
	expect(&page, "<a href=\"../blog.example.cn/");
	expect(&page, "href=\"https://elsewhere.example/page\" "
	    "class=\"kb-external\"");
	expect(&page, "href=\"#methods\"");
	assert_true(has(&page, "href=\"" SAMPLE_GONE "\""));
}

static void
a_link_to_an_alias_leads_to_its_leader(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);
	AUTO(buf_release) struct buf path = BUF_INIT(4096);
	AUTO(mem_freep) char *file = NULL;

	(void)state;
	read_page("notes/kb/folder/second.md.html", &page);
	expect(&page, href("../../../", SAMPLE_ESSAY));
	site_page_path(SAMPLE_ALIAS, &path);
	file = path_join(sample.archive->site, path.p);
	assert_false(file_exists(file));
}

static void
what_is_not_saved_has_a_page_that_says_why(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)state;
	read_leaf(SAMPLE_GONE, &page);
	expect(&page, "Not saved.");
	expect(&page, "HTTP 410");
	expect(&page, "3 tries");
	expect(&page, "href=\"" SAMPLE_GONE "\"");
}

static void
an_old_copy_says_that_the_last_try_failed(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)state;
	read_leaf(SAMPLE_CHINESE, &page);
	expect(&page, "did not bring a good copy");
	expect(&page, "lang=\"zh\"");
}

static void
text_from_the_web_is_shown_never_run(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)state;
	read_leaf(SAMPLE_TEXT, &page);
	expect(&page, "&lt;script&gt;alert(1)&lt;/script&gt;");
	expect(&page, ".txt\"");
	assert_false(has(&page, "<script>alert"));
}

static void
a_refused_drawing_is_a_box(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)state;
	read_leaf(SAMPLE_BAD_SVG, &page);
	expect(&page, "could not be made safe");
}

/* What every page must have, and what none may have. */
static int
check_file(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	size_t *n_pages = ctx;
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);

	(void)err;
	if (!S_ISREG(st->st_mode))
		return 0;
	assert_false(str_ends(str_of(rel), STR(".tmp")));
	read_page(rel, &page);
	if (str_ends(str_of(rel), STR(".svg"))) {
		assert_false(has(&page, "<script"));
		assert_false(has(&page, "onload"));
	}
	if (!str_ends(str_of(rel), STR(".html")))
		return 0;
	++*n_pages;
	assert_true(str_starts(buf_view(&page), STR("<!DOCTYPE html>\n")));
	expect(&page, "content=\"default-src 'none'; img-src 'self' data:; "
	    "style-src 'self'; ");
	expect(&page, "name=\"referrer\" content=\"no-referrer\"");
	expect(&page, "name=\"viewport\"");
	expect(&page, "name=\"robots\" content=\"noindex\"");
	assert_false(has(&page, "<iframe"));
	assert_false(has(&page, "javascript:"));
	assert_false(has(&page, " onerror="));
	assert_false(has(&page, " style="));
	assert_false(has(&page, "src=\"http"));
	assert_false(has(&page, "src=\"//"));
	if (strcmp(rel, "index.html") != 0)
		assert_false(has(&page, "<script"));
	return 0;
}

static void
every_page_has_the_policy_and_nothing_that_loads(void **state)
{
	struct err err = ERR_INIT;
	size_t n_pages = 0;

	(void)state;
	if (file_walk(sample.archive->site, check_file, &n_pages, &err) < 0)
		fail_msg("%s", err.msg);
	assert_true(n_pages >= 10);
}

static int
compare_file(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	AUTO(mem_freep) char *other = path_join(ctx, rel);
	AUTO(buf_release) struct buf a = BUF_INIT(1 << 24);
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 24);

	if (!S_ISREG(st->st_mode))
		return 0;
	read_page(rel, &a);
	if (file_read(other, &b, err) < 0)
		return -1;
	if (!str_eq(buf_view(&a), buf_view(&b)))
		fail_msg("'%s' differs", rel);
	return 0;
}

static void
the_same_catalog_gives_the_same_bytes(void **state)
{
	AUTO(mem_freep) char *other = path_join(sample.archive->root, "again");
	AUTO(mem_freep) char *rest = path_join(sample.archive->root,
	    "again.new");
	struct err err = ERR_INIT;

	(void)state;
	if (sample_build(&sample, other, &err) < 0 ||
	    file_walk(sample.archive->site, compare_file, other, &err) < 0)
		fail_msg("%s", err.msg);
	assert_false(file_exists(rest));
}

static int
find_asset(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	char *out = ctx;

	(void)err;
	if (S_ISREG(st->st_mode) && str_starts(str_of(rel), STR("assets/")) &&
	    str_ends(str_of(rel), STR(".bmp")))
		(void)snprintf(out, 256, "%s", rel);
	return 0;
}

static void
a_second_build_takes_pictures_from_the_first(void **state)
{
	char asset[256] = "";
	AUTO(mem_freep) char *file = NULL;
	struct err err = ERR_INIT;
	struct stat before, after;

	(void)state;
	if (file_walk(sample.archive->site, find_asset, asset, &err) < 0)
		fail_msg("%s", err.msg);
	assert_true(asset[0] != '\0');
	file = path_join(sample.archive->site, asset);
	assert_int_equal(stat(file, &before), 0);
	if (sample_build(&sample, NULL, &err) < 0)
		fail_msg("%s", err.msg);
	assert_int_equal(stat(file, &after), 0);
	assert_true(before.st_ino == after.st_ino);
}

static void
without_workers_notes_are_shown_as_their_source(void **state)
{
	AUTO(mem_freep) char *out = path_join(sample.archive->root, "bare");
	AUTO(mem_freep) char *file = path_join(out,
	    "notes/kb/reading.md.html");
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 24);
	struct site_opts opts = { .out = out };
	struct err err = ERR_INIT;

	(void)state;
	if (site_build(sample.archive, sample.archive->catalog, &opts,
	    &err) < 0 || file_read(file, &page, &err) < 0)
		fail_msg("%s", err.msg);
	expect(&page, "<pre class=\"kb-wrap\">");
	expect(&page, "# Reading list");
}

static void
a_sample_is_left_for_the_browser(void **state)
{
	const char *out = getenv("KB_SAMPLE_SITE");
	struct err err = ERR_INIT;

	(void)state;
	if (out == NULL) {
		print_message("KB_SAMPLE_SITE names no folder\n");
		skip();
	}
	if (sample_build(&sample, out, &err) < 0)
		fail_msg("%s", err.msg);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_lists_every_cited_address_once_a_note),
		cmocka_unit_test(a_link_in_a_note_leads_to_the_local_article),
		cmocka_unit_test(the_copy_leads_back_to_the_place_that_cites_it),
		cmocka_unit_test(a_missing_picture_is_a_box_with_its_reason),
		cmocka_unit_test(
		    a_link_among_articles_is_local_only_when_the_other_is_kept),
		cmocka_unit_test(a_link_to_an_alias_leads_to_its_leader),
		cmocka_unit_test(what_is_not_saved_has_a_page_that_says_why),
		cmocka_unit_test(an_old_copy_says_that_the_last_try_failed),
		cmocka_unit_test(text_from_the_web_is_shown_never_run),
		cmocka_unit_test(a_refused_drawing_is_a_box),
		cmocka_unit_test(
		    every_page_has_the_policy_and_nothing_that_loads),
		cmocka_unit_test(the_same_catalog_gives_the_same_bytes),
		cmocka_unit_test(a_second_build_takes_pictures_from_the_first),
		cmocka_unit_test(
		    without_workers_notes_are_shown_as_their_source),
		cmocka_unit_test(a_sample_is_left_for_the_browser),
	};

	if (argc > 1 && strcmp(argv[1], WORKER_ARGUMENT) == 0)
		return worker_main();
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
