#include "store_help.h"

#include "store/rebuild.h"
#include "store/repair.h"
#include "store/verify.h"

/* SHA-256 of "two". */
#define TWO "3fc4ccfe745870e2c0d99f71f30ff065" \
    "6c8dedd41cc1d7d3d376b0dbe685e2f3"
#define URL(n) "https://news.example/" #n

/* Two segments and two snapshots; the second has another copy of one page. */
static int
setup(void **state)
{
	struct help *h;

	(void)help_setup(state);
	h = *state;
	help_page(h, URL(1), "one");
	help_page(h, URL(2), "two");
	(void)help_commit(h);
	help_drop(h);
	help_open(h);
	help_page(h, URL(2), "another two");
	(void)help_commit(h);
	help_drop(h);
	return 0;
}

static struct repair_report
repair(struct help *h)
{
	const struct repair_opts opts = { NULL, NULL };
	struct repair_report r;
	struct err err = ERR_INIT;

	OK(repair_archive(h->root, &opts, &r, &err));
	return r;
}

static void
count(void *ctx, const char *sentence)
{
	(void)sentence;
	++*(int *)ctx;
}

static int
problems(struct help *h, enum verify_level level)
{
	int n = 0;
	const struct verify_opts opts = { level, count, &n };
	struct verify_report r;
	struct err err = ERR_INIT;
	struct archive *a;

	OK(archive_open(&a, h->root, ARCHIVE_READ, &err));
	OK(verify_archive(a, &opts, &r, &err));
	archive_close(a);
	assert_int_equal(n, r.problems);
	return n;
}

/* The paths of the two files in a folder. */
struct pair {
	char *dir, *path[2];
	size_t n;
};

static int
add_path(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct pair *p = ctx;

	(void)st;
	(void)err;
	assert_true(p->n < 2);
	p->path[p->n++] = path_join(p->dir, rel);
	return 0;
}

static struct pair
list(struct help *h, const char *name)
{
	struct pair p = { .dir = path_join(h->root, name) };
	struct err err = ERR_INIT;

	OK(file_walk(p.dir, add_path, &p, &err));
	assert_int_equal(p.n, 2);
	return p;
}

static void
pair_release(struct pair *p)
{
	free(p->dir);
	free(p->path[0]);
	free(p->path[1]);
}

static struct resource
get(struct help *h, const char *url)
{
	struct resource r;
	struct err err = ERR_INIT;
	struct archive *a;
	bool found;

	OK(archive_open(&a, h->root, ARCHIVE_READ, &err));
	OK(catalog_get_resource(a->catalog, url, &r, &found, &err));
	assert_true(found);
	if (r.capture.segment != 0) {
		AUTO(buf_release) struct buf text = BUF_INIT(1 << 16);

		OK(warc_payload(a, &r.capture, &text, &err));
	}
	archive_close(a);
	return r;
}

static void
exchanged_files_are_put_back(void **state)
{
	static const char *const folders[] = { "warc", "snapshots" };
	struct help *h = *state;

	for (size_t i = 0; i < 2; i++) {
		AUTO(pair_release) struct pair p = list(h, folders[i]);
		AUTO(buf_release) struct buf before;
		AUTO(buf_release) struct buf after;
		struct err err = ERR_INIT;

		help_load(p.path[0], &before);
		OK(file_exchange(p.path[0], p.path[1], &err));
		assert_true(problems(h, VERIFY_DATA) > 0);
		assert_int_equal(repair(h).date, 0);
		help_load(p.path[0], &after);
		assert_true(str_eq(buf_view(&before), buf_view(&after)));
		assert_int_equal(problems(h, VERIFY_DEEP), 0);
	}
}

static void
a_segment_under_a_lost_ones_name_is_put_back(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	struct err err = ERR_INIT;

	OK(file_rename(p.path[0], p.path[1], &err));
	assert_int_equal(repair(h).due, 1);
	assert_true(file_exists(p.path[0]));
	assert_false(file_exists(p.path[1]));
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
}

