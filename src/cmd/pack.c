/*
 * pack.c: "kbmirror pack": one file made from a snapshot.
 */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "cmd/print.h"
#include "pack/pack.h"

struct choice {
	const char *at;		/* NULL: the newest */
	struct snapshot chosen;
};

static void
copy_snapshot(struct snapshot *to, const struct snapshot *from)
{
	snapshot_release(to);
	*to = *from;
	to->program = mem_dup(from->program);
	to->robots = mem_dup(from->robots);
}

/* The last snapshot whose date starts with what was given ("2026-11"). */
static int
choose(void *ctx, const struct snapshot *s, struct err *err)
{
	struct choice *c = ctx;
	char date[CLOCK_TEXT];

	(void)err;
	clock_text(s->date, date);
	if (c->at == NULL || strncmp(date, c->at, strlen(c->at)) == 0)
		copy_snapshot(&c->chosen, s);
	return 0;
}

static int
content_of(const char *name, enum pack_content *content, struct err *err)
{
	static const char *const names[] = { "site", "warc", "both" };
	static const enum pack_content values[] = { PACK_SITE, PACK_WARC,
	    PACK_BOTH };

	for (size_t i = 0; i < 3; i++) {
		if (strcmp(name, names[i]) == 0) {
			*content = values[i];
			return 0;
		}
	}
	return err_set(err, ERR_USAGE,
	    "--content wants site, warc or both, not '%s'", name);
}

static void
print_result(const struct cmd_ctx *ctx, const struct pack_result *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(64 << 10);

	if (ctx->json) {
		json_begin(&b, '{');
		json_pair(&b, "path", r->path);
		json_pair_int(&b, "bytes", r->bytes);
		json_pair_int(&b, "entries", r->entries);
		json_pair(&b, "tar_sha256", r->tar_sha256);
		json_end(&b, '}');
	} else {
		print_cut(&b, r->path, 4096);
		buf_str(&b, "   ");
		print_bytes(&b, r->bytes);
		buf_str(&b, "   ");
		print_count(&b, r->entries, "entry", "entries");
		buf_fmt(&b, "   tar sha256 %.16s…", r->tar_sha256);
	}
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static int
pack(struct cmd_ctx *ctx, struct archive *a, struct choice *c,
    const struct pack_opts *opts, struct err *err)
{
	struct pack_result result = { 0 };
	int rc;

	if (catalog_each_snapshot(a->catalog, choose, c, err) < 0)
		return -1;
	if (c->chosen.date == 0)
		return err_set(err, c->at != NULL ? ERR_ABSENT : ERR_USAGE,
		    c->at != NULL ?
		    "no snapshot of '%s'; 'kbmirror log' lists them" :
		    "the archive has no snapshot yet%s; run 'kbmirror fetch'",
		    c->at != NULL ? c->at : "");
	rc = pack_write(a, &c->chosen, opts, &result, err);
	if (rc == 0)
		print_result(ctx, &result);
	pack_result_release(&result);
	return rc;
}

int
cmd_pack(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	const struct workers_opts wo = { 0 };
	const char *content = "site", *format = "tar.zst";
	struct choice c = { 0 };
	struct pack_opts opts = { 0 };
	bool best = false;
	const struct opt table[] = {
		{ "at", 0, OPT_STRING, &c.at, "DATE",
		    "the last snapshot of this date (2026-11, 2026-11-22, …)" },
		{ "content", 0, OPT_STRING, &content, "site|warc|both",
		    "what it holds (default site)" },
		{ "format", 0, OPT_STRING, &format, "tar.zst",
		    "the only format there is" },
		{ "output", 'o', OPT_STRING, &opts.out, "FILE",
		    "where to write it (default packs/ in the archive)" },
		{ "best", 0, OPT_FLAG, &best, NULL,
		    "smaller and slower" },
		{ NULL, 0, OPT_FLAG, NULL, NULL, NULL },
	};
	struct archive *a = NULL;
	struct workers *w = NULL;
	int rc = cmd_parse(ctx, "pack", &argc, argv, table, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc > 1)
		return err_set(err, ERR_USAGE, "pack takes no operand");
	if (ctx->dry_run)
		return err_set(err, ERR_USAGE, "pack has no dry run");
	if (strcmp(format, "tar.zst") != 0)
		return err_set(err, ERR_USAGE,
		    "--format wants tar.zst, not '%s'", format);
	if (content_of(content, &opts.content, err) < 0)
		return -1;
	if (opts.out != NULL && (opts.out[0] == '\0' ||
	    file_is_dir(opts.out)))
		return err_set(err, ERR_USAGE, "--output wants the name of a "
		    "file, not '%s'", opts.out);
	opts.level = best ? 19 : 0;
	rc = workers_new(&w, &wo, err);
	opts.workers = w;
	if (rc == 0)
		rc = print_open_archive(ctx, opts.out == NULL, &a, err);
	if (rc == 0)
		rc = pack(ctx, a, &c, &opts, err);
	workers_free(w);
	archive_close(a);
	snapshot_release(&c.chosen);
	return rc;
}
