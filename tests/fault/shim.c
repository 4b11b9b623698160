/*
 * shim.c: makes chosen system calls fail.  Preloaded into kbmirror by
 * scripts/fault; its environment says what to do:
 *
 * FAULT_CLASS  the kind of call that fails: one of names[] below
 * FAULT_SITE   where: eight digits of a listing
 * FAULT_NTH    which call of that site, from 1
 * FAULT_MODE   once; ever: this call and all later ones of its class; short: a
 *              write takes half
 * FAULT_ERRNO  the number that errno gets, or that the call returns
 * FAULT_LOG    each failed call appends "CLASS SITE N PATH"; without
 *              FAULT_CLASS the end of the program appends "CLASS SITE CALLS
 *              PATH | OFFSETS" for each site, the offsets in the program
 *
 * FAULT_DOWN   while there is a file of this name the network is down:
 *              nothing is reached, no name is known, what was open breaks
 *
 * A crash appends "crash 0 0 LIBRARY", whose code it was in.
 *
 * A site is where a call comes from: the stack of return addresses, each
 * relative to its library and counted once, so that neither the addresses of
 * this run nor the depth of a recursion make a difference.  Of a library's
 * frames only that which calls counts.  Reads, writes and the like count on
 * regular files alone, and sends and receives on those sockets
 * that reach out: a failing wake-up pipe is no fault that a machine has.
 * Workers do not inherit the environment.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <unwind.h>

enum class {
	MALLOC, MAP, OPEN, READ, WRITE, CLOSE, SYNC, TRUNC, STAT, LOCK, RENAME,
	LINK, UNLINK, MKDIR, DIRECTORY, SPAWN, SOCKET, RESOLVE, CONNECT, SEND,
	RECEIVE, CLASSES
};

enum mode { ONCE, EVER, SHORT };

static const char *const names[CLASSES] = {
	"malloc", "map", "open", "read", "write", "close", "sync", "trunc",
	"stat", "lock", "rename", "link", "unlink", "mkdir", "dir", "spawn",
	"socket", "resolve", "connect", "send", "receive"
};

static const bool is_near[CLASSES] = {
	[MALLOC] = true, [STAT] = true, [LOCK] = true
};

#define MAX_MODULES 128
#define MAX_FRAMES 128
/* Frames of the program that a listing shows. */
#define MAX_SHOWN 16
/* Frames of the program that tell calls of the most frequent classes apart: with
 * all of them each way to a string's copy would be a site of its own. */
#define NEAR_FRAMES 3
#define MAX_SITES (1 << 15)

struct module {
	uintptr_t begin, end, base;
	const char *name;	/* "": the program */
};

struct site {
	enum class class;
	uint32_t hash;
	long calls;
	int n_shown;
	uint32_t shown[MAX_SHOWN];
	char path[160];
};

static struct module modules[MAX_MODULES];
static int n_modules, own_module = -1;
static struct site *sites[MAX_SITES];
static atomic_flag table_lock = ATOMIC_FLAG_INIT;
static bool ready;
static int chosen = -1, number = EIO;
static uint32_t wanted;
static long nth;
static atomic_long n_calls;
static atomic_bool fired;
static enum mode mode;
/* Opened before the program locks itself in; beyond what it counts on. */
static int log_fd = -1;
#define LOG_FD 900
/* What the shim does itself does not count. */
static __thread bool busy;

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static void
put_line(const char *line, int len)
{
	if (log_fd >= 0)
		(void)syscall(SYS_write, log_fd, line, (size_t)len);
}

static void
open_log(const char *path)
{
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path,
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (fd < 0)
		return;
	log_fd = (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, LOG_FD);
	(void)syscall(SYS_close, fd);
}

/* --- where a call comes from --- */

static int
add_module(struct dl_phdr_info *info, size_t size, void *ctx)
{
	struct module *m = &modules[n_modules];
	uintptr_t own = (uintptr_t)&add_module;

	(void)size;
	(void)ctx;
	if (n_modules == MAX_MODULES)
		return 1;
	*m = (struct module){ .begin = UINTPTR_MAX, .base = info->dlpi_addr,
		.name = info->dlpi_name };
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t at = info->dlpi_addr + p->p_vaddr;

		if (p->p_type != PT_LOAD)
			continue;
		m->begin = at < m->begin ? at : m->begin;
		m->end = at + p->p_memsz > m->end ? at + p->p_memsz : m->end;
	}
	if (m->begin <= own && own < m->end)
		own_module = n_modules;
	n_modules++;
	return 0;
}

