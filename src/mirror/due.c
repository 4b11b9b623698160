#include "mirror/due.h"

#include <string.h>

#define MINUTE ((int64_t)60 * 1000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* What may pass has mostly passed within a week. */
#define TRANSIENT_FIRST HOUR
#define TRANSIENT_MOST (7 * DAY)
/* Some dead links come back; those that do not for two months seldom do. */
#define DEAD_FIRST (7 * DAY)
#define DEAD_MOST (8 * DEAD_FIRST)

/* What one look at a page found. */
struct look {
	int64_t date;
	char digest[HASH_HEX];
	char article[HASH_HEX];		/* "": none, or not known yet */
	struct locator anchor;		/* the record with its payload */
};

struct history {
	int64_t max_age;
	struct due *due;
	bool has_last, has_next;
	struct look last;	/* the last one that counted */
	struct look next;	/* what conversions may still tell of */
};

static int64_t
doubled(int64_t first, int64_t most, int64_t times)
{
	while (times-- > 0 && first < most)
		first *= 2;
	return first < most ? first : most;
}

static bool
is_same(const struct look *a, const struct look *b)
{
	return (a->digest[0] != '\0' && strcmp(a->digest, b->digest) == 0) ||
	    (a->article[0] != '\0' && strcmp(a->article, b->article) == 0);
}

/* The newer one has the bytes that may come again; it has no article of its own
 * where they had come before. */
static void
adopt(struct look *last, const struct look *next)
{
	memcpy(last->digest, next->digest, sizeof(last->digest));
	last->anchor = next->anchor;
	if (next->article[0] != '\0')
		memcpy(last->article, next->article, sizeof(last->article));
}

/* Weighs the look that is complete now. */
static void
weigh(struct history *h)
{
	struct due *d = h->due;
	bool is_early;

	if (!h->has_next)
		return;
	h->has_next = false;
	if (!h->has_last) {
		h->has_last = true;
		h->last = h->next;
		return;
	}
	/* A login, a CAPTCHA, an empty page where there was an article. */
	if (h->last.article[0] != '\0' && h->next.article[0] == '\0' &&
	    !is_same(&h->last, &h->next))
		return;
	is_early = h->next.date - h->last.date < d->interval_ms / 2;
	if (is_same(&h->last, &h->next)) {
		adopt(&h->last, &h->next);
		if (is_early)
			return;
		d->interval_ms = doubled(d->interval_ms,
		    h->max_age * DUE_SPREAD, 1);
	} else {
		d->interval_ms /= 2;
		if (d->interval_ms < h->max_age / DUE_SPREAD)
			d->interval_ms = h->max_age / DUE_SPREAD;
		d->changes++;
		h->last = h->next;
	}
	h->last.date = h->next.date;
	d->looks++;
}

static void
take_article(struct history *h, const struct capture *c)
{
	if (h->has_next && locator_is_same(&c->original, &h->next.anchor))
		memcpy(h->next.article, c->digest, sizeof(c->digest));
	if (h->has_last && locator_is_same(&c->original, &h->last.anchor))
		memcpy(h->last.article, c->digest, sizeof(c->digest));
}

static int
take(void *ctx, const struct capture *c, struct err *err)
{
	struct history *h = ctx;

	(void)err;
	switch (c->kind) {
	case CAPTURE_CONVERSION:
		take_article(h, c);
		return 0;
	case CAPTURE_RESOURCE:
		return 0;
	case CAPTURE_RESPONSE:
	case CAPTURE_REVISIT:
		break;
	}
	if (c->is_truncated || (c->status != 304 && c->status / 100 != 2))
		return 0;
	weigh(h);
	h->has_next = true;
	h->next = (struct look){ .date = c->date,
	    .anchor = c->kind == CAPTURE_REVISIT ? c->original : c->at };
	memcpy(h->next.digest, c->digest, sizeof(c->digest));
	return 0;
}

static int
by_age(struct catalog *cat, const struct resource *r, int64_t max_age,
    struct due *d, struct err *err)
{
	struct history h = { .max_age = max_age, .due = d };

