#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"

/* As long as the words of struct holder together. */
#define TEXT_MAX 512

struct holder {
	char pid[32], host[128], since[64], boot[64];
};

/* A new one each time that a machine starts; "?": not known here. */
static void
read_boot(char *boot, size_t n)
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	(void)snprintf(boot, n, "?");
	if (f == NULL)
		return;
	if (fscanf(f, "%63s", boot) != 1)
		(void)snprintf(boot, n, "?");
	(void)fclose(f);
}

static void
describe_self(struct holder *h)
{
	char now[CLOCK_TEXT];

	clock_text(clock_now(), now);
	(void)snprintf(h->pid, sizeof(h->pid), "%ld", (long)getpid());
	if (gethostname(h->host, sizeof(h->host) - 1) < 0 ||
	    h->host[0] == '\0')
		(void)snprintf(h->host, sizeof(h->host), "?");
	(void)snprintf(h->since, sizeof(h->since), "%s", now);
	read_boot(h->boot, sizeof(h->boot));
}

/* False: nobody is named. */
static bool
read_holder(int fd, struct holder *h)
{
	char text[TEXT_MAX + 1];
	ssize_t n = pread(fd, text, TEXT_MAX, 0);

	*h = (struct holder){ "?", "?", "?", "?" };
	text[n > 0 ? n : 0] = '\0';
	return sscanf(text, "%31s %127s %63s %63s", h->pid, h->host, h->since,
	    h->boot) > 0;
}

static bool
is_of_this_machine(const struct holder *h, const struct holder *self)
{
	return strcmp(h->boot, self->boot) == 0 ||
	    strcmp(h->host, self->host) == 0;
}

/* How long ago the file was renewed, by the clock of where it lies: what it is
 * compared with is a renewal of our own, which is taken back. */
static int64_t
age_of(int fd)
{
	struct stat before, after;
	struct timespec old[2];

	if (fstat(fd, &before) < 0 || futimens(fd, NULL) < 0 ||
	    fstat(fd, &after) < 0)
		return INT64_MAX;
	old[0] = before.st_atim;
	old[1] = before.st_mtim;
	(void)futimens(fd, old);
	return (int64_t)(after.st_mtim.tv_sec - before.st_mtim.tv_sec) * 1000;
}

/* It is ours to take; was it left by somebody, or is it in use elsewhere? */
static int
judge_text(int fd, const char *root, const struct holder *self,
    struct err *err)
{
	struct holder h;
	int64_t age;

	if (!read_holder(fd, &h))
		return 0;
	age = is_of_this_machine(&h, self) ? INT64_MAX : age_of(fd);
	if (age < LOCK_FRESH_MS)
		return err_set(err, ERR_LOCKED, "archive '%s' is locked by pid "
		    "%s on %s since %s, which was there %lld s ago; if that "
		    "has ended, try again in %lld s", root, h.pid, h.host,
		    h.since, (long long)(age / 1000),
		    (long long)((LOCK_FRESH_MS - age) / 1000));
	log_info("the run of pid %s on %s since %s was cut off; what it left "
	    "is mended", h.pid, h.host, h.since);
	return 0;
}

static int
write_holder(int fd, const char *path, const struct holder *h,
    struct err *err)
{
	char text[TEXT_MAX];
	int n = snprintf(text, sizeof(text), "%s %s %s %s\n", h->pid, h->host,
	    h->since, h->boot);

	if (ftruncate(fd, 0) < 0 || pwrite(fd, text, (size_t)n, 0) != n)
		return err_sys(err, "write '%s'", path);
	return 0;
}

static int
say_locked(int fd, const char *root, struct err *err)
{
	struct holder h;

	(void)read_holder(fd, &h);
	return err_set(err, ERR_LOCKED,
	    "archive '%s' is locked by pid %s on %s since %s", root, h.pid,
	    h.host, h.since);
}

static int
take(int fd, const char *root, const char *path, struct err *err)
{
	struct holder self;

	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK)
			return say_locked(fd, root, err);
		return err_sys(err, "lock '%s'", path);
	}
	describe_self(&self);
	if (judge_text(fd, root, &self, err) < 0)
		return -1;
	return write_holder(fd, path, &self, err);
}

int
lock_take(const char *root, int *fd, struct err *err)
{
	AUTO(mem_freep) char *path = path_join(root, "lock");

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (*fd < 0)
		return err_sys(err, "open '%s'", path);
	if (take(*fd, root, path, err) == 0)
		return 0;
	(void)close(*fd);
	*fd = -1;
	return -1;
}

void
lock_renew(int fd)
{
	struct stat st;
	int64_t age;

	if (fstat(fd, &st) < 0)
		return;
	age = clock_now() - (int64_t)st.st_mtim.tv_sec * 1000;
	if (age < 0 || age >= LOCK_RENEW_MS)
		(void)futimens(fd, NULL);
}

void
lock_end(int fd)
{
	/* Who cannot be emptied is found out by whoever comes next. */
	if (ftruncate(fd, 0) < 0)
		log_info("the lock keeps its text: %s", strerror(errno));
	(void)close(fd);
}
