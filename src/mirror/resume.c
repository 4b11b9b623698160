#include "mirror/resume.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mirror/keep.h"
#include "web/http.h"
#include "web/url.h"

/* As many hops as the crawl follows. */
#define HOPS 20
/* A redirect for good is asked again after this time: owners of hosts change. */
#define LASTING_MS (90LL * 24 * 3600 * 1000)

static bool
is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308;
}

/* Reads where a stored redirect leads; empty: nowhere. */
static int
read_location(struct run *run, const struct capture *cap, struct buf *url,
    struct err *err)
{
	struct warc_record rec;
	struct http_head head;
	struct err ignore = ERR_INIT;
	struct str to;
	int rc;

	warc_record_init(&rec, RUN_PAYLOAD_MAX);
	rc = warc_read(run->archive, &cap->at, &rec, err);
	if (rc == 0 && http_head_parse(&head, buf_view(&rec.http_head),
	    &ignore) == 0) {
		AUTO(buf_release) struct buf next = BUF_INIT(1 << 20);
		AUTO(url_release) struct url u = URL_INIT;

		to = http_get(&head, "location");
		if (to.p != NULL && url_resolve(to, buf_view(url), &next,
		    &ignore) == 0 && url_parse(&u, buf_view(&next), NULL,
		    &ignore) == 0) {
			buf_reset(url);
			url_key(&u, url);
		} else {
			buf_reset(url);
		}
		http_head_release(&head);
	}
	warc_record_release(&rec);
	return rc;
}

/* Reads a stored answer. *is_good false: it is broken or too large, and the web
 * is asked again. */
static int
read_answer(struct run *run, const struct capture *cap,
    struct warc_record *rec, struct buf *payload, bool *is_good,
    struct err *err)
{
	*is_good = warc_payload(run->archive, &cap->at, payload, err) == 0 &&
	    warc_read(run->archive, &cap->at, rec, err) == 0;
	if (*is_good)
		return 0;
	if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
		return -1;
	log_info("%s", err->msg);
	err_clear(err);
	return 0;
}

static int
take(struct run *run, int64_t id, const char *final_url,
    const struct capture *cap, bool *is_taken, struct err *err)
{
	AUTO(buf_release) struct buf payload = BUF_INIT(RUN_PAYLOAD_MAX);
	struct answer a = { .final_url = final_url, .capture = cap };
	struct warc_record rec;
	int rc;

	warc_record_init(&rec, RUN_PAYLOAD_MAX);
	rc = read_answer(run, cap, &rec, &payload, is_taken, err);
	a.head = buf_view(&rec.http_head);
	a.payload = buf_view(&payload);
	if (rc == 0 && *is_taken)
		rc = keep_answer(run, id, &a, err);
	warc_record_release(&rec);
	return rc;
}

/* How the newest capture of an address is looked for. */
typedef int find_fn(struct catalog *, const char *, struct capture *, bool *,
    struct err *);

static int
resume(struct run *run, int64_t id, const char *url, find_fn *find,
    bool *is_resumed, struct err *err)
{
	AUTO(buf_release) struct buf at = BUF_INIT(1 << 20);

	*is_resumed = false;
	buf_str(&at, url);
	for (int hop = 0; hop < HOPS && at.len > 0; hop++) {
		AUTO(capture_release) struct capture cap = { 0 };
		bool found;

		if (find(run->catalog, at.p, &cap, &found, err) < 0)
			return -1;
		if (!found || cap.is_truncated)
			return 0;
		if (!is_redirect(cap.status))
			return cap.status != 200 ? 0 :
			    take(run, id, at.p, &cap, is_resumed, err);
		if (read_location(run, &cap, &at, err) < 0)
			return -1;
	}
	return 0;
}

int
resume_from_orphan(struct run *run, int64_t id, const char *url,
    bool *is_resumed, struct err *err)
{
	return resume(run, id, url, catalog_find_orphan, is_resumed, err);
}

int
resume_from_archive(struct run *run, int64_t id, const char *url,
    bool *is_resumed, struct err *err)
{
	return resume(run, id, url, catalog_find_answer, is_resumed, err);
}

static bool
is_lasting(const struct run *run, const struct capture *cap)
{
	return (cap->status == 301 || cap->status == 308) &&
	    run->date - cap->date < LASTING_MS;
}

int
resume_leads(struct run *run, const char *url, const char *final_url,
    bool *leads, struct err *err)
{
	AUTO(buf_release) struct buf at = BUF_INIT(1 << 20);

	*leads = false;
	buf_str(&at, url);
	for (int hop = 0; hop < HOPS && at.len > 0 && !*leads; hop++) {
		AUTO(capture_release) struct capture cap = { 0 };
		bool found;

		if (catalog_find_answer(run->catalog, at.p, &cap, &found,
		    err) < 0)
			return -1;
		if (!found || !is_lasting(run, &cap))
			return 0;
		if (read_location(run, &cap, &at, err) < 0) {
			if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
				return -1;
			err_clear(err);
			return 0;
		}
		*leads = at.len > 0 && strcmp(at.p, final_url) == 0;
	}
	return 0;
}
