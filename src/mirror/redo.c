#include "mirror/redo.h"

#include <stdlib.h>
#include <string.h>

#include "mirror/images.h"
#include "mirror/judge.h"
#include "mirror/keep.h"
#include "mirror/parts.h"
#include "store/warc.h"
#include "store/warc_head.h"
#include "web/http.h"

struct redo_job {
	struct redo *redo;
	char *url;
};

/* A page with what was found in it now. */
struct finding {
	struct redo *redo;
	struct resource r;	/* as it is */
	struct resource f;	/* what the article says */
	const struct article *article;
	struct str json;
	struct locator done;	/* the record of an interrupted run */
	struct reextract_page told;
};

static int
put(struct finding *x, struct err *err)
{
	return x->redo->opts->dry_run ? 0 :
	    catalog_put_resource(x->redo->run->catalog, &x->r, err);
}

static void
tell(struct finding *x, enum reextract_end end, const char *reason)
{
	struct redo *redo = x->redo;

	x->told.url = x->r.url;
	x->told.end = end;
	x->told.reason = reason;
	redo->report->ended[end]++;
	redo->report->pages++;
	redo->run->progress.finished++;
	if (redo->opts->told != NULL)
		redo->opts->told(redo->opts->ctx, &x->told);
}

/* The old conversion stays; this version is not asked again. */
static int
keep_old(struct finding *x, const char *reason, struct err *err)
{
	x->r.extractor = ARTICLE_VERSION;
	if (put(x, err) < 0)
		return -1;
	tell(x, outcome_is_kept(x->r.outcome) ? REEXTRACT_KEPT :
	    REEXTRACT_NONE, reason);
	return 0;
}

/* Does the conversion that counts say the same? *is_equal: byte for byte. */
static int
compare(struct finding *x, bool *is_same, bool *is_equal, struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(article_release) struct article old = { 0 };
	const struct article *a = x->article;
	bool found;

	*is_same = *is_equal = false;
	if (run_article(x->redo->run, &x->r.article, &old, &json, &found,
	    err) < 0)
		return -1;
	if (!found)
		return 0;
	*is_equal = str_eq(buf_view(&json), x->json);
	*is_same = old.outcome == a->outcome &&
	    strcmp(old.html, a->html) == 0 &&
	    strcmp(old.title, a->title) == 0 &&
	    strcmp(old.next, a->next) == 0 && old.n_images == a->n_images;
	return 0;
}

/* Pictures that only a fetch can bring, for a dry run. */
static int
count_missing(struct finding *x, struct err *err)
{
	struct catalog *c = x->redo->run->catalog;

	for (size_t i = 0; i < x->article->n_images; i++) {
		AUTO(resource_release) struct resource r = { 0 };
		AUTO(capture_release) struct capture cap = { 0 };
		AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
		bool found;

		if (!images_key(x->article->images[i].url, &key))
			continue;
		if (catalog_get_resource(c, key.p, &r, &found, err) < 0)
			return -1;
		if (found && r.last != OUTCOME_UNTRIED)
			continue;
		if (catalog_find_answer(c, key.p, &cap, &found, err) < 0)
			return -1;
		x->told.missing += !found;
	}
	x->redo->run->missing += x->told.missing;
	return 0;
}

/* The new article takes the old one's place. */
static int
replace(struct finding *x, struct err *err)
{
	AUTO(capture_release) struct capture conv = { 0 };
	struct run *run = x->redo->run;
	struct resource *r = &x->r, *f = &x->f;
	bool was_last = r->last == r->outcome;

	if (x->redo->opts->dry_run)
		return count_missing(x, err);
	f->article = x->done;
	if (x->done.segment == 0) {
		if (warc_write_conversion(run->writer, r->final_url,
		    "application/json", x->json, &r->capture, &conv, err) < 0)
			return -1;
		f->article = conv.at;
	}
	if (r->outcome != f->outcome)
		r->since = run->date;
	if (!outcome_is_kept(r->outcome))
		r->failures = 0;
	r->outcome = f->outcome;
	model_set(&r->reason, "");
	if (was_last) {
		r->last = r->outcome;
		model_set(&r->last_reason, "");
	}
	keep_adopt_article(r, f);
	if (put(x, err) < 0)
		return -1;
	x->told.missing = -run->missing;
	if (images_want(run, r, x->article, err) < 0 ||
	    parts_want(run, r, err) < 0)
		return -1;
	x->told.missing += run->missing;
	return 0;
}

/* Nothing was found before either; perhaps it has another name now. */
static int
rename_nothing(struct finding *x, struct err *err)
{
	if (x->r.outcome != x->f.outcome) {
		x->r.since = x->redo->run->date;
		if (x->r.last == x->r.outcome)
			x->r.last = x->f.outcome;
		x->r.outcome = x->f.outcome;
		model_set(&x->r.reason, x->f.reason);
		model_set(&x->r.last_reason, x->f.reason);
	}
	return keep_old(x, x->f.reason, err);
}

