/* base: INI files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/ini.h"
#include "base/opts.h"

/* Writes down what it is told; "stop" is refused. */
static int
tell(void *ctx, const struct ini_event *e, struct err *err)
{
	struct buf *b = ctx;

	if (e->key == NULL)
		buf_fmt(b, "%d[%s] ", e->line, e->section);
	else
		buf_fmt(b, "%d{%s}%s=%s ", e->line, e->section, e->key,
		    e->value);
	if (e->key != NULL && strcmp(e->key, "stop") == 0)
		return err_set(err, ERR_USAGE, "stopped");
	return 0;
}

static const char *
read_text(struct str text, struct buf *told, struct err *err)
{
	buf_reset(told);
	err_clear(err);
	return ini_read("f.ini", text, tell, told, err) < 0 ? err->msg : "";
}

static void
pairs_are_told_with_their_section_and_line(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	assert_string_equal(read_text(STR("\xef\xbb\xbf" "a = 1\r\n"
	    "# b = 2\n\n  ; c\n[ host x.example ]\nheader: A: b; c # d\n"
	    "[empty]\n  e =\n[host [::1]]\nf=g"), &b, &err), "");
	assert_string_equal(b.p, "1{}a=1 5[host x.example] "
	    "6{host x.example}header=A: b; c # d 7[empty] 8{empty}e= "
	    "9[host [::1]] 10{host [::1]}f=g ");
	assert_string_equal(read_text(STR(""), &b, &err), "");
	assert_string_equal(b.p, "");
}

static void
long_names_and_values_are_whole(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	buf_fmt(&in, "[host %060d.example]\nkey%060d = %016000d\n", 7, 8, 9);
	assert_string_equal(read_text(buf_view(&in), &b, &err), "");
	buf_reset(&in);
	buf_fmt(&in, "1[host %060d.example] 2{host %060d.example}key%060d="
	    "%016000d ", 7, 7, 8, 9);
	assert_string_equal(b.p, in.p);
}

static void
errors_name_file_and_line(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	assert_string_equal(read_text(STR("a=1\n\nword\nb=2\n"), &b, &err),
	    "f.ini:3: not \"key = value\"");
	assert_int_equal(err.kind, ERR_USAGE);
	assert_string_equal(b.p, "1{}a=1 ");
	assert_string_equal(read_text(STR("[x\na=1\n"), &b, &err),
	    "f.ini:1: a section is written as [name]");
	assert_string_equal(b.p, "");
	assert_string_equal(read_text(STR("[x] y\na=1\n"), &b, &err),
	    "f.ini:1: a section is written as [name]");
	assert_string_equal(read_text(STR("a=1\nstop=2\nc=3\n"), &b, &err),
	    "f.ini:2: stopped");
	assert_string_equal(b.p, "1{}a=1 2{}stop=2 ");
	assert_string_equal(read_text(STR("a=1\nb\0=2\n"), &b, &err),
	    "f.ini:2: the line holds a NUL byte");
	buf_fmt(&in, "a = %020000d\nb=1\n", 1);
	assert_string_equal(read_text(buf_view(&in), &b, &err),
	    "f.ini:1: the line is too long");
	assert_string_equal(b.p, "");
}

static void
options_are_set_by_their_names(void **state)
{
	bool flag = false;
	int64_t time = 7;
	const char *text = NULL;
	struct opt_list list = { 0 };
	const struct opt table[] = {
		{ "impolite", 0, OPT_FLAG, &flag, NULL, "" },
		{ "delay", 0, OPT_TIME, &time, "TIME", "" },
		{ "proxy", 'x', OPT_STRING, &text, "URL", "" },
		{ "header", 'H', OPT_LIST, &list, "LINE", "" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(opts_set(table, "impolite", "yes", &err), 0);
	assert_true(flag);
	assert_int_equal(opts_set(table, "impolite", "off", &err), 0);
	assert_false(flag);
	assert_int_equal(opts_set(table, "delay", "2s", &err), 0);
	assert_int_equal(time, 2000);
	assert_int_equal(opts_set(table, "proxy", "", &err), 0);
	assert_string_equal(text, "");
	assert_int_equal(opts_set(table, "header", "A: 1", &err), 0);
	assert_int_equal(opts_set(table, "header", "B: 2", &err), 0);
	assert_int_equal(list.n, 2);
	assert_int_equal(opts_set(table, "dleay", "2s", &err), -1);
	assert_string_equal(err.msg,
	    "unknown key 'dleay'; did you mean delay?");
	assert_int_equal(err.kind, ERR_USAGE);
	assert_int_equal(opts_set(table, "entirely-other", "1", &err), -1);
	assert_string_equal(err.msg, "unknown key 'entirely-other'");
	assert_int_equal(opts_set(table, "delay", "soon", &err), -1);
	assert_non_null(strstr(err.msg, "delay wants a time such as"));
	assert_null(strstr(err.msg, "--"));
	assert_int_equal(opts_set(table, "impolite", "maybe", &err), -1);
	assert_string_equal(err.msg, "impolite wants yes or no, not 'maybe'");
	/* A key is the long name: neither a letter nor with its dashes. */
	assert_int_equal(opts_set(table, "x", "y", &err), -1);
	assert_int_equal(opts_set(table, "--delay", "1s", &err), -1);
	assert_int_equal(time, 2000);
	opt_list_release(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_are_told_with_their_section_and_line),
		cmocka_unit_test(long_names_and_values_are_whole),
		cmocka_unit_test(errors_name_file_and_line),
		cmocka_unit_test(options_are_set_by_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
