/*
 * shim.c: makes chosen system calls fail.  Preloaded into kbmirror by
 * scripts/fault; its environment says what to do:
 *
 * FAULT_CLASS  malloc, open, read, write, sync, rename, connect, mkdir, link,
 *              trunc or map
 * FAULT_NTH    which call of the class fails, from 1; 0: none
 * FAULT_MODE   once; ever: it and all later ones; short: a write takes half
 * FAULT_ERRNO  the number that errno gets
 * FAULT_LOG    each failed call appends "CLASS N PATH"; without FAULT_CLASS the
 *              end of the program appends "CLASS CALLS" for each class
 *
 * Reads, writes and syncs count on regular files alone: a failing wake-up
 * pipe is no fault that a disk has.  Workers do not inherit the environment.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum class {
	MALLOC, OPEN, READ, WRITE, SYNC, RENAME, CONNECT, MKDIR, LINK, TRUNC,
	MAP, CLASSES
};

enum mode { ONCE, EVER, SHORT };

static const char *const names[CLASSES] = {
	"malloc", "open", "read", "write", "sync", "rename", "connect",
	"mkdir", "link", "trunc", "map"
};

static atomic_long count[CLASSES];
static int chosen = -1, number = EIO;
static long nth;
static enum mode mode;
static char log_path[4096];
/* What the shim does itself does not count. */
static __thread bool busy;

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static void
put_line(const char *name, long n, const char *path)
{
	char line[4400];
	int fd, len;

	if (log_path[0] == '\0')
		return;
	len = snprintf(line, sizeof(line), "%s %ld %s\n", name, n, path);
	fd = (int)syscall(SYS_openat, AT_FDCWD, log_path,
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (fd < 0)
		return;
	(void)syscall(SYS_write, fd, line, (size_t)len);
	(void)syscall(SYS_close, fd);
}

__attribute__((constructor)) static void
shim_begin(void)
{
	const char *s = getenv("FAULT_LOG");

	if (s != NULL)
		(void)snprintf(log_path, sizeof(log_path), "%s", s);
	s = getenv("FAULT_NTH");
	nth = s != NULL ? atol(s) : 0;
	s = getenv("FAULT_ERRNO");
	number = s != NULL ? atoi(s) : EIO;
	s = getenv("FAULT_MODE");
	mode = s == NULL || strcmp(s, "once") == 0 ? ONCE :
	    strcmp(s, "ever") == 0 ? EVER : SHORT;
	for (int i = 0; i < CLASSES; i++)
		atomic_store(&count[i], 0);
	s = getenv("FAULT_CLASS");
	for (int i = 0; s != NULL && i < CLASSES; i++)
		if (strcmp(s, names[i]) == 0)
			chosen = i;
}

__attribute__((destructor)) static void
shim_end(void)
{
	if (chosen < 0)
		for (int i = 0; i < CLASSES; i++)
			put_line(names[i], atomic_load(&count[i]), "");
}

/* Counts a call; true: it shall fail, and errno is set. */
static bool
hit(enum class c, const char *path)
{
	long n;

	if (busy)
		return false;
	n = atomic_fetch_add(&count[c], 1) + 1;
	if (chosen != (int)c || nth == 0 || n < nth ||
	    (mode != EVER && n > nth))
		return false;
	busy = true;
	put_line(names[c], n, path);
	busy = false;
	errno = number;
	return true;
}

static bool
hit_fd(enum class c, int fd)
{
	char link[64], path[4096];
	int saved = errno;
	struct stat st;
	ssize_t n;

	if (busy || fstat(fd, &st) < 0 ||
	    (!S_ISREG(st.st_mode) && !(c == SYNC && S_ISDIR(st.st_mode))))
		return false;
	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	errno = saved;
	return hit(c, path);
}

#define REAL(name) ((__typeof__(&name))real(#name))

static void *
real(const char *name)
{
	void *p;

	busy = true;
	p = dlsym(RTLD_NEXT, name);
	busy = false;
	return p;
}

/* --- memory --- */

void *
malloc(size_t n)
{
	return hit(MALLOC, "") ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return hit(MALLOC, "") ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	return hit(MALLOC, "") ? NULL : __libc_realloc(p, n);
}

void *
mmap(void *at, size_t n, int prot, int flags, int fd, off_t from)
{
	if (fd >= 0 && hit_fd(MAP, fd))
		return MAP_FAILED;
	return (void *)syscall(SYS_mmap, at, n, prot, flags, fd, from);
}

void *
mmap64(void *at, size_t n, int prot, int flags, int fd, off64_t from)
{
	return mmap(at, n, prot, flags, fd, from);
}

/* --- files --- */

static int
open_at(int dir, const char *path, int flags, mode_t bits)
{
	if (hit(OPEN, path))
		return -1;
	return (int)syscall(SYS_openat, dir, path, flags, bits);
}

#define OPEN_BITS(flags, bits) do {					\
	va_list ap;							\
	va_start(ap, flags);						\
	if ((flags) & (O_CREAT | O_TMPFILE))				\
		bits = va_arg(ap, mode_t);				\
	va_end(ap);							\
} while (0)

