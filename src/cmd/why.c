/*
 * why.c: "kbmirror why URL": who cites it, what was tried, what was decided.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "cmd/causes.h"
#include "cmd/lookup.h"
#include "cmd/options.h"
#include "cmd/print.h"
#include "cmd/story.h"

/* A story of ten thousand references and as many tries stays below. */
#define MAX_TEXT (256 << 20)

static const char *
what_came(const struct story_ask *a)
{
	if (a->kind == CAPTURE_REVISIT)
		return a->status == 304 ? "not modified" : "the same bytes";
	return a->is_cut ? "cut off" : a->length == 0 ? "no bytes" :
	    "new bytes";
}

/* By which step of the ladder a picture was asked for. */
static const char *
step_of(const struct story *s, const struct story_ask *a)
{
	size_t n;

	if (a->referer == NULL || !s->r.is_image)
		return "";
	if (a->referer[0] == '\0')
		return "none";
	n = strlen(a->referer);
	/* The step before names a page; this one only the picture's host. */
	return a->referer[n - 1] == '/' && strncmp(a->referer, a->url,
	    n) == 0 ? "origin" : "page";
}

/* --- decisions, one sentence each --- */

static void
say_group(const struct story *s, struct buf *b)
{
	switch (s->group) {
	case STORY_ALONE:
		buf_str(b, "stands for itself");
		break;
	case STORY_LEADS:
		buf_str(b, "stands for other addresses as well, which are "
		    "not asked for");
		break;
	case STORY_TRACKING:
		buf_fmt(b, "%s differs only in who shared it: never asked "
		    "for, %s stands for it", s->asked, s->r.url);
		break;
	case STORY_MOVED:
		buf_fmt(b, "%s leads to %s: never asked for any more",
		    s->asked, s->r.url);
		break;
	case STORY_CANONICAL:
		buf_fmt(b, "the page of %s names %s as its own address "
		    "(rel=canonical), and both say the same: only that one "
		    "is asked for", s->asked, s->r.url);
		break;
	case STORY_TWIN:
		buf_fmt(b, "the pages of %s and %s name %s as their own "
		    "address (rel=canonical), and both say the same: only the "
		    "second is asked for", s->asked, s->r.url, s->r.canonical);
		break;
	}
}

/* Of what no server has, no server's rules tell. */
static bool
is_never_asked(const struct story *s)
{
	return s->r.last == OUTCOME_SCHEME || s->r.last == OUTCOME_INVALID;
}

static void
say_robots(const struct story *s, struct buf *b)
{
	if (is_never_asked(s))
		return;
	switch (s->robots) {
	case STORY_NO_ROBOTS:
		buf_str(b, "no robots.txt of its host is kept");
		break;
	case STORY_ALLOWED:
		buf_fmt(b, "robots.txt of %s, ", s->robots_host);
		print_day(b, s->robots_date);
		buf_str(b, ", allows it");
		break;
	case STORY_FORBIDDEN:
		buf_fmt(b, "robots.txt of %s, ", s->robots_host);
		print_day(b, s->robots_date);
		buf_str(b, s->r.last == OUTCOME_ROBOTS ?
		    ", does not allow it, so it was not asked for" :
		    ", does not allow it, which the policy overrides for what "
		    "notes cite and need");
		break;
	}
	if (s->policy[0] != '\0')
		buf_fmt(b, "; policy: %s", s->policy);
}

/* Why an older copy counts. */
static void
say_worse(const struct resource *r, struct buf *b)
{
	buf_fmt(b, "it stays, as the last try got no better (%s",
	    outcome_name(r->last));
	if (r->last_since != 0) {
		buf_str(b, " since ");
		print_day(b, r->last_since);
	}
	if (r->last_reason[0] != '\0')
		buf_fmt(b, ": %s", r->last_reason);
	buf_char(b, ')');
}

