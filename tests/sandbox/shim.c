/*
 * shim.c: what the program may open while it commits a snapshot.
 *
 * Preloaded. At each rename() it tries to read SANDBOX_READ and to make
 * SANDBOX_WRITE, and notes in SANDBOX_LOG, opened at the start, how that
 * ended: "read 13 write 13" is that both were refused.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int log_fd = -1;

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("SANDBOX_LOG");

	if (path != NULL)
		log_fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static int
try(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	(void)close(fd);
	return 0;
}

int
rename(const char *from, const char *to)
{
	int (*real)(const char *, const char *) =
	    (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
	const char *readable = getenv("SANDBOX_READ"),
	    *writable = getenv("SANDBOX_WRITE");

	if (log_fd >= 0 && readable != NULL && writable != NULL)
		(void)dprintf(log_fd, "read %d write %d\n",
		    try(readable, O_RDONLY), try(writable, O_CREAT | O_WRONLY));
	return real(from, to);
}
