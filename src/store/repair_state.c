#include "store/repair_state.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/manifest.h"

struct fix {
	struct repair *repair;
	struct catalog *catalog;
	struct map wanted;	/* resources without a good copy yet */
	struct map adopted;	/* those that the manifest at hand had one of */
	bool is_changed;
};

/* Is the record there that a row names? digest NULL: any. */
static int
is_there(struct catalog *c, const struct locator *at, const char *digest,
    bool *yes, struct err *err)
{
	AUTO(capture_release) struct capture cap = { 0 };

	*yes = at->segment == 0;
	if (*yes)
		return 0;
	if (catalog_get_capture(c, at, &cap, yes, err) < 0)
		return -1;
	*yes = *yes && cap.at.length == at->length && (digest == NULL ||
	    digest[0] == '\0' || strcmp(digest, cap.digest) == 0);
	return 0;
}

/* The same bytes may be in another record. */
static int
find_same(struct catalog *c, const char *digest, struct locator *at,
    struct err *err)
{
	AUTO(capture_release) struct capture cap = { 0 };
	bool found;

	*at = (struct locator){ 0 };
	if (catalog_find_payload(c, digest, &cap, &found, err) < 0)
		return -1;
	if (found)
		*at = cap.at;
	return 0;
}

/* Notes and local files are written again by the next fetch. */

static void
tell_note(struct fix *x, const char *name, bool is_lost)
{
	x->is_changed = true;
	if (!is_lost)
		return;
	x->repair->report->notes++;
	repair_tell(x->repair, "'%s' is lost; the next fetch keeps it as it "
	    "is then", name);
}

/* Of a note or a file; when it is not whole its row is to be put. */
static int
fix_local(struct fix *x, const char *name, struct locator *at,
    char digest[HASH_HEX], bool *is_whole, struct err *err)
{
	if (is_there(x->catalog, at, digest, is_whole, err) < 0)
		return -1;
	if (*is_whole)
		return 0;
	if (find_same(x->catalog, digest, at, err) < 0)
		return -1;
	if (at->segment == 0)
		digest[0] = '\0';
	tell_note(x, name, at->segment == 0);
	return 0;
}

static int
fix_note(void *ctx, const struct note_row *row, struct err *err)
{
	struct fix *x = ctx;
	struct note_row n = *row;
	bool is_whole;

	if (fix_local(x, n.name, &n.at, n.digest, &is_whole, err) < 0)
		return -1;
	return is_whole ? 0 : catalog_put_note(x->catalog, &n, err);
}

static int
fix_file(void *ctx, const struct file_row *row, struct err *err)
{
	struct fix *x = ctx;
	struct file_row f = *row;
	bool is_whole;

	if (fix_local(x, f.name, &f.at, f.digest, &is_whole, err) < 0)
		return -1;
	return is_whole ? 0 : catalog_put_file(x->catalog, &f, err);
}

/* Resources. */

static void
drop_article(struct fix *x, struct resource *r)
{
	r->article = (struct locator){ 0 };
	r->extractor = 0;
	x->repair->report->articles++;
	repair_tell(x->repair, "'%s': its article is lost, its page is not",
	    r->url);
}

/* An answer that was held back, and could be let through. Where the address
 * leads elsewhere that may be another one's. */
static int
is_held_lost(struct catalog *c, const struct resource *r, bool *yes,
    struct err *err)
{
	AUTO(capture_release) struct capture newest = { 0 };
	bool found;

	*yes = false;
	if (r->last != OUTCOME_SUSPECT || !outcome_is_kept(r->outcome) ||
	    strcmp(r->url, r->final_url) != 0)
		return 0;
	if (catalog_find_answer(c, r->url, &newest, &found, err) < 0)
		return -1;
	*yes = !found || locator_is_same(&newest.at, &r->capture);
	return 0;
}

static void
drop_held(struct fix *x, struct resource *r)
{
	r->last = OUTCOME_UNTRIED;
	r->last_reason = (char *)(uintptr_t)"the answer that was held back was "
	    "damaged on disk";
	x->repair->report->due++;
	repair_tell(x->repair, "'%s': %s; the next fetch asks for it again",
	    r->url, r->last_reason);
}

static int
fix_resource(void *ctx, const struct resource *row, struct err *err)
{
	struct fix *x = ctx;
	struct resource r = *row;	/* only borrows */
	bool has_capture, has_article, is_held;

	if (is_there(x->catalog, &r.capture, r.digest, &has_capture,
	    err) < 0 || is_there(x->catalog, &r.article, NULL, &has_article,
	    err) < 0 || is_held_lost(x->catalog, &r, &is_held, err) < 0)
		return -1;
	if (has_capture && has_article && !is_held)
		return 0;
	x->is_changed = true;
	if (!has_capture && find_same(x->catalog, r.digest, &r.capture,
	    err) < 0)
		return -1;
	if (r.capture.segment == 0) {
		(void)map_add(&x->wanted, str_of(r.url));
		return 0;
	}
	if (!has_article)
		drop_article(x, &r);
	if (is_held)
		drop_held(x, &r);
	return catalog_put_resource(x->catalog, &r, err);
}

