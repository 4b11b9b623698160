#include "crawl/host.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "crawl/gate.h"
#include "crawl/ladder.h"

/* A slot of a slow server is used for at most half of its time … */
#define SLOW_FACTOR 2
/* … but the gap stays below half a minute (as other crawlers have it). */
#define MAX_GAP_MS 30000
/* Also where no gap was wanted: the server has just said that it is needed. */
#define MIN_PENALTY_MS 1000
/* Thousands of sites share the addresses of a large provider: one that is out
 * of order must not stop the others there. */
#define MAX_SHARED_GAP_MS 5000
/* A good answer takes this part of a penalty away: slower than it grows, so
 * that a server is not pushed over its limit at once again. */
#define RECOVERY 4

/* Opened without a second thought: as many pictures as a host is asked for at
 * a time by default. */
#define FREE_CONNECTIONS 4
/* Beyond those, for so many more that wait: on a new connection the first
 * answer takes as long as three on one that is in use. */
#define PER_CONNECTION 3

/* A host name has 255 bytes at most; longer ones fail in the resolver. */
#define MAX_ORIGIN 4096

struct host *
host_new(const char *name, struct str origin, const struct pace *pace)
{
	struct host *h = mem_alloc(sizeof(*h));
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_ORIGIN);

	host_public_url(origin, &b);
	h->name = mem_dup(name);
	h->origin = mem_dup(b.p);
	h->pace = *pace;
	h->node.owner = h;
	return h;
}

void
host_free(struct host *h)
{
	if (h == NULL)
		return;
	agenda_drop(&h->node);
	for (int i = 0; i < LANE_COUNT; i++)
		queue_release(&h->queues[i]);
	robots_free(h->robots);
	ladder_free(h->ladder);
	free(h->gate_reason);
	gate_free(h->gate_errand);
	free(h->dead_reason[0]);
	free(h->dead_reason[1]);
	free(h->parked);
	free(h->origin);
	free(h->name);
	free(h);
}

/* Where the authority starts and ends; false: not http(s). */
static bool
find_authority(struct str url, size_t *start, size_t *end)
{
	if (str_starts(url, STR("http://")))
		*start = 7;
	else if (str_starts(url, STR("https://")))
		*start = 8;
	else
		return false;
	for (*end = *start; *end < url.n; (*end)++)
		if (strchr("/?#", url.p[*end]) != NULL)
			break;
	return true;
}

struct str
host_name_in(struct str url)
{
	size_t start, end, at;
	struct str s;

	if (!find_authority(url, &start, &end))
		return STR("");
	s = str_sub(url, start, end);
	while ((at = str_chr(s, '@')) != (size_t)-1)
		s = str_from(s, at + 1);
	return s;
}

struct str
host_origin_in(struct str url)
{
	size_t start, end;

	return find_authority(url, &start, &end) ? str_sub(url, 0, end) :
	    STR("");
}

void
host_public_url(struct str url, struct buf *out)
{
	size_t start, end;
	struct str name;

	url = str_sub(url, 0, str_chr(url, '#'));
	if (!find_authority(url, &start, &end))
		return;
	name = host_name_in(url);
	buf_s(out, str_sub(url, 0, start));
	buf_s(out, name);
	buf_s(out, str_from(url, end));
}

struct str
host_target_in(struct str url)
{
	size_t start, end;
	struct str s;

	if (!find_authority(url, &start, &end))
		return STR("/");
	s = str_from(url, end);
	s = str_sub(s, 0, str_chr(s, '#'));
	return s.n > 0 ? s : STR("/");
}

size_t
host_waiting(const struct host *h)
{
	return h->queues[LANE_PAGES].n + h->queues[LANE_IMAGES].n;
}

static int64_t
larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t
host_held_until(const struct host *h)
{
	return h->address != NULL ? larger(h->penalty.until,
	    h->address->until) : h->penalty.until;
}

static int
running_in_all(const struct host *h)
{
	return h->running[LANE_PAGES] + h->running[LANE_IMAGES];
}

/* The rest is sooner had from connections that become free. */
static bool
has_slot(const struct host *h, const struct pace *p, enum lane lane)
{
	int n = running_in_all(h);

	return h->running[lane] < p->slots[lane] && (n < FREE_CONNECTIONS ||
	    n < h->n_open || host_waiting(h) > (size_t)n * PER_CONNECTION);
}

