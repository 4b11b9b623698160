#include "mirror/probe.h"

#include <stdlib.h>
#include <string.h>

#include "base/fingerprint.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/map.h"
#include "mirror/judge.h"
#include "mirror/keep.h"
#include "store/warc_head.h"
#include "web/url.h"

/* Rows of the catalog are numbered from 1 on. */
#define FIRST_ID ((int64_t)1 << 40)
/* Digits of the name that cannot exist: as likely as guessing a key. */
#define NAME_DIGITS 24

/* An answer in doubt. */
struct held {
	int64_t id;
	struct resource found;
	const char *why;
};

/* One host. */
struct probe {
	struct run *run;
	int64_t id;
	char *url;
	bool is_known;			/* the host has been asked */
	bool has_page;			/* … and gave a page: print */
	struct fingerprint print;
	struct held *held;
	size_t n_held, cap_held;
};

struct probes {
	struct map by_host;
	struct probe **items;		/* by id */
	size_t n, cap;
};

bool
probe_is(int64_t id)
{
	return id >= FIRST_ID;
}

bool
probe_may_tell(const struct run *run)
{
	return run->crawl != NULL;
}

static struct probe *
get(const struct run *run, int64_t id)
{
	return run->probes->items[id - FIRST_ID];
}

/* Beside the page, with its ending: servers route by both. */
static char *
make_url(const char *beside, int64_t date)
{
	AUTO(mem_freep) char *seed = mem_fmt("%s %lld", beside,
	    (long long)date);
	struct str at = str_of(beside), ending = STR("");
	char digest[HASH_HEX];
	size_t end = str_chr(at, '?'), slash;

	hash_of(str_of(seed), digest);
	at = str_sub(at, 0, end);
	for (slash = at.n; slash > 0 && at.p[slash - 1] != '/'; slash--)
		if (at.p[slash - 1] == '.' && ending.n == 0)
			ending = str_from(at, slash - 1);
	return mem_fmt("%.*s%.*s%.*s", STR_ARG(str_sub(at, 0, slash)),
	    NAME_DIGITS, digest, STR_ARG(ending));
}

/* The probe of the host that url lies on; made, and sent, at the first time. */
static struct probe *
of_host(struct run *run, const char *url, bool *is_new)
{
	AUTO(buf_release) struct buf origin = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;
	struct probes *all;
	struct probe *p;

	if (run->probes == NULL)
		run->probes = mem_alloc(sizeof(*run->probes));
	all = run->probes;
	if (url_parse(&u, str_of(url), NULL, NULL) == 0)
		url_origin(&u, &origin);
	p = map_get(&all->by_host, buf_view(&origin));
	*is_new = p == NULL;
	if (p != NULL)
		return p;
	p = mem_alloc(sizeof(*p));
	p->run = run;
	p->id = FIRST_ID + (int64_t)all->n;
	p->url = make_url(url, run->date);
	*VEC_PUSH(&all->items, &all->n, &all->cap) = p;
	(void)map_set(&all->by_host, buf_view(&origin), p);
	return p;
}

/* Judges one answer by the probe, which is known. */
static int
decide(const struct probe *p, struct held *h, struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(article_release) struct article a = { 0 };
	struct fingerprint print;
	bool is_same = false, found;

	if (p->has_page) {
		if (run_article(p->run, &h->found.article, &a, &json, &found,
		    err) < 0)
			return -1;
		fingerprint_make(&print, str_of(found ? a.text : ""));
		is_same = judge_probe(&print, &p->print);
		fingerprint_release(&print);
	}
	return keep_held(p->run, h->id, &h->found, is_same ? h->why : NULL,
	    err);
}

int
probe_hold(struct run *run, int64_t id, struct resource *found,
    const char *why, struct err *err)
{
	bool is_new;
	struct probe *p = of_host(run, found->final_url, &is_new);
	struct held h = { id, *found, why };

	resource_init(found);
	if (p->is_known) {
		int rc = decide(p, &h, err);

		resource_release(&h.found);
		return rc;
	}
	*VEC_PUSH(&p->held, &p->n_held, &p->cap_held) = h;
	return is_new ? crawl_add(run->crawl, p->id, p->url, NET_PAGE, true,
	    err) : 0;
}

/* What the host said is known: so is what becomes of all that is held. */
static int
settle(struct probe *p, struct err *err)
{
	p->is_known = true;
	for (size_t i = 0; i < p->n_held; i++)
		if (decide(p, &p->held[i], err) < 0)
			return -1;
	return 0;
}

void
probe_prepare(const struct run *run, int64_t id, struct crawl_request *req)
{
	buf_str(&req->url, get(run, id)->url);
	req->kind = NET_PAGE;
}

static void
article_done(void *ctx, const struct job_answer *answer)
{
	struct probe *p = ctx;
	struct run *run = p->run;

	run->jobs--;
	if (answer->ok && outcome_is_page(answer->article->outcome)) {
		p->has_page = true;
		fingerprint_make(&p->print, str_of(answer->article->text));
	}
	if (!run->has_failed && settle(p, &run->failure) < 0)
		run->has_failed = true;
}

int
probe_done(struct run *run, int64_t id, const struct crawl_result *res,
    const struct str *payload, struct err *err)
{
	struct probe *p = get(run, id);
	struct job job = { .kind = JOB_ARTICLE, .last_modified = STR("") };

	if (payload == NULL)
		return settle(p, err);
	job.url = str_of(res->final_url);
	job.content_type = warc_head_type(buf_view(&res->final->response_head));
	if (job.content_type.p == NULL)
		job.content_type = STR("");
	job.status = res->final->status;
	job.body = *payload;
	run->jobs++;
	if (workers_submit(run->workers, &job, article_done, p, err) == 0)
		return 0;
	run->jobs--;
	if (err->kind != ERR_ITEM)
		return -1;
	log_info("%s", err->msg);
	err_clear(err);
	return settle(p, err);
}

void
probe_release(struct run *run)
{
	struct probes *all = run->probes;

	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n; i++) {
		struct probe *p = all->items[i];

		for (size_t k = 0; k < p->n_held; k++)
			resource_release(&p->held[k].found);
		free(p->held);
		free(p->url);
		fingerprint_release(&p->print);
		free(p);
	}
	free(all->items);
	map_release(&all->by_host);
	free(all);
	run->probes = NULL;
}
