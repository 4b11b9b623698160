#include "notes/history.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"

/* One record of git's: a path is 4 KB at most. */
#define HISTORY_TOKEN (64 << 10)
#define HISTORY_CHUNK (64 << 10)

struct reader {
	struct history *history;
	struct buf token;
	int64_t date;		/* of the commit that is told */
	char blob[65];		/* of the file whose path comes next */
	bool wants_path;
};

static bool
is_in_work_tree(const char *folder)
{
	AUTO(mem_freep) char *path = realpath(folder, NULL);
	char *slash;

	while (path != NULL && path[0] != '\0') {
		AUTO(mem_freep) char *git = path_join(path, ".git");

		if (file_exists(git))
			return true;
		slash = strrchr(path, '/');
		if (slash == NULL || slash == path)
			return false;
		*slash = '\0';
	}
	return false;
}

/* ":100644 100644 OLD NEW M" */
static void
read_change(struct reader *r, struct str s)
{
	struct str part = STR("");

	for (int i = 0; i < 4; i++)
		if (!str_cut(&s, ' ', &part))
			part = STR("");
	r->blob[0] = '\0';
	if (part.n < sizeof(r->blob)) {
		memcpy(r->blob, part.p, part.n);
		r->blob[part.n] = '\0';
	}
	r->wants_path = true;
}

/* The newest commit is told first. */
static void
read_path(struct reader *r, struct str path)
{
	struct history_file *f;

	r->wants_path = false;
	if (map_has(&r->history->files, path))
		return;
	f = mem_alloc(sizeof(*f));
	f->date = r->date;
	memcpy(f->blob, r->blob, sizeof(f->blob));
	(void)map_set(&r->history->files, path, f);
}

static void
read_token(struct reader *r, struct str s)
{
	unsigned long seconds = 0;

	if (r->wants_path) {
		read_path(r, s);
		return;
	}
	if (s.n > 0 && s.p[0] == '\n')
		s = str_from(s, 1);
	if (str_starts(s, STR(":")))
		read_change(r, s);
	else if (str_starts(s, STR("@")))
		r->date = str_to_ulong(str_from(s, 1), UINT32_MAX,
		    &seconds) ? (int64_t)seconds * 1000 : 0;
}

static void
take(struct reader *r, struct str chunk)
{
	while (chunk.n > 0) {
		size_t n = str_chr(chunk, '\0');

		buf_s(&r->token, str_sub(chunk, 0, n));
		if (n == (size_t)-1)
			return;
		if (!r->token.failed)
			read_token(r, buf_view(&r->token));
		buf_reset(&r->token);
		chunk = str_from(chunk, n + 1);
	}
}

/* All that the child says, until the deadline. */
static int
drain(struct reader *r, int fd, struct err *err)
{
	int64_t end = clock_mono() + HISTORY_MS;
	AUTO(mem_freep) char *chunk = mem_array(HISTORY_CHUNK, 1);

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t left = end - clock_mono();
		ssize_t n;

		if (left <= 0)
			return err_set(err, ERR_ITEM,
			    "git took longer than %d s", HISTORY_MS / 1000);
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(fd, chunk, HISTORY_CHUNK);
		if (n == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return err_set(err, ERR_ITEM, "git cannot be read");
		if (n > 0)
			take(r, str_make(chunk, (size_t)n));
	}
}

/* The environment names neither repository nor programs; git still finds the
 * user's own settings, such as safe.directory. */
static void
make_env(char *env[12])
{
	static const char *const kept[] = { "PATH", "HOME", "XDG_CONFIG_HOME" };
	static const char *const fixed[] = { "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1",
	    "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0",
	    "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=",
	    "GIT_LITERAL_PATHSPECS=1", "GIT_NO_REPLACE_OBJECTS=1" };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (getenv(kept[i]) != NULL)
			env[n++] = mem_fmt("%s=%s", kept[i], getenv(kept[i]));
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		env[n++] = mem_dup(fixed[i]);
	env[n] = NULL;
}

static int
start(const char *folder, const char *name, int out, pid_t *pid)
{
	const char *const args[] = { "git", "--no-pager", "-C", folder,
	    "-c", "core.fsmonitor=false", "log", "--no-show-signature",
	    "--no-notes", "--no-renames", "--no-ext-diff", "--no-textconv",
	    "--no-color", "--ignore-submodules=all", "--raw", "--no-abbrev",
	    "-z", "--relative", "--format=tformat:@%at", "--", name, NULL };
	char *argv[sizeof(args) / sizeof(args[0])], *env[12];
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t pipe;
	int rc;

	for (size_t i = 0; i < sizeof(args) / sizeof(args[0]); i++)
		argv[i] = mem_dup(args[i]);
	make_env(env);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawn_file_actions_addopen(&files, 0, "/dev/null",
	    O_RDONLY, 0);
	(void)posix_spawn_file_actions_adddup2(&files, out, 1);
	(void)posix_spawn_file_actions_addopen(&files, 2, "/dev/null",
	    O_WRONLY, 0);
	(void)posix_spawnattr_init(&attr);
	(void)sigemptyset(&pipe);
	(void)sigaddset(&pipe, SIGPIPE);
	(void)posix_spawnattr_setsigdefault(&attr, &pipe);
	(void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(pid, "git", &files, &attr, argv, env);
	(void)posix_spawnattr_destroy(&attr);
	(void)posix_spawn_file_actions_destroy(&files);
	for (size_t i = 0; argv[i] != NULL; i++)
		free(argv[i]);
	for (size_t i = 0; env[i] != NULL; i++)
		free(env[i]);
	return rc == 0 ? 0 : -1;
}

int
history_read(struct history *h, const char *folder, const char *name,
    struct err *err)
{
	struct reader r = { .history = h };
	int fds[2], rc, status = 0;
	pid_t pid;

	*h = (struct history){ 0 };
	if (!is_in_work_tree(folder))
		return 0;
	if (pipe2(fds, O_CLOEXEC) < 0)
		return err_sys(err, "make a pipe");
	rc = start(folder, name, fds[1], &pid);
	(void)close(fds[1]);
	if (rc < 0) {
		(void)close(fds[0]);
		return 0;
	}
	buf_init(&r.token, HISTORY_TOKEN);
	rc = drain(&r, fds[0], err);
	buf_release(&r.token);
	(void)close(fds[0]);
	if (rc < 0)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* A repository without commits fails, too. */
	if (rc == 0 && status != 0)
		rc = err_set(err, ERR_ITEM, "git tells no history");
	if (rc < 0)
		history_release(h);
	return rc;
}

void
history_release(struct history *h)
{
	for (size_t i = 0; i < h->files.n; i++)
		free(h->files.items[i].value);
	map_release(&h->files);
}

int64_t
history_find(const struct history *h, struct str path, struct str bytes)
{
	const struct history_file *f = map_get(&h->files, path);
	char blob[HASH_HEX];

	if (f == NULL)
		return 0;
	hash_git_blob(bytes, strlen(f->blob), blob);
	return strcmp(blob, f->blob) == 0 ? f->date : 0;
}
