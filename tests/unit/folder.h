/* A temporary folder for the tests of a file. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"

static inline char *
folder_new(void)
{
	const char *tmp = getenv("TMPDIR");
	char *dir = mem_fmt("%s/kbmirror-unit-XXXXXX", tmp != NULL ? tmp :
	    "/tmp");

	if (mkdtemp(dir) == NULL)
		fail_msg("cannot make '%s'", dir);
	return dir;
}

static inline void
folder_free(char *dir)
{
	struct err err = ERR_INIT;

	if (file_remove(dir, &err) < 0)
		fail_msg("%s", err.msg);
	free(dir);
}

/* For all tests: cmocka_run_group_tests(tests, folder_make, folder_remove). */
static char *folder;

static inline int
folder_make(void **state)
{
	(void)state;
	folder = folder_new();
	return 0;
}

static inline int
folder_remove(void **state)
{
	(void)state;
	folder_free(folder);
	return 0;
}

#endif