/* The program itself is the first module. */
static int
module_of(uintptr_t at)
{
	for (int i = 0; i < n_modules; i++)
		if (modules[i].begin <= at && at < modules[i].end)
			return i;
	return -1;
}

/* A walk up the stack. */
struct walk {
	struct site *site;
	uintptr_t seen[MAX_FRAMES];
	int n_seen, n_program;
	bool has_caller;
};

static bool
was_seen(struct walk *w, uintptr_t at)
{
	for (int i = 0; i < w->n_seen; i++)
		if (w->seen[i] == at)
			return true;
	if (w->n_seen < MAX_FRAMES)
		w->seen[w->n_seen++] = at;
	return false;
}

static _Unwind_Reason_Code
visit(struct _Unwind_Context *frame, void *ctx)
{
	uintptr_t at = _Unwind_GetIP(frame), offset;
	struct walk *w = ctx;
	struct site *s = w->site;
	int m = module_of(at);

	if (m < 0 || m == own_module || (m != 0 && w->has_caller) ||
	    was_seen(w, at))
		return _URC_NO_REASON;
	w->has_caller = true;
	offset = at - modules[m].base;
	if (m == 0 && s->n_shown < MAX_SHOWN)
		s->shown[s->n_shown++] = (uint32_t)offset;
	if (m == 0 && ++w->n_program > NEAR_FRAMES && is_near[s->class])
		return chosen < 0 ? _URC_NO_REASON : _URC_END_OF_STACK;
	for (size_t k = 0; k < sizeof(offset); k++)
		s->hash = (s->hash ^ (uint32_t)(offset >> (8 * k) & 0xff)) *
		    16777619u;
	s->hash = (s->hash ^ (uint32_t)m) * 16777619u;
	return _URC_NO_REASON;
}

/* Fills in a site's hash and the frames that a listing shows. */
static void
look_up(struct site *s)
{
	struct walk w = { .site = s };

	s->hash = 2166136261u;
	(void)_Unwind_Backtrace(visit, &w);
}

/* Counts a call of this site in the listing. */
static void
enter(const struct site *s, const char *path)
{
	size_t i = (s->hash ^ (size_t)s->class * 2654435761u) % MAX_SITES;

	while (atomic_flag_test_and_set(&table_lock))
		continue;
	while (sites[i] != NULL && (sites[i]->hash != s->hash ||
	    sites[i]->class != s->class))
		i = (i + 1) % MAX_SITES;
	if (sites[i] == NULL) {
		sites[i] = __libc_malloc(sizeof(*s));
		if (sites[i] == NULL)
			abort();
		*sites[i] = *s;
		(void)snprintf(sites[i]->path, sizeof(sites[i]->path), "%s",
		    path);
	}
	sites[i]->calls++;
	atomic_flag_clear(&table_lock);
}

/* Whose frame it is, but for those that only pass a crash on. */
static _Unwind_Reason_Code
visit_crash(struct _Unwind_Context *frame, void *ctx)
{
	int m = module_of(_Unwind_GetIP(frame));
	const char **name = ctx;

	if (m < 0 || m == own_module || strstr(modules[m].name, "libc.so") ||
	    strstr(modules[m].name, "libgcc") ||
	    strstr(modules[m].name, "vdso"))
		return _URC_NO_REASON;
	*name = modules[m].name;
	return _URC_END_OF_STACK;
}

/* Libraries that do not look at what malloc() gave crash; we may not. */
static void
on_crash(int sig)
{
	const char *name = "?";
	char line[512];

	busy = true;
	(void)signal(sig, SIG_DFL);
	(void)_Unwind_Backtrace(visit_crash, &name);
	put_line(line, snprintf(line, sizeof(line), "crash 0 0 %s\n",
	    name[0] != '\0' ? name : "kbmirror"));
	(void)raise(sig);
}

__attribute__((constructor)) static void
shim_begin(void)
{
	const char *s = getenv("FAULT_LOG");

	busy = true;
	if (s != NULL)
		open_log(s);
	s = getenv("FAULT_NTH");
	nth = s != NULL ? atol(s) : 1;
	s = getenv("FAULT_SITE");
	wanted = s != NULL ? (uint32_t)strtoul(s, NULL, 16) : 0;
	s = getenv("FAULT_ERRNO");
	number = s != NULL ? atoi(s) : EIO;
	s = getenv("FAULT_MODE");
	mode = s == NULL || strcmp(s, "once") == 0 ? ONCE :
	    strcmp(s, "ever") == 0 ? EVER : SHORT;
	s = getenv("FAULT_CLASS");
	for (int i = 0; s != NULL && i < CLASSES; i++)
		if (strcmp(s, names[i]) == 0)
			chosen = i;
	(void)dl_iterate_phdr(add_module, NULL);
	if (chosen >= 0) {
		(void)signal(SIGSEGV, on_crash);
		(void)signal(SIGABRT, on_crash);
	}
	ready = true;
	busy = false;
}