static void
say_good(const struct story *s, struct buf *b)
{
	const struct resource *r = &s->r;
	char date[CLOCK_TEXT];

	if (!outcome_is_kept(r->outcome)) {
		buf_fmt(b, "none: %s", outcome_name(r->outcome));
		if (r->reason[0] != '\0')
			buf_fmt(b, ", %s", r->reason);
		return;
	}
	clock_text(r->captured, date);
	buf_fmt(b, "%s of %s, %lld bytes, sha256 %.12s…: ",
	    outcome_name(r->outcome), date, (long long)r->length, r->digest);
	if (r->last == r->outcome)
		buf_str(b, "the newest whole answer that is worth reading");
	else
		say_worse(r, b);
	if (r->checked != r->captured && r->checked != 0) {
		buf_str(b, "; confirmed ");
		print_day(b, r->checked);
	}
}

static void
say_due(const struct story *s, struct buf *b)
{
	if (s->due.at != 0) {
		print_due(b, s->due.at, s->due.interval_ms);
		buf_str(b, ": ");
	}
	due_say(&s->due, b);
}

static void
put_points(struct buf *b, int points, const char *what)
{
	if (points > 0)
		buf_fmt(b, ", %d %s", points, what);
}

static void
say_budget(const struct story *s, struct buf *b)
{
	const struct order_points *p = &s->points;

	if (is_never_asked(s))
		return;
	print_count(b, p->sum, "point", "points");
	buf_fmt(b, ": %d for its references", p->cited);
	put_points(b, p->unsaved, "without a good copy");
	put_points(b, p->failed, "failed last time");
	put_points(b, p->age, "for its age");
	put_points(b, p->host, "for failures of its host");
	put_points(b, p->plain, "plain http");
	put_points(b, p->platform, "of a platform that takes posts down");
}

static void
say_referer(const struct story *s, struct buf *b)
{
	for (size_t i = s->n_asks; i-- > 0; ) {
		const struct story_ask *a = &s->asks[i];

		if (!a->is_good || step_of(s, a)[0] == '\0')
			continue;
		buf_fmt(b, "the good answer came with Referer: %s",
		    a->referer[0] != '\0' ? a->referer : "(none)");
		return;
	}
}

static const struct decision {
	const char *name;
	void (*say)(const struct story *, struct buf *);
} decisions[] = {
	{ "group", say_group }, { "robots", say_robots },
	{ "copy", say_good }, { "due", say_due }, { "budget", say_budget },
	{ "referer", say_referer },
};

#define N_DECISIONS (sizeof(decisions) / sizeof(decisions[0]))

/* --- for people --- */

static void
put_cites(const struct story *s, struct buf *b)
{
	print_count(b, (int64_t)s->n_cites, "reference", "references");
	buf_str(b, s->n_cites > 0 ? ":\n" : "\n");
	for (size_t i = 0; i < s->n_cites; i++) {
		const struct story_cite *c = &s->cites[i];

		buf_str(b, "  ");
		print_cut(b, c->note, 1000);
		buf_fmt(b, ":%lld", (long long)c->line);
		if (c->date != 0) {
			buf_str(b, "   ");
			print_day(b, c->date);
		}
		if (c->text[0] != '\0') {
			buf_str(b, "   \"");
			print_cut(b, c->text, 60);
			buf_char(b, '"');
		}
		if (strcmp(c->key, s->r.url) != 0) {
			buf_str(b, "   as ");
			print_url(b, c->url, 1000);
		}
		buf_char(b, '\n');
	}
	for (size_t i = 0; i < s->n_users; i++) {
		buf_str(b, "  needed by ");
		print_url(b, s->users[i], 1000);
		buf_char(b, '\n');
	}
}

