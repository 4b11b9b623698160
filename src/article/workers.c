#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "article/frame.h"
#include "article/process.h"
#include "article/task.h"
#include "article/worker.h"
#include "base/clock.h"

/* A fresh process once in a while: no leak in a library grows for ever. */
#define MAX_JOBS 500
/* What a process may keep between pages; above it is replaced. */
#define MAX_RESIDENT ((int64_t)64 << 20)
/* Room kept for the next answer. */
#define KEEP_ANSWER (1 << 20)
/* Loading the program's libraries on a busy machine. */
#define START_TIMEOUT_MS 60000
/* Processes in a row that die before they are ready: then none ever will. */
#define MAX_START_FAILURES 3

enum slot_state { SLOT_DOWN, SLOT_STARTING, SLOT_IDLE, SLOT_BUSY };

struct slot {
	struct process proc;
	enum slot_state state;
	bool is_roomy;
	struct task *task;	/* BUSY */
	struct frame_head hello;	/* STARTING; the rules follow it */
	size_t sent;		/* of hello and rules, or of the task's frame */
	int64_t deadline;	/* monotonic ms; STARTING and BUSY */
	size_t n_jobs;
	struct frame_head head;
	size_t head_got;
	struct buf in;		/* the parts of head */
};

struct workers {
	struct slot *slots;
	size_t n;
	struct task_queue queue;	/* not yet given to a process */
	size_t n_tasks;			/* queued or running */
	struct buf rules;		/* for each new process */
	int64_t memory, roomy, timeout_ms;
	size_t start_failures;
};

static void
expect_frame(struct slot *s)
{
	s->head_got = 0;
	if (s->in.cap > KEEP_ANSWER)
		buf_release(&s->in);
	else
		buf_reset(&s->in);
}

/* Is a process with more memory wanted, and is there none? */
static bool
wants_room(const struct workers *ws)
{
	if (!task_queue_has(&ws->queue, true))
		return false;
	for (size_t i = 0; i < ws->n; i++)
		if (ws->slots[i].state != SLOT_DOWN && ws->slots[i].is_roomy)
			return false;
	return true;
}

/* Greets with the rules, and how much memory it may have. */
static struct frame_head
make_hello(struct str rules, int64_t memory)
{
	const struct str parts[FRAME_PARTS] = { rules, STR(""), STR(""),
	    STR("") };
	struct frame_head head = frame_make(FRAME_HELLO, parts);

	head.value = (uint32_t)(memory >> 20);
	return head;
}

static int
start_slot(const struct workers *ws, struct slot *s, struct err *err)
{
	s->is_roomy = wants_room(ws);
	if (process_start(&s->proc, WORKER_ARGUMENT, err) < 0)
		return -1;
	s->hello = make_hello(buf_view(&ws->rules), s->is_roomy ? ws->roomy :
	    ws->memory);
	s->sent = 0;
	s->state = SLOT_STARTING;
	s->deadline = clock_mono() + START_TIMEOUT_MS;
	s->n_jobs = 0;
	expect_frame(s);
	return 0;
}

static void
end_slot(struct slot *s, int *status)
{
	*status = process_end(&s->proc);
	s->state = SLOT_DOWN;
	buf_release(&s->in);
}

int
workers_new(struct workers **out, const struct workers_opts *opts,
    struct err *err)
{
	struct workers *ws;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int rc;

