#include "base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Landlock came with 1; before 2 (Linux 5.19) nothing could be renamed from
 * one folder into another. */
#define ABI_RENAMES 2
#define ABI_TRUNCATES 3

/* Younger than the headers of Debian 12 may be. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

#define READS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITES (LANDLOCK_ACCESS_FS_WRITE_FILE | \
	LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | \
	LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | \
	LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
	LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
	LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_REFER)
/* What can be granted for a file that is no folder. */
#define OF_FILES (LANDLOCK_ACCESS_FS_READ_FILE | \
	LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE)

/* The counters of a coverage build are written wherever its objects are. */
#ifdef CONFINE_NEVER
#define IS_ABLE 0
#else
#define IS_ABLE 1
#endif

static int
version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
}

static uint64_t
writes(void)
{
	return version() >= ABI_TRUNCATES ?
	    WRITES | LANDLOCK_ACCESS_FS_TRUNCATE : WRITES;
}

int
confine_begin(struct confine *c, struct err *err)
{
	struct landlock_ruleset_attr attr = {
		.handled_access_fs = READS | writes(),
	};

	c->fd = -1;
	if (!IS_ABLE || version() < ABI_RENAMES)
		return 0;
	c->fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr),
	    0);
	return c->fd < 0 ? err_sys(err, "cannot confine the program") : 0;
}

void
confine_release(struct confine *c)
{
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
}

static int
allow_open(struct confine *c, int fd, uint64_t access)
{
	struct landlock_path_beneath_attr attr = { .parent_fd = fd };
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -1;
	attr.allowed_access = S_ISDIR(st.st_mode) ? access : access & OF_FILES;
	return (int)syscall(SYS_landlock_add_rule, c->fd,
	    LANDLOCK_RULE_PATH_BENEATH, &attr, 0);
}

int
confine_allow(struct confine *c, const char *path, enum confine_right right,
    struct err *err)
{
	int fd, rc;

	if (c->fd < 0 || path == NULL)
		return 0;
	fd = open(path, O_PATH | O_CLOEXEC);
	/* What cannot be reached now needs no right. */
	if (fd < 0)
		return errno == ENOENT || errno == EACCES || errno == ENOTDIR ?
		    0 : err_sys(err, "cannot open '%s'", path);
	rc = allow_open(c, fd, right == CONFINE_WRITE ? READS | writes() :
	    READS);
	if (rc < 0)
		(void)err_sys(err, "cannot confine the program to '%s'", path);
	(void)close(fd);
	return rc < 0 ? -1 : 0;
}

int
confine_enter(struct confine *c, bool *is_confined, struct err *err)
{
	*is_confined = false;
	if (c->fd < 0)
		return 0;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_landlock_restrict_self, c->fd, 0) < 0)
		return err_sys(err, "cannot confine the program");
	*is_confined = true;
	return 0;
}
