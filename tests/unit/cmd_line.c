/* cmd/line.h: the progress line at any width. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cmd/line.h"

static const struct line_facts facts = { "fetching", 1234567, 201000 };

static struct mirror_progress
progress(void)
{
	struct mirror_progress m = { .due = 3500, .finished = 1015,
		.pages = 2000, .pages_done = 812, .images = 1500,
		.images_done = 203 };

	m.crawl.bytes = 41200000;
	m.crawl.n_slow = 3;
	(void)strcpy(m.crawl.slow[0].host, "blog.example");
	m.crawl.slow[0].ms = 200000;
	(void)strcpy(m.crawl.slow[1].host, "wen.example");
	m.crawl.slow[1].ms = 70000;
	(void)strcpy(m.crawl.slow[2].host,
	    "a-name-that-takes-most-of-the-room.there.is.example");
	m.crawl.slow[2].ms = 3723000;
	return m;
}

static void
draws(const struct mirror_progress *m, size_t width, const char *wanted)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	line_draw(&b, m, &facts, width);
	assert_string_equal(b.p, wanted);
}

static void
eighty_columns_have_all_figures(void **state)
{
	const struct mirror_progress m = progress();

	(void)state;
	draws(&m, 79, "  fetching  ━━────────  812/2000 pages  203 images"
	    "  41.2 MB  1.2 MB/s  ETA 3:21");
}

static void
a_wide_one_names_the_slowest_hosts(void **state)
{
	const struct mirror_progress m = progress();

	(void)state;
	draws(&m, 199, "  fetching  ━━━━━───────────────  812/2000 pages"
	    "  203/1500 images  41.2 MB  1.2 MB/s  ETA 3:21"
	    "  slowest: blog.example 3:20, wen.example 1:10");
	draws(&m, 112, "  fetching  ━━━━━───────────────  812/2000 pages"
	    "  203/1500 images  41.2 MB  1.2 MB/s  ETA 3:21");
}

static void
a_narrow_one_keeps_the_count_and_the_eta(void **state)
{
	const struct mirror_progress m = progress();

	(void)state;
	draws(&m, 60, "  fetching  812/2000 pages  203 images  41.2 MB"
	    "  ETA 3:21");
	draws(&m, 30, "  812/2000 pages  ETA 3:21");
}

static void
no_width_is_ever_passed(void **state)
{
	struct mirror_progress m = progress();

	(void)state;
	/* Wide characters count twice. */
	(void)strcpy(m.crawl.slow[0].host, "例子.测试");
	for (size_t width = 1; width < 260; width++) {
		AUTO(buf_release) struct buf b = BUF_INIT(4096);

		line_draw(&b, &m, &facts, width);
		assert_true(text_width(buf_view(&b)) <= width);
	}
}

static void
without_pictures_it_counts_what_there_is(void **state)
{
	struct mirror_progress m = { .due = 12, .finished = 12, .pages = 12,
		.pages_done = 12 };

	(void)state;
	draws(&m, 79, "  fetching  ━━━━━━━━━━  12/12  0 B  1.2 MB/s"
	    "  ETA 3:21");
	/* Of an extraction nothing is a page or a picture. */
	m.pages = m.pages_done = 0;
	draws(&m, 79, "  fetching  ━━━━━━━━━━  12/12  0 B  1.2 MB/s"
	    "  ETA 3:21");
}

static void
times_are_read_as_clocks(void **state)
{
	static const struct { int64_t ms; const char *text; } cases[] = {
		{ 0, "ETA 0:00" }, { 61999, "ETA 1:01" },
		{ 3599999, "ETA 59:59" }, { 3600000, "ETA 1:00:00" },
		{ 360000000, "ETA 100:00:00" }, { -1, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(100);

		line_eta(&b, cases[i].ms);
		assert_string_equal(b.len > 0 ? b.p : "", cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(eighty_columns_have_all_figures),
		cmocka_unit_test(a_wide_one_names_the_slowest_hosts),
		cmocka_unit_test(a_narrow_one_keeps_the_count_and_the_eta),
		cmocka_unit_test(no_width_is_ever_passed),
		cmocka_unit_test(without_pictures_it_counts_what_there_is),
		cmocka_unit_test(times_are_read_as_clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
