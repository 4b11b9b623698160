#include "crawl/answer.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/codec.h"
#include "base/mem.h"
#include "crawl/picture.h"
#include "crawl/schedule.h"
#include "crawl/verdict.h"
#include "web/http.h"
#include "web/url.h"

/* As browsers. */
#define MAX_HOPS 20
/* A wait that a user sits out; longer ones are for the next run. */
#define MAX_WAIT_MS (10 * 60 * 1000)
/* Back-off: 1 s, 2 s, 4 s … 5 min, of which a random part is waited. */
#define BACKOFF_MS 1000
#define MAX_BACKOFF_MS (5 * 60 * 1000)
/* Two ids with three tries each and no sign of life … */
#define SILENT_TRIES 6
/* … and where there never was one: each may take all the time to connect. */
#define FRESH_TRIES 3
/* Decoders append whole chunks: room for some beyond what is wanted. */
#define DECODE_SLACK (1 << 20)
/* What took a minute to fail is not asked again in this run. */
#define SLOW_FAILURE_MS 60000

static struct str
field(const struct net_exchange *x, struct http_head *head, const char *name)
{
	*head = (struct http_head){ 0 };
	if (http_head_parse(head, buf_view(&x->response_head), NULL) < 0)
		return (struct str){ NULL, 0 };
	return http_get(head, name);
}

bool
answer_location(const struct net_exchange *x, struct buf *out)
{
	AUTO(http_head_release) struct http_head head;
	AUTO(buf_release) struct buf full = BUF_INIT(out->max);
	struct str to = field(x, &head, "Location");

	if (to.p == NULL || to.n == 0 ||
	    url_resolve(to, str_of(x->url), &full, NULL) < 0)
		return false;
	if (host_name_in(buf_view(&full)).n > 0)
		host_public_url(buf_view(&full), out);
	else
		buf_s(out, buf_view(&full));
	return !out->failed;
}

/* The first max bytes as received. */
static int
load_start(const struct net_exchange *x, size_t max, struct buf *out)
{
	char chunk[8192];
	size_t got = 1;

	while (out->len < max && got > 0 && !out->failed) {
		size_t room = max - out->len;

		if (spool_read(&x->body, (int64_t)out->len, chunk, room <
		    sizeof(chunk) ? room : sizeof(chunk), &got, NULL) < 0)
			return -1;
		buf_put(out, chunk, got);
	}
	return out->failed ? -1 : 0;
}

void
answer_body_start(const struct net_exchange *x, size_t max, struct buf *out)
{
	AUTO(http_head_release) struct http_head head;
	AUTO(buf_release) struct buf raw = BUF_INIT(max);
	AUTO(buf_release) struct buf plain = BUF_INIT(max + DECODE_SLACK);
	AUTO(buf_release) struct buf codings = BUF_INIT(NET_MAX_HEAD);

	out->failed = load_start(x, max, &raw) < 0;
	if (http_head_parse(&head, buf_view(&x->response_head), NULL) == 0)
		http_join(&head, "Content-Encoding", &codings);
	/* Cut off in its middle or not, what could be decoded counts. */
	(void)!codec_decode_stack(buf_view(&codings), buf_view(&raw), &plain,
	    NULL);
	out->failed = out->failed || plain.no_memory;
	buf_s(out, str_sub(buf_view(&plain), 0, max));
}

/* What waits to be tried again there is refused now, not when it is due. */
static void
end_waits(struct crawl *c, struct host *h)
{
	for (struct errand *e = c->errands; e != NULL; e = e->next)
		if (e->node.in == &c->delayed &&
		    schedule_host(c, str_of(e->url)) == h)
			agenda_add(&c->delayed, &e->node, clock_mono());
}

int64_t
answer_punish(struct crawl *c, struct host *h, const struct net_exchange *x)
{
	AUTO(http_head_release) struct http_head head;
	struct str after = field(x, &head, "Retry-After");
	int64_t wait = -1, held = h->penalty.until - clock_mono();

	if (after.p == NULL ||
	    !http_retry_after(str_trim(after), clock_now(), &wait))
		wait = -1;
	/* Those that were under way together ask for the same time. */
	if (held < 0)
		held = 0;
	h->waited_ms += wait > held ? wait - held : 0;
	if (h->waited_ms > MAX_WAIT_MS && h->parked == NULL) {
		h->parked = mem_fmt("%s asked to wait %" PRId64
		    " minutes; the next run tries again", h->name,
		    (h->waited_ms + 59999) / 60000);
		end_waits(c, h);
	}
	if (!c->opts.no_retry_wait)
		host_punish(h, clock_mono(), x->ms, h->parked != NULL ||
		    wait < 0 ? 0 : wait);
	return wait;
}

