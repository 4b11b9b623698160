#include "cmd/story.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/lookup.h"
#include "store/manifest.h"
#include "store/warc.h"
#include "web/robots.h"
#include "web/url.h"

/* What robots.txt is read of, as in the crawl. */
#define ROBOTS_MAX (1 << 20)
#define PRODUCT_TOKEN "kbmirror"

void
story_release(struct story *s)
{
	for (size_t i = 0; i < s->n_cites; i++) {
		free(s->cites[i].note);
		free(s->cites[i].url);
		free(s->cites[i].key);
		free(s->cites[i].text);
	}
	for (size_t i = 0; i < s->n_users; i++)
		free(s->users[i]);
	for (size_t i = 0; i < s->n_tries; i++)
		free(s->tries[i].reason);
	for (size_t i = 0; i < s->n_asks; i++) {
		free(s->asks[i].url);
		free(s->asks[i].referer);
	}
	free(s->cites);
	free(s->users);
	free(s->tries);
	free(s->asks);
	free(s->asked);
	free(s->policy);
	free(s->robots_host);
	resource_release(&s->r);
	*s = (struct story){ 0 };
}

/* --- who wants it --- */

static int
add_cite(void *ctx, const struct ref_row *row, struct err *err)
{
	struct story *s = ctx;

	(void)err;
	*VEC_PUSH(&s->cites, &s->n_cites, &s->cap_cites) =
	    (struct story_cite){ .note = mem_dup(row->note),
		.url = mem_dup(row->url), .key = mem_dup(row->key),
		.text = mem_dup(row->text), .line = row->line,
		.column = row->column, .date = row->date,
		.dated = row->dated };
	if (strcmp(row->key, s->r.url) != 0 && s->group == STORY_ALONE)
		s->group = STORY_LEADS;
	s->facts.citations++;
	if (row->date > 0 && (s->facts.first_cited == 0 ||
	    row->date < s->facts.first_cited))
		s->facts.first_cited = row->date;
	return 0;
}

static int
add_user(void *ctx, const struct image_row *row, struct err *err)
{
	struct story *s = ctx;

	(void)err;
	*VEC_PUSH(&s->users, &s->n_users, &s->cap_users) =
	    mem_dup(row->page);
	return 0;
}

static int
find_users(struct story *s, struct err *err)
{
	AUTO(resource_release) struct resource before = { 0 };
	struct catalog *cat = s->archive->catalog;
	bool found;

	if (catalog_each_ref_to(cat, s->r.url, add_cite, s, err) < 0 ||
	    catalog_each_image_user(cat, s->r.url, add_user, s, err) < 0 ||
	    catalog_find_previous(cat, s->r.url, &before, &found, err) < 0)
		return -1;
	if (found)
		*VEC_PUSH(&s->users, &s->n_users, &s->cap_users) =
		    mem_dup(before.url);
	return 0;
}

static bool
is_tracking(const char *asked, const char *leader)
{
	AUTO(buf_release) struct buf clean = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf lead = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(url_release) struct url v = URL_INIT;

	if (url_parse(&u, str_of(asked), NULL, NULL) < 0 ||
	    url_parse(&v, str_of(leader), NULL, NULL) < 0 ||
	    !url_untracked(&u, &clean))
		return false;
	(void)url_untracked(&v, &lead);
	if (lead.len == 0)
		buf_str(&lead, leader);
	return str_eq(buf_view(&clean), buf_view(&lead));
}

/* By which rule has the address that was asked about a leader? */
static int
find_group(struct story *s, struct catalog *c, struct err *err)
{
	AUTO(resource_release) struct resource asked = { 0 };
	bool found;

	if (strcmp(s->asked, s->r.url) == 0)
		return 0;
	if (catalog_get_resource(c, s->asked, &asked, &found, err) < 0)
		return -1;
	if (is_tracking(s->asked, s->r.url))
		s->group = STORY_TRACKING;
	else if (found && strcmp(asked.canonical, s->r.url) == 0 &&
	    strcmp(asked.final_url, s->r.final_url) != 0)
		s->group = STORY_CANONICAL;
	else if (found && asked.canonical[0] != '\0' &&
	    strcmp(asked.canonical, s->r.canonical) == 0)
		s->group = STORY_TWIN;
	else
		s->group = STORY_MOVED;
	return 0;
}

/* --- what was tried --- */

/* The Referer of the request that belongs to a response: its record comes
 * next. NULL: there is none. */
static char *
find_referer(struct archive *a, const struct capture *c)
{
	const struct locator next = { c->at.segment,
		c->at.offset + c->at.length, 0 };
	struct warc_record rec;
	char *referer = NULL;

	warc_record_init(&rec, 0);
	if (warc_read(a, &next, &rec, NULL) == 0 &&
	    str_eq(warc_field(&rec, "WARC-Type"), STR("request"))) {
		struct str head = buf_view(&rec.http_head);
		size_t at = str_find_nocase(head, STR("\r\nReferer:"));
		struct str v = at == (size_t)-1 ? STR("") :
		    str_from(head, at + 10);

		v = str_trim(str_sub(v, 0, str_chr(v, '\r')));
		referer = mem_dupn(v.p, v.n);
	}
	warc_record_release(&rec);
	return referer;
}

