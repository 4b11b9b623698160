#include "mirror/keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "mirror/due.h"
#include "mirror/identity.h"
#include "mirror/images.h"
#include "mirror/needs.h"
#include "mirror/parts.h"
#include "mirror/probe.h"
#include "mirror/revise.h"
#include "mirror/suspect.h"
#include "store/warc_head.h"
#include "web/http.h"
#include "web/media.h"

/* A page whose article a worker is looking for. */
struct page_job {
	struct run *run;
	int64_t id;
	enum job_kind kind;
	struct resource found;	/* what the answer says, outcome aside */
};

static void
ended(struct run *run, int64_t id, const struct resource *r, bool is_kept)
{
	run->progress.finished++;
	if (needs_kind(r) == NET_PAGE)
		run->progress.pages_done++;
	else
		run->progress.images_done++;
	if (is_kept)
		run->progress.kept++;
	else
		run->progress.failed++;
	*VEC_PUSH(&run->endings, &run->n_endings, &run->cap_endings) =
	    (struct ending){ id, is_kept };
}

static void
set_outcome(struct run *run, struct resource *r, enum outcome outcome,
    const char *reason)
{
	if (r->outcome != outcome || r->since == 0)
		r->since = run->date;
	r->outcome = outcome;
	model_set(&r->reason, outcome_is_kept(outcome) ? "" : reason);
}

/* What the last try brought; since when, unless that is what the resource is. */
static void
set_last(struct resource *r, enum outcome last, const char *reason,
    int64_t date)
{
	if (r->last != last || r->last_since == 0)
		r->last_since = date;
	if (last == r->outcome)
		r->last_since = 0;
	r->last = last;
	model_set(&r->last_reason, reason);
}

/* Tries in a row, with this one that failed: one that the user forces soon after
 * another says nothing new. */
static int
count_failures(struct run *run, const struct resource *r, int64_t *n,
    struct err *err)
{
	struct due d;

	*n = r->failures + 1;
	if (r->failures == 0)
		return 0;
	if (due_of(run->catalog, r, run->opts->max_age_ms, &d, err) < 0)
		return -1;
	if (run->date - r->tried < d.interval_ms / 2)
		*n = r->failures;
	return 0;
}

int
keep_failure(struct run *run, int64_t id, enum outcome outcome,
    const char *reason, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	int64_t failures;

	/* Nothing was tried: the next fetch does. */
	if (run->is_offline)
		return 0;
	if (revise_undo(run, id, err) < 0 ||
	    catalog_get_resource_id(run->catalog, id, &r, err) < 0 ||
	    count_failures(run, &r, &failures, err) < 0)
		return -1;
	/* The good copy stays current. */
	if (!outcome_is_kept(r.outcome))
		set_outcome(run, &r, outcome, reason);
	set_last(&r, outcome, reason, run->date);
	r.tried = run->date;
	r.failures = failures;
	if (catalog_put_resource(run->catalog, &r, err) < 0)
		return -1;
	ended(run, id, &r, false);
	return r.is_image && !outcome_is_kept(r.outcome) ?
	    images_fall_back(run, r.url, err) : 0;
}

/* The current capture is as good as it was. */
static int
confirm(struct run *run, int64_t id, struct resource *r, struct err *err)
{
	set_last(r, r->outcome, r->reason, run->date);
	r->tried = r->checked = run->date;
	r->failures = 0;
	ended(run, id, r, outcome_is_kept(r->outcome));
	return catalog_put_resource(run->catalog, r, err) < 0 ? -1 :
	    needs_confirm(run, r, err);
}

int
keep_unchanged(struct run *run, int64_t id, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };

	if (catalog_get_resource_id(run->catalog, id, &r, err) < 0)
		return -1;
	return confirm(run, id, &r, err);
}

static char *
field(const struct http_head *head, const char *name)
{
	struct str v = http_get(head, name);

	return mem_dupn(v.p != NULL ? v.p : "", v.p != NULL ? v.n : 0);
}

