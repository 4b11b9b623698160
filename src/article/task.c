#include "article/task.h"

#include <stdlib.h>
#include <string.h>

#include "article/frame.h"

/* Tags and attributes that may be too many for an ordinary process; pages that
 * people read have a fifth of it. */
#define MANY_TAGS 100000

static bool
has_many_tags(struct str body)
{
	size_t n = 0;

	/* A short one cannot have so many. */
	for (size_t i = 0; body.n > MANY_TAGS && i < body.n; i++)
		n += body.p[i] == '<' || body.p[i] == '=';
	return n > MANY_TAGS;
}

int
task_new(struct task **out, const struct job *job, job_fn *fn, void *ctx,
    struct err *err)
{
	/* Too long for a date is none. */
	const struct str parts[FRAME_PARTS] = { job->url, job->content_type,
		job->body, job->last_modified.n <= FRAME_MAX_DATE ?
		job->last_modified : STR("") };
	struct frame_head head = frame_make(FRAME_JOB, parts);
	struct task *t;

	head.job = (uint32_t)job->kind;
	head.value = (uint32_t)job->status;
	if (!frame_check(&head))
		return err_set(err, ERR_ITEM, "a page of %zu bytes is too "
		    "large to be parsed", job->body.n);
	t = mem_alloc(sizeof(*t));
	buf_init(&t->frame, sizeof(head) + frame_len(&head));
	frame_put(&t->frame, &head, parts);
	if (buf_check(&t->frame, err) < 0) {
		task_free(t);
		return -1;
	}
	t->kind = job->kind;
	t->is_hungry = has_many_tags(job->body);
	t->fn = fn;
	t->ctx = ctx;
	*out = t;
	return 0;
}

void
task_free(struct task *t)
{
	if (t != NULL)
		buf_release(&t->frame);
	free(t);
}

void
task_stamp(struct task *t, size_t serial)
{
	struct frame_head head;

	memcpy(&head, t->frame.p, sizeof(head));
	head.serial = (uint32_t)serial;
	memcpy(t->frame.p, &head, sizeof(head));
}

void
task_queue_init(struct task_queue *q)
{
	for (size_t i = 0; i < 2; i++) {
		q->of[i].first = NULL;
		q->of[i].last = &q->of[i].first;
	}
}

void
task_queue_release(struct task_queue *q)
{
	for (size_t i = 0; i < 2; i++)
		while (q->of[i].first != NULL)
			task_free(task_queue_take(q, i == 1));
}

void
task_queue_give(struct task_queue *q, struct task *t)
{
	t->next = NULL;
	*q->of[t->is_hungry].last = t;
	q->of[t->is_hungry].last = &t->next;
}

bool
task_queue_has(const struct task_queue *q, bool is_hungry)
{
	return q->of[is_hungry].first != NULL;
}

struct task *
task_queue_take(struct task_queue *q, bool is_hungry)
{
	struct task *t = q->of[is_hungry].first;

	if (t == NULL)
		return NULL;
	q->of[is_hungry].first = t->next;
	if (t->next == NULL)
		q->of[is_hungry].last = &q->of[is_hungry].first;
	return t;
}
