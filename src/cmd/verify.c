/*
 * verify.c: "kbmirror verify": is the archive whole?
 */
#include "base/file.h"
#include "base/json.h"
#include "cmd/print.h"
#include "mirror/mirror.h"
#include "store/verify.h"

static void
print_problem(void *ctx, const char *sentence)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	const struct cmd_ctx *c = ctx;

	if (c->json) {
		json_begin(&b, '{');
		json_pair(&b, "problem", sentence);
		json_end(&b, '}');
	} else {
		print_cut(&b, sentence, 10000);
	}
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
print_result(const struct cmd_ctx *ctx, const struct verify_report *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (ctx->json) {
		json_begin(&b, '{');
		json_pair_int(&b, "segments", r->segments);
		json_pair_int(&b, "records", r->records);
		json_pair_int(&b, "manifests", r->manifests);
		json_pair_int(&b, "problems", r->problems);
		json_end(&b, '}');
	} else {
		print_count(&b, r->manifests, "snapshot", "snapshots");
		buf_str(&b, ", ");
		print_count(&b, r->segments, "segment", "segments");
		buf_str(&b, ", ");
		print_count(&b, r->records, "record", "records");
		buf_str(&b, ": ");
		if (r->problems == 0)
			buf_str(&b, "all whole");
		else
			print_count(&b, r->problems, "problem", "problems");
	}
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static int
check(struct cmd_ctx *ctx, bool deep, struct err *err)
{
	struct verify_opts opts = { deep, print_problem, ctx };
	struct verify_report report = { 0 };
	struct archive *a = NULL;
	int rc;

	if (print_open_archive(ctx, false, &a, err) < 0)
		return -1;
	rc = verify_archive(a, &opts, &report, err);
	archive_close(a);
	if (rc < 0)
		return -1;
	print_result(ctx, &report);
	if (report.problems > 0)
		ctx->exit_code = 3;
	return 0;
}

static int
rebuild(struct cmd_ctx *ctx, struct err *err)
{
	const struct workers_opts wo = { 0 };
	struct archive *a = NULL;
	struct workers *w = NULL;
	int rc;

	if (verify_rebuild(ctx->archive, err) < 0)
		return -1;
	rc = workers_new(&w, &wo, err);
	if (rc == 0)
		rc = print_open_archive(ctx, true, &a, err);
	if (rc == 0)
		rc = mirror_build_site(a, w, err);
	workers_free(w);
	archive_close(a);
	if (rc == 0 && !ctx->quiet && !ctx->json)
		(void)printf("catalog and offline copy rebuilt\n");
	return rc;
}

int
cmd_verify(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	bool is_rebuild = false, deep = false;
	const struct opt table[] = {
		{ "rebuild", 0, OPT_FLAG, &is_rebuild, NULL,
		    "remake the catalog and the offline copy" },
		{ "deep", 0, OPT_FLAG, &deep, NULL,
		    "inflate and rehash every payload" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	int rc = cmd_parse(ctx, "verify", &argc, argv, table, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc > 1)
		return err_set(err, ERR_USAGE, "verify takes no operand");
	if (ctx->dry_run && is_rebuild)
		return err_set(err, ERR_USAGE, "verify --rebuild has no dry run");
	return is_rebuild ? rebuild(ctx, err) : check(ctx, deep, err);
}
