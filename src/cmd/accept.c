/*
 * accept.c: "kbmirror accept URL…": what was held back as suspect is right.
 */
#include <stdlib.h>

#include "article/rules.h"
#include "base/mem.h"
#include "cmd/lookup.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "mirror/mirror.h"

/* Aliases stand for their leaders; one that is not known is an error. */
static int
find_keys(struct archive *a, char **given, size_t n, char **keys,
    struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		AUTO(resource_release) struct resource r = { 0 };

		if (lookup_resource(a, given[i], &r, NULL, err) < 0)
			return -1;
		keys[i] = mem_dup(r.url);
	}
	return 0;
}

static int
accept(struct cmd_ctx *ctx, char **given, struct mirror_accept_opts *opts,
    const struct workers_opts *wo, struct err *err)
{
	char **keys = mem_array(opts->n_keys + 1, sizeof(*keys));
	struct archive *a = NULL;
	struct workers *w = NULL;
	size_t n = 0;
	int rc;

	/* Workers come first: they must not inherit anything. */
	rc = ctx->dry_run ? 0 : workers_new(&w, wo, err);
	if (rc == 0)
		rc = print_open_archive(ctx, !ctx->dry_run, &a, err);
	if (rc == 0)
		rc = find_keys(a, given, opts->n_keys, keys, err);
	opts->keys = keys;
	if (rc == 0)
		rc = mirror_accept(a, w, opts, &n, err);
	if (rc == 0)
		print_tally(ctx, "accepted", n, opts->n_keys, n > 0 ?
		    "older snapshots show the copies from before" :
		    "only what was held back as suspect can be");
	if (rc == 0 && n == 0)
		ctx->exit_code = 1;
	for (size_t i = 0; i < opts->n_keys; i++)
		free(keys[i]);
	free(keys);
	workers_free(w);
	archive_close(a);
	return rc;
}

int
cmd_accept(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	AUTO(buf_release) struct buf rules = BUF_INIT(RULES_MAX_BUNDLE);
	struct mirror_accept_opts opts = { 0 };
	struct workers_opts wo = { 0 };
	struct options o;
	int rc = cmd_parse(ctx, "accept", &argc, argv, NULL, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc < 2)
		return err_set(err, ERR_USAGE, "accept wants an address");
	options_init(&o);
	rc = options_load(&o, ctx->archive, err);
	if (rc == 0)
		rc = options_rules(&o, &rules, err);
	opts.n_keys = (size_t)argc - 1;
	opts.max_pages = o.max_pages < 1 ? 1 : o.max_pages;
	wo.rules = buf_view(&rules);
	if (rc == 0)
		rc = accept(ctx, argv + 1, &opts, &wo, err);
	options_release(&o);
	return rc;
}
