/*
 * verify.c: "kbmirror verify": is the archive whole, and can it be mended?
 */
#include "article/rules.h"
#include "base/json.h"
#include "base/log.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "mirror/mirror.h"
#include "mirror/reextract.h"
#include "store/repair.h"
#include "store/verify.h"

static void
print_sentence(const struct cmd_ctx *ctx, const char *key,
    const char *sentence)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	if (ctx->json) {
		json_begin(&b, '{');
		json_pair(&b, key, sentence);
		json_end(&b, '}');
	} else {
		print_cut(&b, sentence, 10000);
	}
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
print_problem(void *ctx, const char *sentence)
{
	print_sentence(ctx, "problem", sentence);
}

static const char *const levels[] = {
	[VERIFY_PLAIN] = "plain", [VERIFY_DATA] = "data",
	[VERIFY_DEEP] = "deep",
};

static void
put_result_json(struct buf *b, enum verify_level level,
    const struct verify_report *r)
{
	json_begin(b, '{');
	json_pair(b, "level", levels[level]);
	json_pair_int(b, "segments", r->segments);
	json_pair_int(b, "records", r->records);
	json_pair_int(b, "manifests", r->manifests);
	json_pair_int(b, "lost", r->lost);
	json_pair_int(b, "problems", r->problems);
	json_end(b, '}');
}

static void
put_result(struct buf *b, enum verify_level level,
    const struct verify_report *r)
{
	print_count(b, r->manifests, "snapshot", "snapshots");
	buf_str(b, ", ");
	print_count(b, r->segments, "segment", "segments");
	buf_str(b, ", ");
	print_count(b, r->records, "record", "records");
	buf_str(b, ": ");
	if (r->problems > 0)
		print_count(b, r->problems, "problem", "problems");
	else
		buf_str(b, level == VERIFY_PLAIN ?
		    "all there (--data reads every byte)" : "all whole");
	if (r->lost > 0) {
		buf_str(b, "; ");
		print_count(b, r->lost, "place in a snapshot was",
		    "places in snapshots were");
		buf_str(b, " lost before a repair");
	}
}

static void
print_result(const struct cmd_ctx *ctx, enum verify_level level,
    const struct verify_report *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (ctx->json)
		put_result_json(&b, level, r);
	else
		put_result(&b, level, r);
	buf_char(&b, '\n');
	print_buf(stdout, &b);
	if (r->problems > 0 && !ctx->json && !ctx->quiet)
		log_warn("'kbmirror verify --repair' mends what can be mended");
}

