/*
 * forget.c: "kbmirror forget URL…": drops resources from the state.
 */
#include "cmd/print.h"
#include "mirror/mirror.h"

int
cmd_forget(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	const struct workers_opts wo = { 0 };
	struct archive *a = NULL;
	struct workers *w = NULL;
	size_t n = 0;
	int rc = cmd_parse(ctx, "forget", &argc, argv, NULL, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc < 2)
		return err_set(err, ERR_USAGE, "forget wants an address");
	rc = ctx->dry_run ? 0 : workers_new(&w, &wo, err);
	if (rc == 0)
		rc = print_open_archive(ctx, !ctx->dry_run, &a, err);
	if (rc == 0)
		rc = mirror_forget(a, w, (const char *const *)argv + 1,
		    (size_t)argc - 1, &n, err);
	workers_free(w);
	archive_close(a);
	if (rc == 0)
		print_tally(ctx, "forgotten", n, (size_t)argc - 1, n > 0 ?
		    "older snapshots still know them" :
		    "'kbmirror list' names what the archive knows");
	if (rc == 0 && n == 0)
		ctx->exit_code = 1;
	return rc;
}
