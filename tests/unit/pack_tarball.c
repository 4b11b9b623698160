#include "folder.h"

#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "pack/entries.h"
#include "pack/tarball.h"

#define MTIME 1700000000

/* Two bytes short of 255: the longest that most file systems take. */
static const char long_name[] = "top/"
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789.txt";
static const char cjk_name[] =
    "top/\xe7\xac\x94\xe8\xae\xb0/\xe4\xb8\xad\xe6\x96\x87 \xe5\x90\x8d.md";

static int
set_up(void **state)
{
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	return folder_make(state);
}

static void
check(int result, const struct err *err)
{
	if (result < 0)
		fail_msg("%s", err->msg);
}

static void
write_sample(const char *path, struct tarball_result *r)
{
	struct tarball_opts opts = { .path = path, .level = 3,
		.mtime_s = MTIME };
	struct err err = ERR_INIT;
	struct tarball *t;

	check(tarball_new(&t, &opts, &err), &err);
	check(tarball_add_folder(t, "top/", &err), &err);
	check(tarball_add_bytes(t, long_name, STR("long"), &err), &err);
	check(tarball_add_folder(t, "top/\xe7\xac\x94\xe8\xae\xb0/", &err),
	    &err);
	check(tarball_add_bytes(t, cjk_name, STR("cjk\n"), &err), &err);
	check(tarball_finish(t, r, &err), &err);
	tarball_free(t);
}

static void
gnu_tar_unpacks_long_and_chinese_names(void **state)
{
	AUTO(mem_freep) char *path = path_join(folder, "a.tar.zst");
	AUTO(mem_freep) char *command = mem_fmt(
	    "cd %s && LC_ALL=C tar --zstd -xf a.tar.zst 2>tar.log && "
	    "test ! -s tar.log", folder);
	AUTO(buf_release) struct buf b = BUF_INIT(100);
	struct tarball_result r;
	struct err err = ERR_INIT;
	struct stat st;
	char *file;

	(void)state;
	write_sample(path, &r);
	assert_int_equal(system(command), 0);
	file = path_join(folder, cjk_name);
	check(file_read(file, &b, &err), &err);
	assert_string_equal(b.p, "cjk\n");
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mtime, MTIME);
	assert_int_equal(st.st_mode & 0777, 0644);
	free(file);
	file = path_join(folder, long_name);
	assert_true(file_exists(file));
	free(file);
}

static void
the_digest_is_of_the_tar_and_the_same_each_time(void **state)
{
	AUTO(mem_freep) char *one = path_join(folder, "1.tar.zst");
	AUTO(mem_freep) char *two = path_join(folder, "2.tar.zst");
	AUTO(buf_release) struct buf packed = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf tar = BUF_INIT(1 << 20);
	struct tarball_result a, b;
	struct err err = ERR_INIT;
	char hex[HASH_HEX];

	(void)state;
	write_sample(one, &a);
	write_sample(two, &b);
	assert_string_equal(a.tar_sha256, b.tar_sha256);
	check(file_read(one, &packed, &err), &err);
	assert_int_equal(a.bytes, packed.len);
	/* Bit 2 of the frame's descriptor: the content has a checksum. */
	assert_true((packed.p[4] & 4) != 0);
	check(codec_decode(CODEC_ZSTD, buf_view(&packed), &tar, &err), &err);
	hash_of(buf_view(&tar), hex);
	assert_string_equal(hex, a.tar_sha256);
}

static void
an_unfinished_tar_leaves_nothing(void **state)
{
	AUTO(mem_freep) char *path = path_join(folder, "never.tar.zst");
	AUTO(mem_freep) char *temporary = mem_fmt("%s.tmp", path);
	struct tarball_opts opts = { .path = path, .level = 3 };
	struct err err = ERR_INIT;
	struct tarball *t;

	(void)state;
	check(tarball_new(&t, &opts, &err), &err);
	assert_true(tarball_add_file(t, "x", "/nonexistent/file", &err) < 0);
	tarball_free(t);
	assert_false(file_exists(path));
	assert_false(file_exists(temporary));
}

static void
names_rise_bytewise_and_folders_come_before_what_they_hold(void **state)
{
	static const char *const want[] = { "t/", "t/a-b", "t/a/", "t/a/c",
		"t/b" };
	struct entries e = ENTRIES_INIT;

	(void)state;
	entries_add_text(&e, "t/b", "");
	entries_add_text(&e, "t/a/c", "");
	entries_add_text(&e, "t/a-b", "");
	entries_add_text(&e, "t/a/c", "twice");
	entries_sort(&e);
	assert_int_equal(e.n, 5);
	for (size_t i = 0; i < e.n; i++)
		assert_string_equal(e.items[i].name, want[i]);
	entries_release(&e);
}

static void
a_name_cannot_leave_the_folder(void **state)
{
	struct entries e = ENTRIES_INIT;

	(void)state;
	entries_add_text(&e, "t/../../etc/passwd", "");
	entries_add_text(&e, "/abs\x1b[2J/x\xff", "");
	entries_sort(&e);
	for (size_t i = 0; i < e.n; i++) {
		assert_null(strstr(e.items[i].name, ".."));
		assert_true(e.items[i].name[0] != '/');
		assert_null(strchr(e.items[i].name, '\x1b'));
		assert_null(strchr(e.items[i].name, '\xff'));
	}
	entries_release(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gnu_tar_unpacks_long_and_chinese_names),
		cmocka_unit_test(
		    the_digest_is_of_the_tar_and_the_same_each_time),
		cmocka_unit_test(an_unfinished_tar_leaves_nothing),
		cmocka_unit_test(
		    names_rise_bytewise_and_folders_come_before_what_they_hold),
		cmocka_unit_test(a_name_cannot_leave_the_folder),
	};

	return cmocka_run_group_tests(tests, set_up, folder_remove);
}