static int
check(struct cmd_ctx *ctx, enum verify_level level, struct err *err)
{
	const struct verify_opts opts = { level, print_problem, ctx };
	struct verify_report report = { 0 };
	struct archive *a = NULL;
	int rc;

	if (print_open_archive(ctx, false, &a, err) < 0)
		return -1;
	rc = verify_archive(a, &opts, &report, err);
	archive_close(a);
	if (rc < 0)
		return -1;
	print_result(ctx, level, &report);
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

static void
print_done(void *ctx, const char *sentence)
{
	print_sentence(ctx, "done", sentence);
}

static void
print_repair_json(const struct repair_report *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	json_begin(&b, '{');
	json_pair_int(&b, "segments", r->segments);
	json_pair_int(&b, "bytes", r->bytes);
	json_pair_int(&b, "snapshots", r->snapshots);
	json_pair_int(&b, "rewritten", r->rewritten);
	json_pair_int(&b, "catalogs", r->catalogs);
	json_pair_int(&b, "due", r->due);
	json_pair_int(&b, "older", r->older);
	json_pair_int(&b, "articles", r->articles);
	json_pair_int(&b, "notes", r->notes);
	print_time(&b, "date", r->date);
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
print_repair(const struct cmd_ctx *ctx, const struct repair_report *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (ctx->json) {
		print_repair_json(r);
		return;
	}
	if (ctx->quiet)
		return;
	if (r->date == 0 && r->segments == 0 && r->rewritten == 0) {
		(void)printf(r->catalogs > 0 ? "nothing is lost\n" :
		    "nothing to repair\n");
		return;
	}
	print_count(&b, r->segments, "segment", "segments");
	buf_str(&b, " mended or given up, ");
	print_bytes(&b, r->bytes);
	buf_str(&b, " lost, ");
	print_count(&b, r->snapshots, "snapshot", "snapshots");
	buf_fmt(&b, " lost\n%lld for the next fetch, of which %lld have an "
	    "older copy; ", (long long)r->due, (long long)r->older);
	print_count(&b, r->articles, "article", "articles");
	buf_str(&b, " extracted anew; ");
	print_count(&b, r->notes, "note or file", "notes or files");
	buf_str(&b, " without a copy\n");
	print_buf(stdout, &b);
}

/* Articles that are lost are found again in their pages, and the offline copy
 * follows. */
static int
extract_lost(struct archive *a, struct workers *w, int64_t max_pages,
    struct err *err)
{
	const struct reextract_opts opts = { .lost = true,
		.max_pages = max_pages };
	struct reextract_report report;
	int rc = reextract_run(a, w, &opts, &report, err);

	reextract_release(&report);
	return rc;
}

static int
repair(struct cmd_ctx *ctx, const struct workers_opts *wo, int64_t max_pages,
    struct err *err)
{
	const struct repair_opts opts = { print_done, ctx };
	struct repair_report report = { 0 };
	struct archive *a = NULL;
	struct workers *w = NULL;
	int rc = workers_new(&w, wo, err);

	if (rc == 0)
		rc = repair_archive(ctx->archive, &opts, &report, err);
	if (rc == 0)
		rc = print_open_archive(ctx, true, &a, err);
	if (rc == 0)
		rc = extract_lost(a, w, max_pages, err);
	if (rc == 0)
		print_repair(ctx, &report);
	workers_free(w);
	archive_close(a);
	return rc;
}

static int
repair_with_settings(struct cmd_ctx *ctx, struct err *err)
{
	AUTO(buf_release) struct buf rules = BUF_INIT(RULES_MAX_BUNDLE);
	struct workers_opts wo = { 0 };
	struct options o;
	int rc;

	options_init(&o);
	rc = options_load(&o, ctx->archive, err);
	if (rc == 0)
		rc = options_rules(&o, &rules, err);
	wo.rules = buf_view(&rules);
	if (rc == 0)
		rc = repair(ctx, &wo, o.max_pages < 1 ? 1 : o.max_pages, err);
	options_release(&o);
	return rc;
}

int
cmd_verify(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	bool is_rebuild = false, is_repair = false, data = false, deep = false;
	const struct opt table[] = {
		{ "data", 0, OPT_FLAG, &data, NULL,
		    "read every byte of the segments" },
		{ "deep", 0, OPT_FLAG, &deep, NULL,
		    "also inflate and rehash every payload" },
		{ "repair", 0, OPT_FLAG, &is_repair, NULL,
		    "mend what is damaged, mark for refetch what is lost" },
		{ "rebuild", 0, OPT_FLAG, &is_rebuild, NULL,
		    "remake the catalog and the offline copy" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	int rc = cmd_parse(ctx, "verify", &argc, argv, table, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc > 1)
		return err_set(err, ERR_USAGE, "verify takes no operand");
	if (ctx->dry_run && (is_rebuild || is_repair))
		return err_set(err, ERR_USAGE, "verify --%s has no dry run",
		    is_repair ? "repair" : "rebuild");
	if (is_repair)
		return repair_with_settings(ctx, err);
	if (is_rebuild)
		return rebuild(ctx, err);
	return check(ctx, deep ? VERIFY_DEEP : data ? VERIFY_DATA :
	    VERIFY_PLAIN, err);
}
