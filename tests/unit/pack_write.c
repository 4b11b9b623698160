#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pack/pack.h"
#include "site_sample.h"

#define TOP "kb-2026-11-22T083000Z"

static struct sample sample;

static int
set_up(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	(void)unsetenv("SOURCE_DATE_EPOCH");
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

static void
pack_as(enum pack_content content, const char *name, struct pack_result *r)
{
	AUTO(mem_freep) char *out = path_join(sample.dir, name);
	struct pack_opts opts = { .content = content, .out = out,
		.workers = sample.workers };
	struct err err = ERR_INIT;

	if (pack_write(sample.archive, &sample.snapshot, &opts, r, &err) < 0)
		fail_msg("%s", err.msg);
}

/* Unpacks into a folder of its own; returns the path of the pack's folder. */
static char *
unpack(const char *name, const char *folder)
{
	AUTO(mem_freep) char *command = mem_fmt("cd %s && rm -rf %s && "
	    "mkdir %s && tar --zstd -xf %s -C %s 2>tar.log && "
	    "test ! -s tar.log", sample.dir, folder, folder, name, folder);

	assert_int_equal(system(command), 0);
	return mem_fmt("%s/%s/" TOP, sample.dir, folder);
}

static bool
there(const char *folder, const char *name)
{
	AUTO(mem_freep) char *path = path_join(folder, name);

	return file_exists(path);
}

static void
the_same_snapshot_gives_the_same_tar(void **state)
{
	struct pack_result a, b;
	struct err err = ERR_INIT;

	(void)state;
	pack_as(PACK_BOTH, "a.tar.zst", &a);
	/* Neither the live copy nor the time of packing has a part in it. */
	if (file_remove(sample.archive->site, &err) < 0)
		fail_msg("%s", err.msg);
	pack_as(PACK_BOTH, "b.tar.zst", &b);
	assert_string_equal(a.tar_sha256, b.tar_sha256);
	assert_int_equal(strlen(a.tar_sha256), 64);
	assert_int_equal(a.entries, b.entries);
	assert_true(a.bytes > 1000);
	pack_result_release(&a);
	pack_result_release(&b);
	if (sample_build(&sample, NULL, &err) < 0)
		fail_msg("%s", err.msg);
}

static void
the_tar_unpacks_to_a_readable_copy_and_the_notes(void **state)
{
	AUTO(buf_release) struct buf note = BUF_INIT(1 << 20);
	AUTO(mem_freep) char *top = NULL;
	AUTO(mem_freep) char *path = NULL;
	struct pack_result r;
	struct err err = ERR_INIT;
	struct stat st;

	(void)state;
	pack_as(PACK_SITE, "site.tar.zst", &r);
	pack_result_release(&r);
	top = unpack("site.tar.zst", "site-out");
	assert_true(there(top, "index.html"));
	assert_true(there(top, "style.css"));
	assert_true(there(top, "README.md"));
	assert_true(there(top, "manifest.jsonl.zst"));
	assert_true(there(top, "notes/kb/folder/second.md.html"));
	assert_true(there(top, "sources/kb/map.bmp"));
	assert_false(there(top, "warc"));
	path = path_join(top, "sources/kb/reading.md");
	if (file_read(path, &note, &err) < 0)
		fail_msg("%s", err.msg);
	assert_string_equal(note.p, sample_note);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mtime, SAMPLE_DATE / 1000);
}

static int
same_file(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	AUTO(mem_freep) char *a = path_join(sample.archive->site, rel);
	AUTO(mem_freep) char *b = path_join(ctx, rel);
	AUTO(buf_release) struct buf x = BUF_INIT(1 << 24);
	AUTO(buf_release) struct buf y = BUF_INIT(1 << 24);

	if (!S_ISREG(st->st_mode))
		return 0;
	if (file_read(a, &x, err) < 0 || file_read(b, &y, err) < 0)
		return -1;
	if (!str_eq(buf_view(&x), buf_view(&y)))
		fail_msg("'%s' differs", rel);
	return 0;
}

static void
the_packed_copy_is_the_one_of_the_archive(void **state)
{
	AUTO(mem_freep) char *top = NULL;
	struct pack_result r;
	struct err err = ERR_INIT;

	(void)state;
	pack_as(PACK_SITE, "site.tar.zst", &r);
	pack_result_release(&r);
	top = unpack("site.tar.zst", "site-out");
	if (file_walk(sample.archive->site, same_file, top, &err) < 0)
		fail_msg("%s", err.msg);
}

static void
a_pack_with_warc_is_an_archive(void **state)
{
	AUTO(mem_freep) char *top = NULL;
	AUTO(resource_release) struct resource res = { 0 };
	AUTO(buf_release) struct buf bytes = BUF_INIT(1 << 20);
	struct pack_result r;
	struct err err = ERR_INIT;
	struct archive *a = NULL;
	bool found = false;

	(void)state;
	pack_as(PACK_WARC, "warc.tar.zst", &r);
	pack_result_release(&r);
	top = unpack("warc.tar.zst", "warc-out");
	assert_false(there(top, "index.html"));
	assert_true(there(top, "snapshots/2026-11-22T083000Z.jsonl.zst"));
	if (archive_open(&a, top, ARCHIVE_READ, &err) < 0 ||
	    catalog_get_resource(a->catalog, SAMPLE_TEXT, &res, &found,
	    &err) < 0)
		fail_msg("%s", err.msg);
	assert_true(found);
	if (warc_payload(a, &res.capture, &bytes, &err) < 0)
		fail_msg("%s", err.msg);
	assert_true(str_starts(buf_view(&bytes), STR("plain text")));
	archive_close(a);
}

static void
times_are_not_later_than_source_date_epoch(void **state)
{
	AUTO(mem_freep) char *top = NULL;
	AUTO(mem_freep) char *path = NULL;
	struct pack_result r;
	struct stat st;

	(void)state;
	assert_int_equal(setenv("SOURCE_DATE_EPOCH", "1000000000", 1), 0);
	pack_as(PACK_SITE, "old.tar.zst", &r);
	(void)unsetenv("SOURCE_DATE_EPOCH");
	pack_result_release(&r);
	top = unpack("old.tar.zst", "old-out");
	path = path_join(top, "index.html");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mtime, 1000000000);
}

static void
a_date_without_a_snapshot_is_refused(void **state)
{
	struct pack_opts opts = { .workers = sample.workers };
	struct snapshot none = { .date = SAMPLE_DATE - 86400000 };
	struct pack_result r;
	struct err err = ERR_INIT;

	(void)state;
	assert_true(pack_write(sample.archive, &none, &opts, &r, &err) < 0);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_null(r.path);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_snapshot_gives_the_same_tar),
		cmocka_unit_test(
		    the_tar_unpacks_to_a_readable_copy_and_the_notes),
		cmocka_unit_test(the_packed_copy_is_the_one_of_the_archive),
		cmocka_unit_test(a_pack_with_warc_is_an_archive),
		cmocka_unit_test(times_are_not_later_than_source_date_epoch),
		cmocka_unit_test(a_date_without_a_snapshot_is_refused),
	};

	if (argc > 1 && strcmp(argv[1], WORKER_ARGUMENT) == 0)
		return worker_main();
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