/* What an answer says of itself. */
static int
describe(const struct answer *a, struct resource *f, struct err *err)
{
	const struct capture *cap = a->capture;
	struct http_head head;

	if (http_head_parse(&head, a->head, err) < 0)
		return -1;
	f->capture = cap->kind == CAPTURE_REVISIT ? cap->original : cap->at;
	f->captured = cap->date;
	f->status = cap->status;
	f->length = cap->length;
	memcpy(f->digest, cap->digest, sizeof(f->digest));
	model_set(&f->final_url, a->final_url);
	free(f->etag);
	free(f->last_modified);
	f->etag = field(&head, "etag");
	f->last_modified = field(&head, "last-modified");
	http_head_release(&head);
	return 0;
}

static void
swap(char **a, char **b)
{
	char *c = *a;

	*a = *b;
	*b = c;
}

void
keep_adopt_article(struct resource *r, struct resource *f)
{
	r->extractor = f->extractor;
	r->article = f->article;
	r->words = f->words;
	swap(&r->title, &f->title);
	swap(&r->byline, &f->byline);
	swap(&r->published, &f->published);
	swap(&r->site, &f->site);
	swap(&r->lang, &f->lang);
	swap(&r->lead_image, &f->lead_image);
	swap(&r->next, &f->next);
	swap(&r->canonical, &f->canonical);
}

/* Moves all that an answer says into the resource; identity and history stay. */
static void
adopt(struct resource *r, struct resource *f)
{
	r->capture = f->capture;
	r->captured = f->captured;
	r->status = f->status;
	r->length = f->length;
	memcpy(r->digest, f->digest, sizeof(r->digest));
	swap(&r->final_url, &f->final_url);
	swap(&r->media, &f->media);
	swap(&r->etag, &f->etag);
	swap(&r->last_modified, &f->last_modified);
	keep_adopt_article(r, f);
	r->requisites = f->requisites;
}

/* The answer becomes the current capture of the resource. */
static int
make_current(struct run *run, int64_t id, struct resource *r,
    struct resource *f, struct err *err)
{
	int64_t failures;

	if ((f->outcome == OUTCOME_IMAGE &&
	    revise_note(run, id, r, err) < 0) ||
	    count_failures(run, r, &failures, err) < 0)
		return -1;
	set_outcome(run, r, f->outcome, f->reason);
	adopt(r, f);
	run->has_news = run->has_news || r->is_cited;
	set_last(r, r->outcome, r->reason, run->date);
	r->tried = r->checked = run->is_offline ? r->captured : run->date;
	r->failures = outcome_is_kept(r->outcome) ? 0 : failures;
	ended(run, id, r, outcome_is_kept(r->outcome));
	return catalog_put_resource(run->catalog, r, err);
}

/* It becomes current, and what it shows is wanted. */
static int
take_in(struct run *run, int64_t id, struct resource *r, struct resource *f,
    const struct article *a, struct err *err)
{
	if (make_current(run, id, r, f, err) < 0)
		return -1;
	if (r->is_image && !outcome_is_kept(r->outcome))
		return images_fall_back(run, r->url, err);
	if (a == NULL || !outcome_is_page(r->outcome))
		return 0;
	if (images_want(run, r, a, err) < 0)
		return -1;
	return parts_want(run, r, err);
}

/* Takes the answer in: it becomes current, is only recorded, or waits for what
 * its host says to an address that cannot exist. */
static int
settle(struct run *run, int64_t id, struct resource *f,
    const struct article *a, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct judgement j = { JUDGE_PASS, "" };
	const char *why = NULL;

	if (catalog_get_resource_id(run->catalog, id, &r, err) < 0)
		return -1;
	if (!outcome_is_kept(f->outcome) && (outcome_is_kept(r.outcome) ||
	    run->is_offline))
		return keep_failure(run, id, f->outcome, f->reason, err);
	if (a != NULL && outcome_is_page(f->outcome) &&
	    parts_check(run, &r, f, a, &why, err) < 0)
		return -1;
	if (why == NULL && outcome_is_kept(r.outcome) && !run->is_accepting &&
	    suspect_judge(run, &r, f, a, &j, err) < 0)
		return -1;
	if (j.verdict == JUDGE_DOUBT && probe_may_tell(run))
		return probe_hold(run, id, f, j.why, err);
	if (j.verdict == JUDGE_WORSE)
		why = j.why;
	if (why != NULL)
		return keep_failure(run, id, OUTCOME_SUSPECT, why, err);
	return take_in(run, id, &r, f, a, err);
}