__attribute__((destructor)) static void
shim_end(void)
{
	busy = true;
	for (int i = 0; i < MAX_SITES; i++) {
		const struct site *s = sites[i];
		char line[512];
		int n;

		if (s == NULL)
			continue;
		n = snprintf(line, sizeof(line), "%s %08x %ld %s |",
		    names[s->class], s->hash, s->calls, s->path);
		for (int k = 0; k < s->n_shown; k++)
			n += snprintf(line + n, sizeof(line) - (size_t)n,
			    " %x", s->shown[k]);
		line[n++] = '\n';
		put_line(line, n);
	}
}

/* --- what fails --- */

/* Is it this call's turn? */
static bool
is_due(struct site *s)
{
	if (atomic_load(&fired))
		return mode == EVER;
	look_up(s);
	if (s->hash != wanted || atomic_fetch_add(&n_calls, 1) + 1 != nth)
		return false;
	atomic_store(&fired, true);
	return true;
}

/* Counts a call; true: it shall fail, and errno is set. */
static bool
hit(enum class c, const char *path)
{
	struct site s = { .class = c };
	char line[4400];
	bool due = false;
	int saved = errno;

	if (busy || !ready || (chosen >= 0 && chosen != (int)c))
		return false;
	busy = true;
	if (chosen < 0) {
		look_up(&s);
		enter(&s, path);
	} else if (is_due(&s)) {
		due = true;
		put_line(line, snprintf(line, sizeof(line), "%s %08x %ld %s\n",
		    names[c], wanted, nth, path));
	}
	busy = false;
	errno = due ? number : saved;
	return due;
}

static bool
is_kind(int fd, enum class c)
{
	struct stat st;

	if (syscall(SYS_newfstatat, fd, "", &st, AT_EMPTY_PATH) < 0)
		return false;
	return S_ISREG(st.st_mode) || (S_ISDIR(st.st_mode) &&
	    (c == SYNC || c == CLOSE || c == STAT));
}

static bool
hit_fd(enum class c, int fd)
{
	char name[64], path[4096];
	int saved = errno;
	bool is_file;
	ssize_t n;

	if (busy || (chosen >= 0 && chosen != (int)c))
		return false;
	is_file = is_kind(fd, c);
	errno = saved;
	if (!is_file)
		return false;
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	n = syscall(SYS_readlinkat, AT_FDCWD, name, path, sizeof(path) - 1);
	path[n < 0 ? 0 : n] = '\0';
	errno = saved;
	return hit(c, path);
}

static bool
is_network_down(void)
{
	const char *path = getenv("FAULT_DOWN");
	int saved = errno;
	bool is_there = path != NULL &&
	    syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;

	errno = is_there ? ENETUNREACH : saved;
	return is_there;
}

/* A socket that reaches out of the program. */
static bool
hit_socket(enum class c, int fd)
{
	int saved = errno, domain = 0;
	socklen_t n = sizeof(domain);
	bool is_inet = getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain,
	    &n) == 0 && (domain == AF_INET || domain == AF_INET6);

	errno = saved;
	return is_inet && (is_network_down() || hit(c, ""));
}

#define REAL(name) ((__typeof__(&name))real(#name))