/* xorshift64*: spread, not secrecy. */
static int64_t
random_below(struct crawl *c, int64_t n)
{
	c->random ^= c->random >> 12;
	c->random ^= c->random << 25;
	c->random ^= c->random >> 27;
	return (int64_t)((c->random * 0x2545f4914f6cdd1dULL >> 33) %
	    (uint64_t)n);
}

static int64_t
backoff(struct errand *e)
{
	int64_t most = BACKOFF_MS;

	for (int i = 1; i < e->tries && most < MAX_BACKOFF_MS; i++)
		most *= 2;
	return random_below(e->crawl, most < MAX_BACKOFF_MS ? most :
	    MAX_BACKOFF_MS) + 1;
}

/* A name that had an address a moment ago is the resolver's trouble. */
static bool
is_unknown_name(const struct host *h, const struct net_exchange *x)
{
	return x->failure == OUTCOME_DNS && h->address == NULL;
}

/* Counts failures in a row; a host that shows no sign of life is not asked
 * for its other hundred pages. */
static void
note_silence(struct errand *e, const struct net_exchange *x)
{
	struct host *h = e->host;
	bool is_https = str_starts(str_of(e->url), STR("https:"));

	if (x->failure != OUTCOME_DNS && x->failure != OUTCOME_CONNECT &&
	    x->failure != OUTCOME_TIMEOUT)
		return;
	h->silent[is_https]++;
	if (h->dead[is_https] != OUTCOME_UNTRIED ||
	    (!is_unknown_name(h, x) && h->silent[is_https] < (h->is_living ?
	    SILENT_TRIES : FRESH_TRIES)))
		return;
	h->dead[is_https] = x->failure;
	h->dead_reason[is_https] = mem_dup(x->reason);
}

int
answer_fail(struct errand *e, struct net_exchange *x, struct err *err)
{
	bool is_https = str_starts(str_of(e->url), STR("https:"));

	if (x->status == 0)
		note_silence(e, x);
	if (verdict_is_failure_retriable(x->failure) &&
	    e->host->dead[is_https] == OUTCOME_UNTRIED &&
	    !is_unknown_name(e->host, x) && x->ms < SLOW_FAILURE_MS &&
	    ++e->tries < e->crawl->opts.tries) {
		errand_delay(e, backoff(e));
		return 0;
	}
	return errand_finish(e, x->failure, x->reason, x, err);
}

static int
finish_status(struct errand *e, struct net_exchange *x, struct err *err)
{
	char why[128];

	verdict_say(x->status, why, sizeof(why));
	return errand_finish(e, verdict_of_status(x->status), why, x, err);
}

/* Does a 206 bring less than all? No range was asked for. */
static bool
is_part(const struct net_exchange *x)
{
	AUTO(http_head_release) struct http_head head;
	struct str range = field(x, &head, "Content-Range"), first, last;
	unsigned long to, size;

	return x->status == 206 && (range.p == NULL ||
	    !str_cut(&range, ' ', &first) || !str_cut(&range, '-', &first) ||
	    !str_eq(str_trim(first), STR("0")) ||
	    !str_cut(&range, '/', &last) ||
	    !str_to_ulong(str_trim(last), ULONG_MAX - 1, &to) ||
	    !str_to_ulong(str_trim(range), ULONG_MAX, &size) ||
	    to + 1 != size);
}

static int
on_busy(struct errand *e, struct net_exchange *x, struct err *err)
{
	struct host *h = e->host;
	int64_t wait = -1, pause;

	if (x->status == 429 || x->status == 503)
		wait = answer_punish(e->crawl, h, x);
	if (h->parked != NULL)
		return errand_finish(e, OUTCOME_BUSY, h->parked, x, err);
	if (++e->tries >= e->crawl->opts.tries)
		return finish_status(e, x, err);
	pause = backoff(e);
	errand_delay(e, pause > wait ? pause : wait);
	return 0;
}

/* A page may set a cookie and ask for itself again, once. */
static bool
is_loop(const struct errand *e, const char *to, bool sets_cookie)
{
	int n = strcmp(e->url, to) == 0;

	for (size_t i = 0; i < e->n_seen; i++)
		n += strcmp(e->seen[i], to) == 0;
	return n > (sets_cookie ? 1 : 0);
}

