#include "mirror/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/warc.h"

struct newest {
	struct locator at;	/* of the answer; segment 0: none */
	struct locator bytes;	/* … the record with its payload */
	int status;
	int64_t date;		/* of the answer, or of what confirmed it */
};

static int
find_newest(void *ctx, const struct capture *cap, struct err *err)
{
	struct newest *n = ctx;

	(void)err;
	if (cap->is_truncated || (cap->kind != CAPTURE_RESPONSE &&
	    cap->kind != CAPTURE_REVISIT))
		return 0;
	if (cap->status == 304) {
		n->date = cap->date;
		return 0;
	}
	/* What a server failed to give does not replace what it gave. */
	if (cap->status >= 500 || cap->status == 429)
		return 0;
	*n = (struct newest){ .at = cap->at, .status = cap->status,
		.date = cap->date, .bytes = cap->kind == CAPTURE_REVISIT ?
		    cap->original : cap->at };
	return 0;
}

static int
read_newest(struct run *run, const struct newest *n, struct recall *r,
    struct err *err)
{
	struct warc_record rec;
	int rc;

	warc_record_init(&rec, 0);
	rc = warc_read(run->archive, &n->at, &rec, err);
	if (rc == 0)
		buf_s(&r->head, buf_view(&rec.http_head));
	warc_record_release(&rec);
	if (rc < 0 || n->status < 200 || n->status > 299)
		return rc;
	return warc_payload(run->archive, &n->at, &r->body, err);
}

int
rules_recall(struct run *run, const char *url, struct recall *r,
    struct err *err)
{
	struct newest n = { 0 };

	if (catalog_each_capture(run->catalog, url, find_newest, &n,
	    err) < 0)
		return -1;
	if (n.at.segment == 0)
		return 0;
	if (read_newest(run, &n, r, err) < 0) {
		/* Too large, damaged, or of this run and not on disk yet. */
		if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
			return -1;
		err_clear(err);
		return 0;
	}
	r->date = n.date;
	r->status = n.status;
	return 0;
}

int
rules_locate(struct run *run, const char *url, struct locator *at,
    struct err *err)
{
	struct newest n = { 0 };

	if (catalog_each_capture(run->catalog, url, find_newest, &n,
	    err) < 0)
		return -1;
	*at = n.bytes;
	return 0;
}

static void
collect(void *ctx, const struct crawl_ruled *r)
{
	struct run *run = ctx;

	*VEC_PUSH(&run->ruled, &run->n_ruled, &run->cap_ruled) =
	    (struct mirror_ruled){ mem_dup(r->host), r->policy, r->refused,
		r->overridden, r->unknown };
}

static int
by_count(const void *a, const void *b)
{
	const struct mirror_ruled *x = a, *y = b;
	int64_t n = x->refused + x->overridden + x->unknown;
	int64_t m = y->refused + y->overridden + y->unknown;

	return n != m ? (n < m ? 1 : -1) : strcmp(x->host, y->host);
}

void
rules_collect(struct run *run)
{
	crawl_each_ruled(run->crawl, collect, run);
	if (run->n_ruled > 0)
		qsort(run->ruled, run->n_ruled, sizeof(*run->ruled),
		    by_count);
}

void
rules_free(struct mirror_ruled *ruled, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(ruled[i].host);
	free(ruled);
}
