#include "base/writer.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/file.h"

/* Some hundred pictures: enough to keep a disk busy, little beside what the
 * crawl holds. */
#define MAX_BYTES ((size_t)8 << 20)

struct item {
	char *path, *bytes;
	size_t n;
	struct item *next;
};

struct writer {
	int64_t mtime;
	pthread_t thread;
	bool has_thread;
	/* What follows belongs to whoever holds the lock. */
	pthread_mutex_t lock;
	pthread_cond_t more;	/* something to do, or the end */
	pthread_cond_t less;	/* something was done */
	struct item *first, **last;
	size_t n_bytes;		/* that wait, or are being written */
	bool is_busy, is_ending;
	struct err failure;
};

static void
item_free(struct item *i)
{
	free(i->path);
	free(i->bytes);
	free(i);
}

static int
write_item(const struct writer *w, const struct item *i, struct err *err)
{
	struct str s = str_make(i->bytes, i->n);

	/* Nearly always the folder is there. */
	if (file_write_fast(i->path, s, err) < 0) {
		err_clear(err);
		if (file_mkdirs_for(i->path, err) < 0 ||
		    file_write_fast(i->path, s, err) < 0)
			return -1;
	}
	return w->mtime == 0 ? 0 : file_set_mtime(i->path, w->mtime, err);
}

/* Writes the first item with the lock open. */
static void
write_first(struct writer *w)
{
	struct item *i = w->first;
	struct err err = ERR_INIT;
	int rc;

	w->first = i->next;
	if (w->first == NULL)
		w->last = &w->first;
	w->is_busy = true;
	(void)pthread_mutex_unlock(&w->lock);
	rc = write_item(w, i, &err);
	(void)pthread_mutex_lock(&w->lock);
	w->is_busy = false;
	w->n_bytes -= i->n;
	if (rc < 0 && w->failure.kind == ERR_NONE)
		w->failure = err;
	(void)pthread_cond_signal(&w->less);
	item_free(i);
}

static void *
work(void *ctx)
{
	struct writer *w = ctx;

	(void)pthread_mutex_lock(&w->lock);
	while (!w->is_ending) {
		if (w->first != NULL)
			write_first(w);
		else
			(void)pthread_cond_wait(&w->more, &w->lock);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

struct writer *
writer_new(int64_t mtime)
{
	struct writer *w = mem_alloc(sizeof(*w));
	sigset_t all, before;

	w->mtime = mtime;
	w->last = &w->first;
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->more, NULL);
	(void)pthread_cond_init(&w->less, NULL);
	/* Signals are for the thread that started the program. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	w->has_thread = pthread_create(&w->thread, NULL, work, w) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return w;
}

void
writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->is_ending = true;
	(void)pthread_cond_signal(&w->more);
	(void)pthread_mutex_unlock(&w->lock);
	if (w->has_thread)
		(void)pthread_join(w->thread, NULL);
	while (w->first != NULL) {
		struct item *i = w->first;

		w->first = i->next;
		item_free(i);
	}
	(void)pthread_cond_destroy(&w->less);
	(void)pthread_cond_destroy(&w->more);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}

bool
writer_is_full(struct writer *w)
{
	bool is_full;

	(void)pthread_mutex_lock(&w->lock);
	is_full = w->n_bytes >= MAX_BYTES;
	(void)pthread_mutex_unlock(&w->lock);
	return is_full;
}

int
writer_put(struct writer *w, const char *path, struct buf *bytes,
    struct err *err)
{
	struct item *i;

	if (buf_check(bytes, err) < 0)
		return err_in(err, "'%s'", path);
	i = mem_alloc(sizeof(*i));
	i->path = mem_dup(path);
	i->bytes = buf_take(bytes, &i->n);
	(void)pthread_mutex_lock(&w->lock);
	while (w->has_thread && w->n_bytes >= MAX_BYTES)
		(void)pthread_cond_wait(&w->less, &w->lock);
	*w->last = i;
	w->last = &i->next;
	w->n_bytes += i->n;
	if (w->has_thread)
		(void)pthread_cond_signal(&w->more);
	else
		write_first(w);
	(void)pthread_mutex_unlock(&w->lock);
	return 0;
}

int
writer_wait(struct writer *w, struct err *err)
{
	struct err failure;

	(void)pthread_mutex_lock(&w->lock);
	while (w->first != NULL || w->is_busy)
		(void)pthread_cond_wait(&w->less, &w->lock);
	failure = w->failure;
	err_clear(&w->failure);
	(void)pthread_mutex_unlock(&w->lock);
	if (failure.kind == ERR_NONE)
		return 0;
	*err = failure;
	return -1;
}
