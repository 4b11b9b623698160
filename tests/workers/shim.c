/*
 * shim.c: lets valgrind and gcov see into the workers.  Preloaded by
 * scripts/valgrind and scripts/coverage.
 *
 * Under valgrind /proc/self/exe is valgrind, and the wall would end what such
 * tools do.  So workers are started from KB_SELF, with this shim, without the
 * wall and the limits; and they end by exit(), which writes the figures, also
 * when they are no longer needed.  The program's own sandbox is not there: valgrind
 * does not know its calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SELF "/proc/self/exe"
#define MAX_SETTING 4096
/* A worker that is asked to end in the middle of an allocation may hang. */
#define END_SECONDS 20

/* libseccomp asks the kernel what filters it has by a call that valgrind does
 * not know. */
void *seccomp_init(unsigned int);
int seccomp_attr_set(void *, int, unsigned int);
int seccomp_rule_add(void *, unsigned int, int, unsigned int, ...);
int seccomp_load(void *);
void seccomp_release(void *);

static void
on_end(int sig)
{
	(void)sig;
	(void)alarm(END_SECONDS);
	exit(0);
}

__attribute__((constructor)) static void
shim_begin(void)
{
	if (getenv("KB_WORKER") != NULL)
		(void)signal(SIGTERM, on_end);
}

int
posix_spawn(pid_t *pid, const char *path,
    const posix_spawn_file_actions_t *acts, const posix_spawnattr_t *attr,
    char *const argv[], char *const envp[])
{
	static char preload[MAX_SETTING], self[MAX_SETTING];
	static char worker[] = "KB_WORKER=1";
	char *const more[] = { preload, self, worker, NULL };
	const char *program = getenv("KB_SELF"), *own = getenv("LD_PRELOAD");
	__typeof__(&posix_spawn) real = dlsym(RTLD_NEXT, "posix_spawn");

	if (program == NULL || own == NULL || strcmp(path, SELF) != 0)
		return real(pid, path, acts, attr, argv, envp);
	(void)snprintf(preload, sizeof(preload), "LD_PRELOAD=%s", own);
	(void)snprintf(self, sizeof(self), "KB_SELF=%s", program);
	return real(pid, program, acts, attr, argv, more);
}

int
kill(pid_t pid, int sig)
{
	__typeof__(&kill) real = dlsym(RTLD_NEXT, "kill");

	return real(pid, sig == SIGKILL ? SIGTERM : sig);
}

void
_exit(int code)
{
	exit(code);
}

void *
seccomp_init(unsigned int action)
{
	static char filter;

	(void)action;
	return &filter;
}

int
seccomp_attr_set(void *filter, int what, unsigned int value)
{
	(void)filter;
	(void)what;
	(void)value;
	return 0;
}

int
seccomp_rule_add(void *filter, unsigned int action, int call, unsigned int n,
    ...)
{
	(void)filter;
	(void)action;
	(void)call;
	(void)n;
	return 0;
}

int
seccomp_load(void *filter)
{
	(void)filter;
	return 0;
}

void
seccomp_release(void *filter)
{
	(void)filter;
}

int
setrlimit(__rlimit_resource_t what, const struct rlimit *limit)
{
	__typeof__(&setrlimit) real = dlsym(RTLD_NEXT, "setrlimit");

	return getenv("KB_WORKER") != NULL ? 0 : real(what, limit);
}

long
syscall(long call, ...)
{
	__typeof__(&syscall) real = dlsym(RTLD_NEXT, "syscall");
	long a[6];
	va_list ap;

	if (call == SYS_landlock_create_ruleset) {
		errno = ENOSYS;
		return -1;
	}
	va_start(ap, call);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	return real(call, a[0], a[1], a[2], a[3], a[4], a[5]);
}