int
keep_held(struct run *run, int64_t id, struct resource *f, const char *why,
    struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(buf_release) struct buf json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(article_release) struct article a = { 0 };
	bool found;

	if (why != NULL)
		return keep_failure(run, id, OUTCOME_SUSPECT, why, err);
	if (catalog_get_resource_id(run->catalog, id, &r, err) < 0 ||
	    run_article(run, &f->article, &a, &json, &found, err) < 0)
		return -1;
	if (!found)
		return keep_failure(run, id, OUTCOME_WORKER,
		    "its article cannot be read", err);
	if (take_in(run, id, &r, f, &a, err) < 0)
		return -1;
	return needs_find(run, &r, err);
}

void
keep_note_article(struct resource *f, const struct article *a)
{
	f->outcome = a->outcome;
	model_set(&f->reason, a->reason);
	model_set(&f->title, a->title);
	model_set(&f->byline, a->byline);
	model_set(&f->published, a->published);
	model_set(&f->site, a->site);
	model_set(&f->lang, a->lang);
	model_set(&f->lead_image, a->lead_image);
	f->words = (int64_t)a->words;
	f->extractor = ARTICLE_VERSION;
	parts_note(f, a);
	identity_note(f, a);
}

static int
take_article(struct page_job *job, const struct job_answer *answer,
    struct err *err)
{
	AUTO(capture_release) struct capture conv = { 0 };
	struct resource *f = &job->found;

	if (!answer->ok) {
		f->outcome = OUTCOME_WORKER;
		model_set(&f->reason, answer->error);
		return settle(job->run, job->id, f, NULL, err);
	}
	keep_note_article(f, answer->article);
	if (outcome_is_page(f->outcome)) {
		if (warc_write_conversion(job->run->writer, f->final_url,
		    "application/json", answer->json, &f->capture, &conv,
		    err) < 0)
			return -1;
		f->article = conv.at;
	}
	if (settle(job->run, job->id, f, answer->article, err) < 0)
		return -1;
	return job->kind != JOB_REQUISITES ? 0 : needs_take(job->run, job->id,
	    &f->capture, answer->bytes, err);
}

static void
article_done(void *ctx, const struct job_answer *answer)
{
	struct page_job *job = ctx;
	struct run *run = job->run;

	run->jobs--;
	if (!run->has_failed && take_article(job, answer, &run->failure) < 0)
		run->has_failed = true;
	resource_release(&job->found);
	free(job);
}

static int
start_job(struct run *run, int64_t id, const struct answer *a,
    struct resource *f, struct str type, struct err *err)
{
	struct page_job *pj = mem_alloc(sizeof(*pj));
	const struct job job = {
		.kind = needs_is_wanted(run, a->final_url) ? JOB_REQUISITES :
		    JOB_ARTICLE, .url = str_of(a->final_url),
		.content_type = type, .status = a->capture->status,
		.body = a->payload, .last_modified = http_last_change(
		    str_of(f->last_modified), f->captured),
	};
	struct err why;

	pj->run = run;
	pj->id = id;
	pj->kind = job.kind;
	pj->found = *f;
	resource_init(f);
	run->jobs++;
	if (workers_submit(run->workers, &job, article_done, pj, err) == 0)
		return 0;
	run->jobs--;
	resource_release(&pj->found);
	free(pj);
	if (err->kind != ERR_ITEM)
		return -1;
	why = *err;
	err_clear(err);
	return keep_failure(run, id, OUTCOME_TOO_LARGE, why.msg, err);
}

