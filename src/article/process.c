#include "article/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "article/wall.h"

#if defined(__SANITIZE_ADDRESS__)
#define KEEP_STDERR 1	/* the sanitiser's report is what we run it for */
#else
#define KEEP_STDERR 0
#endif

#define SELF "/proc/self/exe"

static int
add_actions(posix_spawn_file_actions_t *acts, int fd)
{
	int r;

	r = posix_spawn_file_actions_addopen(acts, 0, "/dev/null", O_RDONLY, 0);
	if (r == 0)
		r = posix_spawn_file_actions_addopen(acts, 1, "/dev/null",
		    O_WRONLY, 0);
	if (r == 0 && !KEEP_STDERR)
		r = posix_spawn_file_actions_addopen(acts, 2, "/dev/null",
		    O_WRONLY, 0);
	if (r == 0)
		r = posix_spawn_file_actions_adddup2(acts, fd, PROCESS_SOCKET);
	if (r == 0)
		r = posix_spawn_file_actions_addclosefrom_np(acts,
		    PROCESS_SOCKET + 1);
	return r;
}

/* Default signals, none blocked, a process group of its own. */
static int
set_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, all;
	int r;

	sigemptyset(&none);
	sigfillset(&all);
	r = posix_spawnattr_setflags(attr, (short)(POSIX_SPAWN_SETSIGMASK |
	    POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
	if (r == 0)
		r = posix_spawnattr_setsigmask(attr, &none);
	if (r == 0)
		r = posix_spawnattr_setsigdefault(attr, &all);
	if (r == 0)
		r = posix_spawnattr_setpgroup(attr, 0);
	return r;
}

static int
spawn(pid_t *pid, int fd, const char *argument)
{
	char self[] = SELF, arg[64];
	char *argv[] = { self, arg, NULL };
	char *envp[] = { NULL };
	posix_spawn_file_actions_t acts;
	posix_spawnattr_t attr;
	int r;

	(void)snprintf(arg, sizeof(arg), "%s", argument);
	if ((r = posix_spawn_file_actions_init(&acts)) != 0)
		return r;
	if ((r = posix_spawnattr_init(&attr)) != 0) {
		posix_spawn_file_actions_destroy(&acts);
		return r;
	}
	if ((r = add_actions(&acts, fd)) == 0 &&
	    (r = set_attributes(&attr)) == 0)
		r = posix_spawn(pid, SELF, &acts, &attr, argv, envp);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&acts);
	return r;
}

int
process_start(struct process *p, const char *argument, struct err *err)
{
	int fds[2], r;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return err_sys(err, "cannot make a worker's socket");
	if (fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0) {
		r = errno;
		goto close_sockets;
	}
	r = spawn(&p->pid, fds[1], argument);
	if (r != 0)
		goto close_sockets;
	close(fds[1]);
	p->fd = fds[0];
	return 0;

close_sockets:
	close(fds[0]);
	close(fds[1]);
	p->pid = 0;
	p->fd = -1;
	errno = r;
	return err_sys(err, "cannot start a worker");
}

int
process_end(struct process *p)
{
	int status = 0;

	if (p->pid > 0) {
		/* A process that is dying already keeps its own status. */
		(void)kill(p->pid, SIGKILL);
		while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	if (p->fd >= 0)
		close(p->fd);
	p->pid = 0;
	p->fd = -1;
	return status;
}

bool
process_lacked_memory(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == WALL_EXIT_MEMORY;
}

void
process_reason(int status, int64_t memory, char *out, size_t size)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (sig == SIGSYS)
		(void)snprintf(out, size, "the parser tried what it may not "
		    "(signal %d)", sig);
	else if (sig != 0)
		(void)snprintf(out, size, "the parser crashed (signal %d)",
		    sig);
	else if (process_lacked_memory(status))
		(void)snprintf(out, size, "used more than %lld MB",
		    (long long)(memory >> 20));
	else
		(void)snprintf(out, size, "the parser ended (code %d)",
		    WEXITSTATUS(status));
}

int64_t
process_memory(const struct process *p)
{
	unsigned long size, resident = 0;
	char path[64];
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/statm", (int)p->pid);
	f = fopen(path, "re");
	if (f == NULL)
		return 0;
	if (fscanf(f, "%lu %lu", &size, &resident) != 2)
		resident = 0;
	fclose(f);
	return (int64_t)resident * sysconf(_SC_PAGESIZE);
}
