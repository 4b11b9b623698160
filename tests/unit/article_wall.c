/* The wall of a worker: processes that try one thing each behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "article/wall.h"
#include "base/mem.h"

#define MEMORY ((int64_t)64 << 20)
#define SURVIVED 77

static int file_fd;	/* an open file, as if one had been left open */

/* The wait status of a process that does it behind the wall. */
static int
behind_wall(void (*act)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		struct err err = ERR_INIT;

		if (wall_limit(MEMORY, &err) < 0 || wall_raise(&err) < 0)
			_exit(99);
		act();
		_exit(SURVIVED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void try_open(void)
{
	(void)syscall(SYS_open, "/etc/passwd", O_RDONLY);
}
static void try_openat(void) { (void)!open("/etc/passwd", O_RDONLY); }
static void try_creat(void) { (void)!creat("/tmp/kbmirror-wall", 0600); }
static void try_openat2(void) { syscall(SYS_openat2, -100, "/", NULL, 0); }
static void try_unlink(void) { (void)unlink("/tmp/kbmirror-wall"); }
static void try_rename(void) { (void)rename("/tmp/a", "/tmp/b"); }
static void try_mkdir(void) { (void)mkdir("/tmp/kbmirror-wall", 0700); }
static void try_stat(void) { struct stat st; (void)stat("/", &st); }
static void try_readlink(void) { char b[9]; (void)!readlink("/a", b, 9); }
static void try_chdir(void) { (void)!chdir("/"); }
static void try_socket(void) { (void)socket(AF_INET, SOCK_STREAM, 0); }
static void try_unix(void) { (void)socket(AF_UNIX, SOCK_STREAM, 0); }
static void try_netlink(void) { (void)socket(AF_NETLINK, SOCK_RAW, 0); }
static void try_connect(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "/x" };

	(void)connect(0, (struct sockaddr *)&a, sizeof(a));
}
static void try_sendmsg(void)
{
	struct msghdr m = { 0 };

	(void)sendmsg(0, &m, 0);
}
static void try_recvmsg(void)
{
	struct msghdr m = { 0 };

	(void)recvmsg(0, &m, 0);
}
static void try_fork(void) { (void)syscall(SYS_fork); }
static void try_vfork(void)
{
	(void)!syscall(SYS_clone, CLONE_VFORK | SIGCHLD, 0, 0, 0, 0);
}
static void try_clone3(void) { (void)syscall(SYS_clone3, NULL, 0); }
static void try_exec(void) { (void)execl("/bin/true", "true", (char *)NULL); }
static void try_execveat(void)
{
	(void)syscall(SYS_execveat, -1, "", NULL, NULL, 0);
}
static void try_ptrace(void) { (void)ptrace(PTRACE_ATTACH, getppid(), 0, 0); }
static void try_vm_read(void)
{
	(void)syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0);
}
static void try_kill(void) { (void)kill(1, 0); }
static void try_tgkill(void) { (void)syscall(SYS_tgkill, 1, 1, 0); }
static void try_tkill(void) { (void)syscall(SYS_tkill, 1, 0); }
static void try_pidfd(void) { (void)syscall(SYS_pidfd_open, 1, 0); }
static void try_io_uring(void) { (void)syscall(SYS_io_uring_setup, 1, NULL); }
static void try_bpf(void) { (void)syscall(SYS_bpf, 0, NULL, 0); }
static void try_perf(void)
{
	(void)syscall(SYS_perf_event_open, NULL, 0, 0, 0, 0);
}
static void try_memfd(void) { (void)syscall(SYS_memfd_create, "a", 0); }
static void try_dup(void) { (void)!dup(0); }
static void try_prctl(void) { (void)prctl(PR_SET_DUMPABLE, 1); }
#ifndef __SANITIZE_ADDRESS__
static void try_prlimit(void)
{
	struct rlimit r = { RLIM_INFINITY, RLIM_INFINITY };

	(void)syscall(SYS_prlimit64, 0, RLIMIT_DATA, &r, NULL);
}
#endif
static void try_ioctl(void) { (void)syscall(SYS_ioctl, 0, 0x5412, "x"); }
static void try_mount(void)
{
	(void)syscall(SYS_mount, "", "/", "", 0, NULL);
}
static void try_setuid(void) { (void)!setuid(0); }
static void try_sleep(void) { (void)usleep(1); }

