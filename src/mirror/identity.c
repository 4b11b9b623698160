#include "mirror/identity.h"

#include <stdlib.h>
#include <string.h>

#include "base/fingerprint.h"
#include "base/map.h"
#include "base/mem.h"
#include "web/url.h"

/* As much as a data: URI in a note may be; longer ones are cut. */
#define KEY_MAX 8192

/* Pages of a few words (an error, a player) may say the same by chance. */
#define MIN_WORDS 20

static bool
has_scheme(struct str s)
{
	size_t i = 0;

	if (s.n == 0 || !ch_is_alpha(s.p[0]))
		return false;
	while (i < s.n && (ch_is_alnum(s.p[i]) || strchr("+-.", s.p[i])))
		i++;
	return i < s.n && s.p[i] == ':';
}

/* What is never asked for, with its reason. */
static void
set_hopeless(struct resource *r, enum outcome outcome, const char *reason)
{
	r->outcome = r->last = outcome;
	model_set(&r->reason, reason);
	model_set(&r->last_reason, reason);
}

static void
classify(struct resource *r, struct str destination, struct buf *key)
{
	AUTO(url_release) struct url u = URL_INIT;
	struct err why = ERR_INIT;
	bool is_long = destination.n > IDENTITY_URL_MAX;

	if (is_long)
		destination.n = KEY_MAX;
	if (url_parse(&u, destination, NULL, &why) < 0) {
		set_hopeless(r, OUTCOME_INVALID, why.msg);
		buf_s(key, str_sub(destination, 0, KEY_MAX));
	} else if (url_is_http(&u) && is_long) {
		set_hopeless(r, OUTCOME_INVALID, "the URL is longer than 64 KB");
		buf_s(key, destination);
	} else if (!url_is_http(&u)) {
		AUTO(mem_freep) char *reason =
		    mem_fmt("%s: is nothing that can be fetched", u.scheme);

		set_hopeless(r, OUTCOME_SCHEME, reason);
		url_href(&u, key);
		buf_cut(key, KEY_MAX);
	} else {
		url_key(&u, key);
	}
}

int
identity_add(struct catalog *c, struct str destination, bool is_image,
    struct buf *key, struct err *err)
{
	AUTO(buf_release) struct buf full = BUF_INIT(1 << 20);
	AUTO(resource_release) struct resource fresh;
	AUTO(resource_release) struct resource old = { 0 };
	size_t from = key->len;
	bool found;

	resource_init(&fresh);
	/* "www.example.com" alone, as people write it. */
	if (has_scheme(destination)) {
		classify(&fresh, destination, key);
	} else {
		buf_str(&full, str_starts(destination, STR("//")) ?
		    "https:" : "https://");
		buf_s(&full, destination);
		classify(&fresh, buf_view(&full), key);
	}
	if (buf_check(key, err) < 0 ||
	    catalog_get_resource(c, key->p + from, &old, &found, err) < 0)
		return -1;
	if (!found) {
		model_set(&fresh.url, key->p + from);
		fresh.is_cited = true;
		fresh.is_image = is_image;
		return catalog_put_resource(c, &fresh, err);
	}
	/* Cited as a page by one note and shown by another: a page. */
	if (old.is_cited && (!old.is_image || is_image))
		return 0;
	old.is_image = old.is_cited ? false : is_image;
	old.is_cited = true;
	/* It was kept as a part of a page; now its article is wanted. */
	if (old.role == ROLE_FRAME) {
		model_set(&fresh.url, old.url);
		fresh.is_cited = true;
		fresh.is_image = is_image;
		return catalog_put_resource(c, &fresh, err);
	}
	return catalog_put_resource(c, &old, err);
}

static bool
is_page(const struct resource *r)
{
	return !r->is_image && (r->is_cited || r->role == ROLE_NONE);
}

static bool
is_kept(const struct resource *r)
{
	return outcome_is_kept(r->outcome);
}

/* The copy that stands under an address with a login moves to the one without,
 * unless that has a good one. */
static int
move_copy(struct catalog *c, const struct resource *r, const char *key,
    struct err *err)
{
	AUTO(buf_release) struct buf final = BUF_INIT(1 << 20);
	AUTO(resource_release) struct resource copy = { 0 };
	AUTO(resource_release) struct resource now = { 0 };
	bool found;

