#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "notes/notes.h"

static const char *
shared(void)
{
	const char *dir = getenv("KB_SHARED");

	return dir != NULL ? dir : "../shared";
}

static int
read_note(struct note *note, const char *name)
{
	AUTO(mem_freep) char *path = mem_fmt("%s/seed/%s", shared(), name);
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	if (!file_exists(path)) {
		print_message("skipped: no '%s'\n", path);
		return -1;
	}
	assert_int_equal(file_read(path, &b, &err), 0);
	assert_int_equal(note_parse(note, buf_view(&b), path, &err), 0);
	for (size_t i = 0; i < note->n_refs; i++)
		assert_true(note->refs[i].end <= b.len);
	return 0;
}

static size_t
count(const struct note *note, enum ref_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < note->n_refs; i++)
		n += note->refs[i].kind == kind;
	return n;
}

static void
every_odd_reference_is_found(void **state)
{
	struct note note;

	(void)state;
	if (read_note(&note, "odd.md") < 0)
		skip();
	assert_int_equal(note.n_refs, 31);
	assert_int_equal(count(&note, REF_AUTOLINK), 7);
	assert_int_equal(count(&note, REF_WIKI), 2);
	assert_int_equal(count(&note, REF_EMBED), 1);
	assert_int_equal(count(&note, REF_IMAGE), 1);
	for (size_t i = 0; i < note.n_refs; i++)
		assert_null(strstr(note.refs[i].url, "not-a-reference"));
	note_release(&note);
}

static void
a_long_note_is_read_as_its_author_meant_it(void **state)
{
	struct note note;
	size_t n_lenient = 0;

	(void)state;
	if (read_note(&note, "\xe5\xad\xa6\xe4\xb9\xa0\xe8\xb5\x84\xe6\xba\x90"
	    ".md") < 0)
		skip();
	for (size_t i = 0; i < note.n_refs; i++)
		n_lenient += note.refs[i].is_lenient;
	assert_int_equal(n_lenient, 3);
	assert_int_equal(count(&note, REF_IMAGE), 6);
	assert_int_equal(count(&note, REF_WIKI), 0);
	assert_int_equal(count(&note, REF_LINK), 27);
	note_release(&note);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_odd_reference_is_found),
		cmocka_unit_test(a_long_note_is_read_as_its_author_meant_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