int
open(const char *path, int flags, ...)
{
	mode_t bits = 0;

	OPEN_BITS(flags, bits);
	return open_at(AT_FDCWD, path, flags, bits);
}

int
open64(const char *path, int flags, ...)
{
	mode_t bits = 0;

	OPEN_BITS(flags, bits);
	return open_at(AT_FDCWD, path, flags, bits);
}

int
openat(int dir, const char *path, int flags, ...)
{
	mode_t bits = 0;

	OPEN_BITS(flags, bits);
	return open_at(dir, path, flags, bits);
}

int
openat64(int dir, const char *path, int flags, ...)
{
	mode_t bits = 0;

	OPEN_BITS(flags, bits);
	return open_at(dir, path, flags, bits);
}

/* What the hardened compiler flags make of open() with two arguments. */
int __open_2(const char *, int);
int __open64_2(const char *, int);

int
__open_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

int
__open64_2(const char *path, int flags)
{
	return open_at(AT_FDCWD, path, flags, 0);
}

FILE *
fopen(const char *path, const char *how)
{
	return hit(OPEN, path) ? NULL : REAL(fopen)(path, how);
}

FILE *
fopen64(const char *path, const char *how)
{
	return hit(OPEN, path) ? NULL : REAL(fopen64)(path, how);
}

ssize_t
read(int fd, void *p, size_t n)
{
	return hit_fd(READ, fd) ? -1 : syscall(SYS_read, fd, p, n);
}

ssize_t
pread(int fd, void *p, size_t n, off_t at)
{
	return hit_fd(READ, fd) ? -1 : syscall(SYS_pread64, fd, p, n, at);
}

ssize_t
pread64(int fd, void *p, size_t n, off64_t at)
{
	return pread(fd, p, n, at);
}

ssize_t __read_chk(int, void *, size_t, size_t);
ssize_t __pread_chk(int, void *, size_t, off_t, size_t);
ssize_t __pread64_chk(int, void *, size_t, off64_t, size_t);

ssize_t
__read_chk(int fd, void *p, size_t n, size_t room)
{
	if (n > room)
		abort();
	return read(fd, p, n);
}

ssize_t
__pread_chk(int fd, void *p, size_t n, off_t at, size_t room)
{
	if (n > room)
		abort();
	return pread(fd, p, n, at);
}

ssize_t
__pread64_chk(int fd, void *p, size_t n, off64_t at, size_t room)
{
	return __pread_chk(fd, p, n, at, room);
}

/* How much of n bytes a write takes; 0: none, it fails. */
static size_t
may_write(int fd, size_t n)
{
	if (!hit_fd(WRITE, fd))
		return n;
	return mode == SHORT && n > 1 ? n / 2 : mode == SHORT ? n : 0;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	size_t some = n > 0 ? may_write(fd, n) : 0;

	return n > 0 && some == 0 ? -1 : syscall(SYS_write, fd, p, some);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	size_t some = n > 0 ? may_write(fd, n) : 0;

	return n > 0 && some == 0 ? -1 :
	    syscall(SYS_pwrite64, fd, p, some, at);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	return pwrite(fd, p, n, at);
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	size_t first = n > 0 ? v[0].iov_len : 0;

	if (first > 0 && may_write(fd, first) != first)
		return -1;
	return syscall(SYS_writev, fd, v, n);
}

int
ftruncate(int fd, off_t n)
{
	return hit_fd(TRUNC, fd) ? -1 : (int)syscall(SYS_ftruncate, fd, n);
}

int
ftruncate64(int fd, off64_t n)
{
	return ftruncate(fd, n);
}

int
fsync(int fd)
{
	return hit_fd(SYNC, fd) ? -1 : (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	return hit_fd(SYNC, fd) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

/* --- names --- */

int
rename(const char *from, const char *to)
{
	return hit(RENAME, to) ? -1 : (int)syscall(SYS_rename, from, to);
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned int flags)
{
	return hit(RENAME, to) ? -1 :
	    (int)syscall(SYS_renameat2, a, from, b, to, flags);
}

int
mkdir(const char *path, mode_t bits)
{
	return hit(MKDIR, path) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD,
	    path, bits);
}

int
link(const char *from, const char *to)
{
	return hit(LINK, to) ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from,
	    AT_FDCWD, to, 0);
}

int
unlink(const char *path)
{
	return hit(LINK, path) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD,
	    path, 0);
}

/* --- network --- */

int
connect(int fd, const struct sockaddr *to, socklen_t n)
{
	return hit(CONNECT, "") ? -1 : (int)syscall(SYS_connect, fd, to, n);
}