	if (catalog_get_resource(c, key, &now, &found, err) < 0)
		return -1;
	if (is_kept(r) && !(found && is_kept(&now))) {
		if (catalog_get_resource(c, r->url, &copy, &found, err) < 0)
			return -1;
		url_hide_login(str_of(copy.final_url), &final);
		model_set(&copy.url, key);
		model_set(&copy.final_url, final.p);
		copy.is_cited = now.is_cited;
		if (catalog_put_resource(c, &copy, err) < 0 ||
		    catalog_move_images(c, r->url, key, err) < 0)
			return -1;
	}
	return catalog_drop_resource(c, r->url, err);
}

int
identity_hide_login(struct catalog *c, const struct resource *r,
    struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;

	if (!is_page(r) || strchr(r->url, '@') == NULL ||
	    url_parse(&u, str_of(r->url), NULL, NULL) < 0 ||
	    !url_is_http(&u) ||
	    (u.username[0] == '\0' && u.password[0] == '\0'))
		return 0;
	url_key(&u, &key);
	return buf_check(&key, err) < 0 ? -1 : move_copy(c, r, key.p, err);
}

void
identity_note(struct resource *found, const struct article *a)
{
	AUTO(buf_release) struct buf key = BUF_INIT(KEY_MAX * 4);
	AUTO(buf_release) struct buf own = BUF_INIT(KEY_MAX * 4);
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(url_release) struct url v = URL_INIT;

	if (url_parse(&u, str_of(a->canonical), NULL, NULL) == 0 &&
	    url_is_http(&u) &&
	    url_parse(&v, str_of(found->final_url), NULL, NULL) == 0) {
		url_key(&u, &key);
		url_key(&v, &own);
	}
	model_set(&found->canonical, key.failed || own.failed ||
	    str_eq(buf_view(&key), buf_view(&own)) ? "" : key.p);
}

struct grouping {
	struct run *run;
	struct map leaders;	/* group key -> leader's url (char *) */
	/* Address that nobody cites, and words -> url of the first page of as
	 * many that names it as its own (char *) */
	struct map twins;
};

static int
make_alias(struct grouping *g, const struct resource *r, const char *leader,
    struct err *err)
{
	AUTO(resource_release) struct resource copy = { 0 };
	bool found;

	if (strcmp(r->alias_of, leader) == 0)
		return 0;
	if (catalog_get_resource(g->run->catalog, r->url, &copy, &found, err) < 0)
		return -1;
	model_set(&copy.alias_of, leader);
	return catalog_put_resource(g->run->catalog, &copy, err);
}

/* Are these two good copies of one page? */
static bool
is_same_page(const struct resource *a, const struct resource *b)
{
	if (a->digest[0] != '\0' && strcmp(a->digest, b->digest) == 0)
		return true;
	return outcome_is_page(a->outcome) && a->outcome == b->outcome &&
	    a->title[0] != '\0' && strcmp(a->title, b->title) == 0 &&
	    a->words == b->words && strcmp(a->final_url, b->final_url) == 0;
}

/* A cited page that stands for itself, was found in its own place, and is not
 * there under another name. */
static int
find_leader(struct grouping *g, const char *key, const struct resource *r,
    struct resource *to, bool *found, struct err *err)
{
	if (catalog_get_resource(g->run->catalog, key, to, found, err) < 0)
		return -1;
	*found = *found && to->is_cited && !to->is_image && is_kept(to) &&
	    to->alias_of[0] == '\0' && strcmp(to->url, r->url) != 0 &&
	    strcmp(to->final_url, to->url) == 0;
	return 0;
}

static int
find_moved(struct grouping *g, const struct resource *r, struct resource *to,
    bool *found, struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(KEY_MAX * 4);
	AUTO(url_release) struct url u = URL_INIT;

	if (strcmp(r->final_url, r->url) == 0 ||
	    url_parse(&u, str_of(r->final_url), NULL, NULL) < 0)
		return 0;
	url_key(&u, &key);
	if (buf_check(&key, err) < 0 ||
	    find_leader(g, key.p, r, to, found, err) < 0)
		return -1;
	*found = *found && is_same_page(r, to);
	return 0;
}

