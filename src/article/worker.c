#include "article/worker.h"

#include <malloc.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "article/frame.h"
#include "article/process.h"
#include "article/wall.h"

/* Heap kept between pages, so that a usual page costs no page faults. */
#define KEEP_HEAP (32 << 20)
/* Blocks as large as a page's text go back to the system at once. */
#define BIG_BLOCK (1 << 20)
/* A page above this leaves a large, fragmented heap behind. */
#define BIG_PAGE (1 << 20)

/* Greets, sets the limits, warms up, raises the wall. */
static int
start(const struct worker_ops *ops, struct buf *in)
{
	struct err err = ERR_INIT;
	struct str message[FRAME_PARTS] = { { "", 0 }, { "", 0 }, { "", 0 },
	    { "", 0 } };
	struct frame_head head;

	if (!frame_receive(PROCESS_SOCKET, &head, in) ||
	    head.kind != FRAME_HELLO)
		return -1;
	(void)mallopt(M_MMAP_THRESHOLD, BIG_BLOCK);
	(void)mallopt(M_TRIM_THRESHOLD, KEEP_HEAP);
	if (wall_limit((int64_t)head.value << 20, &err) == 0) {
		/* gmtime() asks for the local time zone's file once. */
		(void)setenv("TZ", "UTC0", 1);
		tzset();
		if (ops->warm_up != NULL)
			ops->warm_up(ops->ctx, frame_part(&head, in->p, 0));
		if (wall_raise(&err) == 0) {
			head = frame_make(FRAME_READY, NULL);
			return frame_send(PROCESS_SOCKET, &head, NULL) ? 0 : -1;
		}
	}
	message[0] = str_of(err.msg);
	head = frame_make(FRAME_REFUSED, message);
	(void)frame_send(PROCESS_SOCKET, &head, message);
	return -1;
}

/* One job, and its answer. False when the parent is gone. */
static bool
answer(const struct worker_ops *ops, const struct frame_head *head,
    const struct buf *in)
{
	AUTO(buf_release) struct buf json = BUF_INIT(FRAME_MAX_ANSWER);
	AUTO(buf_release) struct buf bytes = BUF_INIT(FRAME_MAX_ANSWER);
	struct str parts[FRAME_PARTS] = { { "", 0 }, { "", 0 }, { "", 0 },
	    { "", 0 } };
	struct err err = ERR_INIT;
	struct frame_head reply;
	bool done;
	struct job job = {
		.kind = (enum job_kind)head->job,
		.status = (int)head->value,
		.url = frame_part(head, in->p, 0),
		.content_type = frame_part(head, in->p, 1),
		.body = frame_part(head, in->p, 2),
		.last_modified = frame_part(head, in->p, 3),
	};

	done = ops->run(ops->ctx, &job, &json, &bytes, &err) == 0;
	/* Before the answer: the parent looks at our size when it has it. */
	if (job.body.n > BIG_PAGE)
		(void)malloc_trim(KEEP_HEAP);
	if (done && buf_check(&json, &err) == 0 &&
	    buf_check(&bytes, &err) == 0) {
		parts[0] = buf_view(&json);
		parts[1] = buf_view(&bytes);
		reply = frame_make(FRAME_DONE, parts);
		reply.serial = head->serial;
		if (frame_check(&reply))
			return frame_send(PROCESS_SOCKET, &reply, parts);
		(void)err_set(&err, ERR_ITEM, "the answer is too large");
	}
	/* Of the system there is nothing but memory here: where there is more
	 * it may succeed. */
	if (err.kind == ERR_SYSTEM)
		_exit(WALL_EXIT_MEMORY);
	parts[0] = str_of(err.msg);
	parts[1] = str_of("");
	reply = frame_make(FRAME_FAILED, parts);
	reply.serial = head->serial;
	return frame_send(PROCESS_SOCKET, &reply, parts);
}

int
worker_run(const struct worker_ops *ops)
{
	AUTO(buf_release) struct buf in = BUF_INIT(FRAME_MAX_ANSWER);
	struct frame_head head;

	if (start(ops, &in) < 0)
		_exit(1);
	while (frame_receive(PROCESS_SOCKET, &head, &in) &&
	    head.kind == FRAME_JOB && answer(ops, &head, &in))
		if (in.len > BIG_PAGE)
			buf_release(&in);
	/* What libraries do at exit() is not allowed any more. */
	_exit(0);
}