static void
set_failed(struct resource *f, enum outcome outcome, const char *what)
{
	f->outcome = outcome;
	model_set(&f->reason, what);
}

/* The outcome of what is no page by its bytes alone. */
static void
classify(struct resource *f, enum media media, bool wants_image)
{
	switch (media) {
	case MEDIA_EMPTY:
		set_failed(f, OUTCOME_EMPTY, "the answer has no content");
		return;
	case MEDIA_IMAGE:
	case MEDIA_SVG:
		f->outcome = OUTCOME_IMAGE;
		return;
	case MEDIA_ARCHIVE:
		f->outcome = OUTCOME_ARCHIVE;
		break;
	case MEDIA_HTML:
	case MEDIA_XML:
	case MEDIA_FEED:
	case MEDIA_TEXT:
	case MEDIA_JSON:
	case MEDIA_PDF:
	case MEDIA_AUDIO:
	case MEDIA_VIDEO:
	case MEDIA_OFFICE:
	case MEDIA_FONT:
	case MEDIA_CSS:
	case MEDIA_SCRIPT:
	case MEDIA_BINARY:
		f->outcome = OUTCOME_DOCUMENT;
		break;
	}
	if (wants_image)
		set_failed(f, OUTCOME_PLACEHOLDER,
		    "the server sent something else than a picture");
}

/* Is it asked for as something that a page needs, and no picture? */
static bool
is_requisite(const struct resource *r)
{
	return r->role != ROLE_NONE && !r->is_cited && !r->is_image;
}

/* A sheet or a script may be empty, and is no page. */
static void
classify_requisite(struct resource *f, enum media media, enum role role)
{
	if (media == MEDIA_EMPTY)
		f->outcome = OUTCOME_DOCUMENT;
	else if (media == MEDIA_HTML && role != ROLE_FRAME &&
	    role != ROLE_OTHER)
		set_failed(f, OUTCOME_PLACEHOLDER,
		    "the server sent a page instead of what the page needs");
	else
		classify(f, media, false);
}

static int
take_other(struct run *run, const struct resource *r, struct resource *f,
    const struct needs_answer *needs, struct err *err)
{
	int64_t id;

	if (catalog_resource_id(run->catalog, r->url, &id, err) < 0 ||
	    settle(run, id, f, NULL, err) < 0)
		return -1;
	return needs_look(run, id, needs, err);
}

int
keep_answer(struct run *run, int64_t id, const struct answer *a,
    struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(resource_release) struct resource f;
	struct http_head head;
	const char *essence;
	enum media media;
	struct locator at;
	struct str type;
	int rc;

	resource_init(&f);
	if (revise_undo(run, id, err) < 0 ||
	    catalog_get_resource_id(run->catalog, id, &r, err) < 0 ||
	    describe(a, &f, err) < 0)
		return -1;
	/* The same bytes again: nothing to extract anew. */
	if (f.digest[0] != '\0' && strcmp(f.digest, r.digest) == 0 &&
	    outcome_is_kept(r.outcome)) {
		swap(&r.etag, &f.etag);
		swap(&r.last_modified, &f.last_modified);
		return confirm(run, id, &r, err);
	}
	if (http_head_parse(&head, a->head, err) < 0)
		return -1;
	at = f.capture;
	type = warc_head_type(a->head);
	if (type.p == NULL)
		type = STR("");
	media = media_sniff(a->payload, type, &essence);
	model_set(&f.media, essence);
	if (media == MEDIA_HTML && !r.is_image && !is_requisite(&r)) {
		rc = start_job(run, id, a, &f, type, err);
	} else {
		const struct needs_answer needs = { &at, a->payload, type };

		if (is_requisite(&r))
			classify_requisite(&f, media, r.role);
		else
			classify(&f, media, r.is_image);
		if (f.outcome == OUTCOME_IMAGE && run->ahead != NULL)
			ahead_put(run->ahead, f.digest, f.media, a->payload);
		rc = take_other(run, &r, &f, &needs, err);
	}
	http_head_release(&head);
	return rc;
}