static void
put_ask(const struct story *s, const struct story_ask *a, struct buf *b)
{
	char date[CLOCK_TEXT];

	clock_text_ms(a->date, date);
	/* The day stands above. */
	buf_fmt(b, "    %.12s  %3d  %-14s %10lld bytes  ", date + 11,
	    a->status, what_came(a), (long long)a->length);
	print_url(b, a->url, 1000);
	if (step_of(s, a)[0] != '\0')
		buf_fmt(b, "   Referer: %s", step_of(s, a));
	buf_str(b, a->is_good ? "   ← the copy\n" : "\n");
}

/* The exchanges of a run come after its date and before that of the next. */
static void
put_tries(const struct story *s, struct buf *b)
{
	size_t k = 0;

	print_count(b, (int64_t)s->n_tries, "try", "tries");
	buf_str(b, s->n_tries > 0 ? ":\n" : "\n");
	for (size_t i = 0; i <= s->n_tries; i++) {
		int64_t until = i < s->n_tries ? s->tries[i].date : INT64_MAX;
		const struct story_try *t = &s->tries[i];
		char date[CLOCK_TEXT];

		while (k < s->n_asks && s->asks[k].date < until)
			put_ask(s, &s->asks[k++], b);
		if (i == s->n_tries)
			break;
		clock_text(t->date, date);
		buf_fmt(b, "  %s  %s", date, outcome_name(t->outcome));
		if (t->reason[0] != '\0') {
			buf_str(b, ": ");
			print_cut(b, t->reason, 1000);
		}
		buf_char(b, '\n');
	}
}

static void
put_decisions(const struct story *s, struct buf *b)
{
	const char *advice = outcome_is_kept(s->r.last) ? "" :
	    causes_advice(s->r.last);

	buf_str(b, "decisions:\n");
	for (size_t i = 0; i < N_DECISIONS; i++) {
		AUTO(buf_release) struct buf one = BUF_INIT(1 << 20);

		decisions[i].say(s, &one);
		if (one.len == 0)
			continue;
		buf_fmt(b, "  %-8s ", decisions[i].name);
		print_cut(b, one.p, 4000);
		buf_char(b, '\n');
	}
	if (advice[0] != '\0')
		buf_fmt(b, "to do: %s\n", advice);
}

static int
print_text(const struct story *s, struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_TEXT);

	print_url(&b, s->r.url, 4000);
	buf_fmt(&b, "\n%s", outcome_name(s->r.outcome));
	if (s->r.title[0] != '\0') {
		buf_str(&b, ": ");
		print_cut(&b, s->r.title, 200);
	}
	buf_str(&b, "\n\n");
	put_cites(s, &b);
	put_tries(s, &b);
	put_decisions(s, &b);
	if (buf_check(&b, err) < 0)
		return -1;
	print_buf(stdout, &b);
	return 0;
}

/* --- for programs --- */

static void
add_cites(const struct story *s, struct buf *b)
{
	json_key(b, "cited_by");
	json_begin(b, '[');
	for (size_t i = 0; i < s->n_cites; i++) {
		const struct story_cite *c = &s->cites[i];

		json_begin(b, '{');
		json_pair(b, "note", c->note);
		json_pair_int(b, "line", c->line);
		json_pair_int(b, "column", c->column);
		json_pair(b, "url", c->url);
		json_pair(b, "key", c->key);
		json_pair(b, "text", c->text);
		print_time(b, "date", c->date);
		if (c->dated != REF_UNDATED)
			json_pair(b, "dated", ref_dated_name(c->dated));
		json_end(b, '}');
	}
	json_end(b, ']');
	json_key(b, "needed_by");
	json_begin(b, '[');
	for (size_t i = 0; i < s->n_users; i++)
		json_str(b, s->users[i]);
	json_end(b, ']');
}

static void
add_tries(const struct story *s, struct buf *b)
{
	json_key(b, "tries");
	json_begin(b, '[');
	for (size_t i = 0; i < s->n_tries; i++) {
		json_begin(b, '{');
		print_time(b, "date", s->tries[i].date);
		json_pair(b, "outcome", outcome_name(s->tries[i].outcome));
		json_pair(b, "reason", s->tries[i].reason);
		json_end(b, '}');
	}
	json_end(b, ']');
}