static int
add_ask(void *ctx, const struct capture *c, struct err *err)
{
	struct story *s = ctx;

	(void)err;
	if (c->kind != CAPTURE_RESPONSE && c->kind != CAPTURE_REVISIT)
		return 0;
	*VEC_PUSH(&s->asks, &s->n_asks, &s->cap_asks) = (struct story_ask){
		.date = c->date, .url = mem_dup(c->url), .status = c->status,
		.kind = c->kind, .is_cut = c->is_truncated,
		.length = c->length,
		.referer = c->status != 304 ? find_referer(s->archive, c) :
		    NULL,
		.is_good = s->r.captured != 0 && c->date == s->r.captured &&
		    strcmp(c->digest, s->r.digest) == 0 };
	return 0;
}

static int
by_date(const void *a, const void *b)
{
	const struct story_ask *x = a, *y = b;

	return x->date < y->date ? -1 : x->date > y->date;
}

static int
find_asks(struct story *s, struct err *err)
{
	struct catalog *cat = s->archive->catalog;

	if (catalog_each_capture(cat, s->r.url, add_ask, s, err) < 0)
		return -1;
	if (s->r.final_url[0] != '\0' &&
	    strcmp(s->r.final_url, s->r.url) != 0 &&
	    catalog_each_capture(cat, s->r.final_url, add_ask, s, err) < 0)
		return -1;
	if (s->n_asks > 0)
		qsort(s->asks, s->n_asks, sizeof(*s->asks), by_date);
	return 0;
}

/* Each snapshot says what came of the try of its run. */
static int
add_try(void *ctx, const struct snapshot *snap, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct story *s = ctx;
	bool found;

	free(s->policy);
	s->policy = mem_dup(snap->robots);
	if (manifest_find_resource(s->archive, snap->date, s->r.url, &r,
	    &found, err) < 0)
		return -1;
	if (found && r.tried == snap->date)
		*VEC_PUSH(&s->tries, &s->n_tries, &s->cap_tries) =
		    (struct story_try){ snap->date, r.last,
			mem_dup(r.last_reason) };
	return 0;
}

/* --- what was decided --- */

/* What robots.txt of its host says of an address, as it was kept last. */
static int
ask_robots(struct story *s, const char *url, struct err *err)
{
	AUTO(buf_release) struct buf at = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf target = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf text = BUF_INIT(ROBOTS_MAX);
	AUTO(capture_release) struct capture c = { 0 };
	AUTO(url_release) struct url u = URL_INIT;
	struct err why = ERR_INIT;
	struct robots *robots;
	bool found;

	if (url_parse(&u, str_of(url), NULL, NULL) < 0 || !url_is_http(&u))
		return 0;
	url_origin(&u, &at);
	buf_str(&at, "/robots.txt");
	if (catalog_find_answer(s->archive->catalog, at.p, &c, &found,
	    err) < 0)
		return -1;
	/* What cannot be read any more decides nothing. */
	if (!found || c.status != 200 ||
	    warc_payload(s->archive, &c.at, &text, &why) < 0)
		return 0;
	url_target(&u, &target);
	robots = robots_parse(buf_view(&text), PRODUCT_TOKEN);
	s->robots = robots_allows(robots, buf_view(&target)) ?
	    STORY_ALLOWED : STORY_FORBIDDEN;
	s->robots_date = c.date;
	model_set(&s->robots_host, u.host);
	robots_free(robots);
	return 0;
}

/* Where it leads has its own say, unless the first host said no. */
static int
find_robots(struct story *s, struct err *err)
{
	if (ask_robots(s, s->r.url, err) < 0)
		return -1;
	return s->robots == STORY_FORBIDDEN || s->r.final_url[0] == '\0' ||
	    strcmp(s->r.final_url, s->r.url) == 0 ? 0 :
	    ask_robots(s, s->r.final_url, err);
}

static int
count_failure(void *ctx, const struct resource *r, struct err *err)
{
	struct story *s = ctx;

	(void)err;
	if (r->last != OUTCOME_UNTRIED && !outcome_is_kept(r->last) &&
	    r->alias_of[0] == '\0' &&
	    str_eq(order_host(r->url), order_host(s->r.url)))
		s->facts.host_failures++;
	return 0;
}

static int
decide(struct story *s, int64_t max_age_ms, int64_t now, struct err *err)
{
	struct catalog *cat = s->archive->catalog;

	if (find_group(s, cat, err) < 0 || find_robots(s, err) < 0 ||
	    due_of(cat, &s->r, max_age_ms, &s->due, err) < 0 ||
	    catalog_each_resource(cat, RESOURCES_CITED, count_failure, s,
	    err) < 0)
		return -1;
	s->points = order_points(&s->r, &s->facts, now);
	return 0;
}

int
story_gather(struct story *s, struct archive *a, const char *given,
    int64_t max_age_ms, int64_t now, struct err *err)
{
	*s = (struct story){ .archive = a, .policy = mem_dup(""),
		.robots_host = mem_dup("") };
	if (lookup_resource(a, given, &s->r, &s->asked, err) < 0 ||
	    find_users(s, err) < 0 || find_asks(s, err) < 0 ||
	    catalog_each_snapshot(a->catalog, add_try, s, err) < 0)
		return -1;
	return decide(s, max_age_ms, now, err);
}