bool
host_is_warm(const struct host *h)
{
	return running_in_all(h) < h->n_open;
}

int64_t
host_next_start(const struct host *h, const struct pace *p)
{
	int64_t t = INT64_MAX, hold = host_held_until(h);

	if (host_waiting(h) == 0 || h->gate == GATE_ASKED || h->n_held > 0)
		return INT64_MAX;
	if (h->parked != NULL)
		return 0;
	if (h->gate == GATE_UNKNOWN && p->robots != ROBOTS_IGNORE)
		return hold;
	for (int i = 0; i < LANE_COUNT; i++)
		if (h->queues[i].n > 0 && has_slot(h, p, (enum lane)i))
			t = smaller(t, larger(h->next[i], hold));
	return t;
}

bool
host_may_start(const struct host *h, const struct pace *p, enum lane lane,
    int64_t now)
{
	if (h->queues[lane].n == 0)
		return false;
	return h->parked != NULL || (has_slot(h, p, lane) &&
	    h->next[lane] <= now && host_held_until(h) <= now);
}

bool
host_pick(const struct host *h, const struct pace *p, int64_t now,
    enum lane *lane)
{
	for (int i = 0; i < LANE_COUNT; i++) {
		*lane = (enum lane)i;
		if (host_may_start(h, p, *lane, now))
			return true;
	}
	return false;
}

int64_t
host_gap(const struct host *h, const struct pace *p, enum lane lane)
{
	int64_t gap = larger(p->delay_ms[lane], h->penalty.gap_ms);

	if (h->address != NULL)
		gap = larger(gap, h->address->gap_ms);
	if (lane == LANE_PAGES)
		gap = larger(gap, h->crawl_delay_ms);
	if (p->is_adaptive)
		gap = larger(gap, smaller(MAX_GAP_MS, SLOW_FACTOR *
		    h->answer_ms[lane] / p->slots[lane]));
	return gap;
}

void
host_note_start(struct host *h, const struct pace *p, enum lane lane,
    int64_t now)
{
	h->running[lane]++;
	if (h->n_open < running_in_all(h))
		h->n_open = running_in_all(h);
	h->next[lane] = now + host_gap(h, p, lane);
}

static void
recover(struct penalty *p)
{
	p->gap_ms -= (p->gap_ms + RECOVERY - 1) / RECOVERY;
}

void
host_note_end(struct host *h, const struct pace *p, enum lane lane,
    int64_t ms, bool was_well)
{
	int64_t before = host_gap(h, p, lane), gap;

	h->running[lane]--;
	h->ended = clock_mono();
	h->answer_ms[lane] = h->answer_ms[lane] == 0 ? ms :
	    (h->answer_ms[lane] + ms) / 2;
	if (was_well) {
		recover(&h->penalty);
		if (h->address != NULL)
			recover(h->address);
		h->waited_ms = 0;
	}
	/* The gap counts from the start of what has just ended. */
	gap = host_gap(h, p, lane);
	if (gap > before)
		h->next[lane] += gap - before;
}

void
host_note_small(struct host *h, const struct pace *p, int64_t now)
{
	h->next[LANE_PAGES] = now + smaller(p->delay_ms[LANE_PAGES],
	    p->delay_ms[LANE_IMAGES]);
}

/* What was under way when the gap grew could not know of it. */
static void
raise_penalty(struct penalty *p, int64_t most, int64_t now, int64_t asked)
{
	if (asked < p->raised)
		return;
	p->gap_ms = smaller(most, larger(2 * p->gap_ms, MIN_PENALTY_MS));
	p->raised = now;
}

void
host_punish(struct host *h, int64_t now, int64_t ms, int64_t wait_ms)
{
	struct penalty *own = &h->penalty, *shared = h->address;

	own->gap_ms = larger(own->gap_ms, h->pace.delay_ms[LANE_PAGES]);
	raise_penalty(own, MAX_GAP_MS, now, now - ms);
	own->until = larger(own->until, now + larger(wait_ms, own->gap_ms));
	if (shared == NULL)
		return;
	raise_penalty(shared, MAX_SHARED_GAP_MS, now, now - ms);
	shared->until = larger(shared->until, now + wait_ms);
}
