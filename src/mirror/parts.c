#include "mirror/parts.h"

#include <stdlib.h>
#include <string.h>

#include "article/pageno.h"
#include "mirror/plan.h"
#include "store/parts.h"
#include "store/warc.h"
#include "web/url.h"

void
parts_note(struct resource *found, const struct article *a)
{
	AUTO(buf_release) struct buf key = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;

	if (a->next[0] != '\0' &&
	    url_parse(&u, str_of(a->next), NULL, NULL) == 0 &&
	    url_is_http(&u))
		url_key(&u, &key);
	model_set(&found->next, key.p);
}

/* Does the page that came follow the one before it, or did a redirect lead
 * elsewhere? */
static bool
follows(const struct resource *before, const struct resource *found)
{
	AUTO(pageno_release) struct pageno p = PAGENO_INIT;
	AUTO(url_release) struct url a = URL_INIT;
	AUTO(url_release) struct url b = URL_INIT;

	if (strcmp(before->next, found->final_url) == 0)
		return true;
	if (url_parse(&a, str_of(before->final_url), NULL, NULL) < 0 ||
	    url_parse(&b, str_of(found->final_url), NULL, NULL) < 0)
		return false;
	pageno_compare(&a, &b, &p);
	return p.form != PAGENO_NONE;
}

/* Looking among the pages before one for its own text. */
struct repetition {
	struct run *run;
	const char *url;	/* of the page */
	const struct article *article;
	bool is_repeated;
};

static int
has_same_text(struct repetition *x, const struct resource *r,
    struct err *err)
{
	AUTO(buf_release) struct buf json = BUF_INIT(RUN_PAYLOAD_MAX);
	AUTO(article_release) struct article a = { 0 };
	bool found;

	if (r->words != (int64_t)x->article->words)
		return 0;
	if (run_article(x->run, &r->article, &a, &json, &found, err) < 0)
		return -1;
	x->is_repeated = found && strcmp(a.text, x->article->text) == 0;
	return 0;
}

static int
compare_part(void *ctx, const struct part *p, struct err *err)
{
	struct repetition *x = ctx;

	if (p->r == NULL || x->is_repeated || strcmp(p->url, x->url) == 0)
		return 1;
	return has_same_text(x, p->r, err);
}

int
parts_check(struct run *run, const struct resource *r,
    struct resource *found, const struct article *a, const char **why,
    struct err *err)
{
	AUTO(resource_release) struct resource before = { 0 };
	AUTO(resource_release) struct resource head = { 0 };
	struct repetition x = { .run = run, .url = r->url, .article = a };
	int64_t number;
	bool is_part;

	*why = NULL;
	if (strcmp(found->next, r->url) == 0)
		model_set(&found->next, "");
	if (r->is_cited)
		return 0;
	if (catalog_find_previous(run->catalog, r->url, &before, &is_part,
	    err) < 0)
		return -1;
	if (!is_part)
		return 0;
	if (!follows(&before, found)) {
		*why = "the address of this page of the article leads to "
		    "another page";
		return 0;
	}
	if (parts_find_head(run->catalog, r->url, run->opts->max_pages, &head,
	    &number, err) < 0)
		return -1;
	if (number > 1 && (has_same_text(&x, &head, err) < 0 ||
	    (!x.is_repeated && parts_each(run->catalog, &head, compare_part,
	    &x, err) < 0)))
		return -1;
	if (x.is_repeated) {
		model_set(&found->next, "");
		found->words = 0;
	}
	return 0;
}

/* The resource of a further page; added when it is new. */
static int
get_part(struct run *run, const char *url, struct resource *r,
    struct err *err)
{
	bool found;

	if (catalog_get_resource(run->catalog, url, r, &found, err) < 0)
		return -1;
	if (found && (r->is_cited || (!r->is_image && r->role == ROLE_NONE)))
		return 0;
	if (!found) {
		resource_init(r);
		model_set(&r->url, url);
	}
	r->is_image = false;
	r->role = ROLE_NONE;
	return catalog_put_resource(run->catalog, r, err);
}

int
parts_want(struct run *run, const struct resource *page, struct err *err)
{
	AUTO(resource_release) struct resource head = { 0 };
	AUTO(resource_release) struct resource r = { 0 };
	int64_t number;
	bool is_due;

	if (page->next[0] == '\0')
		return 0;
	if (parts_find_head(run->catalog, page->url, run->opts->max_pages,
	    &head, &number, err) < 0)
		return -1;
	if (number == 0 || number >= run->opts->max_pages)
		return 0;
	if (get_part(run, page->next, &r, err) < 0 ||
	    plan_is_due(run, &r, &is_due, err) < 0)
		return -1;
	return is_due ? plan_add(run, r.url, NET_PAGE, true, err) : 0;
}

struct wanted {
	struct run *run;
	int (*fn)(void *, const struct resource *, struct err *);
	void *ctx;
};

static int
want_part(void *ctx, const struct part *p, struct err *err)
{
	AUTO(resource_release) struct resource r = { 0 };
	struct wanted *w = ctx;

	if (p->number > w->run->opts->max_pages)
		return 1;
	if (get_part(w->run, p->url, &r, err) < 0)
		return -1;
	return w->fn(w->ctx, &r, err);
}

int
parts_each_wanted(struct run *run, const struct resource *page,
    int (*fn)(void *ctx, const struct resource *part, struct err *),
    void *ctx, struct err *err)
{
	struct wanted w = { run, fn, ctx };

	return parts_each(run->catalog, page, want_part, &w, err);
}
