/* base: time, files, options, JSON. */
#include "folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/map.h"
#include "base/opts.h"

static void
dates_are_read_and_written(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} good[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-22T07:43:00Z", 1795333380000 },
		{ "2026-11-22T15:43:00+08:00", 1795333380000 },
		{ "2026-11-22 07:43:00.250Z", 1795333380250 },
		{ "2026-11-22", 1795305600000 },
		{ "2000-02-29T12:00", 951825600000 },
	};
	static const char *const bad[] = { "", "2026", "2026-13-01",
	    "2026-02-29", "2026-04-31", "2026-12-32",
	    "2026-11-22T", "2026-11-22Tx", "2026-11-22T07:43:00+1" };
	char text[CLOCK_TEXT];
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_true(clock_parse(str_of(good[i].text), &ms));
		assert_int_equal(ms, good[i].ms);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(clock_parse(str_of(bad[i]), &ms));
	clock_text_ms(1795333380250, text);
	assert_string_equal(text, "2026-11-22T07:43:00.250Z");
	clock_digits(1795333380250, text);
	assert_string_equal(text, "20261122074300");
}

static void
the_clock_can_be_set_for_tests(void **state)
{
	(void)state;
	assert_int_equal(setenv("KBMIRROR_NOW", "2026-11-22T07:43:00Z", 1), 0);
	assert_int_equal(clock_now(), 1795333380000);
	assert_int_equal(unsetenv("KBMIRROR_NOW"), 0);
	assert_int_not_equal(clock_now(), 1795333380000);
}

static void
a_failed_write_leaves_the_old_file(void **state)
{
	AUTO(mem_freep) char *path = path_join(folder, "f");
	AUTO(mem_freep) char *tmp = path_join(folder, "f.tmp");
	AUTO(buf_release) struct buf b = BUF_INIT(100);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_write(path, STR("old"), &err), 0);
	/* The temporary name is taken by a folder: the write must fail. */
	assert_int_equal(file_mkdirs(tmp, &err), 0);
	assert_int_equal(file_write(path, STR("new"), &err), -1);
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_int_equal(file_read(path, &b, &err), 0);
	assert_string_equal(b.p, "old");
	assert_int_equal(file_remove(tmp, &err), 0);
}

static void
a_file_larger_than_the_buffer_is_refused(void **state)
{
	AUTO(mem_freep) char *path = path_join(folder, "large");
	AUTO(buf_release) struct buf small = BUF_INIT(4);
	AUTO(buf_release) struct buf exact = BUF_INIT(5);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_write_fast(path, STR("12345"), &err), 0);
	assert_int_equal(file_read(path, &small, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	assert_int_equal(file_read(path, &exact, &err), 0);
	assert_string_equal(exact.p, "12345");
}

static void
a_fast_write_leaves_other_links_of_the_file_alone(void **state)
{
	AUTO(mem_freep) char *path = path_join(folder, "linked");
	AUTO(mem_freep) char *other = path_join(folder, "other-link");
	AUTO(buf_release) struct buf old = BUF_INIT(16);
	AUTO(buf_release) struct buf new = BUF_INIT(16);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_write_fast(path, STR("old"), &err), 0);
	assert_int_equal(file_link(path, other, &err), 0);
	assert_int_equal(file_write_fast(path, STR("new one"), &err), 0);
	assert_int_equal(file_read(other, &old, &err), 0);
	assert_string_equal(old.p, "old");
	assert_int_equal(file_read(path, &new, &err), 0);
	assert_string_equal(new.p, "new one");
}

static void
removing_a_folder_does_not_follow_links(void **state)
{
	AUTO(mem_freep) char *outside = path_join(folder, "outside");
	AUTO(mem_freep) char *inside = path_join(folder, "inside");
	AUTO(mem_freep) char *sub = path_join(inside, "a/b");
	AUTO(mem_freep) char *link_path = path_join(inside, "a/link");
	AUTO(mem_freep) char *precious = path_join(outside, "f");
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_mkdirs(outside, &err), 0);
	assert_int_equal(file_mkdirs(sub, &err), 0);
	assert_int_equal(file_write_fast(precious, STR("x"), &err), 0);
	assert_int_equal(symlink(outside, link_path), 0);
	assert_int_equal(file_remove(inside, &err), 0);
	assert_false(file_exists(inside));
	assert_true(file_exists(precious));
}