/* Letter by letter; sets nothing where an article cannot be read. */
static int
compare_texts(struct run *run, const struct resource *a,
    const struct resource *b, bool *is_same, struct err *err)
{
	AUTO(buf_release) struct buf a_json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(buf_release) struct buf b_json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(article_release) struct article x = { 0 };
	AUTO(article_release) struct article y = { 0 };
	AUTO(fingerprint_release) struct fingerprint p = { 0 };
	AUTO(fingerprint_release) struct fingerprint q = { 0 };
	bool found;

	if (run_article(run, &a->article, &x, &a_json, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	if (run_article(run, &b->article, &y, &b_json, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	fingerprint_make(&p, str_of(x.text));
	fingerprint_make(&q, str_of(y.text));
	*is_same = p.n_shingles == q.n_shingles && p.n_shingles > 0 &&
	    memcmp(p.shingles, q.shingles, p.n_shingles *
	    sizeof(*p.shingles)) == 0;
	return 0;
}

/* The page under the address that r names, or else the first one of as many
 * words that names it as well. */
static int
find_named(struct grouping *g, const struct resource *r, struct resource *to,
    bool *found, struct err *err)
{
	AUTO(mem_freep) char *key = mem_fmt("%s %lld", r->canonical,
	    (long long)r->words);
	const char *twin;

	if (find_leader(g, r->canonical, r, to, found, err) < 0)
		return -1;
	if (*found) {
		*found = to->canonical[0] == '\0';
		return 0;
	}
	twin = map_get(&g->twins, str_of(key));
	if (twin == NULL) {
		(void)map_set(&g->twins, str_of(key), mem_dup(r->url));
		return 0;
	}
	resource_release(to);
	return find_leader(g, twin, r, to, found, err);
}

/* Does that page say the same? */
static int
find_canonical(struct grouping *g, const struct resource *r,
    struct resource *to, bool *found, struct err *err)
{
	int64_t now = g->run->date;

	if (r->canonical[0] == '\0')
		return 0;
	if (find_named(g, r, to, found, err) < 0)
		return -1;
	*found = *found && outcome_is_page(r->outcome) &&
	    outcome_is_page(to->outcome) && r->words >= MIN_WORDS &&
	    r->words == to->words;
	if (!*found)
		return 0;
	*found = strcmp(r->alias_of, to->url) == 0;
	if (g->run->archive == NULL || (r->checked < now && to->checked < now))
		return 0;
	*found = false;
	return compare_texts(g->run, r, to, found, err);
}

/* The cited address that this one has moved to, or that its page names as its
 * own, becomes its leader; without one it stands for itself. */
static int
group_same(struct grouping *g, const struct resource *r, struct err *err)
{
	AUTO(resource_release) struct resource moved = { 0 };
	AUTO(resource_release) struct resource named = { 0 };
	bool found = false;

	if (!is_kept(r))
		return make_alias(g, r, "", err);
	if (find_moved(g, r, &moved, &found, err) < 0)
		return -1;
	if (found)
		return make_alias(g, r, moved.url, err);
	if (find_canonical(g, r, &named, &found, err) < 0)
		return -1;
	return make_alias(g, r, found ? named.url : "", err);
}

static int
group_one(void *ctx, const struct resource *r, struct err *err)
{
	AUTO(buf_release) struct buf key = BUF_INIT(KEY_MAX * 4);
	AUTO(resource_release) struct resource clean = { 0 };
	AUTO(url_release) struct url u = URL_INIT;
	struct grouping *g = ctx;
	const char *leader;
	bool found;

	if (r->is_image || url_parse(&u, str_of(r->url), NULL, err) < 0 ||
	    !url_is_http(&u)) {
		err_clear(err);
		return 0;
	}
	if (!url_untracked(&u, &key))
		return group_same(g, r, err);
	if (catalog_get_resource(g->run->catalog, key.p, &clean, &found, err) < 0)
		return -1;
	/* The clean address leads when it is cited too, unless only the other
	 * one was ever had. */
	if (found && clean.is_cited && (is_kept(&clean) || !is_kept(r)))
		return make_alias(g, r, clean.alias_of[0] != '\0' ?
		    clean.alias_of : clean.url, err);
	leader = map_get(&g->leaders, buf_view(&key));
	if (leader != NULL && !is_kept(r))
		return make_alias(g, r, leader, err);
	if (leader == NULL)
		(void)map_set(&g->leaders, buf_view(&key), mem_dup(r->url));
	/* Also when its leader was forgotten. */
	return group_same(g, r, err);
}

static void
release_urls(struct map *m)
{
	for (size_t i = 0; i < m->n; i++)
		free(m->items[i].value);
	map_release(m);
}

int
identity_group(struct run *run, struct err *err)
{
	struct grouping g = { run, MAP_INIT, MAP_INIT };
	int rc = catalog_each_resource(run->catalog, RESOURCES_CITED,
	    group_one, &g, err);

	release_urls(&g.leaders);
	release_urls(&g.twins);
	return rc;
}
