#include "site/chore.h"

#include <poll.h>

/* Descriptors of all workers; there is one per core. */
#define CHORE_POLL 256

static void
store(void *ctx, const struct job_answer *answer)
{
	struct chore *e = ctx;

	e->is_done = true;
	e->is_ok = answer->ok;
	if (answer->ok)
		buf_s(&e->bytes, answer->bytes);
	if (e->bytes.failed)
		e->is_ok = false;
}

int
chore_start(struct build *b, struct chore *e, enum job_kind kind,
    struct str body, struct err *err)
{
	struct job job = { .kind = kind, .body = body,
		.url = STR(""), .content_type = STR("text/html; charset=utf-8"),
		.status = 200 };

	*e = (struct chore){ .bytes = BUF_INIT(BUILD_PAGE_MAX) };
	if (b->workers == NULL) {
		e->is_done = true;
		return 0;
	}
	return workers_submit(b->workers, &job, store, e, err);
}

int
chore_wait(struct build *b, struct chore *e, struct err *err)
{
	struct pollfd fds[CHORE_POLL];
	size_t n;
	int timeout_ms;

	while (!e->is_done) {
		timeout_ms = -1;
		n = workers_poll(b->workers, fds, CHORE_POLL, &timeout_ms);
		if (poll(fds, (nfds_t)n, timeout_ms) < 0 && errno != EINTR)
			return err_sys(err, "cannot wait for the workers");
		if (workers_step(b->workers, err) < 0)
			return -1;
	}
	return 0;
}

void
chore_release(struct chore *e)
{
	buf_release(&e->bytes);
}
