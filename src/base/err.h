/*
 * err.h: how a function says that it failed.
 *
 * Every fallible function returns 0 or -1 and takes a struct err * last.  The
 * kind tells the caller what it can do next, never which library complained.
 * Messages are lower case, without a full stop, the problem first, the subject
 * in single quotes.  May be used from every folder.
 *
 * 1. A struct err lives on the caller's stack; nothing here allocates.
 * 2. A message is always NUL-terminated and may be cut, never overrun.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <errno.h>

enum err_kind {
	ERR_NONE = 0,	/* nothing is wrong */
	ERR_RETRY,	/* the same call may succeed later */
	ERR_ITEM,	/* this item is bad; go on with the next one */
	ERR_USAGE,	/* the user asked for something impossible */
	ERR_STORE,	/* the archive is damaged */
	ERR_SYSTEM,	/* memory, disk, permissions: the run cannot go on */
	ERR_LOCKED,	/* another run holds the archive */
	ERR_NETWORK,	/* there is no network at all */
	ERR_ABSENT,	/* what the user asked for is not there */
};

struct err {
	enum err_kind kind;
	char msg[512];
};

#define ERR_INIT { ERR_NONE, "" }
#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Sets kind and message. err may be NULL. Always returns -1. */
int err_set(struct err *, enum err_kind, const char *, ...) PRINTF_LIKE(3, 4);

/* As err_set with ERR_SYSTEM, adding ": " and strerror(errno). */
int err_sys(struct err *, const char *, ...) PRINTF_LIKE(2, 3);

/* Puts "context: " in front of the message; the kind stays. Returns -1. */
int err_in(struct err *, const char *, ...) PRINTF_LIKE(2, 3);

/* Empties an error that was dealt with. */
void err_clear(struct err *);

#endif