static int
settle(struct finding *x, struct err *err)
{
	bool was_kept = outcome_is_kept(x->r.outcome), is_same, is_equal;
	struct judgement j = { JUDGE_PASS, "" };
	const char *why = NULL;

	if (!outcome_is_page(x->f.outcome) && !was_kept)
		return rename_nothing(x, err);
	if (!outcome_is_page(x->f.outcome))
		return keep_old(x, x->f.reason[0] != '\0' ? x->f.reason :
		    outcome_name(x->f.outcome), err);
	if (parts_check(x->redo->run, &x->r, &x->f, x->article, &why,
	    err) < 0)
		return -1;
	/* Without its article there is nothing that could be better. */
	if (why == NULL && was_kept && x->r.article.segment != 0)
		j = judge_sizes(&x->r, &x->f);
	if (j.verdict == JUDGE_WORSE)
		why = j.why;
	if (why != NULL)
		return keep_old(x, why, err);
	if (compare(x, &is_same, &is_equal, err) < 0)
		return -1;
	if (is_equal) {
		x->r.extractor = ARTICLE_VERSION;
		if (put(x, err) < 0)
			return -1;
	} else if (replace(x, err) < 0) {
		return -1;
	}
	tell(x, !was_kept ? REEXTRACT_FOUND : is_same ? REEXTRACT_SAME :
	    REEXTRACT_CHANGED, "");
	return 0;
}

/* article NULL: why there is none. */
static int
take(struct redo *redo, const char *url, const struct article *article,
    struct str json, const char *why, const struct locator *done,
    struct err *err)
{
	struct finding x = { .redo = redo, .article = article, .json = json };
	bool found;
	int rc;

	if (done != NULL)
		x.done = *done;
	if (catalog_get_resource(redo->run->catalog, url, &x.r, &found,
	    err) < 0)
		return -1;
	resource_init(&x.f);
	x.told.words_before = x.r.words;
	model_set(&x.f.final_url, x.r.final_url);
	if (article == NULL) {
		rc = keep_old(&x, why, err);
	} else {
		keep_note_article(&x.f, article);
		x.told.words = x.f.words;
		rc = settle(&x, err);
	}
	resource_release(&x.r);
	resource_release(&x.f);
	return rc;
}

static void
done(void *ctx, const struct job_answer *answer)
{
	struct redo_job *job = ctx;
	struct run *run = job->redo->run;

	run->jobs--;
	if (!run->has_failed && take(job->redo, job->url,
	    answer->ok ? answer->article : NULL, answer->json, answer->error,
	    NULL, &run->failure) < 0)
		run->has_failed = true;
	free(job->url);
	free(job);
}

/* What a run that was cut off had made of this capture already. */
static int
resume(struct redo *redo, const struct resource *r, bool *is_done,
    struct err *err)
{
	AUTO(capture_release) struct capture conv = { 0 };
	AUTO(buf_release) struct buf json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(article_release) struct article a = { 0 };
	bool found;

	*is_done = false;
	if (redo->opts->all)
		return 0;
	if (catalog_find_conversion(redo->run->catalog, r->final_url,
	    &r->capture, &conv, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	if (warc_payload(redo->run->archive, &conv.at, &json, err) < 0 ||
	    article_from_json(&a, buf_view(&json), err) < 0) {
		if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
			return -1;
		err_clear(err);
		return 0;
	}
	*is_done = a.extractor == ARTICLE_VERSION;
	return *is_done ? take(redo, r->url, &a, buf_view(&json), NULL,
	    &conv.at, err) : 0;
}

static int
submit(struct redo *redo, const struct resource *r, struct str type,
    struct str body, struct err *err)
{
	const struct job job = { .kind = JOB_ARTICLE,
		.url = str_of(r->final_url), .content_type = type,
		.status = (int)r->status, .body = body,
		.last_modified = http_last_change(str_of(r->last_modified),
		r->captured) };
	struct redo_job *rj = mem_alloc(sizeof(*rj));

	rj->redo = redo;
	rj->url = mem_dup(r->url);
	redo->run->jobs++;
	if (workers_submit(redo->run->workers, &job, done, rj, err) == 0)
		return 0;
	redo->run->jobs--;
	free(rj->url);
	free(rj);
	return -1;
}

static int
send(struct redo *redo, const struct resource *r, struct err *err)
{
	AUTO(buf_release) struct buf payload = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(warc_record_release) struct warc_record rec;
	struct str type;

	warc_record_init(&rec, RUN_PAYLOAD_MAX);
	if (warc_payload(redo->run->archive, &r->capture, &payload, err) < 0 ||
	    warc_read(redo->run->archive, &r->capture, &rec, err) < 0)
		return -1;
	redo->run->progress.crawl.bytes += (int64_t)payload.len;
	type = warc_head_type(buf_view(&rec.http_head));
	return submit(redo, r, type.p != NULL ? type : STR(""),
	    buf_view(&payload), err);
}

int
redo_start(struct redo *redo, const struct resource *r, struct err *err)
{
	bool is_done;
	struct err why;

	if (resume(redo, r, &is_done, err) < 0)
		return -1;
	if (is_done || send(redo, r, err) == 0)
		return 0;
	if (err->kind != ERR_ITEM && err->kind != ERR_STORE)
		return -1;
	/* Too large, or damaged: another version may not find it so. */
	why = *err;
	err_clear(err);
	return take(redo, r->url, NULL, STR(""), why.msg, NULL, err);
}
