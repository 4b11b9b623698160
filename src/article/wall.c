#include "article/wall.h"

#include <malloc.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITISED 1
#else
#define SANITISED 0
#endif

/* A worker takes hundreds of pages of at most half a minute each; this only
 * ends one that nobody watches any more. */
#define CPU_SECONDS 15000
/* Standard input, output, error and the socket. */
#define FILES 4
/* Room for a signal handler when the stack itself has run out. */
#define HANDLER_STACK (64 << 10)

static int64_t memory_limit;
static char handler_stack[HANDLER_STACK];

/*
 * A library that did not check malloc() crashes at once; what tells that crash
 * from others is that no memory is to be had.
 */
static void
on_crash(int sig)
{
	size_t n = (size_t)memory_limit / 4;
	void *p = mmap(NULL, n, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)sig;
	if (p == MAP_FAILED)
		_exit(WALL_EXIT_MEMORY);
	(void)munmap(p, n);
	/* Returning crashes again, now by default. */
}

static int
watch_crashes(struct err *err)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGABRT };
	struct sigaction sa = { .sa_handler = on_crash,
		.sa_flags = SA_ONSTACK | (int)SA_RESETHAND };
	stack_t stack = { .ss_sp = handler_stack,
		.ss_size = sizeof(handler_stack) };

	if (sigaltstack(&stack, NULL) < 0)
		return err_sys(err, "cannot set a signal stack");
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], &sa, NULL) < 0)
			return err_sys(err, "cannot watch for crashes");
	return 0;
}

static int
set_limit(__rlimit_resource_t what, rlim_t most, struct err *err)
{
	struct rlimit r;

	if (getrlimit(what, &r) < 0)
		return err_sys(err, "cannot read a resource limit");
	if (r.rlim_max != RLIM_INFINITY && r.rlim_max < most)
		most = r.rlim_max;
	r.rlim_cur = r.rlim_max = most;
	if (setrlimit(what, &r) < 0)
		return err_sys(err, "cannot set a resource limit");
	return 0;
}

int
wall_limit(int64_t memory, struct err *err)
{
	memory_limit = memory;
	/* Out of memory, malloc() would ask for the number of cores to make
	 * another arena. */
	(void)mallopt(M_ARENA_MAX, 1);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0) < 0)
		return err_sys(err, "cannot give up privileges");
	/* The last words of a dying process fail, instead of changing what it
	 * died of. */
	(void)signal(SIGXFSZ, SIG_IGN);
	if (set_limit(RLIMIT_CORE, 0, err) < 0 ||
	    set_limit(RLIMIT_FSIZE, 0, err) < 0 ||
	    set_limit(RLIMIT_NPROC, 0, err) < 0 ||
	    set_limit(RLIMIT_CPU, CPU_SECONDS, err) < 0)
		return -1;
	/* The address sanitiser maps terabytes and reports crashes itself. */
	if (SANITISED)
		return 0;
	if (set_limit(RLIMIT_DATA, (rlim_t)memory, err) < 0)
		return -1;
	return watch_crashes(err);
}

/* Moving bytes, memory, time, and ending. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev),
	SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
	SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(restart_syscall),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigaction), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(exit), SCMP_SYS(exit_group),
#if SANITISED
	/* What the sanitiser's own report needs; it opens nothing new. */
	SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield), SCMP_SYS(getrlimit),
	SCMP_SYS(prlimit64), SCMP_SYS(sched_getaffinity),
#endif
};

/* mmap and mprotect without PROT_EXEC, mmap only anonymous and private;
 * tgkill, which abort() uses, only at ourselves. */
static int
add_conditional(scmp_filter_ctx ctx)
{
	scmp_datum_t kinds = MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS;

	if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
	    SCMP_A3(SCMP_CMP_MASKED_EQ, kinds, MAP_PRIVATE | MAP_ANONYMOUS))
	    < 0)
		return -1;
	if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) < 0)
		return -1;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
}

static int
add_rules(scmp_filter_ctx ctx)
{
	if (seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, allowed[i], 0) < 0)
			return -1;
	return add_conditional(ctx);
}

int
wall_raise(struct err *err)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int r;

	if (set_limit(RLIMIT_NOFILE, FILES, err) < 0) {
		seccomp_release(ctx);
		return -1;
	}
	if (ctx == NULL || add_rules(ctx) < 0) {
		seccomp_release(ctx);
		return err_set(err, ERR_SYSTEM,
		    "cannot build the system call filter");
	}
	r = seccomp_load(ctx);
	seccomp_release(ctx);
	if (r < 0)
		return err_set(err, ERR_SYSTEM, "this kernel has no system "
		    "call filter (seccomp), without which no page from the "
		    "web may be parsed: %s", strerror(-r));
	return 0;
}