	if (opts->rules.n > FRAME_MAX_RULES)
		return err_set(err, ERR_ITEM, "site rules of %zu bytes are "
		    "too many", opts->rules.n);
	ws = mem_alloc(sizeof(*ws));
	ws->n = opts->n > 0 ? opts->n : cores > 0 ? (size_t)cores : 1;
	ws->memory = opts->memory > 0 ? opts->memory : WORKERS_MEMORY;
	ws->roomy = opts->roomy > 0 ? opts->roomy : WORKERS_ROOMY;
	ws->timeout_ms = opts->timeout_ms > 0 ? opts->timeout_ms :
	    WORKERS_TIMEOUT_MS;
	task_queue_init(&ws->queue);
	ws->slots = mem_array(ws->n, sizeof(ws->slots[0]));
	for (size_t i = 0; i < ws->n; i++) {
		ws->slots[i].proc = (struct process)PROCESS_NONE;
		buf_init(&ws->slots[i].in, FRAME_MAX_ANSWER);
	}
	buf_init(&ws->rules, FRAME_MAX_RULES);
	buf_s(&ws->rules, opts->rules);
	rc = buf_check(&ws->rules, err);
	for (size_t i = 0; rc == 0 && i < ws->n; i++)
		rc = start_slot(ws, &ws->slots[i], err);
	if (rc < 0)
		workers_free(ws);
	else
		*out = ws;
	return rc;
}

void
workers_free(struct workers *ws)
{
	int status;

	if (ws == NULL)
		return;
	for (size_t i = 0; i < ws->n; i++) {
		end_slot(&ws->slots[i], &status);
		task_free(ws->slots[i].task);
	}
	buf_release(&ws->rules);
	task_queue_release(&ws->queue);
	free(ws->slots);
	free(ws);
}

size_t
workers_busy(const struct workers *ws)
{
	return ws->n_tasks;
}

size_t
workers_count(const struct workers *ws)
{
	return ws->n;
}

/* What a slot has still to send. */
static struct str
unsent(const struct workers *ws, const struct slot *s)
{
	if (s->state == SLOT_STARTING && s->sent < sizeof(s->hello))
		return str_make((const char *)&s->hello + s->sent,
		    sizeof(s->hello) - s->sent);
	if (s->state == SLOT_STARTING)
		return str_from(buf_view(&ws->rules),
		    s->sent - sizeof(s->hello));
	if (s->state == SLOT_BUSY)
		return str_from(buf_view(&s->task->frame), s->sent);
	return str_of("");
}

