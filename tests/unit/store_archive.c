#include "store_help.h"

#include <signal.h>
#include <sys/wait.h>

static char *
catalog_path(const struct help *h)
{
	return path_join(h->root, "catalog.sqlite");
}

/* Deletes the catalog, opens the archive, and compares what was made. */
static void
assert_rebuilds_equal(struct help *h)
{
	AUTO(mem_freep) char *path = catalog_path(h);
	AUTO(buf_release) struct buf before;
	AUTO(buf_release) struct buf after;
	struct err err = ERR_INIT;

	help_drop(h);
	help_load(path, &before);
	OK(file_remove(path, &err));
	OK(archive_open(&h->archive, h->root, ARCHIVE_WRITE, &err));
	help_load(path, &after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.p, after.p, before.len);
}

static void
fill(struct help *h, int from, int n)
{
	for (int i = from; i < from + n; i++) {
		AUTO(mem_freep) char *url =
		    mem_fmt("https://news.example/%d?q=%d", (i * 7) % 501, i);
		AUTO(mem_freep) char *text = mem_fmt("<p>Page %d</p>", i / 2);

		help_page(h, url, text);
	}
}

static void
put_note(struct help *h, const char *name, int n_refs)
{
	struct err err = ERR_INIT;
	struct capture c;
	struct note_row n = { 0 };

	OK(warc_write_resource(h->writer, "kb:a.md", "text/markdown",
	    str_of(name), &c, &err));
	n.name = mem_dup(name);
	n.title = mem_dup("A \"title\" \xe4\xb8\xad \x01");
	n.date = -86400000;
	memcpy(n.digest, c.digest, HASH_HEX);
	n.at = c.at;
	OK(catalog_put_note(h->archive->catalog, &n, &err));
	for (int i = 0; i < n_refs; i++) {
		struct ref_row r = {
			.note = n.name, .position = i, .line = 3, .column = 9,
			.kind = REF_AUTOLINK, .is_lenient = i % 2 == 0,
			.url = n.title, .text = n.title, .heading = n.name,
			.target = i % 2 ? REF_TO_RESOURCE : REF_TO_NOTHING,
			.key = n.name,
		};

		OK(catalog_add_ref(h->archive->catalog, &r, &err));
	}
	note_row_release(&n);
	capture_release(&c);
}

static void
a_deleted_catalog_is_rebuilt_byte_for_byte(void **state)
{
	struct help *h = *state;

	fill(h, 0, 700);
	put_note(h, "notes/a.md", 300);
	put_note(h, "notes/b.md", 2);
	(void)help_commit(h);
	assert_rebuilds_equal(h);
}

static void
two_runs_rebuild_byte_for_byte_too(void **state)
{
	struct help *h = *state;
	struct err err = ERR_INIT;

	fill(h, 100, 50);
	put_note(h, "notes/a.md", 5);
	(void)help_commit(h);
	help_drop(h);
	help_open(h);
	fill(h, 0, 300);
	OK(catalog_drop_resource(h->archive->catalog,
	    "https://news.example/0?q=0", &err));
	OK(catalog_drop_note(h->archive->catalog, "notes/a.md", &err));
	put_note(h, "notes/\xff.md", 2);
	(void)help_commit(h);
	assert_rebuilds_equal(h);
}

static int
keep_resource(void *ctx, const struct resource *r, struct err *err)
{
	struct buf *b = ctx;

	(void)err;
	buf_fmt(b, "%s %s %d %lld %lld\n", r->url, r->title, r->outcome,
	    (long long)r->capture.segment, (long long)r->capture.offset);
	return 0;
}

static void
an_old_snapshot_opens_with_locators_that_are_good(void **state)
{
	struct help *h = *state;
	struct err err = ERR_INIT;
	AUTO(buf_release) struct buf then = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf now = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	struct catalog *old;
	struct resource r;
	int64_t date;
	bool found;

	help_page(h, "https://news.example/a", "first");
	date = help_commit(h);
	OK(catalog_each_resource(h->archive->catalog, RESOURCES_ALL,
	    keep_resource, &then, &err));
	help_drop(h);
	help_open(h);
	help_page(h, "https://news.example/a", "second");
	assert_true(help_commit(h) > date);

	OK(manifest_open(h->archive, date, &old, &err));
	OK(catalog_each_resource(old, RESOURCES_ALL, keep_resource, &now,
	    &err));
	assert_string_equal(then.p, now.p);
	OK(catalog_get_resource(old, "https://news.example/a", &r, &found,
	    &err));
	assert_true(found);
	OK(warc_payload(h->archive, &r.capture, &text, &err));
	assert_string_equal(text.p, "first");
	resource_release(&r);
	catalog_close(old);
}