static void
a_segment_under_any_other_name_is_put_back(void **state)
{
	static const char *const names[] = { "copy of it.gz",
		"kb-20010101000000-00001-x.warc.gz" };
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	struct err err = ERR_INIT;

	for (size_t i = 0; i < 2; i++) {
		AUTO(mem_freep) char *other = path_join(p.dir, names[i]);
		struct repair_report r;

		OK(file_rename(p.path[0], other, &err));
		r = repair(h);
		assert_int_equal(r.segments, 1);
		assert_int_equal(r.bytes, 0);
		assert_int_equal(r.date, 0);
		assert_true(file_is_missing(other));
		assert_int_equal(problems(h, VERIFY_DEEP), 0);
	}
}

static void
a_copy_takes_the_place_of_a_damaged_segment(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	AUTO(mem_freep) char *other = path_join(p.dir, "copy");
	struct err err = ERR_INIT;

	OK(file_rename(p.path[1], other, &err));
	OK(file_write_fast(p.path[1], STR("nothing that reads"), &err));
	assert_int_equal(repair(h).bytes, 0);
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
}

static void
a_folder_in_a_segments_place_goes_to_the_quarantine(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	AUTO(mem_freep) char *aside = mem_fmt("%s/quarantine/warc/%s/kept",
	    h->root, path_base(p.path[0]));
	AUTO(mem_freep) char *inside = path_join(p.path[0], "kept");
	struct err err = ERR_INIT;

	OK(file_remove(p.path[0], &err));
	OK(file_mkdirs(inside, &err));
	assert_true(problems(h, VERIFY_PLAIN) > 0);
	assert_true(problems(h, VERIFY_DEEP) > 0);
	assert_int_equal(repair(h).due, 1);
	assert_true(file_is_dir(aside));
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
	assert_int_equal(repair(h).date, 0);
}

static void
a_catalog_that_does_not_open_is_told_of_and_made_anew(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *path = path_join(h->root, "catalog.sqlite");
	AUTO(mem_freep) char *inside = path_join(path, "kept");
	AUTO(mem_freep) char *aside = mem_fmt(
	    "%s/quarantine/catalog/catalog.sqlite/kept", h->root);
	AUTO(buf_release) struct buf b;
	struct err err = ERR_INIT;

	assert_int_equal(repair(h).catalogs, 0);
	OK(file_write_fast(path, STR("no catalog"), &err));
	assert_int_equal(problems(h, VERIFY_PLAIN), 1);
	assert_int_equal(repair(h).catalogs, 1);
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
	help_load(path, &b);
	memset(b.p + 4096, 0, b.len - 4096);
	OK(file_write_fast(path, buf_view(&b), &err));
	assert_int_equal(problems(h, VERIFY_PLAIN), 1);
	assert_int_equal(repair(h).catalogs, 1);
	OK(file_remove(path, &err));
	assert_int_equal(problems(h, VERIFY_PLAIN), 0);
	OK(file_mkdirs(inside, &err));
	assert_int_equal(problems(h, VERIFY_PLAIN), 1);
	assert_int_equal(repair(h).catalogs, 1);
	assert_true(file_is_dir(aside));
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
}

static void
the_newest_snapshot_is_written_again_from_the_catalog(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "snapshots");
	AUTO(buf_release) struct buf before;
	AUTO(buf_release) struct buf after;
	struct err err = ERR_INIT;
	struct repair_report r;

	help_load(p.path[1], &before);
	OK(file_remove(p.path[1], &err));
	assert_int_equal(problems(h, VERIFY_PLAIN), 1);
	r = repair(h);
	assert_int_equal(r.rewritten, 1);
	assert_int_equal(r.date, 0);
	help_load(p.path[1], &after);
	assert_true(str_eq(buf_view(&before), buf_view(&after)));
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
}

static void
without_a_catalog_the_snapshot_before_counts(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "snapshots");
	AUTO(mem_freep) char *catalog = path_join(h->root, "catalog.sqlite");
	AUTO(mem_freep) char *aside = mem_fmt("%s/quarantine/snapshots/%s",
	    h->root, path_base(p.path[1]));
	AUTO(resource_release) struct resource r = { 0 };
	struct err err = ERR_INIT;

	OK(file_write_fast(p.path[1], STR("no snapshot"), &err));
	OK(file_remove(catalog, &err));
	/* A reader has what there is, a writer is told. */
	r = get(h, URL(2));
	assert_int_equal(r.length, 3);
	assert_int_equal(archive_open(&h->archive, h->root, ARCHIVE_WRITE,
	    &err), -1);
	assert_int_equal(err.kind, ERR_STORE);
	assert_int_equal(repair(h).snapshots, 1);
	assert_true(file_exists(aside));
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
	assert_int_equal(repair(h).date, 0);
}

