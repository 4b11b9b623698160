/* base: files written by a thread. */
#include "folder.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/writer.h"

static void
put(struct writer *w, const char *name, const char *text)
{
	AUTO(mem_freep) char *path = path_join(folder, name);
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	buf_str(&b, text);
	if (writer_put(w, path, &b, &err) < 0)
		fail_msg("%s", err.msg);
	assert_int_equal(b.len, 0);
}

static void
expect(const char *name, const char *text)
{
	AUTO(mem_freep) char *path = path_join(folder, name);
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	if (file_read(path, &b, &err) < 0)
		fail_msg("%s", err.msg);
	assert_string_equal(b.p, text);
}

static void
all_is_there_after_waiting_and_the_last_one_counts(void **state)
{
	struct writer *w = writer_new(0);
	struct err err = ERR_INIT;
	char name[32], text[32];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "%d/deep/%d", i % 7, i % 500);
		(void)snprintf(text, sizeof(text), "text %d", i);
		put(w, name, text);
	}
	put(w, "empty", "");
	assert_int_equal(writer_wait(w, &err), 0);
	for (int i = 500; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "%d/deep/%d", i % 7, i % 500);
		(void)snprintf(text, sizeof(text), "text %d", i);
		expect(name, text);
	}
	expect("empty", "");
	/* It can be used again. */
	put(w, "later", "x");
	assert_int_equal(writer_wait(w, &err), 0);
	expect("later", "x");
	writer_free(w);
}

/* Whoever puts more than there is room for waits, and nothing is lost. */
static void
what_waits_is_bounded(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct writer *w = writer_new(0);
	struct err err = ERR_INIT;
	char name[32];

	(void)state;
	assert_false(writer_is_full(w));
	for (int i = 0; i < 40; i++) {
		AUTO(mem_freep) char *path = NULL;

		(void)snprintf(name, sizeof(name), "large-%d", i);
		path = path_join(folder, name);
		memset(buf_room(&b, 1 << 20), 'a' + i % 26, 1 << 20);
		buf_end(&b, 1 << 20);
		if (writer_put(w, path, &b, &err) < 0)
			fail_msg("%s", err.msg);
	}
	assert_int_equal(writer_wait(w, &err), 0);
	assert_false(writer_is_full(w));
	for (int i = 0; i < 40; i++) {
		AUTO(mem_freep) char *path = NULL;

		(void)snprintf(name, sizeof(name), "large-%d", i);
		path = path_join(folder, name);
		buf_reset(&b);
		if (file_read(path, &b, &err) < 0)
			fail_msg("%s", err.msg);
		assert_int_equal(b.len, 1 << 20);
		assert_int_equal(b.p[(1 << 20) - 1], 'a' + i % 26);
	}
	writer_free(w);
}

static void
a_failure_is_told_once_and_the_rest_is_written(void **state)
{
	struct writer *w = writer_new(0);
	struct err err = ERR_INIT;

	(void)state;
	put(w, "file", "not a folder");
	put(w, "file/below", "cannot be");
	put(w, "beside", "x");
	assert_int_equal(writer_wait(w, &err), -1);
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_non_null(strstr(err.msg, "file"));
	expect("beside", "x");
	err_clear(&err);
	assert_int_equal(writer_wait(w, &err), 0);
	writer_free(w);
}

static void
a_failed_buffer_is_refused(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4);
	struct writer *w = writer_new(0);
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&b, "too long");
	assert_int_equal(writer_put(w, "/nowhere", &b, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	err_clear(&err);
	assert_int_equal(writer_wait(w, &err), 0);
	writer_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    all_is_there_after_waiting_and_the_last_one_counts),
		cmocka_unit_test(what_waits_is_bounded),
		cmocka_unit_test(
		    a_failure_is_told_once_and_the_rest_is_written),
		cmocka_unit_test(a_failed_buffer_is_refused),
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