static void
a_second_writer_is_told_who_holds_the_lock(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *pid = mem_fmt("locked by pid %ld on ",
	    (long)getpid());
	struct err err = ERR_INIT;
	struct archive *other;

	assert_int_equal(archive_open(&other, h->root, ARCHIVE_WRITE, &err),
	    -1);
	assert_int_equal(err.kind, ERR_LOCKED);
	assert_non_null(strstr(err.msg, pid));
	assert_non_null(strstr(err.msg, " since 2"));
}

static void
a_folder_with_other_files_is_no_archive(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *path = path_join(h->dir, "mine.txt");
	struct err err = ERR_INIT;
	struct archive *a;

	OK(file_write(path, STR("x"), &err));
	assert_int_equal(archive_open(&a, h->dir, ARCHIVE_WRITE, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_int_equal(archive_open(&a, h->dir, ARCHIVE_READ, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_true(file_exists(path));
}

/* Names and bytes of all files below a folder. */
static int
add_to_print(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	struct help *h = *(struct help **)ctx;
	AUTO(mem_freep) char *path = path_join(h->root, rel);
	AUTO(buf_release) struct buf b = BUF_INIT(64 << 20);
	char hex[HASH_HEX];

	if (S_ISREG(st->st_mode) && file_read(path, &b, err) < 0)
		return -1;
	hash_of(buf_view(&b), hex);
	buf_fmt(((void **)ctx)[1], "%s %s %lld\n", rel, hex,
	    (long long)st->st_mtim.tv_nsec);
	return 0;
}

static void
reading_an_archive_changes_nothing_even_after_a_crash(void **state)
{
	struct help *h = *state;
	AUTO(buf_release) struct buf before = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf after = BUF_INIT(1 << 20);
	void *ctx_before[] = { h, &before }, *ctx_after[] = { h, &after };
	struct err err = ERR_INIT;
	struct capture c;
	bool found;

	help_page(h, "https://news.example/a", "first");
	(void)help_commit(h);
	help_drop(h);
	help_open(h);
	help_page(h, "https://news.example/b", "second");
	help_drop(h);
	OK(file_walk(h->root, add_to_print, ctx_before, &err));
	OK(archive_open(&h->archive, h->root, ARCHIVE_READ, &err));
	OK(catalog_find_orphan(h->archive->catalog, "https://news.example/b",
	    &c, &found, &err));
	assert_true(found);
	capture_release(&c);
	help_drop(h);
	OK(file_walk(h->root, add_to_print, ctx_after, &err));
	assert_string_equal(before.p, after.p);
	assert_non_null(strstr(before.p, ".open"));
}

static void
an_orphan_is_found_until_a_manifest_lists_its_segment(void **state)
{
	struct help *h = *state;
	const char *url = "https://news.example/a";
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	struct capture c;
	bool found;

	c = help_store(h, url, NULL, STR("what was fetched"));
	capture_release(&c);
	OK(warc_writer_sync(h->writer, &err));
	help_drop(h);
	help_open(h);
	OK(catalog_find_orphan(h->archive->catalog, url, &c, &found, &err));
	assert_true(found);
	assert_int_equal(c.date, HELP_DATE);
	OK(warc_payload(h->archive, &c.at, &text, &err));
	assert_string_equal(text.p, "what was fetched");
	capture_release(&c);
	OK(catalog_find_orphan(h->archive->catalog, "https://news.example/b",
	    &c, &found, &err));
	assert_false(found);
	(void)help_commit(h);
	OK(catalog_find_orphan(h->archive->catalog, url, &c, &found, &err));
	assert_false(found);
	assert_rebuilds_equal(h);
	OK(catalog_find_orphan(h->archive->catalog, url, &c, &found, &err));
	assert_false(found);
}

static void
a_torn_last_record_is_cut_off(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *path = NULL;
	AUTO(mem_freep) char *closed = NULL;
	struct err err = ERR_INIT;
	struct capture a, b, c;
	struct stat st;
	bool found;

	a = help_store(h, "https://news.example/a", NULL, STR("aaaaaaa"));
	b = help_store(h, "https://news.example/b", NULL, STR("bbbbbbb"));
	help_drop(h);
	path = help_segment(h);
	assert_true(str_ends(str_of(path), STR(".open")));
	assert_int_equal(truncate(path, b.at.offset + b.at.length - 1), 0);
	help_open(h);
	closed = help_segment(h);
	assert_false(str_ends(str_of(closed), STR(".open")));
	assert_int_equal(stat(closed, &st), 0);
	assert_int_equal(st.st_size, b.at.offset);
	OK(catalog_get_capture(h->archive->catalog, &a.at, &c, &found, &err));
	assert_true(found);
	capture_release(&c);
	OK(catalog_get_capture(h->archive->catalog, &b.at, &c, &found, &err));
	assert_false(found);
	capture_release(&a);
	capture_release(&b);
}

static void
a_closed_segment_is_never_cut(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *path = NULL;
	struct err err = ERR_INIT;
	struct capture a, b, c, d;
	AUTO(buf_release) struct buf before;
	AUTO(buf_release) struct buf after;
	bool found;
	FILE *f;

	a = help_store(h, "https://news.example/a", NULL, STR("aaaaaaa"));
	b = help_store(h, "https://news.example/b", NULL, STR("bbbbbbb"));
	c = help_store(h, "https://news.example/c", NULL, STR("ccccccc"));
	(void)help_commit(h);
	help_drop(h);
	path = help_segment(h);
	f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, (long)(b.at.offset + b.at.length / 2),
	    SEEK_SET), 0);
	assert_int_equal(fwrite("damage", 1, 6, f), 6);
	assert_int_equal(fclose(f), 0);
	help_load(path, &before);
	{
		AUTO(mem_freep) char *cat = catalog_path(h);

		OK(file_remove(cat, &err));
	}
	help_open(h);
	help_load(path, &after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.p, after.p, before.len);
	/* Damage costs the record it touches, not those behind it. */
	OK(catalog_get_capture(h->archive->catalog, &b.at, &d, &found, &err));
	assert_false(found);
	OK(catalog_get_capture(h->archive->catalog, &c.at, &d, &found, &err));
	assert_true(found);
	capture_release(&d);
	capture_release(&a);
	capture_release(&b);
	capture_release(&c);
}

static void
leftovers_of_a_crash_are_removed(void **state)
{
	struct help *h = *state;
	static const char *const names[] = {
		"tmp/spool-x", "snapshots/x.jsonl.zst.tmp",
		"catalog.sqlite.tmp",
	};
	struct err err = ERR_INIT;

	help_drop(h);
	for (size_t i = 0; i < 3; i++) {
		AUTO(mem_freep) char *path = path_join(h->root, names[i]);

		OK(file_write(path, STR("x"), &err));
	}
	help_open(h);
	for (size_t i = 0; i < 3; i++) {
		AUTO(mem_freep) char *path = path_join(h->root, names[i]);

		assert_false(file_exists(path));
	}
}

static void
a_run_that_did_not_end_leaves_the_last_snapshot(void **state)
{
	struct help *h = *state;
	struct err err = ERR_INIT;
	struct resource r;
	bool found;

	help_page(h, "https://news.example/a", "first");
	(void)help_commit(h);
	help_drop(h);
	help_open(h);
	OK(catalog_drop_resource(h->archive->catalog,
	    "https://news.example/a", &err));
	help_page(h, "https://news.example/b", "second");
	OK(catalog_commit(h->archive->catalog, &err));
	help_drop(h);
	OK(archive_open(&h->archive, h->root, ARCHIVE_READ, &err));
	OK(catalog_get_resource(h->archive->catalog, "https://news.example/b",
	    &r, &found, &err));
	assert_false(found);
	OK(catalog_get_resource(h->archive->catalog, "https://news.example/a",
	    &r, &found, &err));
	assert_true(found);
	resource_release(&r);
}

/* Writes for ever; tells each record through the pipe once it is synced. */
static void
write_until_killed(const char *root, int to)
{
	static const struct warc_info info = { .segment_bytes = 40000 };
	struct help h = { .root = (char *)(uintptr_t)root };
	struct err err = ERR_INIT;

	if (archive_open(&h.archive, root, ARCHIVE_WRITE, &err) < 0 ||
	    catalog_begin(h.archive->catalog, &err) < 0 ||
	    warc_writer_new(&h.writer, h.archive, &info, &err) < 0)
		_exit(1);
	for (long i = 0; ; i++) {
		AUTO(mem_freep) char *url =
		    mem_fmt("https://news.example/%ld/%ld", (long)getpid(), i);

		help_page(&h, url, url);
		if (i % 4 != 3)
			continue;
		if (warc_writer_sync(h.writer, &err) < 0 ||
		    catalog_commit(h.archive->catalog, &err) < 0)
			_exit(1);
		if (write(to, &i, sizeof(i)) != (ssize_t)sizeof(i))
			_exit(1);
	}
}

static void
assert_all_there(struct help *h, pid_t pid, long last)
{
	struct err err = ERR_INIT;

	for (long i = 0; i <= last; i++) {
		AUTO(mem_freep) char *url =
		    mem_fmt("https://news.example/%ld/%ld", (long)pid, i);
		AUTO(buf_release) struct buf text = BUF_INIT(1 << 16);
		struct capture c;
		bool found;

		OK(catalog_find_orphan(h->archive->catalog, url, &c, &found,
		    &err));
		assert_true(found);
		OK(warc_payload(h->archive, &c.at, &text, &err));
		assert_string_equal(text.p, url);
		capture_release(&c);
	}
}

static void
what_was_synced_survives_a_kill_at_any_moment(void **state)
{
	struct help *h = *state;

	help_drop(h);
	for (unsigned int round = 0; round < 20; round++) {
		long last = -1, i;
		int fds[2];
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			write_until_killed(h->root, fds[1]);
		assert_int_equal(close(fds[1]), 0);
		(void)usleep(5000 + round * 3137 % 60000);
		assert_int_equal(kill(pid, SIGKILL), 0);
		while (read(fds[0], &i, sizeof(i)) == (ssize_t)sizeof(i))
			last = i;
		assert_int_equal(close(fds[0]), 0);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		help_open(h);
		assert_all_there(h, pid, last);
		help_drop(h);
	}
	help_open(h);
	(void)help_commit(h);
	assert_rebuilds_equal(h);
}

static void
names_of_segments_ascend_when_the_clock_goes_back(void **state)
{
	struct help *h = *state;
	struct err err = ERR_INIT;
	struct capture a, b;

	(void)setenv("KBMIRROR_NOW", "2031-01-01T00:00:00Z", 1);
	a = help_store(h, "https://news.example/a", NULL, STR("a"));
	OK(warc_writer_close(h->writer, &err));
	(void)setenv("KBMIRROR_NOW", "2026-01-01T00:00:00Z", 1);
	b = help_store(h, "https://news.example/b", NULL, STR("b"));
	(void)unsetenv("KBMIRROR_NOW");
	assert_true(b.at.segment > a.at.segment);
	(void)help_commit(h);
	assert_rebuilds_equal(h);
	capture_release(&a);
	capture_release(&b);
}

/* A new archive explains itself with the same words as the repository's. */
static void
a_new_archive_says_how_it_is_read(void **state)
{
	static const char *const names[] = { "README.md", ".gitignore" };
	struct help *h = *state;

	for (size_t i = 0; i < 2; i++) {
		AUTO(mem_freep) char *ours = path_join("archive", names[i]);
		AUTO(mem_freep) char *path = path_join(h->root, names[i]);
		AUTO(buf_release) struct buf a;
		AUTO(buf_release) struct buf b;

		help_load(ours, &a);
		help_load(path, &b);
		assert_string_equal(a.p, b.p);
	}
}

int
main(void)
{
#define T(name) \
	cmocka_unit_test_setup_teardown(name, help_setup, help_teardown)
	const struct CMUnitTest tests[] = {
		T(a_deleted_catalog_is_rebuilt_byte_for_byte),
		T(two_runs_rebuild_byte_for_byte_too),
		T(an_old_snapshot_opens_with_locators_that_are_good),
		T(a_second_writer_is_told_who_holds_the_lock),
		T(a_folder_with_other_files_is_no_archive),
		T(reading_an_archive_changes_nothing_even_after_a_crash),
		T(an_orphan_is_found_until_a_manifest_lists_its_segment),
		T(a_torn_last_record_is_cut_off),
		T(a_closed_segment_is_never_cut),
		T(leftovers_of_a_crash_are_removed),
		T(a_run_that_did_not_end_leaves_the_last_snapshot),
		T(what_was_synced_survives_a_kill_at_any_moment),
		T(a_new_archive_says_how_it_is_read),
		T(names_of_segments_ascend_when_the_clock_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
