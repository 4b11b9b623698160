/*
 * log.c: "kbmirror log": the snapshots, the newest first.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "cmd/print.h"
#include "store/archive.h"

struct lines {
	const struct cmd_ctx *ctx;
	char **items;
	size_t n, cap;
};

static void
as_json(struct buf *b, const struct snapshot *s, const char *date)
{
	json_begin(b, '{');
	json_pair(b, "date", date);
	json_key(b, "complete");
	json_bool(b, s->is_complete);
	json_pair(b, "program", s->program);
	json_pair_int(b, "extractor", s->extractor);
	json_pair(b, "robots", s->robots);
	json_pair_int(b, "notes", s->n_notes);
	json_pair_int(b, "references", s->n_refs);
	json_pair_int(b, "resources", s->n_resources);
	json_pair_int(b, "kept", s->n_kept);
	json_pair_int(b, "suspect", s->n_suspect);
	json_end(b, '}');
}

static int
add_line(void *ctx, const struct snapshot *s, struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(64 << 10);
	struct lines *l = ctx;
	char date[CLOCK_TEXT];

	clock_text(s->date, date);
	if (l->ctx->json) {
		as_json(&b, s, date);
	} else {
		buf_fmt(&b, "%s  %-10s  ", date,
		    s->is_complete ? "complete" : "incomplete");
		print_count(&b, s->n_notes, "note", "notes");
		buf_str(&b, ", ");
		print_count(&b, s->n_refs, "reference", "references");
		buf_fmt(&b, ", %lld kept", (long long)s->n_kept);
		if (s->n_suspect > 0)
			buf_fmt(&b, ", %lld of them suspect",
			    (long long)s->n_suspect);
	}
	if (buf_check(&b, err) < 0)
		return -1;
	*VEC_PUSH(&l->items, &l->n, &l->cap) = buf_take(&b, NULL);
	return 0;
}

int
cmd_log(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	struct lines l = { .ctx = ctx };
	struct archive *a = NULL;
	int rc = cmd_parse(ctx, "log", &argc, argv, NULL, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (argc > 1)
		return err_set(err, ERR_USAGE, "log takes no operand");
	if (print_open_archive(ctx, false, &a, err) < 0)
		return -1;
	rc = catalog_each_snapshot(a->catalog, add_line, &l, err);
	for (size_t i = l.n; rc == 0 && i-- > 0; )
		(void)puts(l.items[i]);
	for (size_t i = 0; i < l.n; i++)
		free(l.items[i]);
	free(l.items);
	archive_close(a);
	return rc;
}
