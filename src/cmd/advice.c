#include "cmd/advice.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char full[] = "make room on that disk and run it again: what "
    "was reported as kept is kept, and the next run goes on";
static const char closed[] = "you may not do that there: change its owner or "
    "mode, or, where it is the archive, name another one with --archive";

/* The reason as the system words it, and as SQLite does, at a message's end. */
static const struct {
	int number;
	const char *words;
	const char *advice;
} table[] = {
	{ ENOSPC, "database or disk is full", full },
	{ EDQUOT, NULL, full },
	{ EFBIG, NULL, "this process may not write larger files: raise ulimit "
	    "-f, or keep the archive on another file system" },
	{ EROFS, "attempt to write a readonly database", "what lies there may "
	    "only be read: mount it for writing, or name another archive with "
	    "--archive" },
	{ EACCES, NULL, closed },
	{ EPERM, "access permission denied", closed },
	{ EIO, NULL, "the disk fails: save the archive elsewhere, then look at "
	    "it there with kbmirror verify" },
	/* Of SQLite alone, for a lost permission too. */
	{ 0, "disk I/O error", "the disk fails, or you may not write there: "
	    "look at the system's log, and at the archive's owner and mode" },
	{ EMFILE, NULL, "this process may not open more files: raise ulimit "
	    "-n, or lower --jobs" },
	{ ENFILE, NULL, "this machine may not open more files: end other "
	    "programs, and run it again" },
	{ ENOLCK, NULL, "that file system has no locks: mount it with them, "
	    "or keep the archive elsewhere" },
};

static bool
ends_with(const char *s, const char *tail)
{
	size_t n = strlen(s), m = tail != NULL ? strlen(tail) : n + 1;

	return m <= n && strcmp(s + n - m, tail) == 0;
}

const char *
advice_on(const struct err *err)
{
	if (err->kind == ERR_STORE)
		return "'kbmirror verify --repair' mends an archive that is "
		    "damaged";
	if (err->kind != ERR_SYSTEM)
		return NULL;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if ((table[i].number != 0 &&
		    ends_with(err->msg, strerror(table[i].number))) ||
		    ends_with(err->msg, table[i].words))
			return table[i].advice;
	return NULL;
}
