#include "crawl/picture.h"

#include "base/mem.h"
#include "crawl/answer.h"
#include "web/http.h"
#include "web/media.h"

/* Enough for media_sniff(). */
#define SNIFF_BYTES 4096
/* Ids are not negative. */
#define NOBODY (-1)

/* A page, a message or nothing where a picture should be. */
static bool
is_no_picture(const struct net_exchange *x)
{
	AUTO(buf_release) struct buf b = BUF_INIT(SNIFF_BYTES);
	AUTO(http_head_release) struct http_head head = { 0 };
	struct str type = STR("");
	const char *essence;
	enum media m;

	answer_body_start(x, SNIFF_BYTES, &b);
	if (http_head_parse(&head, buf_view(&x->response_head), NULL) == 0)
		type = http_get(&head, "Content-Type");
	if (type.p == NULL)
		type = STR("");
	m = media_sniff(buf_view(&b), type, &essence);
	return m == MEDIA_EMPTY || m == MEDIA_HTML || m == MEDIA_JSON;
}

/* What was taken for real goes on where e stands now. */
static void
ask_again(const struct errand *e, int64_t id, uint64_t substitute)
{
	struct errand *again = errand_new(e->crawl, id, LANE_IMAGES);

	again->is_second = true;
	again->tried = 1U << e->step;
	again->substitute = substitute;
	again->url = mem_dup(e->home->origin);
	e->crawl->finished--;
	errand_requeue(again);
}

static bool
is_same_for_others(struct errand *e, const struct net_exchange *x)
{
	struct host *h = e->home;
	/* No id is asked again twice (crawl.h invariant 4). */
	struct ladder_sample s = { .id = e->is_second ? NOBODY : e->id,
		.step = e->step };
	int64_t ids[SUBSTITUTE_URLS - 1];
	struct str path = host_target_in(buf_view(&e->req.url));
	size_t n_ids;
	bool is_substitute;

	if (x->body.len == 0 || x->body.len > SUBSTITUTE_BYTES)
		return false;
	s.digest = ladder_digest(buf_view(&x->body.mem));
	if (s.digest == e->substitute ||
	    s.digest == ladder_digest_of(e->req.refused)) {
		e->substitute = s.digest;
		return true;
	}
	/* Sizes of one picture differ in their query alone. */
	s.path = ladder_digest(str_sub(path, 0, str_chr(path, '?')));
	is_substitute = ladder_note_picture(h->ladder, &s, ids, &n_ids);
	for (size_t i = 0; i < n_ids; i++) {
		if (ids[i] != NOBODY)
			ask_again(e, ids[i], s.digest);
	}
	if (is_substitute)
		e->substitute = s.digest;
	return is_substitute;
}

int
picture_judge(struct errand *e, struct net_exchange *x, bool *is_followed,
    struct err *err)
{
	bool is_had = x->status >= 200 && x->status <= 299;
	bool is_wrong = false;
	struct ladder_view v;
	int step;

	*is_followed = false;
	if (e->home->ladder == NULL)
		e->home->ladder = ladder_new();
	if (is_had) {
		is_wrong = is_no_picture(x);
		if (!is_wrong && !is_same_for_others(e, x)) {
			if (e->tried != 0)
				ladder_note_success(e->home->ladder, e->step);
			return 0;
		}
	} else if (x->status != 401 && x->status != 403 && x->status != 404) {
		return 0;
	}
	/* Most pictures that are not found are just not there: one more try
	 * is enough, and an earlier run may have made it. */
	if (x->status == 404 && (e->tried != 0 || e->req.was_gone) &&
	    e->substitute == 0)
		return 0;
	e->tried |= 1U << e->step;
	v = errand_ladder_view(e);
	step = ladder_next(e->home->ladder, &v);
	*is_followed = step >= 0 || e->substitute != 0;
	if (step >= 0) {
		errand_restart(e, (enum step)step);
		return 0;
	}
	return e->substitute != 0 ? errand_finish_substitute(e, x, err) : 0;
}