static void *
real(const char *name)
{
	bool was = busy;
	void *p;

	busy = true;
	p = dlsym(RTLD_NEXT, name);
	busy = was;
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

int
mkostemp(char *path, int flags)
{
	return hit(OPEN, path) ? -1 : REAL(mkostemp)(path, flags);
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
	size_t some = first > 0 ? may_write(fd, first) : 0;

	if (first > 0 && some == 0)
		return -1;
	return some == first ? syscall(SYS_writev, fd, v, n) :
	    syscall(SYS_write, fd, v[0].iov_base, some);
}

/* What fails to close is closed all the same. */
int
close(int fd)
{
	bool fails = hit_fd(CLOSE, fd);
	int saved = errno;
	int rc = (int)syscall(SYS_close, fd);

	if (!fails)
		return rc;
	errno = saved;
	return -1;
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

int
flock(int fd, int how)
{
	return hit_fd(LOCK, fd) ? -1 : (int)syscall(SYS_flock, fd, how);
}

static int
control(int fd, int what, void *arg)
{
	bool locks = what == F_SETLK || what == F_SETLKW ||
	    what == F_OFD_SETLK || what == F_GETLK;

	return locks && hit_fd(LOCK, fd) ? -1 :
	    (int)syscall(SYS_fcntl, fd, what, arg);
}

int
fcntl(int fd, int what, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, what);
	arg = va_arg(ap, void *);
	va_end(ap);
	return control(fd, what, arg);
}

int
fcntl64(int fd, int what, ...)
{
	va_list ap;
	void *arg;

	va_start(ap, what);
	arg = va_arg(ap, void *);
	va_end(ap);
	return control(fd, what, arg);
}

/* --- what files are --- */

int
fstat(int fd, struct stat *st)
{
	return hit_fd(STAT, fd) ? -1 :
	    (int)syscall(SYS_newfstatat, fd, "", st, AT_EMPTY_PATH);
}

int
fstat64(int fd, struct stat64 *st)
{
	return fstat(fd, (struct stat *)st);
}

int
stat(const char *path, struct stat *st)
{
	return hit(STAT, path) ? -1 :
	    (int)syscall(SYS_newfstatat, AT_FDCWD, path, st, 0);
}

int
stat64(const char *path, struct stat64 *st)
{
	return stat(path, (struct stat *)st);
}

int
lstat(const char *path, struct stat *st)
{
	return hit(STAT, path) ? -1 : (int)syscall(SYS_newfstatat, AT_FDCWD,
	    path, st, AT_SYMLINK_NOFOLLOW);
}

int
lstat64(const char *path, struct stat64 *st)
{
	return lstat(path, (struct stat *)st);
}

int
access(const char *path, int how)
{
	return hit(STAT, path) ? -1 :
	    (int)syscall(SYS_faccessat, AT_FDCWD, path, how);
}

int
statvfs(const char *path, struct statvfs *v)
{
	return hit(STAT, path) ? -1 : REAL(statvfs)(path, v);
}

char *
realpath(const char *path, char *to)
{
	return hit(STAT, path) ? NULL : REAL(realpath)(path, to);
}

/* --- names --- */

int
rename(const char *from, const char *to)
{
	return hit(RENAME, to) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD,
	    from, AT_FDCWD, to, 0);
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
	return hit(UNLINK, path) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD,
	    path, 0);
}

int
rmdir(const char *path)
{
	return hit(UNLINK, path) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD,
	    path, AT_REMOVEDIR);
}

DIR *
opendir(const char *path)
{
	return hit(DIRECTORY, path) ? NULL : REAL(opendir)(path);
}

int
scandir(const char *path, struct dirent ***list,
    int (*wants)(const struct dirent *),
    int (*order)(const struct dirent **, const struct dirent **))
{
	return hit(DIRECTORY, path) ? -1 :
	    REAL(scandir)(path, list, wants, order);
}

/* --- processes and the network --- */

int
posix_spawn(pid_t *pid, const char *path,
    const posix_spawn_file_actions_t *acts, const posix_spawnattr_t *attr,
    char *const argv[], char *const envp[])
{
	return hit(SPAWN, path) ? number :
	    REAL(posix_spawn)(pid, path, acts, attr, argv, envp);
}

int
pthread_create(pthread_t *t, const pthread_attr_t *attr, void *(*fn)(void *),
    void *arg)
{
	return hit(SPAWN, "") ? number :
	    REAL(pthread_create)(t, attr, fn, arg);
}

int
socket(int domain, int type, int protocol)
{
	return hit(SOCKET, "") ? -1 :
	    (int)syscall(SYS_socket, domain, type, protocol);
}

int
socketpair(int domain, int type, int protocol, int fds[2])
{
	return hit(SOCKET, "") ? -1 :
	    (int)syscall(SYS_socketpair, domain, type, protocol, fds);
}

int
getaddrinfo(const char *host, const char *port, const struct addrinfo *hints,
    struct addrinfo **found)
{
	if (is_network_down())
		return EAI_AGAIN;
	return hit(RESOLVE, host != NULL ? host : "") ? number :
	    REAL(getaddrinfo)(host, port, hints, found);
}

int
connect(int fd, const struct sockaddr *to, socklen_t n)
{
	return hit_socket(CONNECT, fd) ? -1 :
	    (int)syscall(SYS_connect, fd, to, n);
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	return hit_socket(SEND, fd) ? -1 :
	    syscall(SYS_sendto, fd, p, n, flags, NULL, 0);
}

ssize_t
recv(int fd, void *p, size_t n, int flags)
{
	return hit_socket(RECEIVE, fd) ? -1 :
	    syscall(SYS_recvfrom, fd, p, n, flags, NULL, NULL);
}