static void
an_older_copy_takes_the_place_of_a_lost_one(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	AUTO(resource_release) struct resource r = { 0 };
	struct err err = ERR_INIT;
	struct repair_report rep;

	OK(file_remove(p.path[1], &err));
	assert_true(problems(h, VERIFY_PLAIN) > 0);
	rep = repair(h);
	assert_int_equal(rep.due, 1);
	assert_int_equal(rep.older, 1);
	assert_true(rep.date > 0);
	r = get(h, URL(2));
	assert_int_equal(r.outcome, OUTCOME_ARTICLE);
	assert_int_equal(r.length, 3);
	assert_int_equal(r.last, OUTCOME_UNTRIED);
	assert_non_null(strstr(r.last_reason, "damaged"));
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
	assert_int_equal(repair(h).date, 0);
}

static void
what_has_no_older_copy_is_as_if_never_had(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(resource_release) struct resource other = { 0 };
	struct err err = ERR_INIT;
	struct repair_report rep;

	OK(file_write_fast(p.path[0], STR("nothing that reads"), &err));
	rep = repair(h);
	assert_int_equal(rep.due, 1);
	assert_int_equal(rep.older, 0);
	r = get(h, URL(1));
	assert_int_equal(r.outcome, OUTCOME_UNTRIED);
	assert_int_equal(r.capture.segment, 0);
	assert_string_equal(r.digest, "");
	other = get(h, URL(2));
	assert_int_equal(other.last, OUTCOME_ARTICLE);
	/* It is in the quarantine, whole. */
	{
		AUTO(mem_freep) char *path = mem_fmt("%s/quarantine/warc/%s",
		    h->root, path_base(p.path[0]));
		AUTO(buf_release) struct buf b;

		help_load(path, &b);
		assert_string_equal(b.p, "nothing that reads");
	}
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
}

static void
a_lost_article_leaves_its_page(void **state)
{
	struct help *h = *state;
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(mem_freep) char *path = NULL;
	AUTO(buf_release) struct buf b;
	struct capture conv;
	struct err err = ERR_INIT;
	bool found;

	help_open(h);
	OK(catalog_get_resource(h->archive->catalog, URL(1), &r, &found,
	    &err));
	OK(warc_write_conversion(h->writer, URL(1), "application/json",
	    STR("{}"), &r.capture, &conv, &err));
	r.article = conv.at;
	r.extractor = 1;
	OK(catalog_put_resource(h->archive->catalog, &r, &err));
	capture_release(&conv);
	(void)help_commit(h);
	help_drop(h);
	path = help_segment(h);
	help_load(path, &b);
	b.p[r.article.offset + r.article.length - 6] ^= 1;
	OK(file_write_fast(path, buf_view(&b), &err));
	assert_int_equal(repair(h).articles, 1);
	resource_release(&r);
	r = get(h, URL(1));
	assert_int_equal(r.last, OUTCOME_ARTICLE);
	assert_int_equal(r.extractor, 0);
	assert_int_equal(r.article.segment, 0);
	assert_true(r.capture.segment != 0);
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
}

static void
the_loss_is_known_to_every_later_snapshot(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	AUTO(mem_freep) char *catalog = path_join(h->root, "catalog.sqlite");
	struct err err = ERR_INIT;

	OK(file_remove(p.path[1], &err));
	(void)repair(h);
	help_open(h);
	help_page(h, URL(2), "two again");
	(void)help_commit(h);
	help_drop(h);
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
	OK(file_remove(catalog, &err));
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
	assert_int_equal(repair(h).date, 0);
}

