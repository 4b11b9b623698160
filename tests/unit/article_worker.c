/* Workers and their protocol.  The program is its own worker: behind the real
 * wall it does what a job's body says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "article/frame.h"
#include "article/process.h"
#include "article/worker.h"
#include "base/mem.h"

#define MEMORY ((int64_t)64 << 20)
#define ROOMY ((int64_t)160 << 20)
/* Tells the worker that it shall fail to start: nothing else reaches it. */
#define CANNOT_START 0133

/* ---- the worker's side ---- */

static char surroundings[256];
static size_t n_rules;
static struct rlimit limit;

static void
look_around(void *ctx, struct str rules)
{
	size_t n = 0;

	(void)ctx;
	n_rules = rules.n;
	(void)getrlimit(RLIMIT_DATA, &limit);
	for (int fd = 0; fd < 1024; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			n += (size_t)snprintf(surroundings + n,
			    sizeof(surroundings) - n, "%d ", fd);
	for (char **e = environ; e != NULL && *e != NULL; e++)
		n += (size_t)snprintf(surroundings + n,
		    sizeof(surroundings) - n, "%s ", *e);
	snprintf(surroundings + n, sizeof(surroundings) - n, "group %d",
	    getpgrp() == getpid());
}

static uint32_t n_served;

static void
lie(uint32_t kind, uint32_t len0, uint32_t len1)
{
	struct str parts[FRAME_PARTS] = { { "", 0 }, { "", 0 }, { "", 0 },
	    { "", 0 } };
	struct frame_head head = frame_make(FRAME_DONE, NULL);

	head.kind = kind;
	head.serial = n_served;
	head.len[0] = len0;
	head.len[1] = len1;
	(void)frame_send(PROCESS_SOCKET, &head, parts);
}

static void
eat(void)
{
	for (;;) {
		volatile char *p = malloc(10000);

		*p = 1;
	}
}

static char *volatile kept;

static void
keep(size_t n)
{
	kept = malloc(n);
	if (kept != NULL)
		memset(kept, 1, n);
}

/* As a buffer that does not end the process. */
static int
tell_need(struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(80 << 20);

	(void)buf_room(&b, 80 << 20);
	return buf_check(&b, err);
}

static int
obey(void *ctx, const struct job *job, struct buf *json, struct buf *bytes,
    struct err *err)
{
	struct str s = job->body;
	volatile uintptr_t nowhere = 8;

	(void)ctx;
	n_served++;
	if (str_eq(s, STR("crash")))
		*(volatile int *)nowhere = 1;
	else if (str_eq(s, STR("spin")))
		for (volatile int i = 0;; i = 0)
			(void)i;
	else if (str_eq(s, STR("eat")))
		eat();
	else if (str_eq(s, STR("keep")))
		keep(80 << 20);
	else if (str_ends(s, STR("limit")))
		buf_fmt(bytes, "%d", (int)(limit.rlim_cur >> 20));
	else if (str_eq(s, STR("need")))
		free(mem_alloc(80 << 20));
	else if (str_eq(s, STR("tell")))
		return tell_need(err);
	else if (str_eq(s, STR("exit")))
		_exit(3);
	else if (str_eq(s, STR("open")))
		(void)!open("/etc/passwd", O_RDONLY);
	else if (str_eq(s, STR("fail")))
		return err_set(err, ERR_ITEM, "no such page");
	else if (str_eq(s, STR("garbage")))
		(void)!write(PROCESS_SOCKET,
		    "GET /abcdefghijklmnopqrstuvwxyz HTTP/1.0\r\n\r\n", 44);
	else if (str_eq(s, STR("huge")))
		lie(FRAME_DONE, 0xffffffff, 0xffffffff);
	else if (str_eq(s, STR("too much")))
		lie(FRAME_DONE, FRAME_MAX_ANSWER, 1);
	else if (str_eq(s, STR("half"))) {
		lie(FRAME_DONE, 0, 100);
		_exit(0);
	} else if (str_eq(s, STR("ready")))
		lie(FRAME_READY, 0, 0);
	else if (str_eq(s, STR("two")))
		lie(FRAME_DONE, 0, 0);	/* and one more by returning */
	else if (str_eq(s, STR("pid")))
		buf_fmt(bytes, "%d", (int)getpid());
	else if (str_eq(s, STR("rules")))
		buf_fmt(bytes, "%zu", n_rules);
	else if (str_eq(s, STR("look")))
		buf_str(bytes, surroundings);
	else if (str_eq(s, STR("what")))
		buf_fmt(bytes, "%d %.*s %.*s %d", (int)job->kind,
		    STR_ARG(job->url), STR_ARG(job->content_type), job->status);
	else if (job->kind == JOB_ARTICLE)
		buf_s(json, s);
	else
		buf_s(bytes, s);
	return 0;
}

/* ---- the parent's side ---- */

struct seen {
	size_t n_calls;
	bool ok;
	enum outcome outcome;
	char *error, *bytes, *title;
	size_t n_bytes;
};

static void
seen_release(struct seen *s)
{
	free(s->error);
	free(s->bytes);
	free(s->title);
	*s = (struct seen){ 0 };
}

static void
see(void *ctx, const struct job_answer *a)
{
	struct seen *s = ctx;
	size_t calls = s->n_calls;

	seen_release(s);
	s->n_calls = calls + 1;
	s->ok = a->ok;
	s->outcome = a->outcome;
	s->error = mem_dup(a->error);
	s->bytes = mem_dupn(a->bytes.p, a->bytes.n);
	s->n_bytes = a->bytes.n;
	if (a->article != NULL)
		s->title = mem_dup(a->article->title);
}

static struct workers *
start(const struct workers_opts *opts)
{
	struct workers *ws;
	struct err err = ERR_INIT;

	if (workers_new(&ws, opts, &err) < 0)
		fail_msg("%s", err.msg);
	return ws;
}

static void
drain(struct workers *ws)
{
	struct err err = ERR_INIT;

	if (workers_drain(ws, &err) < 0)
		fail_msg("%s", err.msg);
}

static void
submit(struct workers *ws, enum job_kind kind, struct str body,
    struct seen *s)
{
	struct err err = ERR_INIT;
	struct job job = { .kind = kind, .url = STR("http://a.example/"),
		.content_type = STR("text/html"), .status = 404, .body = body };

	if (workers_submit(ws, &job, see, s, &err) < 0)
		fail_msg("%s", err.msg);
}

/* One job to its end. */
static void
ask(struct workers *ws, enum job_kind kind, const char *body, struct seen *s)
{
	submit(ws, kind, str_of(body), s);
	drain(ws);
}

#define ONE { .n = 1, .memory = MEMORY }

static void
a_job_arrives_with_all_it_was_given(void **state)
{
	const struct workers_opts opts = ONE;
	struct workers *ws = start(&opts);
	AUTO(seen_release) struct seen s = { 0 };

	(void)state;
	ask(ws, JOB_SVG, "what", &s);
	assert_true(s.ok);
	assert_string_equal(s.bytes, "2 http://a.example/ text/html 404");
	assert_int_equal(s.n_calls, 1);
	assert_int_equal(workers_busy(ws), 0);
	workers_free(ws);
}

static void
bodies_of_every_size_come_through(void **state)
{
	static const size_t sizes[] = { 0, 1, 27, 28, 65535, 1 << 20,
		FRAME_MAX_BODY };
	const struct workers_opts opts = { .n = 2 };
	struct workers *ws = start(&opts);
	char *body = mem_alloc(FRAME_MAX_BODY);
	size_t n = sizeof(sizes) / sizeof(sizes[0]);
	struct seen s[7] = { 0 };

	(void)state;
	for (size_t i = 0; i < FRAME_MAX_BODY; i++)
		body[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < n; i++)
		submit(ws, JOB_SVG, str_make(body, sizes[i]), &s[i]);
	assert_int_equal(workers_busy(ws), n);
	drain(ws);
	for (size_t i = 0; i < n; i++) {
		assert_true(s[i].ok);
		assert_int_equal(s[i].n_bytes, sizes[i]);
		assert_memory_equal(s[i].bytes, body, sizes[i]);
		seen_release(&s[i]);
	}
	free(body);
	workers_free(ws);
}

static void
a_body_larger_than_a_page_is_refused(void **state)
{
	const struct workers_opts opts = ONE;
	struct workers *ws = start(&opts);
	char *body = mem_alloc(FRAME_MAX_BODY + 1);
	struct job job = { .kind = JOB_SVG,
		.body = str_make(body, FRAME_MAX_BODY + 1) };
	struct err err = ERR_INIT;
	struct seen s = { 0 };

	(void)state;
	assert_int_equal(workers_submit(ws, &job, see, &s, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	job.url = job.body;
	job.body = STR("");
	assert_int_equal(workers_submit(ws, &job, see, &s, &err), -1);
	assert_int_equal(workers_busy(ws), 0);
	drain(ws);
	assert_int_equal(s.n_calls, 0);
	free(body);
	workers_free(ws);
}

/* What ends a job, and the words for it; the next job must be answered. */
static void
whatever_happens_the_job_ends_and_the_next_is_answered(void **state)
{
	static const struct {
		const char *body, *error;
		enum job_kind kind;
	} t[] = {
		{ "fail", "no such page", JOB_SVG },
		{ "exit", "the parser ended (code 3)", JOB_SVG },
		{ "open", "the parser tried what it may not (signal 31)",
		    JOB_SVG },
		{ "spin", "took longer than 0.4 s", JOB_SVG },
		{ "garbage", "the worker broke its protocol", JOB_SVG },
		{ "huge", "the worker broke its protocol", JOB_SVG },
		{ "too much", "the worker broke its protocol", JOB_SVG },
		{ "ready", "the worker broke its protocol", JOB_SVG },
		{ "half", "the parser ended (code 0)", JOB_SVG },
		{ "{", "the worker's answer is not valid", JOB_ARTICLE },
		{ "{}", "the worker's answer is not valid", JOB_ARTICLE },
		{ "{\"outcome\":\"gone\"}", "the worker's answer is not valid",
		    JOB_ARTICLE },
#ifndef __SANITIZE_ADDRESS__
		{ "crash", "the parser crashed (signal 11)", JOB_SVG },
		{ "eat", "used more than 160 MB", JOB_SVG },
#endif
	};
	const struct workers_opts opts = { .n = 1, .memory = MEMORY,
		.roomy = ROOMY, .timeout_ms = 400 };
	struct workers *ws = start(&opts);

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct seen bad = { 0 }, good = { 0 };

		submit(ws, t[i].kind, str_of(t[i].body), &bad);
		submit(ws, JOB_SVG, STR("hello"), &good);
		drain(ws);
		assert_int_equal(bad.n_calls, 1);
		assert_false(bad.ok);
		assert_int_equal(bad.outcome, OUTCOME_WORKER);
		if (strncmp(bad.error, t[i].error, strlen(t[i].error)) != 0)
			fail_msg("%s: '%s'", t[i].body, bad.error);
		assert_true(good.ok);
		assert_string_equal(good.bytes, "hello");
		seen_release(&bad);
		seen_release(&good);
	}
	workers_free(ws);
}

#ifndef __SANITIZE_ADDRESS__	/* it has no limit of memory */
static void
a_job_that_lacks_memory_is_tried_with_more(void **state)
{
	const struct workers_opts opts = { .n = 2, .memory = MEMORY,
		.roomy = ROOMY };
	struct workers *ws = start(&opts);
	struct seen need[3] = { 0 }, other[3] = { 0 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		submit(ws, JOB_SVG, i == 1 ? STR("tell") : STR("need"),
		    &need[i]);
		submit(ws, JOB_SVG, STR("hello"), &other[i]);
	}
	drain(ws);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(need[i].n_calls, 1);
		assert_true(need[i].ok);
		assert_int_equal(other[i].n_calls, 1);
		assert_string_equal(other[i].bytes, "hello");
		seen_release(&need[i]);
		seen_release(&other[i]);
	}
	workers_free(ws);
}

static void
a_page_of_very_many_tags_has_more_memory_at_once(void **state)
{
	const struct workers_opts opts = { .n = 1, .memory = MEMORY,
		.roomy = ROOMY };
	struct workers *ws = start(&opts);
	AUTO(buf_release) struct buf page = BUF_INIT(1 << 20);
	AUTO(seen_release) struct seen s = { 0 };

	(void)state;
	for (int i = 0; i < 60000; i++)
		buf_str(&page, "<=");
	buf_str(&page, "limit");
	ask(ws, JOB_SVG, "limit", &s);
	assert_string_equal(s.bytes, "64");
	ask(ws, JOB_SVG, page.p, &s);
	assert_string_equal(s.bytes, "160");
	ask(ws, JOB_SVG, "limit", &s);
	assert_string_equal(s.bytes, "64");
	workers_free(ws);
}

/* Else the next page would have its room as well. */
static void
a_process_with_more_memory_does_one_job(void **state)
{
	const struct workers_opts opts = { .n = 1, .memory = MEMORY,
		.roomy = ROOMY };
	struct workers *ws = start(&opts);
	struct seen need = { 0 }, first = { 0 }, s = { 0 };

	(void)state;
	ask(ws, JOB_SVG, "pid", &first);
	ask(ws, JOB_SVG, "need", &need);
	assert_true(need.ok);
	ask(ws, JOB_SVG, "pid", &first);
	ask(ws, JOB_SVG, "eat", &s);
	assert_false(s.ok);
	ask(ws, JOB_SVG, "need", &need);
	assert_true(need.ok);
	ask(ws, JOB_SVG, "pid", &s);
	assert_string_not_equal(s.bytes, first.bytes);
	seen_release(&need);
	seen_release(&first);
	seen_release(&s);
	workers_free(ws);
}
#endif

/* The second answer to one question must not become the next job's. */
static void
an_answer_too_many_reaches_nobody(void **state)
{
	const struct workers_opts opts = ONE;
	struct workers *ws = start(&opts);
	struct seen first = { 0 }, second = { 0 };

	(void)state;
	ask(ws, JOB_SVG, "two", &first);
	ask(ws, JOB_SVG, "hello", &second);
	assert_int_equal(first.n_calls, 1);
	assert_int_equal(second.n_calls, 1);
	assert_true(first.ok);
	if (second.ok)	/* the answer too many came before it was asked */
		assert_string_equal(second.bytes, "hello");
	else
		assert_string_equal(second.error,
		    "the worker broke its protocol");
	seen_release(&first);
	seen_release(&second);
	workers_free(ws);
}

static void
an_article_comes_through_checked(void **state)
{
	AUTO(buf_release) struct buf json = BUF_INIT(1 << 16);
	const struct workers_opts opts = ONE;
	struct workers *ws = start(&opts);
	AUTO(seen_release) struct seen s = { 0 };
	struct article a;

	(void)state;
	article_init(&a);
	a.outcome = OUTCOME_ARTICLE;
	free(a.title);
	a.title = mem_dup("A title");
	article_to_json(&a, &json);
	article_release(&a);
	ask(ws, JOB_ARTICLE, json.p, &s);
	assert_string_equal(s.error, "");
	assert_true(s.ok);
	assert_int_equal(s.outcome, OUTCOME_ARTICLE);
	assert_string_equal(s.title, "A title");
	workers_free(ws);
}

static void
a_worker_sees_no_descriptor_and_no_environment(void **state)
{
	const struct workers_opts opts = ONE;
	struct workers *ws;
	AUTO(seen_release) struct seen s = { 0 };
	int fd = fcntl(0, F_DUPFD, 200);	/* without close-on-exec */

	(void)state;
	assert_true(fd >= 200);
	ws = start(&opts);
	ask(ws, JOB_SVG, "look", &s);
	assert_string_equal(s.bytes, "0 1 2 3 TZ=UTC0 group 1");
	close(fd);
	workers_free(ws);
}

static void
every_new_process_gets_the_rules(void **state)
{
	char *rules = mem_alloc(FRAME_MAX_RULES + 1);
	struct workers_opts opts = { .n = 1, .memory = MEMORY,
		.rules = { rules, FRAME_MAX_RULES } };
	struct workers *ws = start(&opts);
	AUTO(seen_release) struct seen s = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	ask(ws, JOB_SVG, "rules", &s);
	assert_string_equal(s.bytes, "8388608");
	ask(ws, JOB_SVG, "exit", &s);
	assert_false(s.ok);
	ask(ws, JOB_SVG, "rules", &s);
	assert_string_equal(s.bytes, "8388608");
	workers_free(ws);
	opts.rules.n++;
	assert_int_equal(workers_new(&ws, &opts, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	free(rules);
}

static void
a_worker_is_replaced_after_many_jobs(void **state)
{
	const struct workers_opts opts = ONE;
	struct workers *ws = start(&opts);
	struct seen first = { 0 }, s = { 0 };
	size_t n_same = 0;

	(void)state;
	ask(ws, JOB_SVG, "pid", &first);
	for (size_t i = 0; i < 600; i++) {
		ask(ws, JOB_SVG, "pid", &s);
		assert_true(s.ok);
		n_same += strcmp(s.bytes, first.bytes) == 0;
	}
	assert_in_range(n_same, 100, 599);
	seen_release(&first);
	seen_release(&s);
	workers_free(ws);
}

static void
a_worker_that_grew_is_replaced(void **state)
{
	const struct workers_opts opts = { .n = 1 };
	struct workers *ws = start(&opts);
	struct seen first = { 0 }, s = { 0 };

	(void)state;
	ask(ws, JOB_SVG, "pid", &first);
	ask(ws, JOB_SVG, "hello", &s);
	ask(ws, JOB_SVG, "pid", &s);
	assert_string_equal(s.bytes, first.bytes);
	ask(ws, JOB_SVG, "keep", &s);
	assert_true(s.ok);
	ask(ws, JOB_SVG, "pid", &s);
	assert_true(s.ok);
	assert_string_not_equal(s.bytes, first.bytes);
	seen_release(&first);
	seen_release(&s);
	workers_free(ws);
}

static void
freeing_ends_all_processes_even_busy_ones(void **state)
{
	const struct workers_opts opts = { .n = 3, .memory = MEMORY };
	struct workers *ws = start(&opts);
	struct seen s = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		submit(ws, JOB_SVG, STR("spin"), &s);
	workers_free(ws);
	assert_int_equal(s.n_calls, 0);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);	/* none is left, not one more */
	workers_free(NULL);
}

struct chain {
	struct workers *ws;
	int left;
};

static void
submit_next(void *ctx, const struct job_answer *a)
{
	struct chain *c = ctx;
	struct job job = { .kind = JOB_SVG, .body = STR("hello") };

	assert_true(a->ok);
	if (c->left-- > 0)
		assert_int_equal(workers_submit(c->ws, &job, submit_next, c,
		    NULL), 0);
}

static void
an_answer_may_lead_to_the_next_job(void **state)
{
	const struct workers_opts opts = { .n = 2, .memory = MEMORY };
	struct chain c = { start(&opts), 20 };
	struct job job = { .kind = JOB_SVG, .body = STR("hello") };

	(void)state;
	assert_int_equal(workers_submit(c.ws, &job, submit_next, &c, NULL), 0);
	drain(c.ws);
	assert_int_equal(c.left, -1);
	workers_free(c.ws);
}

static void
a_program_that_cannot_be_a_worker_is_reported(void **state)
{
	const struct workers_opts opts = ONE;
	mode_t before = umask(CANNOT_START);
	struct workers *ws = start(&opts);
	struct seen s = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	submit(ws, JOB_SVG, STR("hello"), &s);
	assert_int_equal(workers_drain(ws, &err), -1);
	assert_int_equal(err.kind, ERR_SYSTEM);
	assert_non_null(strstr(err.msg, "cannot start a worker"));
	umask(before);
	workers_free(ws);
}

/* Is the process gone, or only waiting to be reaped by others? */
static bool
is_dead(int pid)
{
	char path[64], line[256] = "";
	const char *after;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	f = fopen(path, "r");
	if (f == NULL)
		return true;
	if (fgets(line, sizeof(line), f) == NULL)
		line[0] = '\0';
	fclose(f);
	after = strrchr(line, ')');
	return after == NULL || after[2] == 'Z' || after[2] == 'X';
}

static void
workers_die_with_their_parent(void **state)
{
	int fds[2], pid = 0;
	pid_t parent;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	parent = fork();
	if (parent == 0) {
		const struct workers_opts opts = ONE;
		struct workers *ws = start(&opts);
		struct seen s = { 0 };

		ask(ws, JOB_SVG, "pid", &s);
		pid = atoi(s.bytes);
		submit(ws, JOB_SVG, STR("spin"), &s);
		(void)!write(fds[1], &pid, sizeof(pid));
		pause();
		_exit(0);
	}
	assert_int_equal(read(fds[0], &pid, sizeof(pid)), sizeof(pid));
	assert_false(is_dead(pid));
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	for (int i = 0; i < 5000 && !is_dead(pid); i++)
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
	assert_true(is_dead(pid));
	close(fds[0]);
	close(fds[1]);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_job_arrives_with_all_it_was_given),
		cmocka_unit_test(bodies_of_every_size_come_through),
		cmocka_unit_test(a_body_larger_than_a_page_is_refused),
		cmocka_unit_test(
		    whatever_happens_the_job_ends_and_the_next_is_answered),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(a_job_that_lacks_memory_is_tried_with_more),
		cmocka_unit_test(a_process_with_more_memory_does_one_job),
		cmocka_unit_test(
		    a_page_of_very_many_tags_has_more_memory_at_once),
#endif
		cmocka_unit_test(an_answer_too_many_reaches_nobody),
		cmocka_unit_test(an_article_comes_through_checked),
		cmocka_unit_test(
		    a_worker_sees_no_descriptor_and_no_environment),
		cmocka_unit_test(every_new_process_gets_the_rules),
		cmocka_unit_test(a_worker_is_replaced_after_many_jobs),
		cmocka_unit_test(a_worker_that_grew_is_replaced),
		cmocka_unit_test(freeing_ends_all_processes_even_busy_ones),
		cmocka_unit_test(an_answer_may_lead_to_the_next_job),
		cmocka_unit_test(a_program_that_cannot_be_a_worker_is_reported),
		cmocka_unit_test(workers_die_with_their_parent),
	};

	if (argc == 2 && strcmp(argv[1], WORKER_ARGUMENT) == 0) {
		if (umask(0) == CANNOT_START)
			return 9;
		return worker_run(&(struct worker_ops){ look_around, obey,
		    NULL });
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