static void
add_asks(const struct story *s, struct buf *b)
{
	json_key(b, "exchanges");
	json_begin(b, '[');
	for (size_t i = 0; i < s->n_asks; i++) {
		const struct story_ask *a = &s->asks[i];
		char date[CLOCK_TEXT];

		clock_text_ms(a->date, date);
		json_begin(b, '{');
		json_pair(b, "date", date);
		json_pair(b, "url", a->url);
		json_pair_int(b, "status", a->status);
		json_pair(b, "what", what_came(a));
		json_pair_int(b, "bytes", a->length);
		if (a->referer != NULL)
			json_pair(b, "referer", a->referer);
		json_key(b, "copy");
		json_bool(b, a->is_good);
		json_end(b, '}');
	}
	json_end(b, ']');
}

static void
add_points(const struct order_points *p, struct buf *b)
{
	json_key(b, "points");
	json_begin(b, '{');
	json_pair_int(b, "sum", p->sum);
	json_pair_int(b, "references", p->cited);
	json_pair_int(b, "no_copy", p->unsaved);
	json_pair_int(b, "failed", p->failed);
	json_pair_int(b, "age", p->age);
	json_pair_int(b, "host", p->host);
	json_pair_int(b, "http", p->plain);
	json_pair_int(b, "platform", p->platform);
	json_end(b, '}');
}

static int
print_json(const struct story *s, struct err *err)
{
	static const char *const groups[] = { "alone", "leads", "tracking",
	    "moved" };
	static const char *const robots[] = { "none", "allowed",
	    "forbidden" };
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_TEXT);

	json_begin(&b, '{');
	json_pair(&b, "asked", s->asked);
	json_pair(&b, "url", s->r.url);
	json_pair(&b, "group", groups[s->group]);
	json_pair(&b, "outcome", outcome_name(s->r.outcome));
	json_pair(&b, "reason", s->r.reason);
	json_pair(&b, "last", outcome_name(s->r.last));
	json_pair(&b, "last_reason", s->r.last_reason);
	print_time(&b, "last_since", s->r.last_since);
	print_time(&b, "captured", s->r.captured);
	print_time(&b, "checked", s->r.checked);
	print_time(&b, "due", s->due.at);
	json_pair_int(&b, "looks", s->due.looks);
	json_pair_int(&b, "changes", s->due.changes);
	json_pair_int(&b, "interval_ms", s->due.interval_ms);
	json_pair(&b, "robots", robots[s->robots]);
	json_pair(&b, "policy", s->policy);
	add_cites(s, &b);
	add_tries(s, &b);
	add_asks(s, &b);
	add_points(&s->points, &b);
	json_key(&b, "decisions");
	json_begin(&b, '{');
	for (size_t i = 0; i < N_DECISIONS; i++) {
		AUTO(buf_release) struct buf one = BUF_INIT(1 << 20);

		decisions[i].say(s, &one);
		if (one.len > 0)
			json_pair(&b, decisions[i].name, one.p);
	}
	json_end(&b, '}');
	json_end(&b, '}');
	buf_char(&b, '\n');
	if (buf_check(&b, err) < 0)
		return -1;
	print_buf(stdout, &b);
	return 0;
}

static int
why(const struct cmd_ctx *ctx, struct archive *a, const char *given,
    struct err *err)
{
	AUTO(story_release) struct story s;

	if (story_gather(&s, a, given, options_max_age(ctx->archive),
	    clock_now(), err) < 0)
		return -1;
	return ctx->json ? print_json(&s, err) : print_text(&s, err);
}

int
cmd_why(struct cmd_ctx *ctx, int argc, char **argv, struct err *err)
{
	return lookup_command(ctx, "why", argc, argv, why, err);
}