static void
what_cannot_be_looked_at_is_not_taken_for_missing(void **state)
{
	AUTO(mem_freep) char *loop = path_join(folder, "loop");
	AUTO(mem_freep) char *below = path_join(folder, "loop/below");
	AUTO(mem_freep) char *nothing = path_join(folder, "nothing");
	AUTO(buf_release) struct buf text = BUF_INIT(100);
	struct err err = ERR_INIT;
	bool is_dir = true, found = true;

	(void)state;
	assert_int_equal(symlink("loop", loop), 0);
	assert_false(file_is_missing(below));
	assert_false(file_exists(below));
	assert_int_equal(file_check_dir(loop, &is_dir, &err), -1);
	assert_non_null(strstr(err.msg, loop));
	assert_int_equal(file_read_optional(loop, &text, &found, &err), -1);
	assert_true(file_is_missing(nothing));
	assert_int_equal(file_read_optional(nothing, &text, &found, &err), 0);
	assert_false(found);
	assert_int_equal(file_read(nothing, &text, &err), -1);
	assert_non_null(strstr(err.msg, "No such file"));
	assert_int_equal(file_check_dir(nothing, &is_dir, &err), 0);
	assert_false(is_dir);
	assert_int_equal(file_check_dir(folder, &is_dir, &err), 0);
	assert_true(is_dir);
}

static void
two_folders_change_places(void **state)
{
	AUTO(mem_freep) char *a = path_join(folder, "a");
	AUTO(mem_freep) char *b = path_join(folder, "b");
	AUTO(mem_freep) char *in_a = path_join(a, "f");
	AUTO(mem_freep) char *in_b = path_join(b, "f");
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(file_mkdirs(a, &err), 0);
	assert_int_equal(file_mkdirs(b, &err), 0);
	assert_int_equal(file_write_fast(in_a, STR("x"), &err), 0);
	assert_int_equal(file_exchange(a, b, &err), 0);
	assert_false(file_exists(in_a));
	assert_true(file_exists(in_b));
	assert_int_equal(file_remove(a, &err), 0);
	assert_int_equal(file_exchange(b, a, &err), 0);
	assert_true(file_exists(in_a));
	assert_false(file_exists(b));
	assert_int_equal(file_exchange(b, a, &err), -1);
	assert_true(file_exists(in_a));
}