/* A failure to send shows again as the end of what can be read. */
static void
send_some(const struct workers *ws, struct slot *s)
{
	for (struct str rest = unsent(ws, s); rest.n > 0;
	    rest = unsent(ws, s)) {
		ssize_t n = send(s->proc.fd, rest.p, rest.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return;
		s->sent += (size_t)n;
	}
}

/* A process with more memory takes the place of an idle one. */
static int
make_room(struct workers *ws, struct err *err)
{
	int status;

	for (size_t i = 0; i < ws->n && wants_room(ws); i++) {
		struct slot *s = &ws->slots[i];

		if (s->state != SLOT_IDLE)
			continue;
		end_slot(s, &status);
		if (start_slot(ws, s, err) < 0)
			return -1;
	}
	return 0;
}

/* Gives waiting tasks to idle processes. */
static void
assign(struct workers *ws)
{
	for (size_t i = 0; i < ws->n; i++) {
		struct slot *s = &ws->slots[i];

		if (s->state == SLOT_IDLE)
			s->task = task_queue_take(&ws->queue, s->is_roomy);
		if (s->state != SLOT_IDLE || s->task == NULL)
			continue;
		s->state = SLOT_BUSY;
		s->sent = 0;
		s->deadline = clock_mono() + ws->timeout_ms;
		s->n_jobs++;
		task_stamp(s->task, s->n_jobs);
		send_some(ws, s);
	}
}

int
workers_submit(struct workers *ws, const struct job *job, job_fn *fn,
    void *ctx, struct err *err)
{
	struct task *t;

	if (task_new(&t, job, fn, ctx, err) < 0)
		return -1;
	ws->n_tasks++;
	task_queue_give(&ws->queue, t);
	if (make_room(ws, err) < 0)
		return -1;
	assign(ws);
	return 0;
}

/* The slot's task is over; the callback may submit others. */
static void
finish(struct workers *ws, struct slot *s, const struct job_answer *a)
{
	struct task *t = s->task;

	s->task = NULL;
	ws->n_tasks--;
	t->fn(t->ctx, a);
	task_free(t);
}

static void
fail(struct workers *ws, struct slot *s, const char *reason)
{
	const struct job_answer a = {
		.error = reason,
		.outcome = OUTCOME_WORKER,
		.json = { "", 0 },
		.bytes = { "", 0 },
	};

	finish(ws, s, &a);
}

static bool
is_page(enum job_kind kind)
{
	return kind == JOB_ARTICLE || kind == JOB_MARKDOWN ||
	    kind == JOB_EXPLAIN || kind == JOB_REQUISITES;
}

static void
try_with_more(struct workers *ws, struct slot *s)
{
	s->task->is_hungry = true;
	task_queue_give(&ws->queue, s->task);
	s->task = NULL;
}

/* Ends a process; its task, if any, fails for that reason. NULL: what its
 * death says. */
static void
bury(struct workers *ws, struct slot *s, const char *reason)
{
	char text[FRAME_MAX_MESSAGE];
	int status;

	if (s->state == SLOT_STARTING)
		ws->start_failures++;
	end_slot(s, &status);
	if (s->task == NULL)
		return;
	if (reason == NULL && !s->is_roomy && process_lacked_memory(status)) {
		try_with_more(ws, s);
		return;
	}
	if (reason == NULL)
		process_reason(status, s->is_roomy ? ws->roomy : ws->memory,
		    text, sizeof(text));
	fail(ws, s, reason != NULL ? reason : text);
}

static void
deliver_bytes(struct workers *ws, struct slot *s)
{
	const struct job_answer a = {
		.ok = true,
		.error = "",
		.json = frame_part(&s->head, s->in.p, 0),
		.bytes = frame_part(&s->head, s->in.p, 1),
	};

	finish(ws, s, &a);
	s->state = SLOT_IDLE;
}

static void
deliver_page(struct workers *ws, struct slot *s)
{
	AUTO(article_release) struct article article;
	struct err err = ERR_INIT;
	struct job_answer a = {
		.ok = true,
		.error = "",
		.json = frame_part(&s->head, s->in.p, 0),
		.bytes = frame_part(&s->head, s->in.p, 1),
		.article = &article,
	};

	if (article_from_json(&article, a.json, &err) < 0) {
		(void)err_in(&err, "the worker's answer is not valid");
		bury(ws, s, err.msg);
		return;
	}
	a.outcome = article.outcome;
	finish(ws, s, &a);
	s->state = SLOT_IDLE;
}

static void
deliver_failed(struct workers *ws, struct slot *s)
{
	AUTO(mem_freep) char *text = mem_dupn(s->in.p, s->head.len[0]);

	fail(ws, s, text);
	s->state = SLOT_IDLE;
}

static bool
is_answer(const struct slot *s)
{
	return s->state == SLOT_BUSY && s->head.serial == s->n_jobs;
}

/* A whole frame is there. */
static int
deliver(struct workers *ws, struct slot *s, struct err *err)
{
	if (s->state == SLOT_STARTING && s->head.kind == FRAME_REFUSED)
		return err_set(err, ERR_SYSTEM, "cannot start a worker: %.*s",
		    (int)s->head.len[0], s->in.p);
	if (s->state == SLOT_STARTING && s->head.kind == FRAME_READY) {
		ws->start_failures = 0;
		s->state = SLOT_IDLE;
	} else if (is_answer(s) && s->head.kind == FRAME_DONE) {
		if (is_page(s->task->kind))
			deliver_page(ws, s);
		else
			deliver_bytes(ws, s);
	} else if (is_answer(s) && s->head.kind == FRAME_FAILED) {
		deliver_failed(ws, s);
	} else {
		bury(ws, s, "the worker broke its protocol");
	}
	expect_frame(s);
	if (s->state == SLOT_IDLE && (s->n_jobs >= MAX_JOBS ||
	    (s->is_roomy && s->n_jobs > 0) ||
	    process_memory(&s->proc) > MAX_RESIDENT))
		bury(ws, s, NULL);
	return 0;
}

enum progress { MORE_LATER, FRAME_WHOLE, STREAM_ENDED, STREAM_WRONG };

static enum progress
receive_some(struct slot *s)
{
	for (;;) {
		bool in_head = s->head_got < sizeof(s->head);
		size_t want = in_head ? sizeof(s->head) - s->head_got :
		    frame_len(&s->head) - s->in.len;
		char *p = in_head ? (char *)&s->head + s->head_got :
		    s->in.p + s->in.len;
		ssize_t n;

		if (!in_head && want == 0)
			return FRAME_WHOLE;
		n = recv(s->proc.fd, p, want, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return MORE_LATER;
		if (n <= 0)
			return STREAM_ENDED;
		if (!in_head) {
			buf_end(&s->in, (size_t)n);
			continue;
		}
		s->head_got += (size_t)n;
		if (s->head_got < sizeof(s->head))
			continue;
		if (!frame_check(&s->head) ||
		    buf_room(&s->in, frame_len(&s->head)) == NULL)
			return STREAM_WRONG;
	}
}

static int
step_slot(struct workers *ws, struct slot *s, struct err *err)
{
	char reason[64];

	send_some(ws, s);
	switch (receive_some(s)) {
	case FRAME_WHOLE:
		return deliver(ws, s, err);
	case STREAM_ENDED:
		bury(ws, s, NULL);
		return 0;
	case STREAM_WRONG:
		bury(ws, s, "the worker broke its protocol");
		return 0;
	case MORE_LATER:
		break;
	}
	if (s->state == SLOT_IDLE || clock_mono() < s->deadline)
		return 0;
	(void)snprintf(reason, sizeof(reason), "took longer than %g s",
	    (double)ws->timeout_ms / 1000);
	bury(ws, s, reason);
	return 0;
}

int
workers_step(struct workers *ws, struct err *err)
{
	for (size_t i = 0; i < ws->n; i++) {
		struct slot *s = &ws->slots[i];

		if (s->state != SLOT_DOWN && step_slot(ws, s, err) < 0)
			return -1;
		if (ws->start_failures >= MAX_START_FAILURES)
			return err_set(err, ERR_SYSTEM, "cannot start a "
			    "worker: it ends before it is ready");
		if (s->state == SLOT_DOWN && start_slot(ws, s, err) < 0)
			return -1;
	}
	if (make_room(ws, err) < 0)
		return -1;
	assign(ws);
	return 0;
}

size_t
workers_poll(const struct workers *ws, struct pollfd *fds, size_t max,
    int *timeout_ms)
{
	int64_t now = clock_mono();
	size_t n = 0;

	for (size_t i = 0; i < ws->n && n < max; i++) {
		const struct slot *s = &ws->slots[i];
		int64_t left = s->deadline > now ? s->deadline - now : 0;

		if (s->state == SLOT_DOWN)
			continue;
		fds[n++] = (struct pollfd){ .fd = s->proc.fd,
			.events = (short)(unsent(ws, s).n > 0 ? POLLIN | POLLOUT :
			    POLLIN) };
		if (s->state != SLOT_IDLE &&
		    (*timeout_ms < 0 || left < *timeout_ms))
			*timeout_ms = (int)left;
	}
	return n;
}

int
workers_wait(struct workers *ws, struct err *err)
{
	AUTO(mem_freep) struct pollfd *fds = mem_array(ws->n, sizeof(*fds));
	int timeout_ms = -1;
	size_t n = workers_poll(ws, fds, ws->n, &timeout_ms);

	if (poll(fds, (nfds_t)n, timeout_ms) < 0 && errno != EINTR)
		return err_sys(err, "cannot wait for workers");
	return workers_step(ws, err);
}

int
workers_drain(struct workers *ws, struct err *err)
{
	while (ws->n_tasks > 0)
		if (workers_wait(ws, err) < 0)
			return -1;
	return 0;
}