static int
on_redirect(struct errand *e, struct net_exchange *x, struct err *err)
{
	AUTO(http_head_release) struct http_head head;
	AUTO(buf_release) struct buf to = BUF_INIT(64 << 10);
	bool sets_cookie = field(x, &head, "Set-Cookie").p != NULL;
	struct host *h = e->host;

	if (e->is_ahead) {
		errand_restart(e, e->step);
		return 0;
	}
	if (answer_location(x, &to))
		hsts_upgrade(&e->crawl->hsts, &to);
	else
		return errand_finish(e, OUTCOME_SERVER,
		    "the server redirects to nowhere", x, err);
	if (is_loop(e, to.p, sets_cookie) || e->n_seen >= MAX_HOPS)
		return errand_finish(e, OUTCOME_REDIRECT_LOOP,
		    e->n_seen >= MAX_HOPS ? "more than 20 redirects" :
		    "redirects in a circle", x, err);
	if (host_name_in(buf_view(&to)).n == 0) {
		AUTO(mem_freep) char *why = mem_fmt("redirects to %.200s",
		    to.p);

		return errand_finish(e, OUTCOME_SCHEME, why, x, err);
	}
	*VEC_PUSH(&e->seen, &e->n_seen, &e->cap_seen) = mem_dup(e->url);
	e->tries = 0;
	errand_set_url(e, buf_view(&to));
	if (schedule_host(e->crawl, str_of(e->url)) == h &&
	    e->lane == LANE_PAGES)
		host_note_small(h, &h->pace, clock_mono());
	errand_requeue(e);
	return 0;
}

static int
decide(struct errand *e, struct net_exchange *x, struct err *err)
{
	bool is_https = str_starts(str_of(e->url), STR("https:"));
	bool is_followed;

	if (x->failure != OUTCOME_UNTRIED)
		return answer_fail(e, x, err);
	e->host->silent[is_https] = 0;
	if (verdict_is_redirect(x->status))
		return on_redirect(e, x, err);
	if (x->status == 304)
		return e->req.etag.len > 0 || e->req.last_modified.len > 0 ?
		    errand_finish_had(e, x, true, err) :
		    finish_status(e, x, err);
	if (verdict_is_retriable(x->status))
		return on_busy(e, x, err);
	if (is_part(x))
		return errand_finish(e, OUTCOME_TRUNCATED, "the server sent "
		    "a part, which nobody asked for (206)", x, err);
	if (e->req.kind == NET_IMAGE) {
		int rc = picture_judge(e, x, &is_followed, err);

		if (rc < 0 || is_followed)
			return rc;
	}
	if (verdict_of_status(x->status) != OUTCOME_UNTRIED)
		return finish_status(e, x, err);
	return errand_finish_had(e, x, false, err);
}

/* How fast a host is. How long nobody answered says nothing of that, nor does
 * how long an answer took that the user's own rate held back. */
static int64_t
answer_time(const struct crawl *c, const struct net_exchange *x)
{
	return c->opts.net.limit_rate > 0 ? x->first_ms : x->ms;
}

int
answer_receive(void *ctx, struct net_exchange *x, struct err *err)
{
	struct errand *e = ctx;
	struct crawl *c = e->crawl;
	struct host *h = e->host;
	struct penalty *a = schedule_address(c, x->ip);
	bool is_silent = outage_note(c, h, x);

	schedule_note_end(c, h, x->status != 0);
	if (a != NULL)
		h->address = a;
	/* Streams of one connection. */
	if (strcmp(x->protocol, "h2") == 0)
		h->n_open = INT_MAX;
	host_note_end(h, &h->pace, e->lane, is_silent ?
	    h->answer_ms[e->lane] : answer_time(c, x),
	    x->failure == OUTCOME_UNTRIED && x->status != 429 &&
	    x->status != 503);
	c->answered += x->status != 0;
	c->answer_ms = (c->answer_ms + x->ms) / 2;
	hsts_learn(&c->hsts, x);
	if (x->status != 0 &&
	    c->ops.exchange(c->ops.ctx, e->id, x, err) < 0)
		return -1;
	if (is_silent)
		outage_hold(c, e, NULL, x);
	else if (decide(e, x, err) < 0)
		return -1;
	schedule_settle(c, h);
	return 0;
}