static void
names_fit_every_file_system(void **state)
{
	static const struct {
		const char *in, *out;
	} names[] = {
		{ "../etc", "-.-etc" }, { "a:b*c?", "a-b-c-" },
		{ "con", "-con" }, { "NUL.txt", "-NUL.txt" },
		{ "dots. .", "dots" }, { "", "-" }, { "中文", "中文" },
		{ "a\x1b[2J", "a-[2J" }, { "console", "console" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(1000);

		path_portable(&b, str_of(names[i].in), 100);
		assert_string_equal(b.p, names[i].out);
	}
}

static void
a_long_name_is_cut_between_characters(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	(void)state;
	path_portable(&b, str_of("中文中文"), 7);
	assert_string_equal(b.p, "中文");
}

static void
options_may_stand_anywhere(void **state)
{
	bool flag = false;
	int64_t size = 0, time = 0;
	const char *text = NULL;
	struct opt_list list = { 0 };
	const struct opt table[] = {
		{ "flag", 'f', OPT_FLAG, &flag, NULL, "" },
		{ "size", 0, OPT_SIZE, &size, "N", "" },
		{ "time", 't', OPT_TIME, &time, "T", "" },
		{ "text", 'o', OPT_STRING, &text, "S", "" },
		{ "list", 0, OPT_LIST, &list, "S", "" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	const struct opt *const tables[] = { table, NULL };
	char *argv[] = { (char[]){ "x" }, (char[]){ "a" }, (char[]){ "-fo" },
	    (char[]){ "v" }, (char[]){ "--size=2k" }, (char[]){ "-t30d" },
	    (char[]){ "--list" }, (char[]){ "1" }, (char[]){ "--list=2" },
	    (char[]){ "b" }, (char[]){ "--" }, (char[]){ "-f" }, NULL };
	int argc = 12;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(opts_parse(&argc, argv, tables, &err), 0);
	assert_true(flag);
	assert_int_equal(size, 2048);
	assert_int_equal(time, 2592000000);
	assert_string_equal(text, "v");
	assert_int_equal(list.n, 2);
	assert_int_equal(argc, 4);
	assert_string_equal(argv[1], "a");
	assert_string_equal(argv[2], "b");
	assert_string_equal(argv[3], "-f");
	opt_list_release(&list);
}

static void
a_wrong_option_is_explained(void **state)
{
	bool flag = false;
	int64_t size = 0;
	const struct opt table[] = {
		{ "refresh", 0, OPT_FLAG, &flag, NULL, "" },
		{ "size", 0, OPT_SIZE, &size, "N", "" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	const struct opt *const tables[] = { table, NULL };
	static const char *const wrong[][2] = {
		{ "--refesh", "did you mean --refresh" },
		{ "--size", "needs a value" },
		{ "--size=big", "wants a size" },
		{ "--refresh=1", "takes no value" },
		{ "-z", "unknown option" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		AUTO(mem_freep) char *arg = mem_dup(wrong[i][0]);
		char *argv[] = { (char[]){ "x" }, arg, NULL };
		struct err err = ERR_INIT;
		int argc = 2;

		assert_int_equal(opts_parse(&argc, argv, tables, &err), -1);
		assert_int_equal(err.kind, ERR_USAGE);
		assert_non_null(strstr(err.msg, wrong[i][1]));
	}
}

static void
json_is_read_back_as_it_was_written(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);
	AUTO(json_freep) json_t *v = NULL;
	struct err err = ERR_INIT;

	(void)state;
	json_begin(&b, '{');
	json_pair(&b, "s", "q\"\\\n\x1b中\xff");
	json_pair(&b, "left out", "");
	json_pair_int(&b, "i", -5);
	json_key(&b, "a");
	json_begin(&b, '[');
	json_bool(&b, true);
	json_none(&b);
	json_begin(&b, '[');
	json_end(&b, ']');
	json_end(&b, ']');
	json_end(&b, '}');
	assert_null(memchr(b.p, 0x1b, b.len));
	assert_int_equal(json_read(buf_view(&b), &v, &err), 0);
	assert_string_equal(json_get_str(v, "s"), "q\"\\\n\x1b中\xef\xbf\xbd");
	assert_null(json_get_str(v, "left out"));
	assert_int_equal(json_get_int(v, "i", 0), -5);
	assert_int_equal(json_array_size(json_object_get(v, "a")), 3);
}

/* Both readers find the same, or both refuse. */
static void
compare_readers(struct str doc)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 10);
	AUTO(json_freep) json_t *whole = NULL;
	AUTO(json_freep) json_t *apart = NULL;
	const struct json_text texts[] = { { "t", &text } };
	struct err err = ERR_INIT;
	bool is_whole = json_read(doc, &whole, &err) == 0;
	bool is_apart = json_read_apart(doc, texts, 1, &apart, &err) == 0;
	json_t *t;

	if (is_whole != is_apart)
		fail_msg("%s: %d %d", doc.p, is_whole, is_apart);
	if (!is_whole)
		return;
	t = json_object_get(whole, "t");
	if (!json_is_string(t)) {
		assert_int_equal(text.len, 0);
		assert_true(json_equal(whole, apart));
		return;
	}
	assert_int_equal(text.len, json_string_length(t));
	assert_memory_equal(text.p, json_string_value(t), text.len);
	(void)json_string_set(t, "");
	assert_true(json_equal(whole, apart));
}

static void
texts_taken_out_are_those_of_the_whole_tree(void **state)
{
	static const char *const docs[] = {
		"{\"a\": [\"t\", {\"t\": \"x\"}], \"t\": \"y\\n\\\"z\\\\\"}",
		"{\"t\": \"\\u4e2d\\ud83d\\ude00\\/\\b\\f\\r\\t \xe4\xb8\xad\"}",
		"{\"t\" : {\"t\": \"}\"}, \"b\": \"t\"}", "[\"t\", \"x\"]",
		"{\"b\":\"t\",\"c\":\"d\"}", "{\"t\":1,\"u\":\"v\"}", "{}",
		"{\"t\":null,\"x\":[[],{}],\"y\":\"\\u0000\"}",
	};
	static const char others[] = "\"\\{}[]:,tu0d\x01\xff ";

	(void)state;
	for (size_t i = 0; i < sizeof(docs) / sizeof(docs[0]); i++) {
		size_t n = strlen(docs[i]);

		compare_readers(str_of(docs[i]));
		for (size_t j = 0; j < n; j++) {
			AUTO(mem_freep) char *doc = mem_dup(docs[i]);

			for (size_t k = 0; k < sizeof(others) - 1; k++) {
				doc[j] = others[k];
				compare_readers(str_of(doc));
			}
			doc[j] = '\0';
			compare_readers(str_of(doc));
		}
	}
}

static void
a_map_keeps_its_order(void **state)
{
	struct map m = MAP_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		AUTO(mem_freep) char *key = mem_fmt("k%d", i * 7919 % 1000);

		assert_true(map_add(&m, str_of(key)));
		assert_false(map_add(&m, str_of(key)));
	}
	assert_int_equal(m.n, 1000);
	assert_string_equal(m.items[1].key, "k919");
	assert_true(map_has(&m, STR("k0")));
	assert_false(map_has(&m, STR("k1000")));
	map_release(&m);
}

#ifndef __SANITIZE_ADDRESS__	/* its own allocator ends otherwise */
static void
write_short_text(void)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	buf_str(&b, "a link");
}

static void
read_json(void)
{
	AUTO(json_freep) json_t *v = NULL;
	struct err err = ERR_INIT;

	if (json_read(STR("{\"a\": \"b\"}"), &v, &err) < 0)
		_exit(1);
}

/* How a process ends that does this when there is no memory at all. */
static int
end_without_memory(void (*act)(void))
{
	const struct rlimit none = { 0, 0 };
	static void *volatile last;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		if (setrlimit(RLIMIT_AS, &none) < 0)
			_exit(1);
		for (size_t n = 1 << 20; n > 0; n /= 2)
			while ((last = malloc(n)) != NULL)
				continue;
		act();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
without_memory_the_program_ends_and_says_so(void **state)
{
	const char *tools = getenv("LD_PRELOAD");

	(void)state;
	/* valgrind's, too. */
	if (tools != NULL && strstr(tools, "vgpreload") != NULL)
		skip();
	assert_int_equal(end_without_memory(write_short_text), 4);
	assert_int_equal(end_without_memory(read_json), 4);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_read_and_written),
		cmocka_unit_test(the_clock_can_be_set_for_tests),
		cmocka_unit_test(a_failed_write_leaves_the_old_file),
		cmocka_unit_test(a_file_larger_than_the_buffer_is_refused),
		cmocka_unit_test(a_fast_write_leaves_other_links_of_the_file_alone),
		cmocka_unit_test(removing_a_folder_does_not_follow_links),
		cmocka_unit_test(
		    what_cannot_be_looked_at_is_not_taken_for_missing),
		cmocka_unit_test(two_folders_change_places),
		cmocka_unit_test(names_fit_every_file_system),
		cmocka_unit_test(a_long_name_is_cut_between_characters),
		cmocka_unit_test(options_may_stand_anywhere),
		cmocka_unit_test(a_wrong_option_is_explained),
		cmocka_unit_test(json_is_read_back_as_it_was_written),
		cmocka_unit_test(texts_taken_out_are_those_of_the_whole_tree),
		cmocka_unit_test(a_map_keeps_its_order),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(without_memory_the_program_ends_and_says_so),
#endif
	};

	return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
