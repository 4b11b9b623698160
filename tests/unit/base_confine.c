/* base: what was given up cannot be had again; what was granted works. */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"

struct place {
	char *root, *mine, *ours, *secret;
};

static int
set_up(void **state)
{
	struct place *p = mem_alloc(sizeof(*p));
	struct err err = ERR_INIT;

	p->root = folder_new();
	p->mine = path_join(p->root, "mine");
	p->ours = path_join(p->root, "ours");
	p->secret = path_join(p->root, "secret");
	assert_int_equal(mkdir(p->mine, 0700), 0);
	assert_int_equal(mkdir(p->ours, 0700), 0);
	assert_int_equal(file_write_fast(p->secret, STR("s"), &err), 0);
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	struct place *p = *state;

	folder_free(p->root);
	free(p->mine);
	free(p->ours);
	free(p->secret);
	free(p);
	return 0;
}

/* errno of opening dir/name, 0: it could be opened. */
static int
try_open(const char *dir, const char *name, int flags)
{
	AUTO(mem_freep) char *path = path_join(dir, name);
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno;
	(void)close(fd);
	return 0;
}

/* Runs fn in a process that may write mine and read ours; its answer. Where
 * the kernel cannot confine, nothing is refused. */
static int
confined(const struct place *p, int (*fn)(const struct place *))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct confine c;
		struct err err = ERR_INIT;
		bool is_confined;

		if (confine_begin(&c, &err) < 0 ||
		    confine_allow(&c, p->mine, CONFINE_WRITE, &err) < 0 ||
		    confine_allow(&c, p->ours, CONFINE_READ, &err) < 0 ||
		    confine_allow(&c, "/no/such/place", CONFINE_READ,
		    &err) < 0 || confine_enter(&c, &is_confined, &err) < 0)
			_exit(99);
		confine_release(&c);
		_exit(fn(p));
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
read_secret(const struct place *p)
{
	return try_open(p->root, "secret", O_RDONLY);
}

static int
write_ours(const struct place *p)
{
	return try_open(p->ours, "new", O_CREAT | O_WRONLY);
}

static int
remove_secret(const struct place *p)
{
	return unlink(p->secret) == 0 ? 0 : errno;
}

static int
work_in_mine(const struct place *p)
{
	AUTO(mem_freep) char *a = path_join(p->mine, "a");
	AUTO(mem_freep) char *dir = path_join(p->mine, "dir");
	AUTO(mem_freep) char *b = path_join(dir, "b");
	int rc = try_open(p->mine, "a", O_CREAT | O_WRONLY | O_TRUNC);

	if (rc == 0 && (mkdir(dir, 0700) < 0 || rename(a, b) < 0 ||
	    truncate(b, 3) < 0 || link(b, a) < 0 || unlink(b) < 0))
		rc = errno;
	return rc;
}

static int
read_ours(const struct place *p)
{
	return try_open(p->root, "ours", O_RDONLY | O_DIRECTORY);
}

static int
secret_of_a_child(const struct place *p)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(read_secret(p));
	return pid > 0 && waitpid(pid, &status, 0) == pid ?
	    WEXITSTATUS(status) : 98;
}

/* What a refusal looks like here. */
static int
refusal(void)
{
	struct confine c;
	struct err err = ERR_INIT;
	bool is_able;

	assert_int_equal(confine_begin(&c, &err), 0);
	is_able = c.fd >= 0;
	confine_release(&c);
	if (!is_able)
		print_message("nothing can be confined here\n");
	return is_able ? EACCES : 0;
}

static void
other_files_cannot_be_read_or_removed(void **state)
{
	assert_int_equal(confined(*state, read_secret), refusal());
	assert_int_equal(confined(*state, secret_of_a_child), refusal());
	assert_int_equal(confined(*state, remove_secret), refusal());
}

static void
what_may_be_read_may_not_be_written(void **state)
{
	assert_int_equal(confined(*state, read_ours), 0);
	assert_int_equal(confined(*state, write_ours), refusal());
}

static void
what_may_be_written_is_like_before(void **state)
{
	assert_int_equal(confined(*state, work_in_mine), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    other_files_cannot_be_read_or_removed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_may_be_read_may_not_be_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_may_be_written_is_like_before, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}