static void
try_exec_memory(void)
{
	(void)!mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void
try_make_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static void
try_shared_memory(void)
{
	(void)!mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void
try_map_file(void)
{
	(void)!mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file_fd, 0);
}

#ifdef __x86_64__
/* getpid by the 32-bit entry: what is allowed has other numbers there. */
static void
try_i386(void)
{
	long r = 20;

	__asm__ volatile("int $0x80" : "+a"(r) : : "memory");
}

static void try_x32(void) { (void)syscall(0x40000000 | SYS_getpid); }
#endif

static void
what_reaches_outside_ends_the_process(void **state)
{
	static const struct {
		const char *name;
		void (*act)(void);
	} t[] = {
#define T(x) { #x, try_##x }
		T(open), T(openat), T(creat), T(openat2), T(unlink), T(rename),
		T(mkdir), T(stat), T(readlink), T(chdir), T(socket), T(unix),
		T(netlink), T(connect), T(sendmsg), T(recvmsg), T(fork),
		T(vfork), T(clone3), T(exec), T(execveat), T(ptrace),
		T(vm_read), T(kill), T(tgkill), T(tkill), T(pidfd), T(io_uring),
		T(bpf), T(perf), T(memfd), T(dup), T(prctl), T(ioctl),
		T(mount), T(setuid), T(sleep), T(exec_memory), T(make_exec),
		T(shared_memory), T(map_file),
#ifndef __SANITIZE_ADDRESS__
		T(prlimit),
#endif
#ifdef __x86_64__
		T(i386), T(x32),
#endif
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		int status = behind_wall(t[i].act);

		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("%s: status %#x", t[i].name, (unsigned)status);
	}
}

static void
use_memory_and_time(void)
{
	struct timespec ts;
	char b[16];

	for (int round = 0; round < 3; round++) {
		char *small[64], *big = malloc(20 << 20);

		if (big == NULL)
			_exit(1);
		memset(big, 1, 20 << 20);
		for (int i = 0; i < 64; i++)
			small[i] = malloc(1000 * (size_t)(i + 1));
		big = realloc(big, 30 << 20);
		for (int i = 0; i < 64; i++)
			free(small[i]);
		free(big);
		(void)malloc_trim(0);
	}
	if (clock_gettime(CLOCK_MONOTONIC, &ts) < 0 ||
	    getrandom(b, sizeof(b), 0) < 0)
		_exit(2);
}

static void
memory_and_the_clock_are_at_hand(void **state)
{
	int status = behind_wall(use_memory_and_time);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), SURVIVED);
}

static void
write_file(void)
{
	if (write(file_fd, "abc", 3) >= 0)
		_exit(1);
}

static void
a_file_that_was_left_open_does_not_grow(void **state)
{
	int status = behind_wall(write_file);
	struct stat st;

	(void)state;
	assert_int_equal(status, SURVIVED << 8);
	assert_int_equal(fstat(file_fd, &st), 0);
	assert_int_equal(st.st_size, 0);
}

#ifndef __SANITIZE_ADDRESS__
static void die_by_abort(void) { abort(); }

static void
die_by_null(void)
{
	volatile uintptr_t nowhere = 8;

	*(volatile int *)nowhere = 1;
}

static volatile int endless = 1;

static int
go_deeper(int n)
{
	volatile char a[4096];

	a[0] = (char)n;
	return endless ? go_deeper(n + 1) + a[0] : a[0];
}

static void overflow_stack(void) { _exit(go_deeper(0)); }

static void
a_crash_keeps_its_signal(void **state)
{
	int status = behind_wall(die_by_null);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
	status = behind_wall(overflow_stack);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
	status = behind_wall(die_by_abort);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

/* As a library that never looks at what malloc() returned. */
static void
eat_and_crash(void)
{
	for (;;) {
		char *p = malloc(100000);

		*(volatile char *)p = 1;
		memset(p, 1, 100000);
	}
}

static void eat_by_mem(void) { for (;;) memset(mem_alloc(99999), 1, 99999); }

static void
want_of_memory_is_told_from_other_crashes(void **state)
{
	int status = behind_wall(eat_and_crash);

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), WALL_EXIT_MEMORY);
	status = behind_wall(eat_by_mem);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), WALL_EXIT_MEMORY);
}
#endif

static void
limits_are_final(void **state)
{
	pid_t pid = fork();
	struct rlimit r;
	int status;

	(void)state;
	if (pid == 0) {
		struct err err = ERR_INIT;

		if (wall_limit(MEMORY, &err) < 0)
			_exit(1);
		if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ||
		    prctl(PR_GET_DUMPABLE) != 0)
			_exit(2);
		if (getrlimit(RLIMIT_CORE, &r) < 0 || r.rlim_max != 0)
			_exit(3);
		if (getrlimit(RLIMIT_FSIZE, &r) < 0 || r.rlim_max != 0)
			_exit(4);
		if (getrlimit(RLIMIT_NPROC, &r) < 0 || r.rlim_max != 0)
			_exit(5);
#ifndef __SANITIZE_ADDRESS__
		if (getrlimit(RLIMIT_DATA, &r) < 0 ||
		    r.rlim_max != (rlim_t)MEMORY)
			_exit(6);
#endif
		_exit(SURVIVED);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, SURVIVED << 8);
}

static int
make_file(void **state)
{
	char path[] = "/tmp/kbmirror-wall-XXXXXX";

	(void)state;
	file_fd = mkstemp(path);
	unlink(path);
	return file_fd < 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_reaches_outside_ends_the_process),
		cmocka_unit_test(memory_and_the_clock_are_at_hand),
		cmocka_unit_test(a_file_that_was_left_open_does_not_grow),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(a_crash_keeps_its_signal),
		cmocka_unit_test(want_of_memory_is_told_from_other_crashes),
#endif
		cmocka_unit_test(limits_are_final),
	};

	return cmocka_run_group_tests(tests, make_file, NULL);
}
