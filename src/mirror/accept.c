#include "mirror/mirror.h"

#include <stdlib.h>

#include "base/version.h"
#include "mirror/commit.h"
#include "mirror/resume.h"
#include "mirror/run.h"
#include "site/site.h"

struct accept {
	struct run run;
	char *const *keys;
	size_t n_keys;
	bool is_dry;
	size_t n;
};

static int
finish_jobs(struct run *run, struct err *err)
{
	while (workers_busy(run->workers) > 0)
		if (workers_wait(run->workers, err) < 0)
			return -1;
	if (run->has_failed)
		*err = run->failure;
	return run->has_failed ? -1 : 0;
}

/* The newest answer is judged no more. */
static int
accept_resource(struct accept *x, const struct resource *r, struct err *err)
{
	AUTO(resource_release) struct resource now = { 0 };
	struct run *run = &x->run;
	bool is_taken;
	int64_t id;

	if (r->last != OUTCOME_SUSPECT || !outcome_is_kept(r->outcome))
		return 0;
	if (x->is_dry) {
		x->n++;
		return 0;
	}
	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0 ||
	    resume_from_archive(run, id, r->url, &is_taken, err) < 0)
		return -1;
	if (!is_taken)
		return err_set(err, ERR_STORE, "the newest answer of '%s' "
		    "cannot be read from the archive", r->url);
	if (finish_jobs(run, err) < 0 ||
	    catalog_get_resource_id(run->catalog, id, &now, err) < 0)
		return -1;
	x->n += now.last != OUTCOME_SUSPECT;
	return 0;
}

static int
accept_all(struct accept *x, struct err *err)
{
	for (size_t i = 0; i < x->n_keys; i++) {
		AUTO(resource_release) struct resource r = { 0 };
		bool found;

		if (catalog_get_resource(x->run.catalog, x->keys[i], &r,
		    &found, err) < 0 ||
		    (found && accept_resource(x, &r, err) < 0))
			return -1;
	}
	return 0;
}

static int
accept_and_commit(struct accept *x, struct snapshot *s, struct err *err)
{
	struct archive *a = x->run.archive;
	const struct site_opts site = { .workers = x->run.workers,
		.snapshot = s };
	const struct warc_info info = { .software = VERSION_NAME };

	s->is_complete = true;
	if (commit_begin(&x->run, &info, err) < 0 || accept_all(x, err) < 0 ||
	    commit_run(&x->run, "", s, NULL, err) < 0)
		return -1;
	return site_build(a, a->catalog, &site, err);
}

int
mirror_accept(struct archive *a, struct workers *w,
    const struct mirror_accept_opts *opts, size_t *n, struct err *err)
{
	const struct mirror_opts m = { .max_pages = opts->max_pages };
	AUTO(snapshot_release) struct snapshot s = { 0 };
	struct accept x = {
		.run = { .archive = a, .catalog = a->catalog, .workers = w,
		    .opts = &m, .is_offline = true, .is_accepting = true },
		.keys = opts->keys, .n_keys = opts->n_keys, .is_dry = true,
	};
	int rc = accept_all(&x, err);

	if (rc == 0 && w != NULL && x.n > 0) {
		x.is_dry = false;
		x.n = 0;
		rc = accept_and_commit(&x, &s, err);
	}
	*n = x.n;
	run_end(&x.run);
	return rc;
}
