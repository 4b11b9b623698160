#include "mirror/run.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "mirror/needs.h"
#include "mirror/probe.h"
#include "mirror/revise.h"
#include "mirror/rules.h"
#include "store/lock.h"

/* Pages that wait for a worker are in memory: enough to keep it busy, few
 * enough not to grow with a server that is faster. */
#define JOBS_PER_WORKER 8

bool
id_set_add(struct id_set *s, int64_t id)
{
	unsigned char bit = (unsigned char)(1 << id % 8);
	unsigned char *byte = VEC_AT(&s->bits, &s->n, (size_t)id / 8);

	if (*byte & bit)
		return false;
	*byte |= bit;
	return true;
}

bool
id_set_remove(struct id_set *s, int64_t id)
{
	size_t byte = (size_t)id / 8;
	unsigned char bit = (unsigned char)(1 << id % 8);

	if (byte >= s->n || !(s->bits[byte] & bit))
		return false;
	s->bits[byte] &= (unsigned char)~bit;
	return true;
}

void
id_set_release(struct id_set *s)
{
	free(s->bits);
	*s = (struct id_set){ 0 };
}

static int
tell_endings(struct run *run, struct err *err)
{
	struct mirror_view *v = run->opts->view;

	for (size_t i = 0; i < run->n_endings; i++) {
		AUTO(resource_release) struct resource r = { 0 };

		if (v == NULL || v->ended == NULL)
			break;
		if (catalog_get_resource_id(run->catalog, run->endings[i].id,
		    &r, err) < 0)
			return -1;
		v->ended(v->ctx, &r, run->endings[i].is_kept);
	}
	run->n_endings = 0;
	return 0;
}

int
run_sync(struct run *run, struct err *err)
{
	run->synced = clock_mono();
	lock_renew(run->archive->lock_fd);
	if (warc_writer_sync(run->writer, err) < 0 ||
	    catalog_commit(run->catalog, err) < 0)
		return -1;
	return tell_endings(run, err);
}

void
run_end(struct run *run)
{
	crawl_free(run->crawl);
	warc_writer_free(run->writer);
	ahead_free(run->ahead);
	capture_release(&run->last_capture);
	sources_release(&run->sources);
	id_set_release(&run->queued);
	id_set_release(&run->failures);
	revise_release(run);
	needs_release(run);
	probe_release(run);
	free(run->endings);
	free(run->busy);
	rules_free(run->ruled, run->n_ruled);
}

size_t
run_max_jobs(const struct run *run)
{
	return JOBS_PER_WORKER * workers_count(run->workers);
}

int
run_article(const struct run *run, const struct locator *at,
    struct article *a, struct buf *json, bool *found, struct err *err)
{
	*found = false;
	if (at->segment == 0)
		return 0;
	if (warc_payload(run->archive, at, json, err) < 0 ||
	    article_from_json(a, buf_view(json), err) < 0) {
		if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
			return -1;
		log_warn("%s", err->msg);
		err_clear(err);
		return 0;
	}
	*found = true;
	return 0;
}