/* The second copy of URL 2 was held back; the first one is the good one. */
static void
a_lost_answer_that_was_held_back_is_asked_for_again(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	AUTO(resource_release) struct resource r = { 0 };
	struct capture first;
	struct err err = ERR_INIT;
	bool found;

	help_open(h);
	OK(catalog_get_resource(h->archive->catalog, URL(2), &r, &found,
	    &err));
	OK(catalog_find_same(h->archive->catalog, CAPTURE_RESPONSE, TWO,
	    &first, &found, &err));
	assert_true(found);
	r.capture = first.at;
	memcpy(r.digest, first.digest, HASH_HEX);
	r.last = OUTCOME_SUSPECT;
	capture_release(&first);
	OK(catalog_put_resource(h->archive->catalog, &r, &err));
	(void)help_commit(h);
	help_drop(h);
	assert_int_equal(repair(h).date, 0);
	OK(file_remove(p.path[1], &err));
	assert_int_equal(repair(h).due, 1);
	resource_release(&r);
	r = get(h, URL(2));
	assert_int_equal(r.outcome, OUTCOME_ARTICLE);
	assert_int_equal(r.last, OUTCOME_UNTRIED);
	assert_int_equal(problems(h, VERIFY_DEEP), 0);
	assert_int_equal(repair(h).date, 0);
}

static int
count_capture(void *ctx, const struct capture *c, struct err *err)
{
	(void)c;
	(void)err;
	++*(int64_t *)ctx;
	return 0;
}

/* Closes the other segment while the first one is read. */
static void
close_other(void *ctx, const char *path, const struct warc_record *r)
{
	const char *closed = ctx;
	AUTO(mem_freep) char *open = mem_fmt("%s.open", closed);
	struct err err = ERR_INIT;

	(void)path;
	(void)r;
	if (file_exists(open))
		OK(file_rename(open, closed, &err));
}

static void
a_segment_that_is_closed_meanwhile_is_read(void **state)
{
	struct help *h = *state;
	AUTO(pair_release) struct pair p = list(h, "warc");
	AUTO(mem_freep) char *open = mem_fmt("%s.open", p.path[1]);
	const struct rebuild_opts opts = { .with_open = true,
		.record = close_other, .ctx = p.path[1] };
	struct archive *a;
	struct catalog *cat;
	struct err err = ERR_INIT;
	int64_t id, n = 0;

	OK(archive_open(&a, h->root, ARCHIVE_READ, &err));
	OK(file_rename(p.path[1], open, &err));
	OK(catalog_open(&cat, NULL, true, &err));
	OK(rebuild_fill(a, cat, &opts, &err));
	assert_true(file_is_missing(open));
	OK(catalog_find_segment(cat, path_base(p.path[1]), &id, &err));
	OK(catalog_each_segment_capture(cat, id, count_capture, &n, &err));
	assert_true(n > 0);
	catalog_close(cat);
	archive_close(a);
}

static void
an_archive_in_use_is_not_repaired(void **state)
{
	const struct repair_opts opts = { NULL, NULL };
	struct help *h = *state;
	struct repair_report r;
	struct err err = ERR_INIT;

	help_open(h);
	assert_int_equal(repair_archive(h->root, &opts, &r, &err), -1);
	assert_int_equal(err.kind, ERR_LOCKED);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, help_teardown)
	const struct CMUnitTest tests[] = {
		T(exchanged_files_are_put_back),
		T(a_segment_under_a_lost_ones_name_is_put_back),
		T(a_segment_under_any_other_name_is_put_back),
		T(a_copy_takes_the_place_of_a_damaged_segment),
		T(a_folder_in_a_segments_place_goes_to_the_quarantine),
		T(a_catalog_that_does_not_open_is_told_of_and_made_anew),
		T(the_newest_snapshot_is_written_again_from_the_catalog),
		T(without_a_catalog_the_snapshot_before_counts),
		T(an_older_copy_takes_the_place_of_a_lost_one),
		T(what_has_no_older_copy_is_as_if_never_had),
		T(a_lost_article_leaves_its_page),
		T(the_loss_is_known_to_every_later_snapshot),
		T(a_lost_answer_that_was_held_back_is_asked_for_again),
		T(a_segment_that_is_closed_meanwhile_is_read),
		T(an_archive_in_use_is_not_repaired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