static void
say_lost(const struct resource *r, char *text, size_t n)
{
	char day[CLOCK_TEXT];

	clock_text(r->captured, day);
	(void)snprintf(text, n, "the copy of %.10s was damaged on disk", day);
}

/* The older row, in the place of the one whose copy is lost. */
static int
adopt(struct fix *x, const struct resource *older, struct err *err)
{
	AUTO(resource_release) struct resource now = { 0 };
	struct resource r = *older;	/* only borrows */
	char why[128];
	bool found, has_article;

	if (catalog_get_resource(x->catalog, r.url, &now, &found, err) < 0 ||
	    is_there(x->catalog, &r.article, NULL, &has_article, err) < 0)
		return -1;
	say_lost(&now, why, sizeof(why));
	r.alias_of = now.alias_of;
	r.is_cited = now.is_cited;
	r.is_image = now.is_image;
	r.role = now.role;
	r.last = OUTCOME_UNTRIED;
	r.last_reason = why;
	r.tried = now.tried;
	if (!has_article || (outcome_is_page(r.outcome) &&
	    r.article.segment == 0))
		drop_article(x, &r);
	x->repair->report->due++;
	x->repair->report->older++;
	repair_tell(x->repair, "'%s': %s; an older one takes its place until "
	    "the next fetch", r.url, why);
	(void)map_add(&x->adopted, str_of(r.url));
	if (catalog_put_resource(x->catalog, &r, err) < 0 ||
	    catalog_set_images(x->catalog, r.url, NULL, 0, err) < 0)
		return -1;
	return catalog_set_requisites(x->catalog, r.url, NULL, 0, err);
}

static int
find_segment(void *ctx, const struct segment_row *s, int64_t *id,
    struct err *err)
{
	struct fix *x = ctx;

	return catalog_find_segment(x->catalog, s->name, id, err);
}

static int
try_older(void *ctx, const struct resource *r, struct err *err)
{
	struct fix *x = ctx;
	bool yes;

	if (!map_has(&x->wanted, str_of(r->url)) ||
	    map_get(&x->wanted, str_of(r->url)) != NULL ||
	    !outcome_is_kept(r->outcome) || r->capture.segment == 0)
		return 0;
	if (is_there(x->catalog, &r->capture, r->digest, &yes, err) < 0)
		return -1;
	if (!yes)
		return 0;
	/* Any value: it has one now. */
	(void)map_set(&x->wanted, str_of(r->url), x);
	return adopt(x, r, err);
}

static int
try_older_image(void *ctx, const struct image_row *i, struct err *err)
{
	struct fix *x = ctx;

	return map_has(&x->adopted, str_of(i->page)) ?
	    catalog_add_image(x->catalog, i, err) : 0;
}

/* From the newest manifest to the oldest. */
static int
search_older(struct fix *x, struct err *err)
{
	const struct repair *repair = x->repair;
	const struct manifest_sink sink = { .ctx = x, .segment = find_segment,
		.resource = try_older, .image = try_older_image };

	for (size_t i = repair->n_manifests; i-- > 0 && x->wanted.n > 0; ) {
		AUTO(mem_freep) char *path = path_join(
		    repair->archive->snapshots, repair->manifests[i]);

		if (manifest_read(path, &sink, err) < 0)
			return -1;
		map_release(&x->adopted);
		x->adopted = (struct map)MAP_INIT;
	}
	return 0;
}

/* As if it had never been had, and due. */
static int
give_up(struct fix *x, const char *url, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	char why[128];
	bool found;

	if (catalog_get_resource(x->catalog, url, &r, &found, err) < 0)
		return -1;
	say_lost(&r, why, sizeof(why));
	r.outcome = r.last = OUTCOME_UNTRIED;
	model_set(&r.reason, why);
	model_set(&r.last_reason, why);
	r.since = clock_now();
	r.capture = r.article = (struct locator){ 0 };
	r.captured = r.status = r.length = r.words = r.failures = 0;
	r.extractor = r.requisites = 0;
	r.digest[0] = '\0';
	/* Nothing is there that an answer "not modified" could confirm. */
	model_set(&r.etag, "");
	model_set(&r.last_modified, "");
	x->repair->report->due++;
	repair_tell(x->repair, "'%s': %s; the next fetch asks for it again",
	    url, why);
	return catalog_put_resource(x->catalog, &r, err);
}

static int
fix_all(struct fix *x, struct err *err)
{
	struct catalog *c = x->catalog;

	if (catalog_each_note(c, fix_note, x, err) < 0 ||
	    catalog_each_file(c, fix_file, x, err) < 0 ||
	    catalog_each_resource(c, RESOURCES_ALL, fix_resource, x,
	    err) < 0 || search_older(x, err) < 0)
		return -1;
	for (size_t i = 0; i < x->wanted.n; i++)
		if (x->wanted.items[i].value == NULL &&
		    give_up(x, x->wanted.items[i].key, err) < 0)
			return -1;
	return 0;
}

int
repair_state(struct repair *r, bool *is_changed, struct err *err)
{
	struct fix x = { .repair = r, .catalog = r->archive->catalog,
		.wanted = MAP_INIT, .adopted = MAP_INIT };
	int rc = fix_all(&x, err);

	*is_changed = *is_changed || x.is_changed;
	map_release(&x.wanted);
	map_release(&x.adopted);
	return rc;
}