	d->rule = DUE_AGE;
	d->interval_ms = max_age;
	if (catalog_each_capture(cat, resource_found_at(r), take, &h,
	    err) < 0)
		return -1;
	weigh(&h);
	d->at = r->checked + d->interval_ms;
	return 0;
}

static void
by_failure(const struct resource *r, struct due *d)
{
	int64_t times = r->failures > 0 ? r->failures - 1 : 0;

	d->rule = outcome_is_transient(r->last) ? DUE_TRANSIENT :
	    outcome_is_hollow(r->last) ? DUE_WORSE : DUE_DEAD;
	d->interval_ms = d->rule == DUE_TRANSIENT ?
	    doubled(TRANSIENT_FIRST, TRANSIENT_MOST, times) :
	    doubled(DEAD_FIRST, DEAD_MOST, times);
	d->at = r->tried + d->interval_ms;
}

static bool
is_hopeless(const struct resource *r)
{
	return r->alias_of[0] != '\0' || r->outcome == OUTCOME_SCHEME ||
	    r->outcome == OUTCOME_INVALID;
}

int
due_of(struct catalog *cat, const struct resource *r, int64_t max_age_ms,
    struct due *d, struct err *err)
{
	*d = (struct due){ .rule = DUE_NEVER };
	if (is_hopeless(r))
		return 0;
	if (r->last == OUTCOME_UNTRIED) {
		d->rule = r->last_reason[0] != '\0' ? DUE_LOST : DUE_NOW;
		return 0;
	}
	if (outcome_is_kept(r->last))
		return by_age(cat, r, max_age_ms, d, err);
	by_failure(r, d);
	return 0;
}

bool
due_may_be(const struct resource *r, int64_t max_age_ms, int64_t now)
{
	struct due d = { .rule = DUE_NOW };

	if (is_hopeless(r))
		return false;
	if (outcome_is_kept(r->last))
		return r->checked + max_age_ms / DUE_SPREAD <= now;
	if (r->last != OUTCOME_UNTRIED)
		by_failure(r, &d);
	return d.at <= now;
}

void
due_say_span(int64_t ms, struct buf *b)
{
	if (ms >= 2 * DAY)
		buf_fmt(b, "%lld days", (long long)(ms / DAY));
	else if (ms >= 2 * HOUR)
		buf_fmt(b, "%lld hours", (long long)(ms / HOUR));
	else if (ms == HOUR)
		buf_str(b, "1 hour");
	else if (ms >= 2 * MINUTE)
		buf_fmt(b, "%lld minutes", (long long)(ms / MINUTE));
	else
		buf_fmt(b, "%lld seconds", (long long)(ms / 1000));
}

static void
say_age(const struct due *d, struct buf *b)
{
	if (d->looks == 0)
		buf_str(b, "seen once");
	else if (d->changes == 0)
		buf_fmt(b, "unchanged in %lld %s", (long long)d->looks,
		    d->looks == 1 ? "later look" : "later looks");
	else
		buf_fmt(b, "changed in %lld of %lld later %s",
		    (long long)d->changes, (long long)d->looks,
		    d->looks == 1 ? "look" : "looks");
	buf_str(b, ": every ");
	due_say_span(d->interval_ms, b);
}

void
due_say(const struct due *d, struct buf *b)
{
	switch (d->rule) {
	case DUE_NEVER:
		buf_str(b, "never asked for");
		return;
	case DUE_NOW:
		buf_str(b, "never tried yet");
		return;
	case DUE_LOST:
		buf_str(b, "its copy is lost");
		return;
	case DUE_TRANSIENT:
		buf_str(b, "it failed in a way that may pass: again after ");
		break;
	case DUE_DEAD:
		buf_str(b, "it is dead: again after ");
		break;
	case DUE_WORSE:
		buf_str(b, "what came is no page to keep: again after ");
		break;
	case DUE_AGE:
		say_age(d, b);
		return;
	}
	due_say_span(d->interval_ms, b);
}
